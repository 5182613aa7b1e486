"""What Wikidata's items stand for, where the house has a code of its own: countries, languages, genres, prizes."""

from __future__ import annotations

from abspann.catalog.rules import Genre

COUNTRIES = {
    "Q16": "CA", "Q17": "JP", "Q20": "NO", "Q27": "IE", "Q28": "HU", "Q29": "ES", "Q30": "US", "Q31": "BE",
    "Q32": "LU", "Q33": "FI", "Q34": "SE", "Q35": "DK", "Q36": "PL", "Q37": "LT", "Q38": "IT", "Q39": "CH",
    "Q40": "AT", "Q41": "GR", "Q43": "TR", "Q45": "PT", "Q55": "NL", "Q77": "UY", "Q79": "EG", "Q96": "MX",
    "Q114": "KE", "Q115": "ET", "Q117": "GH", "Q142": "FR", "Q145": "GB", "Q148": "CN", "Q155": "BR", "Q159": "RU",
    "Q183": "DE", "Q184": "BY", "Q189": "IS", "Q191": "EE", "Q211": "LV", "Q212": "UA", "Q213": "CZ", "Q214": "SK",
    "Q215": "SI", "Q217": "MD", "Q218": "RO", "Q219": "BG", "Q221": "MK", "Q222": "AL", "Q224": "HR", "Q225": "BA",
    "Q227": "AZ", "Q229": "CY", "Q230": "GE", "Q232": "KZ", "Q233": "MT", "Q235": "MC", "Q236": "ME", "Q241": "CU",
    "Q252": "ID", "Q258": "ZA", "Q262": "DZ", "Q265": "UZ", "Q298": "CL", "Q334": "SG", "Q347": "LI", "Q399": "AM",
    "Q403": "RS", "Q408": "AU", "Q414": "AR", "Q419": "PE", "Q423": "KP", "Q424": "KH", "Q664": "NZ", "Q668": "IN",
    "Q711": "MN", "Q717": "VE", "Q733": "PY", "Q736": "EC", "Q739": "CO", "Q750": "BO", "Q794": "IR", "Q796": "IQ",
    "Q801": "IL", "Q810": "JO", "Q817": "KW", "Q822": "LB", "Q833": "MY", "Q836": "MM", "Q837": "NP", "Q843": "PK",
    "Q846": "QA", "Q851": "SA", "Q854": "LK", "Q858": "SY", "Q865": "TW", "Q869": "TH", "Q878": "AE", "Q881": "VN",
    "Q884": "KR", "Q889": "AF", "Q902": "BD", "Q912": "ML", "Q928": "PH", "Q948": "TN", "Q965": "BF", "Q1008": "CI",
    "Q1028": "MA", "Q1033": "NG", "Q1037": "RW", "Q1041": "SN", "Q8646": "HK", "Q15180": "SU", "Q16957": "DD",
    "Q33946": "CS", "Q36704": "YU", "Q41304": "DE", "Q7318": "DE", "Q713750": "DE", "Q219060": "PS",
}  # fmt: skip
LANGUAGES = {
    "Q150": "fr", "Q188": "de", "Q256": "tr", "Q294": "is", "Q397": "la", "Q652": "it", "Q809": "pl", "Q1321": "es",
    "Q1412": "fi", "Q1568": "hi", "Q1617": "ur", "Q1860": "en", "Q5146": "pt", "Q5287": "ja", "Q5885": "ta",
    "Q6654": "hr", "Q7026": "ca", "Q7411": "nl", "Q7737": "ru", "Q7850": "zh", "Q7913": "ro", "Q7918": "bg",
    "Q8097": "te", "Q8108": "ka", "Q8641": "yi", "Q8752": "eu", "Q8785": "hy", "Q8798": "uk", "Q9027": "sv",
    "Q9035": "da", "Q9043": "no", "Q9056": "cs", "Q9058": "sk", "Q9063": "sl", "Q9067": "hu", "Q9072": "et",
    "Q9078": "lv", "Q9083": "lt", "Q9129": "el", "Q9142": "ga", "Q9168": "fa", "Q9176": "ko", "Q9186": "yue",
    "Q9192": "zh", "Q9199": "vi", "Q9217": "th", "Q9240": "id", "Q9288": "he", "Q9299": "sr", "Q9307": "gl",
    "Q9610": "bn", "Q13955": "ar", "Q14196": "af", "Q25164": "no", "Q36236": "ml",
}  # fmt: skip
GENRES = {
    "Q93204": (Genre.DOCUMENTARY,), "Q130232": (Genre.DRAMA,), "Q157394": (Genre.FANTASY,), "Q157443": (Genre.COMEDY,),
    "Q172980": (Genre.WESTERN,), "Q188473": (Genre.ACTION,), "Q200092": (Genre.HORROR,),
    "Q202866": (Genre.ANIMATION,), "Q226730": (Genre.SILENT,), "Q319221": (Genre.ADVENTURE,),
    "Q369747": (Genre.WAR,), "Q471839": (Genre.SCIENCE_FICTION,), "Q628165": (Genre.ROAD_MOVIE,),
    "Q645928": (Genre.BIOGRAPHY,), "Q790192": (Genre.EXPERIMENTAL,), "Q842256": (Genre.MUSICAL,),
    "Q859369": (Genre.COMEDY, Genre.DRAMA), "Q860626": (Genre.ROMANCE, Genre.COMEDY), "Q959790": (Genre.CRIME,),
    "Q1054574": (Genre.ROMANCE,), "Q1200678": (Genre.MYSTERY,), "Q2143665": (Genre.FAMILY,),
    "Q2484376": (Genre.THRILLER,), "Q17013749": (Genre.HISTORY,), "Q20656232": (Genre.ACTION, Genre.THRILLER),
}  # fmt: skip

FILMS = frozenset({
    "Q11424", "Q24862", "Q93204", "Q130232", "Q157443", "Q202866", "Q226730", "Q506240", "Q20650540", "Q29168811",
    "Q20667187",
})  # fmt: skip
"""The kinds of items that are films: film, short, documentary, drama, comedy, animated, silent, television, anime …"""

SERIES = frozenset({"Q24856", "Q5398426", "Q21191270", "Q3464665", "Q117467246", "Q63952888", "Q1259759"})
"""Series of films and on television, episodes and seasons."""

FSK = {"Q20644794": 0, "Q20644795": 6, "Q20644796": 12, "Q20644797": 16, "Q20644798": 18}
COLORS = {"Q22006653": "color", "Q838368": "black-and-white"}

FESTIVALS = {
    "oscars": ("Academy Awards", "Academy Awards"),
    "bafta": ("British Academy Film Awards", "British Academy Film Awards"),
    "golden-globes": ("Golden Globe Awards", "Golden Globe Awards"),
    "saturn": ("Saturn Awards", "Saturn Awards"),
    "cannes": ("Festival de Cannes", "Cannes Film Festival"),
    "berlinale": ("Internationale Filmfestspiele Berlin", "Berlin International Film Festival"),
    "venice": ("Mostra del Cinema, Venedig", "Venice Film Festival"),
}
"""By its address in the house: the festival's German and English name."""

PRIZES = {
    "Q102427": ("oscars", "best-picture", "Bester Film", "Best Picture"),
    "Q103360": ("oscars", "director", "Beste Regie", "Best Director"),
    "Q103618": ("oscars", "lead-actress", "Beste Hauptdarstellerin", "Best Actress"),
    "Q103916": ("oscars", "lead-actor", "Bester Hauptdarsteller", "Best Actor"),
    "Q106301": ("oscars", "supporting-actress", "Beste Nebendarstellerin", "Best Supporting Actress"),
    "Q106291": ("oscars", "supporting-actor", "Bester Nebendarsteller", "Best Supporting Actor"),
    "Q41417": ("oscars", "original-screenplay", "Bestes Originaldrehbuch", "Best Original Screenplay"),
    "Q107258": ("oscars", "adapted-screenplay", "Bestes adaptiertes Drehbuch", "Best Adapted Screenplay"),
    "Q105304": ("oscars", "foreign-language-film", "Bester internationaler Film", "Best International Feature"),
    "Q131520": ("oscars", "cinematography", "Beste Kamera", "Best Cinematography"),
    "Q281939": ("oscars", "editing", "Bester Schnitt", "Best Film Editing"),
    "Q488651": ("oscars", "score", "Beste Filmmusik", "Best Original Score"),
    "Q112243": ("oscars", "song", "Bester Filmsong", "Best Original Song"),
    "Q277751": ("oscars", "production-design", "Bestes Szenenbild", "Best Production Design"),
    "Q277536": ("oscars", "costume", "Bestes Kostümdesign", "Best Costume Design"),
    "Q830079": ("oscars", "sound", "Bester Ton", "Best Sound"),
    "Q488645": ("oscars", "sound-editing", "Bester Tonschnitt", "Best Sound Editing"),
    "Q393686": ("oscars", "visual-effects", "Beste visuelle Effekte", "Best Visual Effects"),
    "Q487136": ("oscars", "makeup", "Beste Maske", "Best Makeup"),
    "Q106800": ("oscars", "animated", "Bester Animationsfilm", "Best Animated Feature"),
    "Q111332": ("oscars", "documentary", "Bester Dokumentarfilm", "Best Documentary Feature"),
    "Q139184": ("bafta", "best-film", "Bester Film", "Best Film"),
    "Q787131": ("bafta", "director", "Beste Regie", "Best Direction"),
    "Q778870": ("bafta", "cinematography", "Beste Kamera", "Best Cinematography"),
    "Q508166": ("bafta", "production-design", "Bestes Szenenbild", "Best Production Design"),
    "Q787127": ("bafta", "visual-effects", "Beste visuelle Effekte", "Best Special Visual Effects"),
    "Q787145": ("bafta", "editing", "Bester Schnitt", "Best Editing"),
    "Q739633": ("bafta", "sound", "Bester Ton", "Best Sound"),
    "Q787098": ("bafta", "score", "Beste Filmmusik", "Best Original Music"),
    "Q918617": ("bafta", "makeup", "Beste Maske", "Best Makeup and Hair"),
    "Q787104": ("bafta", "costume", "Bestes Kostümdesign", "Best Costume Design"),
    "Q41375": ("bafta", "original-screenplay", "Bestes Originaldrehbuch", "Best Original Screenplay"),
    "Q739694": ("bafta", "adapted-screenplay", "Bestes adaptiertes Drehbuch", "Best Adapted Screenplay"),
    "Q400007": ("bafta", "lead-actor", "Bester Hauptdarsteller", "Best Actor in a Leading Role"),
    "Q687123": ("bafta", "lead-actress", "Beste Hauptdarstellerin", "Best Actress in a Leading Role"),
    "Q1422140": ("golden-globes", "score", "Beste Filmmusik", "Best Original Score"),
    "Q1011509": ("golden-globes", "drama", "Bestes Filmdrama", "Best Motion Picture – Drama"),
    "Q586356": ("golden-globes", "director", "Beste Regie", "Best Director"),
    "Q849124": ("golden-globes", "screenplay", "Bestes Drehbuch", "Best Screenplay"),
    "Q1131772": ("saturn", "science-fiction", "Bester Science-Fiction-Film", "Best Science Fiction Film"),
    "Q1265702": ("saturn", "director", "Beste Regie", "Best Director"),
    "Q1258647": ("saturn", "supporting-actor", "Bester Nebendarsteller", "Best Supporting Actor"),
    "Q8555": ("saturn", "special-effects", "Beste Spezialeffekte", "Best Special Effects"),
    "Q179808": ("cannes", "palme-dor", "Goldene Palme", "Palme d’Or"),
    "Q844804": ("cannes", "grand-prix", "Großer Preis der Jury", "Grand Prix"),
    "Q164200": ("cannes", "prix-jury", "Preis der Jury", "Jury Prize"),
    "Q775091": ("cannes", "camera-dor", "Caméra d’Or", "Caméra d’Or"),
    "Q510175": ("cannes", "best-director", "Beste Regie", "Best Director"),
    "Q978420": ("cannes", "best-screenplay", "Bestes Drehbuch", "Best Screenplay"),
    "Q586140": ("cannes", "best-actor", "Bester Darsteller", "Best Actor"),
    "Q840286": ("cannes", "best-actress", "Beste Darstellerin", "Best Actress"),
    "Q154590": ("berlinale", "golden-bear", "Goldener Bär", "Golden Bear"),
    "Q664212": (
        "berlinale",
        "silver-bear-jury",
        "Silberner Bär: Großer Preis der Jury",
        "Silver Bear: Grand Jury Prize",
    ),
    "Q706031": ("berlinale", "silver-bear-director", "Silberner Bär: Beste Regie", "Silver Bear for Best Director"),
    "Q819973": ("berlinale", "silver-bear-actor", "Silberner Bär: Bester Darsteller", "Silver Bear for Best Actor"),
    "Q376834": (
        "berlinale",
        "silver-bear-actress",
        "Silberner Bär: Beste Darstellerin",
        "Silver Bear for Best Actress",
    ),
    "Q209459": ("venice", "golden-lion", "Goldener Löwe", "Golden Lion"),
    "Q944480": ("venice", "grand-jury-prize", "Großer Preis der Jury", "Grand Jury Prize"),
    "Q2089923": ("venice", "volpi-actor", "Coppa Volpi: Bester Darsteller", "Volpi Cup for Best Actor"),
    "Q2089918": ("venice", "volpi-actress", "Coppa Volpi: Beste Darstellerin", "Volpi Cup for Best Actress"),
}
"""The prizes that the house knows by a code: festival, code, German and English name."""

NUMBERS = {
    "P345": "imdb", "P4947": "tmdb", "P6127": "letterboxd", "P1712": "metacritic", "P1258": "rotten-tomatoes",
    "P4529": "douban", "P1265": "allocine", "P8531": "filmstarts", "P3302": "omdb",
}  # fmt: skip
"""Schemes of other catalogs' numbers that have a name here; further ones are called by their property, such as p480."""
