"""Which films go with a film, and why."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import CreditFacts, FestivalFacts, FilmFacts, NamedCode, OutcomeFacts
from abspann.catalog.models import Film, ImportRun
from abspann.discovery import commands as discovery
from abspann.discovery.commands import similar
from abspann.discovery.models import SimilarDue, SimilarFilm
from abspann.discovery.queries import similar_films
from abspann.discovery.rules import SIMILAR_SHOWN, WEIGHTS
from abspann.events import worker
from abspann.events.queries import versions_of
from tests.catalog.taking_in.telling import ONE, take, told
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


def nearest_by_hand(film: Film) -> list[tuple[int, str]]:
    """What goes with a film, each other film asked one by one: slow, and nothing else than the rule."""
    found = []
    for other in Film.objects.exclude(pk=film.pk):
        shared = []
        for reason, job in (("director", "director"), ("cast", "actor")):
            mine, theirs = (set(one.credits.filter(job=job).values_list("person", flat=True)) for one in (film, other))
            shared += [(WEIGHTS[reason], reason)] * len(mine & theirs)
        mine, theirs = (set(one.facets.filter(kind="genre").values_list("code", flat=True)) for one in (film, other))
        shared += [(WEIGHTS["genre"], "genre")] * len(mine & theirs)
        if shared:
            found.append((-sum(weight for weight, _reason in shared), other.pk, max(shared)[1]))
    return [(other, reason) for _weight, other, reason in sorted(found)[:SIMILAR_SHOWN]]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_many_films_chosen_together_get_what_each_would_get_alone(seed):
    chance = random.Random(seed)
    genres = ("drama", "war", "comedy", "western", "horror")
    people = [CreditFacts(f"Person {n}", job) for n in range(5) for job in ("director", "actor")]
    films = [
        put(
            f"Film {n}",
            genres=tuple(chance.sample(genres, chance.randrange(4))),
            credits=tuple(chance.sample(people, chance.choice([0, 0, 1, 2]))),
        )
        for n in range(40)
    ]
    discovery.rebuild_similar()
    for film in films:
        kept = SimilarFilm.objects.filter(film=film).order_by("position").values_list("other", "reason")
        assert list(kept) == nearest_by_hand(film), film


TAKEN = [told(str(n), f"Film {n}", 2000 + n, genres=("western",)) for n in range(4)]


@pytest.mark.django_db
def test_films_that_an_import_brings_go_with_others_soon_after_it():
    old = put("Alt", genres=("western",))
    discovery.rebuild_similar()
    take(ONE, *TAKEN)
    assert rows() == []
    assert discovery.keep_similar() == 4
    assert len(shown(old)) == 4
    assert all(len(shown(film)) == 4 for film in Film.objects.all())
    assert discovery.keep_similar() == 0
    kept = rows()
    discovery.rebuild_similar()
    assert rows() == kept


@pytest.mark.django_db
def test_what_an_import_brings_waits_until_it_is_over_and_what_an_editor_changes_does_not():
    now = timezone.now()
    run = ImportRun.objects.create(source="one", path="/x", started_at=now, beat_at=now)
    take(ONE, *TAKEN[:2])
    assert discovery.keep_similar() == 0
    put("Vom Haus", genres=("western",))
    assert discovery.keep_similar() == 1
    assert SimilarDue.objects.filter(is_bulk=True).count() == 2
    ImportRun.objects.filter(pk=run.pk).update(beat_at=now - dt.timedelta(minutes=3))  # it has died
    assert discovery.keep_similar() == 2
    assert not SimilarDue.objects.exists()


@pytest.mark.django_db
def test_a_batch_of_an_import_leaves_notes_in_one_statement(django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        discovery.note_similar(films=range(1, 1001), is_bulk=True)
    assert SimilarDue.objects.filter(is_bulk=True).count() == 1000


@pytest.mark.django_db
def test_a_list_that_stays_as_it_was_is_not_written_and_makes_no_page_stale():
    film = put("Rost", genres=("drama",))
    other = put("Liebe", genres=("drama",))
    discovery.rebuild_similar()
    before = (list(SimilarFilm.objects.values_list("pk", flat=True)), versions_of([f"similar:{other.pk}"]))
    discovery.refresh_similar(film_id=film.pk)
    assert (list(SimilarFilm.objects.values_list("pk", flat=True)), versions_of([f"similar:{other.pk}"])) == before


@pytest.mark.django_db
def test_a_film_that_goes_while_its_list_is_chosen_is_in_none():
    film, other = put("Rost", genres=("drama",)), put("Liebe", genres=("drama",))
    chosen = similar._nearest([film.pk, other.pk], similar._ByGenres())
    pk = other.pk
    other.delete()
    similar._write(chosen)
    assert (rows(), pk in chosen) == ([], True)


@pytest.mark.django_db
def test_the_database_refuses_a_film_similar_to_itself_or_twice():
    film, other = put("Rost"), put("Liebe")
    told = {"film": film, "reason": "genre", "detail": "drama", "position": 0}
    assert str(SimilarFilm.objects.create(other=other, **told)) == f"{film.pk} ~ {other.pk}"
    for wrong in (film, other):
        with pytest.raises(IntegrityError), transaction.atomic():
            SimilarFilm.objects.create(other=wrong, **told)
