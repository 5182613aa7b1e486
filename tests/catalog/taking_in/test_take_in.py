"""A film that a source tells becomes a page like any other."""

from __future__ import annotations

import pytest

from abspann.catalog import commands as catalog
from abspann.catalog.commands.taking_in import adding_films
from abspann.catalog.facts import Provenance
from abspann.catalog.models import Credit, Film, FilmName, FilmSlug, Outcome, Person, Revision, SourceRecord
from abspann.catalog.queries import record_of
from abspann.catalog.sources.told import ToldCredit, ToldOutcome, ToldPerson, ToldText
from abspann.core.provenance import License
from tests.catalog.taking_in.telling import DAY, ONE, TWO, credits, directed, replace, take, told

pytestmark = pytest.mark.django_db


def _full(key="1", **more):
    return told(
        key,
        "Das Schloß",
        1999,
        original_title="Le Château",
        running_minutes=90,
        genres=("drama",),
        countries=("FR",),
        languages=("fr",),
        titles=(("en", "The Castle"),),
        releases=(("DE", DAY),),
        external_ids=(("imdb", "tt1234567"),),
        cast=(*directed("Anna Beta"), *credits("Carl Delta as König", "Eva Zeta")),
        **more,
    )


def test_a_told_film_has_its_page_at_once(client):
    counts = take(ONE, _full())
    assert (counts.new, counts.refused) == (1, 0)
    film = Film.objects.get()
    assert film.slug == "das-schloss-1999"
    page = client.get(f"/film/{film.slug}/").content.decode()
    for words in ("Das Schloß", "Le Château", "Anna Beta", "König", "90"):
        assert words in page
    assert client.get(f"/film/{film.slug}/poster.svg").status_code in (200, 404)
    assert sorted(FilmName.objects.values_list("folded", flat=True)) == ["castle", "chateau", "schloss"]
    assert not Revision.objects.exists()


def test_telling_the_same_again_changes_nothing():
    take(ONE, _full())
    before = list(SourceRecord.objects.values())
    counts = take(ONE, _full())
    assert (counts.new, counts.changed, counts.unchanged) == (0, 0, 1)
    assert list(SourceRecord.objects.values()) == before


def test_another_source_that_tells_the_same_film_adds_only_what_was_missing():
    take(ONE, _full())
    counts = take(
        TWO,
        told(
            "x9",
            "The Castle",
            2000,
            fsk=12,
            titles=(("es", "El castillo"),),
            cast=(*directed("Anna Béta"), *credits("Carl Delta")),
        ),
    )
    film = Film.objects.get()
    assert (counts.new, counts.changed, counts.doubtful) == (0, 1, 0)
    assert (film.title, film.year, film.fsk) == ("Das Schloß", 1999, 12)
    assert list(film.titles.values_list("language", "text", "source")) == [
        ("en", "The Castle", ONE),
        ("es", "El castillo", TWO),
    ]
    assert Credit.objects.count() == 3
    assert Person.objects.count() == 3
    revision = Revision.objects.get()
    assert (revision.by_name, revision.number) == ("import two", 1)
    assert set(revision.after) == {"fsk", "titles"}
    record = SourceRecord.objects.get(source=TWO, film=film)
    assert record.taken == ["fsk"]
    assert set(record.aside) == {"title", "year", "credits"}
    assert take(TWO, told("x9", "The Castle", 2000, fsk=16, titles=(("es", "El castillo"),))).changed == 1
    assert Film.objects.get().fsk == 16


def test_impossible_values_are_left_out_and_noted_and_the_film_stays():
    film = told("7", "Titel", 20122, running_minutes=-5, fsk=13, genres=("drama", "kitchen"), titles=(("en", ""),))
    counts = take(ONE, replace(film, file="films.csv", line=9))
    assert (counts.new, counts.refused) == (1, 5)
    assert {(no.file, no.line) for no in counts.refusals} == {("films.csv", 9)}
    assert any("20122" in no.reason for no in counts.refusals)
    stored = Film.objects.get()
    assert (stored.year, stored.running_minutes, stored.fsk) == (None, None, None)
    assert list(stored.facets.values_list("code", flat=True)) == ["drama"]


def test_a_film_without_a_title_or_told_twice_is_refused_with_its_line():
    counts = take(ONE, told("1", " \n "), told("2", "Gut"), told("2", "Anders"), told("", "Ohne Nummer"))
    assert (counts.new, counts.refused) == (1, 3)
    assert [no.line for no in counts.refusals] == [1, 1, 1]
    assert Film.objects.get().title == "Gut"


def test_addresses_of_a_batch_are_unique_among_each_other_and_with_former_ones(film):
    FilmSlug.objects.create(slug="liebe-1999", film=film)
    Film.objects.create(title="Liebe", sort_title="liebe", slug="liebe-1999-2")
    take(ONE, *(told(str(n), "Liebe", 1999, cast=directed(f"Regie {n}")) for n in range(20)))
    slugs = set(Film.objects.filter(year=1999).values_list("slug", flat=True))
    assert slugs == {f"liebe-1999-{n}" for n in range(3, 23)}


def test_what_a_source_tells_anew_changes_the_film_with_a_revision_that_can_be_undone(world):
    take(ONE, _full())
    take(ONE, replace(_full(), facts=replace(_full().facts, year=2000, running_minutes=None)))
    film = Film.objects.get(titles__text="The Castle")
    assert (film.year, film.running_minutes, film.slug) == (2000, None, "das-schloss-2000")
    assert film.former_slugs.get().slug == "das-schloss-1999"
    revision = film.revisions.get()
    assert revision.before == {"year": 1999, "running_minutes": 90}
    catalog.undo_revision(by=world.erik, revision=revision)
    film.refresh_from_db()
    assert (film.year, film.running_minutes) == (1999, 90)
    take(ONE, replace(_full(), facts=replace(_full().facts, year=2001, running_minutes=95)))
    film.refresh_from_db()
    assert (film.year, film.running_minutes) == (1999, 90)


def test_people_of_a_source_are_known_by_their_numbers_and_without_by_their_names():
    take(ONE, told("1", "A", cast=credits("Same Name", keyed=True)), told("2", "B", cast=credits("Same Name")))
    assert Person.objects.count() == 2
    other = ToldCredit(ToldPerson("Same Name", key="p:another"), "actor")
    take(
        ONE, told("3", "C", cast=(*credits("Same Name", keyed=True), other)), told("4", "D", cast=credits("Sáme name"))
    )
    assert Person.objects.count() == 3
    assert sorted(Person.objects.values_list("slug", flat=True)) == ["same-name", "same-name-2", "same-name-3"]


def test_numbers_of_people_tell_that_two_sources_mean_one_and_the_same():
    one = ToldCredit(ToldPerson("Jacques Tati", key="1", ids=(("imdb", "nm0004244"),)), "director")
    two = ToldCredit(ToldPerson("Tati, Jacques", key="Q1", ids=(("imdb", "nm0004244"), ("wikidata", "Q1"))), "actor")
    three = ToldCredit(ToldPerson("J. Tati", key="x", ids=(("wikidata", "Q1"),)), "writer")
    take(ONE, told("1", "Playtime", 1967, cast=(one,)))
    take(TWO, told("1", "Trafic", 1971, cast=(two,)))
    take(ONE, told("2", "Parade", 1974, cast=(three,)))
    assert Person.objects.get().name == "Jacques Tati"
    assert Credit.objects.count() == 3


def test_people_of_one_name_are_one_with_a_shared_credit_or_birthday_and_never_by_the_name_alone():
    def born(year, key):
        return ToldCredit(ToldPerson("Anna Beta", key=key, born_year=year), "actor")

    take(ONE, told("1", "Eins", 1990, cast=(born(1950, "a"),)))
    take(TWO, told("1", "Zwei", 1991, cast=(born(1950, "b"),)))
    assert Person.objects.count() == 1
    take(TWO, told("2", "Drei", 1992, cast=(born(1951, "c"),)), told("3", "Vier", 1993, cast=credits("Anna Beta")))
    assert Person.objects.count() == 3


def test_prizes_are_told_once_whoever_tells_them():
    prize = ToldOutcome(
        "academy-awards", "Academy Awards", 2013, "won", "picture", "Best Picture", people=(ToldPerson("Pro Ducer"),)
    )
    take(ONE, replace(told("1", "Argo", 2012, cast=directed("Ben Affleck")), outcomes=(prize,)))
    take(TWO, replace(told("9", "Argo", 2012, cast=directed("Ben Affleck")), outcomes=(prize,)))
    outcome = Outcome.objects.get()
    assert (outcome.edition.festival.name, outcome.edition.year, outcome.award.name) == (
        "Academy Awards",
        2013,
        "Best Picture",
    )
    assert [row.person.name for row in outcome.people.all()] == ["Pro Ducer"]


def test_texts_are_shown_with_whose_they_are_and_a_text_of_the_house_stays(world):
    provenance = Provenance("de", License.CC_BY_SA_4_0, "Wikipedia", "https://de.wikipedia.org/wiki/X")
    film = replace(told("1", "Titel", 2000, cast=directed("A B")), synopses=(ToldText("Es war einmal.", provenance),))
    take(ONE, film)
    stored = Film.objects.get(title="Titel")
    assert stored.synopses.get().text == "Es war einmal."
    take(ONE, replace(film, synopses=(ToldText("Es war zweimal.", provenance),)))
    assert stored.synopses.get().text == "Es war zweimal."
    now = record_of(stored)["synopses"]
    catalog.change_facts(
        by=world.erik,
        subject=stored,
        changes={"synopses": [now, [["de", "Von uns verbessert.", *now[0][2:]]]]},
        source="selbst gesehen",
    )
    take(ONE, replace(film, synopses=(ToldText("Es war dreimal.", provenance),)))
    assert stored.synopses.get().text == "Von uns verbessert."


def test_names_rebuilt_are_the_names_kept(film):
    take(ONE, _full())
    kept = set(FilmName.objects.values_list("film", "folded")), set(Person.objects.values_list("pk", "folded"))
    FilmName.objects.all().delete()
    Person.objects.update(folded="")
    assert catalog.name_unnamed() > 0
    rebuilt = set(FilmName.objects.values_list("film", "folded")), set(Person.objects.values_list("pk", "folded"))
    assert rebuilt == kept
    assert ("geschmack von rost und knochen") in {name for pk, name in kept[0] if pk == film.pk}
    assert catalog.name_unnamed() == 0


def test_what_the_database_refuses_after_all_costs_only_that_film(monkeypatch):
    real = adding_films.film_row

    def broken(values, slug, votes, now):
        row = list(real(values, slug, votes, now))
        if values["title"] == "Kaputt":
            row[6] = 13
        return tuple(row)

    monkeypatch.setattr(adding_films, "film_row", broken)
    counts = take(ONE, *(told(str(n), "Kaputt" if n == 5 else f"Gut {n}", 1990 + n) for n in range(8)))
    assert (counts.new, counts.refused) == (7, 1)
    assert "cannot be right" in counts.refusals[0].reason
    assert Film.objects.count() == 7
