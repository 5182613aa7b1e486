"""Texts without headers: which part a paragraph is, who plays whom, what is a fact, who and what is mentioned."""

import pytest

from abspann.exchange.ingest.blocks import Proposal
from abspann.exchange.ingest.evidence import evidence_of, is_cut_off
from abspann.exchange.ingest.festivals import facts_in
from abspann.exchange.ingest.people import names_in, pairs_in
from abspann.exchange.ingest.reading import read_page

CARD = "Mia\n3 Follower\n1 Kritik\nUser folgen\n3,5\nVeröffentlicht am 5. Mai 2022\nMir hat der Film gefallen."
SYNOPSIS = "Der Fischer Nils (Arne Holl) findet am Strand die Fremde Edda (Silke Brandt) und schweigt darüber."
CRITIQUE = (
    "Regisseurin Ines Falk filmt in „Salz“ ein Schweigen, wie es seit „Ebbe und Flut“ im Kino nicht zu hören war."
)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("läuft Ali Stephanie (Marion Cotillard) in die Arme", [("Stephanie", "Marion Cotillard")]),
        ("Kommissar Jean Dupont (Xavier Yann) ermittelt", [("Kommissar Jean Dupont", "Xavier Yann")]),
        (
            "Als Nele (Mara Winter) mit ihrem Freund Jonas (Jan Held) geht",
            [("Nele", "Mara Winter"), ("Jonas", "Jan Held")],
        ),
        ("sein achtjähriger Sohn Sam (Armand Ver)", [("Sam", "Armand Ver")]),
        ("Der Fabrikant Otto von Berg (Klaus-Dieter Haag)", [("Otto von Berg", "Klaus-Dieter Haag")]),
        ("Henri „Papillon“ Charrière (Steve Mac)", [("Henri „Papillon“ Charrière", "Steve Mac")]),
        ("Ali und Omar (Tahar Rahim und Roschdy Zem)", [("Ali", "Tahar Rahim"), ("Omar", "Roschdy Zem")]),
        ("Anna (gespielt von Nina Hoss)", [("Anna", "Nina Hoss")]),
        ("Graf Otto (Lars Eid, „Salz“)", [("Graf Otto", "Lars Eid")]),
        ("Mrs. Robinson (Anne Bancroft)", [("Mrs. Robinson", "Anne Bancroft")]),
        ("aus Cannes (2012)", []),
        ("der Film (Regie: Anna Berg)", []),
        ("„Ein Prophet“ (Jacques Audiard)", []),
        ("WHETHER TORT (INCLUDING NEGLIGENCE)", []),
        ("die Reihe (Der Pate)", []),
    ],
)
def test_a_role_is_the_name_right_before_its_actor(text: str, pairs: list[tuple[str, str]]) -> None:
    assert [(pair.role, pair.person) for pair in pairs_in(text, {"Ali"})] == pairs


def test_people_are_known_by_their_first_names_and_lose_a_genitive() -> None:
    text = "Marion Cotillards Spiel, Woody Allen und Jacques Audiard. Ende Mai kam Otto von Berg."
    assert [name for _, name in names_in(text)] == [
        "Marion Cotillard",
        "Woody Allen",
        "Jacques Audiard",
        "Otto von Berg",
    ]


@pytest.mark.parametrize(
    ("sentence", "fact"),
    [
        (
            'Der Film lief auf dem "Alpen Film Festival 2012" im Wettbewerb um die Goldene Palme.',
            ("Alpen Film Festival", 2012, "Goldene Palme", "nominated"),
        ),
        ("Auf der Berlinale 2015 gewann er den Silbernen Bären.", ("Berlinale", 2015, "Silbernen Bären", "won")),
        ("Der Film gewann 2013 den Oscar als bester fremdsprachiger Film.", (None, 2013, "Oscar", "won")),
        (
            "The film won the Palme d'Or at the 2013 Cannes Film Festival.",
            ("Cannes Film Festival", 2013, "Palme d'Or", "won"),
        ),
        (
            "Premiere war am 3. September 2016 auf den Filmfestspielen von Venedig.",
            ("Filmfestspielen von Venedig", 2016, None, "selected"),
        ),
        (
            "Festival de Cannes 2012 · Wettbewerb · Goldene Palme: nominiert",
            ("Festival de Cannes", 2012, "Goldene Palme", "nominated"),
        ),
    ],
)
def test_a_festivals_year_award_and_outcome_are_read(sentence: str, fact: tuple[str, int, str, str]) -> None:
    (found,) = facts_in(sentence, None)
    assert (found.festival, found.year, found.award, found.outcome) == fact


@pytest.mark.parametrize(
    "sentence",
    [
        "2011 eröffnete Woody Allen die Filmfestspiele von Cannes mit „Midnight in Paris“.",
        "Marion Cotillard gewann 2008 den Oscar für „La vie en rose“.",
        "Die Handlung spielt zu großen Teilen in Cannes.",
    ],
)
def test_the_fact_of_another_film_is_not_this_ones(sentence: str) -> None:
    assert list(facts_in(sentence, "Salz")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Gedreht wurde an 31 Tagen auf Amrum.",
        "Das Drehbuch basiert auf dem gleichnamigen Roman von Clara Neves.",
        "Passend zum Thema fand die Premiere in einem alten Hafenspeicher statt.",
        "The film was shot in Ireland in 24 days.",
        "Für die Rolle lernte Arne Holl ein Jahr lang das Netzeflicken.",
        "Le film a été tourné à Lyon pendant l'hiver 2019.",
        "Der Film gewann vier Césars, darunter den für den besten Nachwuchsdarsteller.",
    ],
)
def test_a_fact_of_production_or_festival_at_the_end_is_trivia_of_low_confidence(text: str) -> None:
    page = read_page(f"{CARD}\n{text}")
    assert [(passage.text, passage.confidence < 0.5) for passage in page.trivia] == [(text, True)]
    assert page.reviews[0].text == "Mir hat der Film gefallen."


@pytest.mark.parametrize(
    "text",
    [
        "Oscar für die Hauptdarstellerin bitte.",
        "Verdienter Gewinner der Goldenen Palme.",
        "Regie und Drehbuch passen.",
        "Unterm Strich ein Film, der lange nachhallt.",
        "Der Oscar ging damals an einen anderen, zu Unrecht.",
        "Ich habe ihn 2012 auf dem Festival in Cannes gesehen.",
        "Nur das Ende kam zu schnell.",
        "The music saves it.",
    ],
)
def test_an_opinion_at_the_end_stays_the_members(text: str) -> None:
    page = read_page(f"{CARD}\n{text}")
    assert (page.trivia, page.reviews[0].text) == ((), f"Mir hat der Film gefallen.\n{text}")


def parts(page: Proposal) -> tuple[str | None, str | None, list[str | None]]:
    return page.synopsis.text, page.critique.text, [review.text for review in page.reviews if review.author is None]


def test_each_paragraph_above_the_cards_finds_its_part() -> None:
    voice = "Ein schöner Film, der mich sehr berührt hat."
    cut = CRITIQUE + " Die Darsteller danken es ihr, und so bleibt der Zuschauer gern an die"
    assert parts(read_page(f"{SYNOPSIS}\n{CARD}")) == (SYNOPSIS, None, [])
    assert parts(read_page(f"{CRITIQUE}\n{CARD}")) == (None, CRITIQUE, [])
    assert parts(read_page(f"{voice}\n{CARD}")) == (None, None, [voice])
    assert parts(read_page(f"{SYNOPSIS}\n{cut}\n{voice}\n{CARD}")) == (SYNOPSIS, cut, [voice])
    assert parts(read_page(f"{SYNOPSIS}\n{voice}\n{CARD}")) == (SYNOPSIS, None, [voice])


def test_a_headerless_review_is_a_guess_and_nobody_is_made_its_author() -> None:
    review = read_page(f"{SYNOPSIS}\nEin schöner Film, der mich sehr berührt hat.\n{CARD}").reviews[0]
    assert (review.author, review.anonymous, review.stars, review.confidence <= 0.5) == (None, False, None, True)


@pytest.mark.parametrize(
    ("end", "cut"),
    [
        ("und so bleibt man gern an die", True),
        ("mit seinem Sohn Sam (Arma", True),
        ("und dann...", True),
        ("ein Ende.", False),
        ("ein „Ende“", False),
        ("das Ende (vorerst)", False),
    ],
)
def test_a_critique_that_stops_in_mid_word_is_truncated(end: str, cut: bool) -> None:
    assert is_cut_off(f"{CRITIQUE} Die Darsteller danken es ihr, {end}") is cut
    assert read_page(f"{CRITIQUE} Die Darsteller danken es ihr, {end}\n{CARD}").critique.truncated is cut


def test_a_critic_and_stars_beside_the_critique_are_its_own() -> None:
    page = read_page(f"Kritik der Redaktion\n4,0\nVon Carsten Weiland\n{CRITIQUE}\nFazit: Sehenswert.\n\n{CARD}")
    assert (page.critique.critic, page.critique.stars, page.critique.lines) == ("Carsten Weiland", 4.0, (1, 2, 3, 4, 5))
    assert page.critique.text == f"{CRITIQUE}\nFazit: Sehenswert."


def test_a_file_name_confirms_a_title_but_gives_none() -> None:
    assert read_page(f"{CRITIQUE}\n{CARD}", filename="ebbe-und-flut-2011.txt").film.title == "Ebbe und Flut"
    assert read_page(CARD, filename="ebbe-und-flut-2011.txt").film.title is None


def test_no_evidence_is_counted_twice() -> None:
    evidence = evidence_of("Film Film Film, toll toll toll.")
    assert (evidence.cinema, evidence.opinion) == (1, 1)
