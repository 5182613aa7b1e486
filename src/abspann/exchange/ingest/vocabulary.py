"""The words that tell the kinds of text apart, in German, English and French; compared in lower case.

In the tuples an entry of six letters or more stands for every word that begins with it, a shorter one,
or one with `=`, only for itself.
"""


def words(text: str) -> frozenset[str]:
    """The words of a list as a set."""
    return frozenset(text.split())


def entries(text: str) -> tuple[str, ...]:
    """The words of a list in its order."""
    return tuple(text.split())


FIRST_PERSON = words(
    "ich mich mir mein meine meinen meinem meiner meines i me my i'm i've i'd i'll myself j'ai je moi mon ma mes "
    "j'étais j'aime m'a yo mi io"
)

OPINION = entries(
    "wunderschön traum wucht unrecht passt passen= stimmt stimmen= funktioni bitte unbedingt tipp zurecht gelungene "
    "schön schöne schöner schönes nice toll tolle toller tolles tollen super beste besten bestes starke starker "
    "starkes starken starkem großartig grossartig langweil enttäusch begeister berühr sehenswert empfehl überzeug "
    "fesseln fesselt grandios genial schlecht bester schwach schwäche stark stärkste stärker leider wunderbar "
    "herrlich brillan meisterwerk kitsch lohnt schade nervt nervig gelungen misslungen hervorragend herausragend "
    "beeindruck unterhalt witzig spannend emotional perfekt mies furchtbar klasse okay fazit umwerfend gelang "
    "misslang klischee unglaubwürdig durchschnitt mittelmä solide eindringlich sehr wirklich= absolut definitiv "
    "eintrittsgeld hammer geil krass zäh öde lahm kitschig tiefgang gut guter gute gutes guten faszinier packend "
    "ergreif wertvoll empfind great amazing boring bored disappoint recommend loved love hate hated best worst "
    "brilliant masterpiece wonderful terrible moving worth enjoy awful stunning superb really good bad touching dull "
    "overrated underrated magnifique superbe ennuy déçu décev génial excellent bouleversant sublime chef-d'œuvre "
    "chef-d'oeuvre très nul mauvais recommande"
)

HEDGES = entries(
    "verdienter verdiente verdienen hat's eben halt irgendwie ziemlich vielleicht wohl eher quite rather maybe plutôt "
    "sollte hätte könnte aber doch wirkt gefällt gefiel meinung insgesamt punkte sterne empfehl schade trotzdem "
    "allerdings verdient hoffentlich should could but however deserve overall opinion mais devrait dommage mérite"
)

CINEMA = entries(
    "film filme films filmen filmisch filmkunst kinos genres szenen drama dramas thrillers regie regisseur "
    "filmemacher inszenier kamera drehbuch leinwand darsteller schauspiel kino zuschauer zuseher publikum genre "
    "hauptroll nebenroll charakterstudie dramaturg soundtrack szene bilder bildsprache director directed directing "
    "cinema screenplay actor actress performance audience scene camera cinematograph movie réalisat cinéaste "
    "mise-en-scène scénario acteur actrice spectateur filmé inszenat erzähltempo montage schnitt filmmusik leinwände "
    "thriller melodram komödie"
)

STRONG_FACTS = entries(
    "festspiel nachbearbeitung postproduktion drehorte ursprünglich gedreht drehort dreharbeit drehtag budget "
    "produktionskosten premiere weltpremiere uraufführ uraufgeführ festival filmfest filmfestspiel berlinale biennale "
    "palme wettbewerb oscar oscars oscar-nomin césar césars globe globes nominier ausgezeichnet filmpreis basiert "
    "vorlage romanvorlage verfilm adaption remake kinostart einspiel eingespielt filmed shooting premiered premier "
    "competition nominated based adaptation adapted grossed awarded tourné tournage adapté sélectionné compétition "
    "nommé récompensé avant-première award awards bafta baftas goya goyas kinobesucher goldener goldene silberner "
    "silberne goldenen silbernen"
)

FACT_VERBS = entries(
    "wollte wollten durfte konnte kam kamen stand standen "
    "ließ ließen sollte sollten wurde wurden war waren gedreht basiert basieren lief liefen nominiert gewann gewannen "
    "erhielt feierte fand fanden betrug kostete entstand entstanden drehte drehten hat haben hatte hatten lernte "
    "lernten spielte spielten komponierte eröffnete ausgezeichnet dauerte dauerten begann begannen trainierte "
    "trainierten verbrachte schrieb arbeitete stammt stammen sah sahen las übernahm lehnte musste mussten verwendet "
    "genutzt benutzt gebaut nahm geht steht spielt was were won shot filmed received based cost took began premiered "
    "trained learned spent wrote had grossed été furent fut eu tourné obtenu reçu duré coûté ist sind"
)

WEAK_FACTS = entries(
    "drehen kameramann kamerafrau "
    "hauptdarsteller spielfilm inspir wirklichkeit darsteller gespielt spielte drehzeit komparsen statisten leinwand "
    "schauplatz computeranim ursprünglich drehbuch rolle produktion produzier kamera musik komponi regisseur regie "
    "schauspieler originaltitel roman buch autor romans drehs dreh besetz entstand entstanden drehte szene hauptrolle "
    "lernte trainiert stunt effekt kurzgeschicht millionen euro dollar besucher studio digital material computer "
    "kinos wochen tage tagen länder erschien verleih screenplay role produc composed director originally script novel "
    "book budget scenes weeks days location locations effects trained learned rehears rôle scénario musique "
    "réalisateur produit semaines jours lieux film titel komponist score soundtrack double bühne casting erstmals "
    "debüt"
)

FUNCTION_WORDS = words(
    "der die das den dem des ein eine einen einem einer eines und oder aber doch denn als wenn nachdem während bevor "
    "bis da dort dann hier bald nachts nach mit von vom zu zum zur bei beim in im an am auf aus für über unter um "
    "durch gegen ohne vor hinter neben zwischen er sie es wir ihr ich du man sein seine seinen seinem seiner ihre "
    "ihren ihrem ihrer mein dein unser auch nur noch schon so wie was wer wo warum weil dass ob damit deren dessen "
    "dieser diese dieses jener jeder alle beide beiden zwei drei vier nun jetzt gemeinsam zusammen kein keine "
    "irgendwo eigentlich plötzlich schließlich endlich trotz obwohl sowie statt seit weder gerade selbst the a and or "
    "but when after before while then there here with from of to at on for by his her their its he she it they we you "
    "i my this that these those one two three both as if because who what where why le la les un une de et ou mais "
    "quand après avant avec dans pour par sur sous chez il elle ils elles son sa ses leur leurs ce cette ces lorsque "
    "tandis que qui où el los las una y pero cuando con lo gli uno e ma quando nel später früher heute morgen "
    "inzwischen zunächst anders einmal immer mehr nicht filmemacher regisseur"
)

DETERMINERS = words(
    "der die das den dem des ein eine einen einem einer eines sein seine seinen seinem seiner seines ihr ihre ihren "
    "ihrem ihrer ihres deren dessen unser unsere mein meine dieser diese diesen diesem vom zum zur beim im"
)

PARTICLES = words(
    "de du des la le von van vom zu zur der den ten ter di da do dos del della dal el al bin ben ibn y af av st"
)

TITLES = words(
    "kommissar kommissarin inspektor inspektorin dr dr. doktor prof prof. professor professorin könig königin prinz "
    "prinzessin graf gräfin baron lord lady sir captain kapitän major oberst general leutnant sergeant detective "
    "agent agentin sheriff pater herr frau onkel tante miss mrs mrs. mr mr. madame monsieur mademoiselle commissaire "
    "opa oma hauptkommissar hauptkommissarin kaiser kaiserin papst"
)

RELATIVES = words("frau herr onkel tante opa oma")

APPOSITIVES = words(
    "sohn tochter kind baby vater mutter eltern bruder schwester zwillingsbruder zwillingsschwester onkel tante neffe "
    "nichte cousin cousine opa oma großvater großmutter enkel enkelin mann frau ehemann ehefrau gatte gattin witwe "
    "witwer freund freundin jugendfreund jugendfreundin verlobter verlobte verlobten ex-frau ex-mann ex exfrau exmann "
    "partner partnerin kollege kollegin kollegen chef chefin boss nachbar nachbarin junge jungen mädchen teenager "
    "polizist polizistin anwalt anwältin arzt ärztin lehrer lehrerin schüler schülerin student studentin journalist "
    "journalistin autor autorin schriftsteller schriftstellerin maler malerin musiker musikerin sänger sängerin "
    "tänzer tänzerin boxer boxerin trainer trainerin fischer fischerin bauer bäuerin soldat soldatin killer "
    "auftragskiller killerin gangster dieb diebin detektiv detektivin privatdetektiv richter richterin bürgermeister "
    "bürgermeisterin pilot pilotin koch köchin kellner kellnerin arbeiter arbeiterin gelegenheitsarbeiter "
    "kampfsportler schwertwaltrainerin matrose fahrer fahrerin bäcker wissenschaftler wissenschaftlerin forscher "
    "forscherin held heldin protagonist protagonistin bande hund mitbewohner mitbewohnerin assistent assistentin "
    "sekretärin krankenschwester pfleger pflegerin häftling mitschüler mitschülerin geliebter geliebte geliebten "
    "bekannter bekannte bekannten stiefvater stiefmutter schwiegermutter schwiegervater halbbruder halbschwester "
    "schwager schwägerin zwilling pfarrer priester nonne bankräuber unternehmer unternehmerin restaurateurin "
    "leuchtturmwärterin leuchtturmwärter kapitänin pianist pianistin geiger geigerin"
)

NOT_A_PERSON = words(
    "film drama komödie thriller roman staffel teil regie drehbuch usa deutschland frankreich italien spanien england "
    "großbritannien österreich schweiz belgien dänemark schweden norwegen polen japan china russland europa amerika "
    "stimme original originaltitel kinostart berlin paris wien london new los san santa saint rom madrid"
)

NOUN_ENDINGS = entries(
    "erin istin orin eurin antin entin ologe ologin mann frau sohn tochter bruder schwester freund freundin chef "
    "vater mutter kind beamter beamte arbeiter händler ikant erant dent zent lehrer fahrer spieler sänger tänzer "
    "schüler mörder anwalt wärter führer jäger wächter meister macher besitzer leiter ung heit keit schaft junge "
    "mädchen"
)
