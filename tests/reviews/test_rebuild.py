"""What is counted along the way equals what is counted from nothing."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts, Provenance
from abspann.core.provenance import License
from abspann.members import commands as members
from abspann.members.models import Member
from abspann.reviews import commands as reviews
from abspann.reviews.commands import ReviewDraft
from abspann.reviews.models import FilmScore, MemberTally, Rating, Review
from tests.conftest import OWN, TEST

pytestmark = pytest.mark.django_db
PRIVATE = Provenance("de", License.PRIVATE, "Seite")


def state() -> list[list[tuple[object, ...]]]:
    """Every derived number; a film or member of which nothing is counted is as good as none."""
    scores = FilmScore.objects.order_by("film").exclude(rating_count=0, review_count=0)
    tallies = MemberTally.objects.order_by("member").exclude(rating_count=0, review_count=0)
    written = Review.objects.order_by("pk")
    return [
        list(scores.values_list("film", "ratings", "reviews", "rating_count", "half_star_sum", "review_count")),
        list(tallies.values_list("member", "review_count", "rating_count")),
        list(written.values_list("pk", "author_followers", "helpful_yes", "helpful_no", "helpful_rank")),
    ]


def spoil() -> None:
    FilmScore.objects.update(ratings=[9] * 11, reviews=[9] * 11, rating_count=9, half_star_sum=9, review_count=9)
    MemberTally.objects.update(review_count=9, rating_count=9)
    Review.objects.update(author_followers=9, helpful_yes=9, helpful_no=9, helpful_rank=9)


def act(chance: random.Random, films: list, people: list[Member]) -> None:
    film, member = chance.choice(films), chance.choice([*people, None])
    day = dt.date(2012, 1, 1) + dt.timedelta(days=chance.randrange(900))
    match chance.randrange(7):
        case 0 | 1:
            half_stars = chance.choice([None, *range(1, 11)])
            told = {"author": member, "half_stars": half_stars, "published_on": chance.choice([day, None])}
            provenance = chance.choice([OWN, OWN, PRIVATE])
            draft = ReviewDraft(f"Text {chance.randrange(12)}", provenance, anonymous=chance.random() < 0.5, **told)
            reviews.publish_review(by=TEST, film=film, draft=draft)
        case 2:
            reviews.rate_film(by=TEST, film=film, member=member, half_stars=chance.randint(1, 10), rated_on=day)
        case 3:
            rows = [(chance.choice([*people, None]), chance.randint(1, 10), day) for _ in range(chance.randrange(6))]
            reviews.take_in_ratings(by=TEST, film=film, ratings=rows)
        case 4:
            if review := chance.choice([None, *Review.objects.order_by("pk")]):
                votes = [(chance.choice(people), chance.random() < 0.6) for _ in range(chance.randrange(5))]
                reviews.take_in_votes(by=TEST, review=review, votes=votes)
        case 5:
            members.take_in_follows(by=TEST, pairs=[(chance.choice(people), chance.choice(people)) for _ in range(3)])
        case 6:
            members.credit(by=TEST, name="Frida", origin="page 1", reported_followers=chance.choice([None, 5, 6989]))


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))])
def test_counts_kept_along_the_way_equal_counts_rebuilt(seed):
    chance = random.Random(seed)
    films = [catalog.put_film(by=TEST, facts=FilmFacts(title=f"Film {n}")) for n in range(3)]
    people = [members.register(by=TEST, handle=f"m-{n}", display_name="M") for n in range(4)]
    people.append(members.credit(by=TEST, name="Frida", origin="page 1", reported_followers=6989))
    for _ in range(60):
        act(chance, films, people)
    now = timezone.now()
    for film in films:
        reviews.rerank(film_id=film.pk, now=now)
    kept = state()
    assert len(kept[2]) > 8
    spoil()
    reviews.rebuild_scores()
    assert state() == kept


def test_a_rebuild_counts_what_nobody_counted(world):
    Rating.objects.create(film=world.film, member=world.anna, half_stars=7, rated_on=dt.date(2012, 5, 27))
    assert state()[:2] == [[], []]
    reviews.rebuild_scores()
    assert state()[:2] == [
        [(world.film.pk, [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], [0] * 11, 1, 7, 0)],
        [(world.anna.pk, 0, 1)],
    ]


def test_the_order_of_imports_does_not_matter(world):
    """The same ratings in any order leave the same score."""
    first = dt.date(2012, 5, 27)
    rows = [(world.anna, 1 + n, first + dt.timedelta(days=n % 4, weeks=n)) for n in range(8)]
    averages = set()
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        for member, half_stars, day in rows:
            reviews.rate_film(by=TEST, film=world.film, member=member, half_stars=half_stars, rated_on=day)
        averages.add(tuple(FilmScore.objects.values_list("half_star_sum", "rating_count").get()))
        Rating.objects.all().delete()
    assert averages == {(8, 1)}
