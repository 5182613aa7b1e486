"""Ratings, and the scores made of them."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts
from abspann.core.refusal import Refusal
from abspann.events.models import NounVersion
from abspann.members import commands as members
from abspann.members.models import Member
from abspann.reviews import commands as reviews
from abspann.reviews.models import FilmScore, MemberTally, Rating
from abspann.reviews.queries import Score, most_rated, score_of, scores_of
from abspann.reviews.rules import are_stars
from tests.conftest import TEST
from tests.events.crowd import Crowd

pytestmark = pytest.mark.django_db
DAY = dt.date(2012, 5, 27)


def rate(film, member, half_stars, on=None):
    reviews.rate_film(by=member or TEST, film=film, member=member, half_stars=half_stars, rated_on=on)


def ratings() -> list[tuple[int | None, int, dt.date]]:
    return list(Rating.objects.order_by("pk").values_list("member", "half_stars", "rated_on"))


def histogram(score: Score) -> list[int]:
    return [bar.ratings for bar in score.bars]


def tally(member: Member) -> tuple[int, int]:
    return MemberTally.objects.values_list("rating_count", "review_count").get(member=member)


def test_half_stars_are_whole_numbers_from_one_to_ten():
    assert [value for value in range(-1, 13) if are_stars(value)] == list(range(1, 11))
    assert [are_stars(value) for value in (True, None, "7", 7.0, 3.5)] == [False] * 5


@pytest.mark.parametrize("half_stars", [0, 11, -1, 3.5, True, None, "7"])
def test_a_rating_outside_half_a_star_to_five_is_refused(world, half_stars):
    with pytest.raises(Refusal):
        rate(world.film, world.anna, half_stars)
    assert (ratings(), score_of(world.film).rating_count) == ([], 0)


def test_one_wrong_rating_refuses_the_whole_batch(world):
    with pytest.raises(Refusal):
        reviews.take_in_ratings(by=TEST, film=world.film, ratings=[(world.anna, 7, DAY), (world.bruno, 11, DAY)])
    assert ratings() == []


def test_a_second_rating_replaces_the_first(world):
    rate(world.film, world.anna, 3, DAY)
    rate(world.film, world.anna, 8, DAY)
    rate(world.film, world.anna, 9, DAY + dt.timedelta(days=1))
    assert ratings() == [(world.anna.pk, 9, DAY + dt.timedelta(days=1))]
    assert (score_of(world.film).average, tally(world.anna)) == (4.5, (1, 0))


def test_an_older_rating_that_comes_later_replaces_none(world):
    rate(world.film, world.anna, 9, DAY)
    rate(world.film, world.anna, 3, DAY - dt.timedelta(days=1))
    assert ratings() == [(world.anna.pk, 9, DAY)]
    assert score_of(world.film).average == 4.5


def test_of_a_members_ratings_in_one_batch_the_newest_counts(world):
    later = DAY + dt.timedelta(days=1)
    rows = [
        (world.anna, 3, DAY),
        (world.anna, 8, later),
        (world.anna, 5, DAY),
        (world.bruno, 2, DAY),
        (world.bruno, 4, DAY),
    ]
    reviews.take_in_ratings(by=TEST, film=world.film, ratings=iter(rows))
    assert sorted(ratings()) == [(world.anna.pk, 8, later), (world.bruno.pk, 4, DAY)]
    assert score_of(world.film).average == 3.0


def test_an_empty_batch_is_no_trouble(world):
    reviews.take_in_ratings(by=TEST, film=world.film, ratings=[])
    assert score_of(world.film).rating_count == 0


def test_anonymous_ratings_add_up(world):
    for half_stars in (2, 2, 10):
        rate(world.film, None, half_stars)
    reviews.take_in_ratings(by=TEST, film=world.film, ratings=[(None, 4, DAY), (world.anna, 7, DAY), (None, 4, DAY)])
    score = score_of(world.film)
    assert (score.rating_count, score.average) == (6, 29 / 12)
    assert histogram(score) == [0, 2, 0, 2, 0, 0, 1, 0, 0, 1]


def test_a_rating_without_a_day_is_of_today(world):
    rate(world.film, world.anna, 7)
    from django.utils import timezone

    assert ratings() == [(world.anna.pk, 7, timezone.localdate())]


def test_a_film_that_nobody_rated_has_no_average(world):
    score = score_of(world.film)
    assert (score.average, score.rating_count, score.review_count) == (None, 0, 0)
    assert [(bar.half_stars, bar.ratings, bar.reviews, bar.share) for bar in score.bars] == [
        (half_stars, 0, 0, 0.0) for half_stars in range(1, 11)
    ]


def test_the_highest_bar_is_one_and_the_others_are_their_share_of_it(world):
    for half_stars, count in ((4, 1), (7, 4), (10, 2)):
        reviews.take_in_ratings(by=TEST, film=world.film, ratings=[(None, half_stars, DAY)] * count)
    assert [bar.share for bar in score_of(world.film).bars] == [0, 0, 0, 0.25, 0, 0, 1, 0, 0, 0.5]


def test_a_score_is_exact_after_many_ratings(world):
    rows = [(None, 1 + n * n % 10, DAY) for n in range(1_003)]
    reviews.take_in_ratings(by=TEST, film=world.film, ratings=rows)
    stars = [half_stars for _member, half_stars, _day in rows]
    score = score_of(world.film)
    assert (score.rating_count, score.average) == (1_003, sum(stars) / 1_003 / 2)
    assert histogram(score) == [stars.count(half_stars) for half_stars in range(1, 11)]


def test_scores_of_several_films_are_read_in_one_query(world, django_assert_num_queries):
    other = catalog.put_film(by=TEST, facts=FilmFacts(title="Liebe"))
    rate(world.film, world.anna, 7)
    with django_assert_num_queries(1):
        scores = scores_of([world.film, other])
    assert scores == {world.film.pk: score_of(world.film), other.pk: score_of(other)}
    assert (scores[world.film.pk].average, scores[other.pk].average) == (3.5, None)


def test_the_most_rated_films_come_first_and_those_without_ratings_not_at_all(world):
    others = [
        catalog.put_film(by=TEST, facts=FilmFacts(title=title, titles=(("en", f"{title}!"),)))
        for title in ("A", "B", "C")
    ]
    for film, count in zip(others, (3, 1, 0), strict=True):
        reviews.take_in_ratings(by=TEST, film=film, ratings=[(None, 5, DAY)] * count)
    rate(world.film, world.anna, 7)
    assert most_rated("en", 9) == [others[0], world.film, others[1]]
    assert most_rated("en", 2) == [others[0], world.film]
    assert [film.title_here for film in most_rated("en", 1)] == ["A!"]


def test_a_rating_raises_the_versions_of_the_films_ratings_and_of_what_the_member_rated_alone(world):
    before = dict(NounVersion.objects.values_list("key", "version"))
    rate(world.film, world.anna, 7)
    assert dict(NounVersion.objects.values_list("key", "version")) == before | {
        f"ratings:{world.film.pk}": 1,
        f"shelf:{world.anna.pk}": 1,
    }


def test_a_member_who_goes_leaves_their_rating_without_a_name(world):
    rate(world.film, world.bruno, 7, DAY)
    rate(world.film, world.anna, 9, DAY)
    world.bruno.delete()
    world.anna.delete()
    assert ratings() == [(None, 7, DAY), (None, 9, DAY)]
    assert list(MemberTally.objects.all()) == []


def test_fifty_members_who_rate_one_film_at_once_are_all_counted(crowd: Crowd, film):
    fans = [members.register(by=TEST, handle=f"fan-{n}", display_name="Fan") for n in range(50)]
    calls = [partial(rate, film, fan, 1 + n % 10, DAY) for n, fan in enumerate(fans)]
    assert crowd(calls) == [None] * 50
    score = score_of(film)
    assert (score.rating_count, histogram(score), score.average) == (50, [5] * 10, 2.75)
    assert set(MemberTally.objects.values_list("rating_count", flat=True)) == {1}


def test_a_member_who_rates_many_films_at_once_is_counted_with_all(crowd: Crowd):
    anna = members.register(by=TEST, handle="anna", display_name="Anna")
    films = [catalog.put_film(by=TEST, facts=FilmFacts(title=f"Film {n}")) for n in range(8)]
    assert crowd([partial(rate, film, anna, 7, DAY) for film in films * 2]) == [None] * 16
    assert tally(anna) == (8, 0)
    assert [score_of(film).rating_count for film in films] == [1] * 8


def test_batches_with_the_same_members_at_once_are_counted_once(crowd: Crowd, film):
    fans = [members.register(by=TEST, handle=f"fan-{n}", display_name="Fan") for n in range(6)]
    rows = [(fan, 6, DAY) for fan in fans]
    calls = [
        partial(reviews.take_in_ratings, by=TEST, film=film, ratings=order)
        for order in (rows, rows[::-1])
        for _ in "abc"
    ]
    assert crowd(calls) == [None] * 6
    assert (score_of(film).rating_count, Rating.objects.count()) == (6, 6)


# What the database itself refuses.


@pytest.mark.parametrize("half_stars", [0, 11, -1])
def test_the_database_refuses_stars_that_are_none(world, half_stars):
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(film=world.film, half_stars=half_stars, rated_on=DAY)


def test_the_database_refuses_a_members_second_rating(world):
    Rating.objects.create(film=world.film, member=world.anna, half_stars=7, rated_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(film=world.film, member=world.anna, half_stars=8, rated_on=DAY)


@pytest.mark.parametrize("wrong", [{"rating_count": -1}, {"half_star_sum": -1}, {"review_count": -1}])
def test_the_database_refuses_fewer_than_no_ratings(world, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        FilmScore.objects.create(film=world.film, **wrong)


@pytest.mark.parametrize("wrong", [{"rating_count": -1}, {"review_count": -1}])
def test_the_database_refuses_a_member_who_wrote_less_than_nothing(world, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberTally.objects.create(member=world.anna, **wrong)


def test_the_database_refuses_a_second_score_or_tally(world):
    for model, whose in ((FilmScore, {"film": world.film}), (MemberTally, {"member": world.anna})):
        model.objects.get_or_create(**whose)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**whose)


def test_things_are_named_by_what_they_say():
    assert str(Rating(film_id=1, half_stars=7)) == "1: 7"
    assert str(FilmScore(film_id=1, half_star_sum=7, rating_count=2)) == "1: 7/2"
    assert str(MemberTally(member_id=1, review_count=2)) == "1: 2"
