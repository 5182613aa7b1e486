"""First names by which a person is recognized in running text, where no bracket and no job says so."""

_NAMES = """
aaron adam adele adrian adrien adèle agnès aki akira al alain alan alba albert alberto alejandro aleksandr
alessandro alex alexander alexandra alexandre alfonso alfred alice alicia alida alison allison amanda amy amélie ana
anaïs anders andrea andreas andrei andrej andrew andrzej andré andy angela angelina anita anja anjelica ann anna
anne annette annika anthony antje antoine anton antonia antonio anya apichatpong ari armand arnaud arnold arthur
asghar ashley astrid audrey august baltasar barbara barry bastian beatrice beatriz bela ben benedict benicio
benjamin benoit benoît bernard bernardo bernd bertrand bette bill billy birgit björn blake bob bong boris brad
bradley brian brie brigitte britta bruce bruno bryan burghart burt buster béla cameron camille carey carla carlos
carmen carol carole caroline carrie carsten cary casey cate catherine charles charlie charlize charlotte chloe chloé
chris christian christiane christina christine christoph christophe christopher claire clara clark claude claudia
clint colin conrad corinna courtney cristian cyril cécile cécilia céline dakota damian damien dan daniel daniela
daniele danièle danny dario darren dave david dean deborah demi denis denise dennis denzel detlev diana diane diego
dieter dietrich dirk dominik dominique don donald doris dorothea doug dustin dwayne eddie edgar edith edward edwin
eileen elaine elena eli elia elias elisabeth elizabeth ella elle ellen elliot elliott elsa elyas emilia emilie emily
emir emma emmanuel emmanuelle enrique eric erich erik erika ernst ethan eugene eva ewan fabian fabrice fatih
federico felicity felix ferdinand fernando florian francesca francesco francis franco frank franka franz françois
françoise fred frederick friedrich fritz frédéric gabriel gabriele gael gary gaspard gena gene georg george gerard
gerd giancarlo gillian gina giorgio giovanni giulia giulietta glenn gloria grace greg gregory greta guillaume
guillermo gus gustav guy gwyneth gérald gérard götz hal hanna hannah hannelore hannes hans harald harrison harry
harvey heath heather hedy heike heiner heinrich heinz helen helena helga helmut henri henrik henry herbert hermann
hiam hideo hilary hilde hirokazu holly horst howard hugh hugo humphrey hélène ian ida idris ignacio inga ingmar
ingrid irene irina iris isabel isabella isabelle ivan jack jackie jacob jacqueline jacques jake jakob james jamie
jan jane janet jared jason javier jean jeanne jeff jeffrey jella jena jenna jennifer jens jeremy jerry jesse jessica
jessie jim jimmy joachim joan joanna joaquin jochen jodie joe joel johan johanna johannes john johnny jon jonah
jonas jonathan jorge josef joseph josh joshua josé juan jude judi judith judy jules julia julian juliane julianne
julie julien juliet juliette justin justine jérémie jörg jörn jürgen kai karen karim karin karl karl-heinz karoline
karsten katarina kate katharina katharine katherine kathleen kathrin kathryn katie katja katrin keanu keira keith
kelly ken kenneth kerry kevin kim kirsten kirstin klaus kristen kristin kristina krzysztof kurt lana lars laura
lauren laurence laurent lea leo leon leonardo leonie leos leslie lilli lily linda lindsay lisa liv lorenzo lou louis
louise luc luca lucas lucie lucy ludivine luis luise lukas luke lynn léa léonie mads maggie maika marc marcel
marcello marco marcus margaret margarethe margot maria marianne marie mario marion marisa mark markus marlene marlon
marta martha martin martina mary mathieu mathilde matt matteo matthew matthias maurice maurizio max maxim maximilian
maïwenn meg mel melanie melissa merab meryl mia micha michael michalis michaël micheal michel michelangelo michelle
michèle miguel mike mikkel mila milan milos miloš mina miranda monica monika morgan moritz mélanie naomi nastassja
natalia natalie natalja nathalie nicholas nick nicky nicola nicolas nicole nicoletta niels nikolaj nils nina noah
noomi nora norbert norman noémie nuri oliver olivia olivier orson oscar oskar otto owen pablo paddy pamela paolo
park pascal patricia patrick paul paula paulina pauline pawel paweł pedro penelope penélope peter petra phil philip
philipp philippe pier pierre pilar quentin rachel rainer ralf ralph ramin raphaël ray raúl rebecca reese regina
reinhard renate renée ricardo riccardo richard rick ridley rita rob robert roberto robin rod roger roland rolf
romain roman romy ron ronald rosa rosamund rosanna roschdy rose roy rudolf rupert russell ruth ryan ryusuke ryūsuke
sabine sabrina sally salma sam samantha samuel sandra saoirse sara sarah sascha sean sebastian sebastián serge
sergei sergej sergio seth shane sharon shia sibel sidney sienna sigourney simon simone sofia sofie sonja sophia
sophie spencer spike stacy stan stanley stefan stefanie steffen stellan stephan stephanie stephen steve steven
stuart stéphane sumi susan susanne sven sylvester sylvia tahar takeshi tanja tarsem ted terence teresa terrence
terry thaddeus theo theresa thierry thomas thora til tilda till tilman tim timothy timothée tobias tobin toby todd
tom tommy toni tony tracy ulrich ulrike uma ursula ute uwe valentin valeria valerie valérie vanessa veit vera vicky
victor victoria viggo vincent vincenzo viola vittorio volker wagner walter warren wayne werner wes wilhelm will
willem william wim winona wolfgang wong woody xavier yann yasmin yasujirō yorgos yves yvonne zach zachary zoe zoey
zooey zoë éric
"""

GIVEN_NAMES = frozenset(_NAMES.split())
