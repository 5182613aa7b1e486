"""The catalog's pages: the film's, the person's, the edition's; its texts; what came of films at festivals."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest

from abspann.catalog import commands as catalog
from abspann.catalog.facts import (
    CompanyFacts,
    CreditFacts,
    EditionFacts,
    FestivalFacts,
    FilmFacts,
    NamedCode,
    OutcomeFacts,
    Provenance,
)
from abspann.catalog.models import (
    Award,
    Edition,
    Festival,
    Film,
    Outcome,
    OutcomePerson,
    Person,
    Section,
    Synopsis,
    Trivia,
)
from abspann.catalog.queries import (
    edition_of,
    edition_page,
    editions_of_year,
    festival_at,
    festival_named,
    festival_years,
    festivals_page,
    film_at,
    film_count,
    film_page,
    films_named,
    films_titled,
    fullest_edition,
    person_at,
    person_page,
    title_of,
)
from abspann.catalog.rules import Job
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.events.models import NounVersion
from tests.conftest import OWN, TEST
from tests.events.crowd import Crowd

pytestmark = pytest.mark.django_db

CANNES = FestivalFacts(
    slug="cannes",
    name="Festival de Cannes",
    name_en="Cannes Film Festival",
    city="Cannes",
    country="FR",
    sections=(NamedCode("competition", "Wettbewerb", "Competition"), NamedCode("regard", "Un Certain Regard")),
    awards=(NamedCode("palm", "Goldene Palme"), NamedCode("actress", "Beste Darstellerin")),
    editions=(EditionFacts(2012, 65, dt.date(2012, 5, 16), dt.date(2012, 5, 27), "Nanni Moretti"), EditionFacts(2009)),
)


def version(key: str) -> int:
    return dict(NounVersion.objects.values_list("key", "version")).get(key, 0)


def put(title: str, **told: object) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, **told))


def came_of(film: Film, result: str, year: int = 2012, **told: object) -> Outcome:
    return catalog.put_outcome(by=TEST, film=film, facts=OutcomeFacts("cannes", year, result, **told))


@pytest.fixture(name="cannes")
def _cannes() -> Festival:
    return catalog.put_festival(by=TEST, facts=CANNES)


# The film page.


def test_a_film_is_found_at_its_address_with_its_title_and_its_release_here(film):
    found = film_at("der-geschmack-von-rost-und-knochen-2012", "en")
    assert found == film
    assert (title_of(found), found.released_on) == ("Rust and Bone", dt.date(2013, 1, 10))
    assert title_of(film_at(film.slug, "de")) == "Der Geschmack von Rost und Knochen"
    assert film_at("nowhere", "de") is None


def test_of_two_titles_in_a_language_the_first_told_is_shown():
    film = put("Rost", titles=(("en", "Rust"), ("en", "Bone")))
    assert film_at(film.slug, "en").title_here == "Rust"


def test_a_film_page_holds_everything_in_its_order(cannes):
    film = put(
        "Rost",
        genres=("romance", "drama"),
        countries=("FR", "BE"),
        languages=("fr",),
        companies=(
            CompanyFacts("Wild Bunch", "distribution"),
            CompanyFacts("Why Not", "production"),
            CompanyFacts("Page 114", "production"),
        ),
        credits=(
            CreditFacts("Juliette Welfling", "editor"),
            CreditFacts("Marion Cotillard", "actor", "Stéphanie"),
            CreditFacts("Thomas Bidegain", "writer"),
            CreditFacts("Jacques Audiard", "director"),
            CreditFacts("A Voice", "voice", "Erzählerin"),
            CreditFacts("Jacques Audiard", "writer"),
        ),
    )
    catalog.put_synopsis(by=TEST, film=film, text="Ali.", provenance=OWN)
    catalog.put_trivia(by=TEST, film=film, text="Ein Orca.", provenance=OWN)
    catalog.put_trivia(by=TEST, film=film, text="Noch ein Orca.", provenance=OWN)
    came_of(film, "nominated", section="competition", award="palm")
    page = film_page(film_at(film.slug, "de"), "de")
    assert (page.film, page.title) == (film, "Rost")
    assert (page.genres, page.countries, page.languages) == (("romance", "drama"), ("FR", "BE"), ("fr",))
    assert (page.productions, page.distributors) == (("Why Not", "Page 114"), ("Wild Bunch",))
    assert [credit.person.name for credit in page.cast] == ["Marion Cotillard", "A Voice"]
    assert [(job, [credit.person.name for credit in credits]) for job, credits in page.staff] == [
        (Job.DIRECTOR, ["Jacques Audiard"]),
        (Job.WRITER, ["Thomas Bidegain", "Jacques Audiard"]),
        (Job.EDITOR, ["Juliette Welfling"]),
    ]
    assert [credit.person.name for credit in page.directors] == ["Jacques Audiard"]
    assert [credit.person.name for credit in page.writers] == ["Thomas Bidegain", "Jacques Audiard"]
    assert page.synopsis is not None
    assert page.synopsis.text == "Ali."
    assert [trivia.text for trivia in page.trivia] == ["Ein Orca.", "Noch ein Orca."]
    assert [(group.edition.year, len(group.prizes)) for group in page.editions] == [(2012, 1)]


def test_a_film_page_takes_four_queries_whatever_its_size(cannes, django_assert_num_queries):
    for count in (1, 5):
        people = tuple(CreditFacts(f"Person {n}", "actor") for n in range(count))
        film = put(
            f"Film {count}", credits=people, genres=("drama", "war")[:count], countries=("FR", "DE", "IT")[:count]
        )
        for n in range(count):
            catalog.put_trivia(by=TEST, film=film, text=f"Nummer {n}", provenance=OWN)
            catalog.put_synopsis(by=TEST, film=film, text="Text", provenance=Provenance("de", License.OWN, f"{n}"))
            holders = tuple(f"Person {m}" for m in range(n + 1))
            came_of(film, "won", 2000 + n, section="competition", award="palm", people=holders)
        read = film_at(film.slug, "de")
        with django_assert_num_queries(4):
            page = film_page(read, "de")
            shown = [
                [credit.person.name for credit in page.cast],
                list(page.productions),
                [
                    (
                        prize.outcome.edition.festival.name,
                        prize.outcome.section.name,
                        prize.outcome.award.name,
                        prize.people,
                    )
                    for group in page.editions
                    for prize in group.prizes
                ],
                [trivia.text for trivia in page.trivia],
                page.synopsis.text,
            ]
        assert [len(part) for part in shown] == [count, 0, count, count, 4]


def test_a_film_of_which_nothing_is_known_has_a_page():
    page = film_page(put("Rost"), "de")
    assert (page.genres, page.cast, page.staff, page.directors, page.trivia, page.editions) == ((),) * 6
    assert page.synopsis is None


# Texts.


def test_one_synopsis_of_each_source_stands_the_newest():
    film = put("Rost")
    source = Provenance("de", License.CC_BY_SA_4_0, "Wikipedia", "https://de.wikipedia.org/wiki/Rost")
    first = catalog.put_synopsis(by=TEST, film=film, text="Alt.", provenance=source)
    again = catalog.put_synopsis(by=TEST, film=film, text=" Neu.\r\nZeile\0 ", provenance=source)
    assert first.pk == again.pk
    assert list(Synopsis.objects.values_list("text", "license", "source", "source_url")) == [
        ("Neu.\nZeile", "cc-by-sa-4.0", "Wikipedia", "https://de.wikipedia.org/wiki/Rost")
    ]
    catalog.put_synopsis(by=TEST, film=film, text="Eigen.", provenance=OWN)
    assert Synopsis.objects.count() == 2


def test_a_synopsis_is_shown_in_the_readers_language_else_in_german_else_in_any():
    film = put("Rost")
    shown = []
    for language in ("fr", "de", "en"):
        catalog.put_synopsis(by=TEST, film=film, text=language, provenance=Provenance(language, License.OWN))
        page = film_page(film, "en")
        assert page.synopsis is not None
        shown.append(page.synopsis.text)
    assert shown == ["fr", "de", "en"]


def test_private_texts_are_never_shown():
    film = put("Rost")
    private = Provenance("de", License.PRIVATE, "Seite")
    catalog.put_synopsis(by=TEST, film=film, text="Geheim.", provenance=private)
    catalog.put_trivia(by=TEST, film=film, text="Geheim.", provenance=private)
    page = film_page(film, "de")
    assert (page.synopsis, page.trivia) == (None, ())
    catalog.put_synopsis(by=TEST, film=film, text="Public.", provenance=Provenance("en", License.OWN))
    assert film_page(film, "de").synopsis.text == "Public."


def test_something_worth_knowing_is_added_once():
    film = put("Rost")
    first, is_new = catalog.put_trivia(by=TEST, film=film, text="Ein Orca.", provenance=OWN)
    again, is_new_again = catalog.put_trivia(by=TEST, film=film, text=" Ein Orca. ", provenance=OWN)
    assert (is_new, is_new_again, again, Trivia.objects.count()) == (True, False, first, 1)


def test_something_worth_knowing_told_by_many_at_once_is_added_once(crowd: Crowd):
    film = put("Rost")
    add = partial(catalog.put_trivia, by=TEST, film=film, text="Ein Orca.", provenance=OWN)
    came = crowd([add] * 6)
    trivia = Trivia.objects.get()
    assert sorted(came, key=lambda result: result[1]) == [(trivia, False)] * 5 + [(trivia, True)]


@pytest.mark.parametrize("put_text", [catalog.put_synopsis, catalog.put_trivia])
@pytest.mark.parametrize(
    ("text", "provenance"),
    [
        ("", OWN),
        (" \0\n", OWN),
        ("Text", Provenance("de", "stolen")),
        ("Text", Provenance("de", "")),
        ("Text", Provenance("de", License.CC_BY_SA_4_0)),
        ("Text", Provenance("de", License.OWN, source_url="javascript:alert(1)")),
        ("Text", Provenance("de", License.OWN, source="x" * 301)),
        ("Text", Provenance("de", License.OWN, source_url="https://example.org/" + "x" * 500)),
        ("Text", Provenance("german ", License.OWN)),
    ],
)
def test_a_text_without_words_or_right_is_refused(put_text, text, provenance):
    film = put("Rost")
    with pytest.raises(Refusal):
        put_text(by=TEST, film=film, text=text, provenance=provenance)
    assert (Synopsis.objects.count(), Trivia.objects.count(), version(f"film:{film.pk}")) == (0, 0, 1)


# Festivals.


def test_a_festival_is_put_with_its_parts_and_again_with_others():
    festival = catalog.put_festival(by=TEST, facts=CANNES)
    again = catalog.put_festival(
        by=TEST,
        facts=FestivalFacts(
            "cannes", "Cannes", sections=(NamedCode("regard", "Regard"),), editions=(EditionFacts(2009, 62),)
        ),
    )
    assert again == festival
    festival = Festival.objects.get()
    assert (festival.name, festival.name_en, festival.city) == ("Cannes", None, None)
    assert list(Section.objects.order_by("pk").values_list("code", "name", "position")) == [
        ("competition", "Wettbewerb", 0),
        ("regard", "Regard", 0),
    ]
    assert list(Award.objects.order_by("pk").values_list("code", flat=True)) == ["palm", "actress"]
    assert list(Edition.objects.order_by("year").values_list("year", "number", "jury_president__name")) == [
        (2009, 62, None),
        (2012, 65, "Nanni Moretti"),
    ]


@pytest.mark.parametrize(
    "facts",
    [
        FestivalFacts("", "Cannes"),
        FestivalFacts("cannes", ""),
        FestivalFacts("x" * 81, "Cannes"),
        FestivalFacts("cannes", "x" * 161),
        FestivalFacts("cannes", "Cannes", country="FRANCE"),
        FestivalFacts("cannes", "Cannes", sections=(NamedCode("x" * 61, "Wettbewerb"),)),
        FestivalFacts("cannes", "Cannes", awards=(NamedCode("palm", "x" * 121),)),
        FestivalFacts("cannes", "Cannes", awards=(NamedCode("palm", ""),)),
        FestivalFacts("cannes", "Cannes", editions=(EditionFacts(1869),)),
        FestivalFacts("cannes", "Cannes", editions=(EditionFacts(2**70),)),
        FestivalFacts("cannes", "Cannes", editions=(EditionFacts(2012, jury_president="x" * 201),)),
        FestivalFacts(
            "cannes",
            "Cannes",
            editions=(EditionFacts(2012, starts_on=dt.date(2012, 5, 2), ends_on=dt.date(2012, 5, 1)),),
        ),
    ],
)
def test_a_festival_that_cannot_be_is_refused_and_leaves_nothing(facts):
    with pytest.raises(Refusal):
        catalog.put_festival(by=TEST, facts=facts)
    assert (Festival.objects.count(), Person.objects.count(), NounVersion.objects.count()) == (0, 0, 0)


def test_a_prize_is_added_behind_the_others_once(cannes):
    added = catalog.add_award(by=TEST, festival=cannes, award=NamedCode("dog", "Palm Dog"))
    assert catalog.add_award(by=TEST, festival=cannes, award=NamedCode("dog", "Other")) == added
    assert list(cannes.awards.order_by("position").values_list("code", "name")) == [
        ("palm", "Goldene Palme"),
        ("actress", "Beste Darstellerin"),
        ("dog", "Palm Dog"),
    ]
    with pytest.raises(Refusal):
        catalog.add_award(by=TEST, festival=cannes, award=NamedCode("x" * 61, "Prize"))


def test_an_outcome_is_recorded_once_and_stands_on_all_three_pages(cannes):
    film = put("Jenseits der Hügel", credits=(CreditFacts("Cosmina Stratan", "actor"),))
    people = ("Cosmina Stratan", "Cristina Flutur")
    outcomes = [came_of(film, "won", section="competition", award="actress", people=people) for _ in range(2)]
    assert outcomes[0] == outcomes[1]
    assert (Outcome.objects.count(), OutcomePerson.objects.count(), Edition.objects.count()) == (1, 2, 2)
    pages = {
        "film": film_page(film, "de").editions,
        "festival": [group for group in [edition_page(edition_of(cannes, 2012), "de").won] if group],
        "Stratan": person_page(person_at("cosmina-stratan"), "de").editions,
        "Flutur": person_page(person_at("cristina-flutur"), "de").editions,
    }
    for name in ("film", "Stratan", "Flutur"):
        (group,) = pages[name]
        (prize,) = group.prizes
        assert (group.edition.year, prize.outcome, prize.outcome.film) == (2012, outcomes[0], film)
        assert [(holder.name, holder.slug) for holder in prize.people] == [
            ("Cosmina Stratan", "cosmina-stratan"),
            ("Cristina Flutur", "cristina-flutur"),
        ]
    (won,) = pages["festival"]
    assert [prize.outcome for prize in won] == [outcomes[0]]
    assert [holder.name for holder in won[0].people] == list(people)


def test_a_person_named_later_shares_the_prize(cannes):
    film = put("Rost")
    came_of(film, "won", award="actress", people=("Anna",))
    came_of(film, "won", award="actress", people=("Bruno",))
    (group,) = film_page(film, "de").editions
    assert [[holder.name for holder in prize.people] for prize in group.prizes] == [["Anna", "Bruno"]]


def test_an_outcome_raises_the_versions_of_festival_film_and_people(cannes):
    film = put("Rost")
    came_of(film, "won", award="actress", people=("Anna",))
    anna = Person.objects.get(name="Anna")
    keys = (f"festival:{cannes.pk}", f"film:{film.pk}", f"person:{anna.pk}")
    assert [version(key) for key in keys] == [2, 2, 1]


@pytest.mark.parametrize(
    "facts",
    [
        OutcomeFacts("berlin", 2012, "won", award="palm"),
        OutcomeFacts("cannes", 2012, "won", award="bear"),
        OutcomeFacts("cannes", 2012, "won", section="panorama", award="palm"),
        OutcomeFacts("cannes", 2012, "lost", award="palm"),
        OutcomeFacts("cannes", 2012, "won"),
        OutcomeFacts("cannes", 1800, "won", award="palm"),
        OutcomeFacts("cannes", 2**70, "won", award="palm"),
        OutcomeFacts("cannes", 2013, "won", award="palm", people=("x" * 201,)),
        OutcomeFacts("cannes", 2013, "won", award="palm", people=("",)),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_and_leaves_nothing(cannes, facts):
    film = put("Rost")
    before = dict(NounVersion.objects.values_list("key", "version"))
    with pytest.raises(Refusal):
        catalog.put_outcome(by=TEST, film=film, facts=facts)
    assert (Outcome.objects.count(), Edition.objects.count(), Person.objects.count()) == (0, 2, 1)
    assert dict(NounVersion.objects.values_list("key", "version")) == before


def test_what_was_won_comes_before_what_was_not_and_newer_editions_before_older(cannes):
    film = put("Rost")
    for year in (2009, 2012):
        came_of(film, "selected", year, section="competition")
        came_of(film, "nominated", year, section="competition", award="palm")
        came_of(film, "won", year, award="actress")
    shown = [
        (group.edition.year, prize.outcome.result) for group in film_page(film, "de").editions for prize in group.prizes
    ]
    assert shown == [(year, result) for year in (2012, 2009) for result in ("won", "nominated", "selected")]


def test_editions_of_two_festivals_of_one_name_and_year_stay_apart(cannes):
    film = put("Rost")
    for slug in ("a", "b"):
        awards = (NamedCode("one", "Eins"), NamedCode("two", "Zwei"))
        catalog.put_festival(by=TEST, facts=FestivalFacts(slug, "Filmpreis", awards=awards))
        for award in ("one", "two"):
            catalog.put_outcome(by=TEST, film=film, facts=OutcomeFacts(slug, 2012, "won", award=award))
    groups = film_page(film, "de").editions
    assert [(group.edition.festival.slug, len(group.prizes)) for group in groups] == [("a", 2), ("b", 2)]


def test_an_edition_page_lists_every_film_once_in_its_section_by_title(cannes):
    films = {
        title: put(title, titles=(("en", f"{title} in English"),)) for title in ("Zorn", "Die Angst", "Liebe", "Sonst")
    }
    came_of(films["Zorn"], "nominated", section="competition", award="palm")
    came_of(films["Zorn"], "won", award="actress", people=("Anna",))
    came_of(films["Die Angst"], "won", section="competition", award="palm")
    came_of(films["Liebe"], "selected", section="regard")
    came_of(films["Sonst"], "selected")
    page = edition_page(edition_of(cannes, 2012), "en")
    assert [(code, [film.title for film in group]) for code, group in page.sections] == [
        ("competition", ["Die Angst", "Zorn"]),
        ("regard", ["Liebe"]),
        ("", ["Sonst"]),
    ]
    assert [prize.outcome.film.title_here for prize in page.won] == ["Die Angst in English", "Zorn in English"]
    assert [edition.year for edition in page.others] == [2009]
    assert page.edition.jury_president.name == "Nanni Moretti"


def test_an_edition_page_takes_a_fixed_number_of_queries(cannes, django_assert_num_queries):
    for number in (1, 4):
        for n in range(number):
            film = put(f"Film {number} {n}")
            came_of(film, "won", section="competition", award="palm", people=("Anna", "Bruno"))
        edition = edition_of(cannes, 2012)
        with django_assert_num_queries(3):
            page = edition_page(edition, "de")
            assert [(prize.outcome.film.title, len(prize.people)) for prize in page.won]


def test_the_fullest_edition_is_the_one_with_most_films(cannes):
    assert fullest_edition("de") is None
    first, second = put("A"), put("B")
    came_of(first, "nominated", 2009, award="palm")
    came_of(first, "nominated", 2009, award="actress")
    came_of(first, "selected", 2012)
    assert fullest_edition("de").edition.year == 2012  # as many films, and newer
    came_of(second, "selected", 2009)
    assert fullest_edition("de").edition.year == 2009


def test_festivals_come_by_name_and_their_editions_newest_first(cannes):
    catalog.put_festival(by=TEST, facts=FestivalFacts("berlin", "Berlinale"))
    catalog.put_festival(by=TEST, facts=FestivalFacts("aachen", "Aachener Filmtage"))
    festivals = festivals_page(None).items
    assert [festival.slug for festival in festivals] == ["aachen", "berlin", "cannes"]
    assert [edition.year for edition in festivals[2].editions.all()] == [2012, 2009]


def test_festivals_stand_under_their_years(cannes):
    assert festival_years() == [2012, 2009]
    assert [edition.festival.slug for edition in editions_of_year(2012, None).items] == ["cannes"]
    assert editions_of_year(1999, None).items == []


def test_a_festival_is_found_by_address_year_and_name(cannes):
    assert festival_at("cannes") == cannes
    assert (festival_at("berlin"), edition_of(cannes, 1999)) == (None, None)
    for name in (CANNES.name, "cannes film festival", "FESTIVAL DE CANNES", "Filmfestival Cannes"):
        assert festival_named(name) == cannes
    assert [festival_named(name) for name in ("Berlinale", "", "Festival")] == [None] * 3


# The person page.


def test_a_filmography_shows_the_job_with_most_films_first_and_the_newest_film_first():
    for title, year, jobs in (
        ("Ohne Jahr", None, ("director",)),
        ("Alt", 1990, ("director", "writer")),
        ("Neu", 2012, ("director", "writer")),
        ("Rolle", 2000, ("actor",)),
    ):
        told = tuple(CreditFacts("Anna Karina", job) for job in jobs)
        put(title, year=year, credits=told, titles=(("en", f"{title}!"),))
    page = person_page(person_at("anna-karina"), "en")
    assert [(job.job, [title_of(part.film) for part in job.parts]) for job in page.filmography] == [
        (Job.DIRECTOR, ["Neu!", "Alt!", "Ohne Jahr!"]),
        (Job.WRITER, ["Neu!", "Alt!"]),
        (Job.ACTOR, ["Rolle!"]),
    ]
    assert person_at("nobody") is None


def test_a_person_page_takes_a_fixed_number_of_queries(django_assert_num_queries):
    for count in (1, 3):
        for n in range(count):
            put(f"Film {count} {n}", credits=(CreditFacts("Anna", "actor", f"{n}"),))
        person = person_at("anna")
        with django_assert_num_queries(3):
            assert [part.film.title for job in person_page(person, "de").filmography for part in job.parts]


# Finding by title.


def test_films_are_found_by_exactly_their_title_in_any_language():
    rost = put("Der Geschmack von Rost", original_title="De rouille", titles=(("en", "Rust and Bone"),))
    other = put("Rust and Bone", year=1999)
    put("Rust and Bones")
    assert films_titled("der geschmack VON Rost") == [rost]
    assert films_titled("de Rouille") == [rost]
    assert films_titled("rust and bone") == [rost, other]
    assert films_titled("%") == films_titled("") == films_titled("Rust") == []


def test_films_are_counted_and_named(django_assert_num_queries):
    put("Rost", titles=(("en", "Rust"),))
    put("Liebe")
    assert film_count() == 2
    with django_assert_num_queries(1):
        assert {film.title: film.title_here for film in films_named("en")} == {"Rost": "Rust", "Liebe": None}
