"""A film that a source tells becomes a page like any other."""

from __future__ import annotations

import pytest

from abspann.catalog.models import Credit, Film, FilmName, Person, Revision, SourceRecord
from tests.catalog.taking_in.telling import DAY, ONE, TWO, credits, directed, known_as, take, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sources(monkeypatch):
    known_as(ONE, 10, monkeypatch)
    known_as(TWO, 20, monkeypatch)


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
