"""Which films go with a film, and why."""

from __future__ import annotations

import random

import pytest
from django.db import IntegrityError, transaction

from abspann.catalog import commands as catalog
from abspann.catalog.facts import CreditFacts, FestivalFacts, FilmFacts, NamedCode, OutcomeFacts
from abspann.catalog.models import Film
from abspann.discovery import commands as discovery
from abspann.discovery.models import SimilarFilm
from abspann.discovery.queries import similar_films
from abspann.discovery.rules import SIMILAR_SHOWN
from abspann.events import worker
from tests.conftest import TEST

AUDIARD = CreditFacts("Jacques Audiard", "director")


def put(title: str, slug: str | None = None, **told) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, **told), slug=slug)


def compete(*films: Film) -> None:
    sections = (NamedCode("competition", "Wettbewerb"), NamedCode("regard", "Un Certain Regard"))
    catalog.put_festival(by=TEST, facts=FestivalFacts("cannes", "Festival de Cannes", sections=sections))
    for film in films:
        catalog.put_outcome(by=TEST, film=film, facts=OutcomeFacts("cannes", 2012, "selected", "competition"))


def shown(film: Film, limit: int = 6) -> list[tuple[str, str, str]]:
    return [(entry.other.title, entry.reason, entry.detail) for entry in similar_films(film, "de", limit)]


def rows() -> list[tuple[object, ...]]:
    return list(
        SimilarFilm.objects.order_by("film", "position").values_list("film", "other", "reason", "detail", "position")
    )


@pytest.mark.django_db
def test_the_nearest_come_first_each_with_its_heaviest_reason():
    film = put("Rost", genres=("drama", "romance"), credits=(AUDIARD, CreditFacts("Marion Cotillard", "actor")))
    put("Genre", genres=("drama",))
    put("Zwei Genres", genres=("romance", "drama"))
    rival = put("Wettbewerb", genres=("drama",))
    put("Besetzung", credits=(CreditFacts("Marion Cotillard", "actor"),))
    put("Regie", credits=(AUDIARD,))
    put("Beides", credits=(AUDIARD, CreditFacts("Marion Cotillard", "actor")))
    put("Nichts", genres=("war",), credits=(CreditFacts("Jacques Audiard", "writer"),))
    compete(film, rival)
    discovery.refresh_similar(film_id=film.pk)
    assert shown(film) == [
        ("Beides", "director", "Jacques Audiard"),
        ("Regie", "director", "Jacques Audiard"),
        ("Wettbewerb", "competition", "Festival de Cannes 2012"),
        ("Besetzung", "cast", "Marion Cotillard"),
        ("Zwei Genres", "genre", "romance"),
        ("Genre", "genre", "drama"),
    ]
    assert shown(film, limit=1) == [("Beides", "director", "Jacques Audiard")]


@pytest.mark.django_db
def test_similar_films_are_read_in_one_query_with_their_titles_here(django_assert_num_queries):
    film = put("Rost", genres=("drama",))
    put("Liebe", genres=("drama",), titles=(("en", "Amour"),))
    put("Angst", genres=("drama",))
    discovery.refresh_similar(film_id=film.pk)
    with django_assert_num_queries(1):
        assert [entry.other.title_here for entry in similar_films(film, "en")] == ["Amour", None]


@pytest.mark.django_db
def test_no_more_are_kept_than_are_shown():
    films = [put(f"Film {n}", genres=("drama",)) for n in range(SIMILAR_SHOWN + 3)]
    discovery.rebuild_similar()
    assert [len(shown(film, 99)) for film in films] == [SIMILAR_SHOWN] * len(films)


@pytest.mark.django_db
def test_a_film_that_is_no_more_has_no_similar_ones():
    film = put("Rost", genres=("drama",))
    put("Liebe", genres=("drama",))
    discovery.rebuild_similar()
    pk = film.pk
    film.delete()
    discovery.refresh_similar(film_id=pk)
    assert rows() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))])
def test_lists_kept_along_the_way_equal_lists_rebuilt(seed):
    chance = random.Random(seed)
    people = [CreditFacts(f"Person {n}", job) for n in range(3) for job in ("director", "actor")]

    def facts() -> dict[str, object]:
        credits = tuple(chance.sample(people, chance.randrange(3)))
        return {"genres": tuple(chance.sample(["drama", "war", "comedy"], chance.randrange(1, 3))), "credits": credits}

    films = [put(f"Film {n}", **facts()) for n in range(SIMILAR_SHOWN)]
    compete(*chance.sample(films, 2))
    for _ in range(4):
        film = chance.choice(films)
        put(film.title, slug=film.slug, **facts())
        worker.run(once=True)
    kept = rows()
    assert len(kept) > 4
    SimilarFilm.objects.all().delete()
    discovery.rebuild_similar()
    assert rows() == kept


@pytest.mark.django_db
def test_the_database_refuses_a_film_similar_to_itself_or_twice():
    film, other = put("Rost"), put("Liebe")
    told = {"film": film, "reason": "genre", "detail": "drama", "position": 0}
    assert str(SimilarFilm.objects.create(other=other, **told)) == f"{film.pk} ~ {other.pk}"
    for wrong in (film, other):
        with pytest.raises(IntegrityError), transaction.atomic():
            SimilarFilm.objects.create(other=wrong, **told)
