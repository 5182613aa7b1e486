"""Each value knows whose it is; what the house decided is never overwritten, and never lost."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abspann.catalog import commands as catalog
from abspann.catalog.commands import ranking
from abspann.catalog.commands.taking_in.composing import Voice, compose
from abspann.catalog.models import Film, Person, Release, SourceRank, SourceRecord
from abspann.catalog.queries import record_of
from abspann.catalog.queries.sources import words_about
from abspann.core.actor import System
from tests.catalog.taking_in.telling import DAY, ONE, TWO, credits, directed, replace, take, told

pytestmark = pytest.mark.django_db

A = directed("Anna Beta")


def _change(world, film, **values):
    film.refresh_from_db()
    now = record_of(film)
    changes = {name: [now.get(name), value] for name, value in values.items()}
    return catalog.change_facts(by=world.erik, subject=film, changes=changes, source="Abspann des Films")


def _one(**facts):
    return told("1", "Titel", 2000, cast=A, **facts)


def _two(**facts):
    return told("2", "Titel", 2000, cast=A, **facts)


@pytest.mark.parametrize(
    ("house", "one", "two", "first"),
    list(itertools.product(("value", "none", "removed"), (90, None), (100, None), (ONE, TWO))),
)
def test_who_has_a_say_over_a_field(world, house, one, two, first):
    """The house before every source, the better rank before the other, whoever told first."""
    take(ONE, _one())
    film = Film.objects.get(title="Titel")
    if house == "value":
        _change(world, film, running_minutes=95)
    elif house == "removed":
        _change(world, film, running_minutes=95)
        _change(world, film, running_minutes=None)
    telling = {ONE: _one(running_minutes=one), TWO: _two(running_minutes=two)}
    for source in (ONE, TWO) if first == ONE else (TWO, ONE):
        take(source, telling[source])
    film.refresh_from_db()
    wanted = {"value": 95, "removed": None}.get(house, one or two)
    assert film.running_minutes == wanted
    said = {word.source: word.value for word in words_about(film) if word.field == "running_minutes"}
    assert said == {s: v for s, v in ((ONE, one), (TWO, two)) if v is not None and v != wanted}


def test_the_keepers_rank_decides_at_once_and_later():
    take(ONE, _one(running_minutes=90, countries=("FR",)))
    take(TWO, _two(running_minutes=100, countries=("DE",)))
    film = Film.objects.get()
    assert film.running_minutes == 90
    catalog.rank_source(by=System("test"), source=TWO, rank=1)
    assert catalog.follow_ranks() == 1
    film.refresh_from_db()
    assert film.running_minutes == 100
    assert list(film.facets.values_list("code", flat=True)) == ["DE"]
    assert film.revisions.order_by("-number").first().before == {"running_minutes": 90, "countries": ["FR"]}
    take(ONE, _one(running_minutes=91, countries=("FR",)))
    film.refresh_from_db()
    assert film.running_minutes == 100
    catalog.rank_source(by=System("test"), source=TWO, rank=50)
    catalog.follow_ranks()
    film.refresh_from_db()
    assert film.running_minutes == 91


def test_films_follow_a_rank_some_at_a_time_and_go_on_where_they_were_interrupted(monkeypatch):
    monkeypatch.setattr(ranking, "AT_ONCE", 1)
    for key, title in (("1", "Eins"), ("2", "Zwei"), ("3", "Drei")):
        take(ONE, told(key, title, 2000, running_minutes=90, cast=A))
        take(TWO, told(key, title, 2000, running_minutes=100, cast=A))
    assert Film.objects.count() == 3
    catalog.rank_source(by=System("test"), source=TWO, rank=1)
    assert set(Film.objects.values_list("running_minutes", flat=True)) == {90}
    real, done = ranking.recompose, []

    def killed(**told):
        done.append(real(**told))
        if len(done) == 2:  # after it has written, before it has noted so
            raise KeyboardInterrupt
        return done[-1]

    monkeypatch.setattr(ranking, "recompose", killed)
    with pytest.raises(KeyboardInterrupt):
        catalog.follow_ranks()
    assert sorted(Film.objects.values_list("running_minutes", flat=True)) == [90, 90, 100]
    assert catalog.follow_ranks() == 2
    row = SourceRank.objects.get()
    assert (row.films_changed, row.followed_to, row.followed_at is not None) == (3, None, True)
    assert set(Film.objects.values_list("running_minutes", flat=True)) == {100}
    assert catalog.follow_ranks() == 0


def test_a_rank_given_anew_meanwhile_is_followed_from_the_beginning(monkeypatch):
    monkeypatch.setattr(ranking, "AT_ONCE", 1)
    for key, title in (("1", "Eins"), ("2", "Zwei")):
        take(ONE, told(key, title, 2000, running_minutes=90, cast=A))
        take(TWO, told(key, title, 2000, running_minutes=100, cast=A))
    catalog.rank_source(by=System("test"), source=TWO, rank=1)
    ranking._follow(SourceRank.objects.get())
    catalog.rank_source(by=System("test"), source=TWO, rank=99)
    catalog.follow_ranks()
    assert set(Film.objects.values_list("running_minutes", flat=True)) == {90}


def test_credits_that_stood_aside_bring_their_people_when_their_source_comes_to_count():
    take(ONE, told("1", "Titel", 2000, cast=(*A, *credits("Carl Delta"))))
    take(TWO, told("2", "Titel", 2000, cast=(*A, *credits("Neu Hier as Kaiser"))))
    assert not Person.objects.filter(name="Neu Hier").exists()
    catalog.rank_source(by=System("test"), source=TWO, rank=1)
    catalog.follow_ranks()
    credited = Film.objects.get().credits.order_by("billing").values_list("person__name", "role")
    assert list(credited) == [("Anna Beta", None), ("Neu Hier", "Kaiser")]
    catalog.rank_source(by=System("test"), source=TWO, rank=99)
    catalog.follow_ranks()
    assert list(Film.objects.get().credits.order_by("billing").values_list("person__name", flat=True)) == [
        "Anna Beta",
        "Carl Delta",
    ]


def test_a_value_that_a_source_no_longer_tells_goes_to_the_next_or_away():
    take(ONE, _one(running_minutes=90, fsk=12))
    take(TWO, _two(running_minutes=100))
    take(ONE, _one())
    film = Film.objects.get()
    assert (film.running_minutes, film.fsk) == (100, None)


def test_rows_of_lists_are_united_and_those_the_house_removed_never_come_back(world):
    take(ONE, _one(titles=(("en", "Title"), ("fr", "Titre")), releases=(("DE", DAY),)))
    film = Film.objects.get(title="Titel")
    _change(world, film, titles=[["fr", "Titre"], ["es", "Título"]])
    assert dict(film.titles.values_list("text", "source")) == {"Titre": ONE, "Título": ""}
    take(ONE, _one(titles=(("en", "Title"), ("fr", "Titre"), ("it", "Titolo")), releases=(("DE", DAY),), fsk=6))
    take(TWO, _two(titles=(("en", "Title"), ("es", "Título"))))
    assert dict(film.titles.values_list("text", "source")) == {"Titre": ONE, "Título": "", "Titolo": ONE}
    assert {word.field for word in words_about(film)} == {"titles"}


def test_only_what_contradicts_the_page_is_said_to_be_told_otherwise(world):
    take(ONE, _one(original_title="L’été d’Anaïs", countries=("FR", "BE"), genres=("drama", "romance")))
    film = Film.objects.get(title="Titel")
    _change(world, film, original_title="L’Été d’Anaïs", countries=["BE", "FR"], genres=["romance", "drama"])
    take(TWO, _two(original_title="L'été d'Anais", countries=("FR",), genres=("drama",)))
    assert words_about(film) == []
    take(TWO, _two(original_title="Anaïs", countries=("FR", "CH"), genres=("comedy",)))
    assert {word.field for word in words_about(film)} == {"original_title", "countries", "genres"}


def test_a_date_that_the_house_put_right_stays_and_the_difference_is_shown(world):
    take(ONE, _one(releases=(("DE", DAY), ("FR", DAY))))
    film = Film.objects.get(title="Titel")
    _change(world, film, releases=[["DE", "2013-02-02"], ["FR", DAY.isoformat()]])
    later = DAY.replace(day=11)
    take(ONE, _one(releases=(("DE", later), ("FR", later))))
    rows = {row.country: (row.date.isoformat(), row.source) for row in Release.objects.filter(film=film)}
    assert rows == {"DE": ("2013-02-02", ""), "FR": ("2013-01-11", ONE)}
    (word,) = words_about(film)
    assert (word.field, word.value) == ("releases", [["DE", "2013-01-11"]])
    catalog.take_word(by=world.erik, film=film, source=ONE, field="releases")
    assert dict(Release.objects.filter(film=film).values_list("country", "date"))["DE"] == later
    assert words_about(film) == []


def test_credits_that_the_house_put_right_stay(world):
    take(ONE, told("1", "Titel", 2000, cast=(*A, *credits("Carl Delta as König"))))
    film = Film.objects.get(title="Titel")
    now = record_of(film)["credits"]
    _change(world, film, credits=[now[0], [*now[1][:3], "Kaiser", []]])
    take(ONE, told("1", "Titel", 2000, cast=(*A, *credits("Carl Delta as König", "Eva Zeta"))))
    assert [row.role for row in film.credits.order_by("billing")] == [None, "Kaiser"]
    assert SourceRecord.objects.get(film=film).aside["credits"][2][0] == "Eva Zeta"
    catalog.take_word(by=world.erik, film=film, source=ONE, field="credits")
    assert [row.person.name for row in film.credits.order_by("billing")] == ["Anna Beta", "Carl Delta", "Eva Zeta"]


def test_what_the_house_had_before_any_source_stays_the_houses(film):
    counts = take(
        ONE,
        told(
            "1",
            "Rust and Bone",
            2012,
            running_minutes=120,
            sound="Dolby",
            cast=(*directed("Jacques Audiard"), *credits("Marion Cotillard as Stephanie", "Neu Dazu")),
        ),
    )
    assert (counts.new, counts.changed) == (0, 1)
    film.refresh_from_db()
    assert (film.title, film.running_minutes, film.sound) == ("Der Geschmack von Rost und Knochen", 123, "Dolby")
    assert film.credits.count() == 4


VALUES = st.sampled_from([None, 70, 80, 90])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("house"), VALUES),
        st.tuples(st.just(ONE), VALUES),
        st.tuples(st.just(TWO), VALUES),
        st.tuples(st.just("rank"), st.integers(0, 40)),
    ),
    max_size=6,
)


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_correction_is_ever_lost(world, steps):
    """Whatever is told and ranked in whatever order: what the house last decided stands."""
    Film.objects.filter(title="Titel").delete()
    take(ONE, _one())
    film = Film.objects.get(title="Titel")
    decided = False
    last = None
    for who, value in steps:
        if who == "house":
            film.refresh_from_db()
            if film.running_minutes != value:
                _change(world, film, running_minutes=value)
                decided, last = True, value
        elif who == "rank":
            catalog.rank_source(by=System("test"), source=TWO, rank=value)
        else:
            take(who, (_one if who == ONE else _two)(running_minutes=value))
        film.refresh_from_db()
        if decided:
            assert film.running_minutes == last


@given(
    told_now=st.dictionaries(st.sampled_from("abc"), st.integers(1, 3)),
    others=st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(1, 3)), max_size=3),
    held=st.sets(st.sampled_from("abc")),
)
def test_composing_twice_is_composing_once(told_now, others, held):
    voices = [Voice("s", (n, "s", n), pk=n, aside=dict(words)) for n, words in enumerate([told_now, *others])]
    standing = dict.fromkeys("abc")
    standing |= compose("abc", standing, held=held, voices=voices)
    assert compose("abc", standing, held=held, voices=voices) == {}
    for name in held:
        assert standing[name] is None


def test_two_numbers_of_one_source_for_one_film_stand_beside_each_other():
    take(ONE, _one(fsk=12))
    counts = take(ONE, replace(_one(fsk=16), key="1b"))
    assert (counts.new, Film.objects.count(), Film.objects.get().fsk) == (0, 1, 12)
    again = take(ONE, _one(fsk=12)), take(ONE, replace(_one(fsk=16), key="1b"))
    assert [(c.changed, c.unchanged) for c in again] == [(0, 1), (0, 1)]
