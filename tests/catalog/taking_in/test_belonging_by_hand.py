"""Keywords and series that somebody of the house corrects: they stand, with history, and no import undoes it."""

from __future__ import annotations

import pytest

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts, SeriesFacts
from abspann.catalog.models import (
    Film,
    FilmKeyword,
    FilmSeries,
    Keyword,
    KeywordName,
    Revision,
    SeriesFilm,
    SourceRecord,
)
from abspann.catalog.queries import keyword_called, record_of, series_called
from abspann.catalog.records import is_same
from abspann.catalog.sources.told import ToldKeyword
from abspann.core.refusal import Refusal
from abspann.events.queries import versions_of
from tests.catalog.taking_in.telling import ONE, TWO, directed, replace, take, told
from tests.conftest import TEST
from tests.events.crowd import Crowd

pytestmark = pytest.mark.django_db

HEIST = ToldKeyword("heist", (("de", "Raubüberfall"), ("en", "Heist")))
SEA = ToldKeyword("sea", (("en", "Sea"),))
ROW_OF_HEIST, ROW_OF_SEA = ["heist", "Raubüberfall", "Heist"], ["sea", None, "Sea"]
NEW = ["grauer-wolf", "Grauer Wolf", None]
A = directed("Anna Beta")
SOURCE = "Abspann des Films"


def _change(by, film: Film, **values) -> Revision | None:
    present = record_of(film)
    changes = {name: [present[name], value] for name, value in values.items()}
    return catalog.change_facts(by=by, subject=Film.objects.get(pk=film.pk), changes=changes, source=SOURCE)


def _words(film: Film) -> set[tuple[str, str]]:
    return set(FilmKeyword.objects.filter(film=film).values_list("keyword__code", "source"))


@pytest.fixture
def heist(world) -> Film:
    """A film to which a source gives two keywords and a series."""
    take(ONE, _told())
    return Film.objects.get(title="Titel")


def _told(**otherwise):
    return replace(told("1", "Titel", 2000, cast=A), **{"keywords": (HEIST, SEA), "series": "Die Reihe"} | otherwise)


def test_keywords_and_series_change_by_hand_with_history_and_an_undo_restores_them(world, heist):
    before = record_of(heist)
    assert (before["keywords"], before["series"]) == (
        [ROW_OF_HEIST, ROW_OF_SEA],
        [["die-reihe", "Die Reihe", None, None]],
    )
    revision = _change(world.erik, heist, keywords=[ROW_OF_SEA, NEW], series=[["die-reihe", "Die Reihe", None, 2]])
    assert revision is not None
    assert revision.after == {
        "keywords": [NEW, ROW_OF_SEA],
        "series": [["die-reihe", "Die Reihe", None, 2]],
    }
    assert _words(heist) == {("sea", ONE), ("grauer-wolf", "")}
    assert SeriesFilm.objects.get(film=heist).number == 2
    assert catalog.undo_revision(by=world.erik, revision=revision) is not None
    assert record_of(heist) == before


def test_no_import_brings_back_what_the_house_took_out_nor_takes_what_it_gave(world, heist):
    _change(world.erik, heist, keywords=[ROW_OF_HEIST, NEW], series=[])
    take(ONE, _told(votes=7))
    take(TWO, replace(told("2", "Titel", 2000, cast=A), keywords=(SEA,), series="Die Reihe"))
    assert Film.objects.filter(title="Titel").count() == 1
    assert _words(heist) == {("heist", ONE), ("grauer-wolf", "")}
    assert record_of(heist)["series"] == []
    take(ONE, _told(keywords=(), series=None))
    assert _words(heist) == {("grauer-wolf", "")}


def test_no_import_takes_the_part_that_the_house_gave(world, heist):
    _change(world.erik, heist, series=[["die-reihe", "Die Reihe", None, 3]])
    take(ONE, _told(votes=7))
    assert SeriesFilm.objects.get(film=heist).number == 3


def test_what_the_house_took_out_and_gave_again_may_be_told_again(world, heist):
    _change(world.erik, heist, keywords=[ROW_OF_HEIST])
    Keyword.objects.filter(code="sea").update(names={"de": "Meer", "en": "Sea"})
    _change(world.erik, heist, keywords=[ROW_OF_HEIST, ["sea", "Meer", "Sea"]])
    heist.refresh_from_db()
    assert heist.held["removed"]["keywords"] == []


def test_what_a_source_changes_stands_in_the_films_history_so_that_nobody_writes_over_it_unseen(world, heist):
    base = record_of(heist)
    take(ONE, _told(keywords=(HEIST,), series="Andere Reihe"))
    revision = heist.revisions.get()
    assert (revision.by_name, revision.before["keywords"]) == ("import one", [ROW_OF_HEIST, ROW_OF_SEA])
    assert revision.after["keywords"] == [ROW_OF_HEIST]
    assert [row[0] for row in revision.after["series"]] == ["andere-reihe", "die-reihe"]
    with pytest.raises(catalog.Overtaken):
        catalog.change_facts(
            by=world.erik, subject=heist, changes={"keywords": [base["keywords"], [NEW]]}, source=SOURCE
        )
    catalog.undo_revision(by=world.erik, revision=revision)
    assert record_of(heist)["keywords"] == base["keywords"]


def test_a_word_is_known_by_its_name_in_either_language_and_a_new_one_from_then_on(world, heist):
    for name in ("Raubüberfall", "RAUBUBERFALL", "heist"):
        found = keyword_called(name, "another-code")
        assert found is not None
        assert found.code == "heist"
    assert keyword_called("Grauer Wolf", "grauer-wolf") is None
    _change(world.erik, heist, keywords=[NEW])
    assert keyword_called("grauer wolf", "x").names == {"de": "Grauer Wolf"}


def test_the_names_of_keywords_can_be_built_from_nothing(heist):
    kept = set(KeywordName.objects.values_list("keyword__code", "folded"))
    assert ("heist", "raububerfall") in kept
    KeywordName.objects.all().delete()
    catalog.name_unnamed()
    assert set(KeywordName.objects.values_list("keyword__code", "folded")) == kept


def test_a_keyword_called_otherwise_is_no_change_of_its_films():
    assert is_same("keywords", [ROW_OF_SEA], [["sea", "Meer", "Sea"]])
    assert not is_same("keywords", [ROW_OF_SEA], [ROW_OF_HEIST])
    assert is_same("series", [["r", "Reihe", None, 1]], [["r", "Die Reihe", "Series", 1]])
    assert not is_same("series", [["r", "Reihe", None, 1]], [["r", "Reihe", None, None]])


def test_a_part_that_another_film_is_already_is_refused_with_its_title(world, heist):
    catalog.put_series(by=TEST, facts=SeriesFacts("Die Reihe", ((1, world.film.slug),)))
    with pytest.raises(Refusal, match="Der Geschmack von Rost und Knochen") as no:
        _change(world.erik, heist, series=[["die-reihe", "Die Reihe", None, 1]])
    assert no.value.field == "series"
    assert record_of(heist)["series"] == []
    _change(world.erik, heist, series=[["die-reihe", "Die Reihe", None, None]])
    assert record_of(heist)["series"][0][3] is None


def test_a_series_that_no_film_is_left_in_goes_and_an_undo_brings_it_back_with_its_names(world, heist):
    FilmSeries.objects.update(name_en="The Series")
    revision = _change(world.erik, heist, series=[])
    assert not FilmSeries.objects.exists()
    catalog.undo_revision(by=world.erik, revision=revision)
    series = series_called("The Series", "x")
    assert series is not None
    assert (series.slug, series.name) == ("die-reihe", "Die Reihe")


def test_the_pages_of_a_series_know_that_a_part_came_or_went(world, heist):
    key = f"series:{FilmSeries.objects.get().pk}"
    before = versions_of([key]).get(key, 0)
    revision = _change(world.erik, world.film, series=[["die-reihe", "Die Reihe", None, 4]])
    came = versions_of([key])[key]
    assert came > before
    take(ONE, replace(told("9", "Noch einer", 2009), series="Die Reihe"))
    assert versions_of([key])[key] > came
    came = versions_of([key])[key]
    catalog.undo_revision(by=world.erik, revision=revision)
    assert versions_of([key])[key] > came


def test_a_film_may_come_in_with_keywords_and_a_series(world):
    record = {"title": "Neu", "keywords": [NEW], "series": [["reihe", "Reihe", None, 1]]}
    film = catalog.add_film(by=world.erik, record=record, source=SOURCE)
    assert (record_of(film)["keywords"], record_of(film)["series"]) == ([NEW], record["series"])
    assert film.revisions.get().after["keywords"] == [NEW]


def test_putting_facts_that_name_no_keywords_leaves_them_and_the_series(heist):
    catalog.put_film(by=TEST, facts=FilmFacts("Titel", 2001), slug=heist.slug)
    assert _words(heist) == {("heist", ONE), ("sea", ONE)}
    assert SeriesFilm.objects.filter(film=heist).exists()


def test_with_a_source_that_is_split_off_go_its_keywords_and_both_histories_tell_it(world, heist):
    _change(world.erik, heist, keywords=[ROW_OF_HEIST, ROW_OF_SEA, NEW])
    record = SourceRecord.objects.get(film=heist)
    new = catalog.split_film(by=world.erik, film=Film.objects.get(pk=heist.pk), record=record, title="A", year=2001)
    assert (_words(heist), _words(new)) == ({("grauer-wolf", "")}, {("heist", ONE), ("sea", ONE)})
    assert heist.revisions.order_by("-number").first().after["keywords"] == [NEW]
    assert new.revisions.get().after["keywords"] == [ROW_OF_HEIST, ROW_OF_SEA]


def test_of_many_who_give_a_new_word_and_series_at_once_all_give_the_same(crowd: Crowd, world):
    films = [catalog.put_film(by=TEST, facts=FilmFacts(f"Film {n}", 2000)) for n in range(8)]

    def give(film: Film, number: int):
        return _change(world.erik, film, keywords=[NEW], series=[["reihe", "Reihe", None, number]])

    came = crowd([lambda film=film, n=n: give(film, n) for n, film in enumerate(films, start=1)])
    assert {type(one) for one in came} == {Revision}
    assert (Keyword.objects.count(), KeywordName.objects.count(), FilmSeries.objects.count()) == (1, 1, 1)
    assert sorted(SeriesFilm.objects.values_list("number", flat=True)) == list(range(1, 9))
