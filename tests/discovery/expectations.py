"""What must be found by what: a small catalog, and of each query the name that must come first, on every engine."""

from __future__ import annotations

FILMS: tuple[tuple[str, dict[str, object]], ...] = (
    (
        "Der Geschmack von Rost und Knochen",
        {
            "original_title": "De rouille et d’os",
            "year": 2012,
            "titles": (("en", "Rust and Bone"),),
            "credits": ("Jacques Audiard", "Marion Cotillard", "Matthias Schoenaerts"),
        },
    ),
    ("Ein Prophet", {"original_title": "Un prophète", "year": 2009, "credits": ("Jacques Audiard", "Tahar Rahim")}),
    ("Der Prophet", {"year": 1976, "credits": ("Moustapha Akkad",)}),
    ("Rost", {"year": 1999}),
    ("Knochenmann", {"year": 2009, "credits": ("Wolfgang Murnberger", "Josef Hader")}),
    ("Über den Dächern von Nizza", {"original_title": "To Catch a Thief", "year": 1955}),
    ("Die Blechtrommel", {"year": 1979, "credits": ("Volker Schlöndorff", "David Bennent")}),
    ("Das weiße Band", {"year": 2009, "credits": ("Michael Haneke", "Christian Friedel")}),
    ("L’Avventura", {"original_title": "L'avventura", "year": 1960, "credits": ("Michelangelo Antonioni",)}),
    ("Die fabelhafte Welt der Amélie", {"original_title": "Le Fabuleux Destin d’Amélie Poulain", "year": 2001}),
    ("Metropolis", {"year": 1927, "credits": ("Fritz Lang", "Brigitte Helm")}),
    ("Metropolis", {"year": 2001, "credits": ("Rintaro",)}),
    ("M*A*S*H", {"year": 1970}),
    (
        "M",
        {"original_title": "M – Eine Stadt sucht einen Mörder", "year": 1931, "credits": ("Fritz Lang", "Peter Lorre")},
    ),
    ("8½", {"year": 1963, "credits": ("Federico Fellini",)}),
    ("Blade Runner 2049", {"year": 2017, "credits": ("Denis Villeneuve", "Ryan Gosling")}),
    ("Blade Runner", {"year": 1982, "credits": ("Ridley Scott", "Harrison Ford")}),
    ("La La Land", {"year": 2016, "credits": ("Damien Chazelle", "Ryan Gosling")}),
    ("Chihiros Reise ins Zauberland", {"original_title": "千と千尋の神隠し", "year": 2001}),
    ("Stalker", {"original_title": "Сталкер", "year": 1979, "credits": ("Andrej Tarkowski",)}),
    ("Onkel Boonmee erinnert sich", {"original_title": "ลุงบุญมีระลึกชาติ", "year": 2010}),
    ("Große Freiheit Nr. 7", {"year": 1944, "credits": ("Helmut Käutner", "Hans Albers")}),
    ("Das Leben der Anderen", {"year": 2006, "credits": ("Florian Henckel von Donnersmarck", "Ulrich Mühe")}),
    ("Leben", {"original_title": "生きる", "year": 1952, "credits": ("Akira Kurosawa",)}),
    ("Der Himmel über Berlin", {"year": 1987, "titles": (("en", "Wings of Desire"),), "credits": ("Wim Wenders",)}),
    ("Solino", {"year": 2002}),
    ("Łódź", {"year": 1958}),
)

FOUND: tuple[tuple[str, str], ...] = (
    # Any title, in any language.
    ("rust and bone", "Der Geschmack von Rost und Knochen"),
    ("de rouille et d os", "Der Geschmack von Rost und Knochen"),
    ("De rouille et d'os", "Der Geschmack von Rost und Knochen"),
    ("wings of desire", "Der Himmel über Berlin"),
    ("千と千尋の神隠し", "Chihiros Reise ins Zauberland"),
    ("神隠し", "Chihiros Reise ins Zauberland"),
    ("сталкер", "Stalker"),
    ("ลุงบุญมีระลึกชาติ", "Onkel Boonmee erinnert sich"),
    # Accents, umlauts, sharp s, apostrophes, signs.
    ("amelie", "Die fabelhafte Welt der Amélie"),
    ("ueber den daechern von nizza", "Über den Dächern von Nizza"),
    ("uber den dachern", "Über den Dächern von Nizza"),
    ("ÜBER DEN DÄCHERN", "Über den Dächern von Nizza"),
    ("weisse band", "Das weiße Band"),
    ("grosse freiheit nr 7", "Große Freiheit Nr. 7"),
    ("lavventura", "L’Avventura"),
    ("l avventura", "L’Avventura"),
    ("mash", "M*A*S*H"),
    ("lodz", "Łódź"),
    ("8½", "8½"),
    ("m", "M"),
    # Articles.
    ("blechtrommel", "Die Blechtrommel"),
    ("der blechtrommel", "Die Blechtrommel"),
    ("das geschmack von die rost und knochen", "Der Geschmack von Rost und Knochen"),
    ("avventura", "L’Avventura"),
    ("la la land", "La La Land"),
    # Typos: put in, left out, another, swapped; in short words one, in long ones two.
    ("Geschmak von Rost", "Der Geschmack von Rost und Knochen"),
    ("geschmackk von rost", "Der Geschmack von Rost und Knochen"),
    ("geschmack von rsot", "Der Geschmack von Rost und Knochen"),
    ("geschmack von rast und knochen", "Der Geschmack von Rost und Knochen"),
    ("gecshmakc von rost und knochen", "Der Geschmack von Rost und Knochen"),
    ("blechtromel", "Die Blechtrommel"),
    ("blchtromel", "Die Blechtrommel"),
    ("metropplis 1927", "Metropolis"),
    ("balde runner", "Blade Runner"),
    ("solnio", "Solino"),
    ("leben der andern", "Das Leben der Anderen"),
    ("dei blechtrommel", "Die Blechtrommel"),
    # Words swapped, joined, split.
    ("knochen rost", "Der Geschmack von Rost und Knochen"),
    ("berlin himmel", "Der Himmel über Berlin"),
    ("rostundknochen", "Der Geschmack von Rost und Knochen"),
    ("rost und kno chen", "Der Geschmack von Rost und Knochen"),
    ("bladerunner", "Blade Runner"),
    ("blech trommel", "Die Blechtrommel"),
    ("rustandbone", "Der Geschmack von Rost und Knochen"),
    # The year.
    ("rost knochen 2012", "Der Geschmack von Rost und Knochen"),
    ("prophet 1976", "Der Prophet"),
    ("prophet 2009", "Ein Prophet"),
    ("blade runner 2049", "Blade Runner 2049"),
    ("blade runner 1982", "Blade Runner"),
    ("metropolis 1928", "Metropolis"),
    # Who made it.
    ("audiard prophet", "Ein Prophet"),
    ("prophet audiard", "Ein Prophet"),
    ("audiar prophet", "Ein Prophet"),
    ("cotillard rost", "Der Geschmack von Rost und Knochen"),
    ("gosling land", "La La Land"),
    ("haneke", "Das weiße Band"),
    ("schloendorff", "Die Blechtrommel"),
    # The beginning of the last word.
    ("geschmack von ro", "Der Geschmack von Rost und Knochen"),
    ("blechtr", "Die Blechtrommel"),
    ("geschmak von ro", "Der Geschmack von Rost und Knochen"),
    ("das leben der a", "Das Leben der Anderen"),
    # The closer comes first.
    ("rost", "Rost"),
    ("leben", "Leben"),
    ("blade runner", "Blade Runner"),
    # One word too many.
    ("blade runner film", "Blade Runner"),
)

PEOPLE: tuple[tuple[str, str], ...] = (
    ("audiard", "Jacques Audiard"),
    ("jacques odiard", "Jacques Audiard"),
    ("cotillard marion", "Marion Cotillard"),
    ("marion cotilard", "Marion Cotillard"),
    ("muehe", "Ulrich Mühe"),
    ("muhe", "Ulrich Mühe"),
    ("schlondorff", "Volker Schlöndorff"),
    ("kurosava", "Akira Kurosawa"),
    ("von donnersmark", "Florian Henckel von Donnersmarck"),
)

FESTIVALS: tuple[tuple[str, str], ...] = (
    ("cannes", "Festival de Cannes"),
    ("canes", "Festival de Cannes"),
    ("berlinale", "Internationale Filmfestspiele Berlin"),
    ("filmfestspiele berlin", "Internationale Filmfestspiele Berlin"),
    ("venedig", "Filmfestspiele von Venedig"),
)

NOTHING = ("xyzzy", "qqqq wwww", "1789", "zz", "rost liebeskummer jahrhundert", "\N{ZERO WIDTH SPACE}", "", "´", "\0")
