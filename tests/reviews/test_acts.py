"""Taking a rating back, judging a review, and what one reader's friends made of a film."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone

from abspann.catalog.commands import put_film
from abspann.catalog.facts import FilmFacts
from abspann.catalog.models import Film
from abspann.core.refusal import Refusal
from abspann.members import commands as members
from abspann.members.models import Member
from abspann.reviews import commands as reviews
from abspann.reviews.models import HelpfulVote, MemberTally, Rating, Review
from abspann.reviews.queries import films_rated_by, friends_score, rating_of, score_by, score_of, votes_of
from tests.conftest import OWN, TEST
from tests.events.crowd import Crowd

DAY = dt.date(2012, 5, 27)


def write(film: Film, author: Member | None, text: str = "Ein Film über Hände.") -> Review:
    draft = reviews.ReviewDraft(text=text, provenance=OWN, author=author, anonymous=author is None, published_on=DAY)
    return reviews.publish_review(by=TEST, film=film, draft=draft)[0]


def judged(review: Review) -> tuple[int, int]:
    found = Review.objects.get(pk=review.pk)
    return found.helpful_yes, found.helpful_no


# Ratings.


@pytest.mark.django_db
def test_a_rating_taken_back_is_as_if_it_had_never_been(world):
    reviews.rate_film(by=world.anna, film=world.film, member=world.anna, half_stars=7)
    reviews.rate_film(by=world.bruno, film=world.film, member=world.bruno, half_stars=9)
    reviews.withdraw_rating(by=world.anna, film=world.film, member=world.anna)
    reviews.withdraw_rating(by=world.anna, film=world.film, member=world.anna)
    score = score_of(world.film)
    assert (score.rating_count, score.average) == (1, 4.5)
    assert rating_of(world.film, world.anna) is None
    assert rating_of(world.film, world.bruno) == 9
    assert MemberTally.objects.get(member=world.anna).rating_count == 0


@pytest.mark.django_db
def test_the_last_rating_taken_back_leaves_no_mean(world):
    reviews.rate_film(by=world.anna, film=world.film, member=world.anna, half_stars=7)
    reviews.withdraw_rating(by=world.anna, film=world.film, member=world.anna)
    assert score_of(world.film).average is None


@pytest.mark.django_db
def test_nobody_rates_in_the_name_of_another(world):
    with pytest.raises(Refusal) as no:
        reviews.rate_film(by=world.anna, film=world.film, member=world.bruno, half_stars=7)
    assert no.value.status == 403
    reviews.rate_film(by=world.bruno, film=world.film, member=world.bruno, half_stars=7)
    with pytest.raises(Refusal) as no:
        reviews.withdraw_rating(by=world.anna, film=world.film, member=world.bruno)
    assert no.value.status == 403
    assert rating_of(world.film, world.bruno) == 7


@pytest.mark.django_db
def test_a_film_that_has_gone_is_a_404(world):
    film = put_film(by=TEST, facts=FilmFacts(title="Fort"))
    Film.objects.filter(pk=film.pk).delete()
    with pytest.raises(Refusal) as no:
        reviews.rate_film(by=world.anna, film=film, member=world.anna, half_stars=7)
    assert no.value.status == 404
    with pytest.raises(Refusal) as no:
        reviews.withdraw_rating(by=world.anna, film=film, member=world.anna)
    assert no.value.status == 404


@pytest.mark.slow
def test_fifty_who_rate_and_take_back_at_once_leave_exact_counts(crowd: Crowd, film):
    fans = [members.register(by=TEST, handle=f"fan-{n}", display_name="Fan") for n in range(50)]
    for fan in fans[:25]:
        reviews.rate_film(by=fan, film=film, member=fan, half_stars=2)
    gone = [partial(reviews.withdraw_rating, by=fan, film=film, member=fan) for fan in fans[:25]]
    came = [partial(reviews.rate_film, by=fan, film=film, member=fan, half_stars=8) for fan in fans[25:]]
    assert crowd([call for pair in zip(gone, came, strict=True) for call in pair]) == [None] * 50
    score = score_of(film)
    assert (score.rating_count, score.average, Rating.objects.count()) == (25, 4.0, 25)
    assert sorted(MemberTally.objects.values_list("rating_count", flat=True)) == [0] * 25 + [1] * 25


# Whether a review helped.


@pytest.mark.django_db
def test_a_second_answer_replaces_the_first_and_it_can_be_taken_back(world):
    review = write(world.film, world.anna)
    reviews.judge_review(by=world.bruno, review=review, helpful=True)
    assert (judged(review), review.helpful_yes) == ((1, 0), 1)
    reviews.judge_review(by=world.bruno, review=review, helpful=False)
    reviews.judge_review(by=world.bruno, review=review, helpful=False)
    assert judged(review) == (0, 1)
    reviews.judge_review(by=world.bruno, review=review, helpful=None)
    reviews.judge_review(by=world.bruno, review=review, helpful=None)
    assert (judged(review), HelpfulVote.objects.count()) == ((0, 0), 0)


@pytest.mark.django_db
def test_nobody_judges_their_own_review_not_even_to_take_it_back(world):
    review = write(world.film, world.anna)
    for helpful in (True, False, None):
        with pytest.raises(Refusal) as no:
            reviews.judge_review(by=world.anna, review=review, helpful=helpful)
        assert no.value.status == 403
    assert judged(review) == (0, 0)


@pytest.mark.django_db
def test_an_anonymous_users_review_can_be_judged(world):
    review = write(world.film, None)
    reviews.judge_review(by=world.anna, review=review, helpful=True)
    assert judged(review) == (1, 0)


@pytest.mark.django_db
def test_a_review_that_has_gone_is_a_404(world):
    review = write(world.film, world.anna)
    Review.objects.filter(pk=review.pk).delete()
    with pytest.raises(Refusal) as no:
        reviews.judge_review(by=world.bruno, review=review, helpful=True)
    assert no.value.status == 404


@pytest.mark.django_db
def test_one_query_tells_which_reviews_of_a_page_a_reader_judged(world, django_assert_num_queries):
    one, other, third = (write(world.film, world.anna, text) for text in ("Eins.", "Zwei.", "Drei."))
    reviews.judge_review(by=world.bruno, review=one, helpful=True)
    reviews.judge_review(by=world.bruno, review=other, helpful=False)
    reviews.judge_review(by=world.dora, review=third, helpful=True)
    with django_assert_num_queries(1):
        assert votes_of(world.bruno, [one, other, third]) == {one.pk: True, other.pk: False}
    with django_assert_num_queries(0):
        assert votes_of(None, [one]) == votes_of(world.bruno, []) == {}


@pytest.mark.slow
def test_fifty_who_judge_one_review_at_once_are_all_counted(crowd: Crowd, film):
    fans = [members.register(by=TEST, handle=f"fan-{n}", display_name="Fan") for n in range(50)]
    review = write(film, None)
    calls = [partial(reviews.judge_review, by=fan, review=review, helpful=n % 5 > 0) for n, fan in enumerate(fans)]
    assert crowd(calls) == [None] * 50
    assert judged(review) == (40, 10)


# What one's friends gave.


@pytest.mark.django_db
def test_friends_are_those_whom_one_follows_and_who_are_present(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        none = friends_score(world.film, world.bruno)
    assert (none.average, none.rating_count, none.some) == (None, 0, ())
    stars = {world.anna: 9, world.dora: 4, world.erik: 2}
    for member, half_stars in stars.items():
        reviews.rate_film(by=member, film=world.film, member=member, half_stars=half_stars)
    members.follow(by=world.bruno, followed=world.dora)
    with django_assert_num_queries(1):
        found = friends_score(world.film, world.bruno)
        assert {rating.member.display_name for rating in found.some} == {"Anna", "Dora"}
    assert (found.average, found.rating_count) == (3.25, 2)
    Member.objects.filter(pk=world.dora.pk).update(leaving_since=timezone.now())
    assert friends_score(world.film, world.bruno).average == 4.5
    with django_assert_num_queries(0):
        assert friends_score(world.film, None).average is None


@pytest.mark.django_db
def test_of_many_friends_all_count_and_the_last_three_are_named(world):
    fans = [members.register(by=TEST, handle=f"fan-{n}", display_name=f"Fan {n}") for n in range(5)]
    for n, fan in enumerate(fans):
        members.follow(by=world.anna, followed=fan)
        day = DAY + dt.timedelta(days=n)
        reviews.rate_film(by=fan, film=world.film, member=fan, half_stars=2 * n + 1, rated_on=day)
    found = friends_score(world.film, world.anna)
    assert (found.average, found.rating_count) == (2.5, 5)
    assert [rating.member for rating in found.some] == fans[:1:-1]


# What one member made of films.


@pytest.mark.django_db
def test_a_members_score_is_of_all_their_ratings_and_reviews(world):
    for n, half_stars in enumerate((4, 4, 9)):
        film = put_film(by=TEST, facts=FilmFacts(title=f"Film {n}"))
        reviews.rate_film(by=world.anna, film=film, member=world.anna, half_stars=half_stars)
    write(world.film, world.anna)
    reviews.rate_film(by=world.bruno, film=world.film, member=world.bruno, half_stars=1)
    score = score_by(world.anna)
    assert (score.rating_count, score.review_count, score.average) == (3, 1, 17 / 6)
    assert [bar.ratings for bar in score.bars] == [0, 0, 0, 2, 0, 0, 0, 0, 1, 0]
    assert score_by(world.dora).average is None


@pytest.mark.django_db
def test_the_films_that_a_member_rated_go_page_by_page_last_rated_first(world, django_assert_num_queries):
    films = [put_film(by=TEST, facts=FilmFacts(title=f"F{n}", titles=(("en", f"M{n}"),))) for n in range(5)]
    for n, film in enumerate(films):
        day = DAY + dt.timedelta(days=n // 2)
        reviews.rate_film(by=world.anna, film=film, member=world.anna, half_stars=1 + n, rated_on=day)
    reviews.rate_film(by=world.bruno, film=world.film, member=world.bruno, half_stars=1)
    found, after = [], None
    for size in (2, 2, 1):
        with django_assert_num_queries(1):
            page = films_rated_by(world.anna, language="en", after=after, size=2)
        assert len(page.items) == size
        found += page.items
        after = page.next
    assert after is None
    assert [(film.title_here, film.given) for film in found] == [
        ("M4", 5), ("M3", 4), ("M2", 3), ("M1", 2), ("M0", 1)
    ]  # fmt: skip
    assert [film.pk for film in films_rated_by(world.anna, language="de", half_stars=3).items] == [films[2].pk]
