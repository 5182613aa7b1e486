"""Reviews: publishing, votes, ranks, and the pages on which they are read."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts, Provenance
from abspann.core.paging import ForeignCursor
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.events.models import NounVersion
from abspann.members import commands as members
from abspann.members.models import Member
from abspann.reviews import commands as reviews
from abspann.reviews.commands import UNDATED, ReviewDraft
from abspann.reviews.models import HelpfulVote, MemberTally, Rating, Review
from abspann.reviews.queries import ORDERS, newest_reviews, review_shown, reviews_page, score_of
from abspann.reviews.rules import TEXT_LIMIT, helpfulness
from tests.conftest import OWN, TEST
from tests.events.crowd import Crowd

pytestmark = pytest.mark.django_db
DAY = dt.date(2012, 5, 27)
PRIVATE = Provenance("de", License.PRIVATE, "Seite")


def publish(film, text="Ein Film wie ein Schlag.", provenance=OWN, **told) -> Review:
    return reviews.publish_review(by=TEST, film=film, draft=ReviewDraft(text, provenance, **told))[0]


def vote(review, *votes) -> None:
    reviews.take_in_votes(by=TEST, review=review, votes=votes)


def votes_of(review) -> tuple[int, int]:
    return Review.objects.values_list("helpful_yes", "helpful_no").get(pk=review.pk)


def written_by(member: Member) -> int:
    return dict(MemberTally.objects.values_list("member", "review_count")).get(member.pk, 0)


def versions() -> dict[str, int]:
    return dict(NounVersion.objects.values_list("key", "version"))


# Publishing.


def test_a_review_is_published_with_its_stars_as_the_authors_rating(world):
    draft = ReviewDraft("Stark.", OWN, author=world.anna, half_stars=7, published_on=DAY, spoiler=True, truncated=True)
    review, is_new = reviews.publish_review(by=world.anna, film=world.film, draft=draft)
    review = Review.objects.get(pk=review.pk)
    assert is_new
    assert (review.text, review.half_stars, review.published_on, review.sort_date) == ("Stark.", 7, DAY, DAY)
    assert (review.author, review.author_kind, review.author_followers) == (world.anna, "member", 1)
    assert (review.spoiler, review.truncated, review.language, review.license) == (True, True, "de", "own")
    assert list(Rating.objects.values_list("member", "half_stars", "rated_on")) == [(world.anna.pk, 7, DAY)]
    score = score_of(world.film)
    assert (score.average, score.rating_count, score.review_count) == (3.5, 1, 1)
    assert [bar.reviews for bar in score.bars] == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert written_by(world.anna) == 1


def test_a_review_without_stars_is_a_text_and_no_rating(world):
    publish(world.film, author=world.anna)
    score = score_of(world.film)
    assert (score.rating_count, score.review_count, score.average) == (0, 1, None)
    assert [bar.reviews for bar in score.bars] == [0] * 10


def test_a_review_of_nobody_is_an_anonymous_users_or_an_unknown_ones(world):
    kinds = [publish(world.film, text=f"{anonymous}", anonymous=anonymous).author_kind for anonymous in (True, False)]
    assert kinds == ["anonymous", "unknown"]
    assert list(Review.objects.values_list("author", "author_followers")) == [(None, 0)] * 2


def test_stars_of_nobody_add_up(world):
    for text in ("a", "b"):
        publish(world.film, text=text, half_stars=4)
    assert (score_of(world.film).rating_count, score_of(world.film).average) == (2, 2.0)


def test_the_same_text_by_the_same_author_on_the_same_film_is_one_review(world):
    first = publish(world.film, text="Ein Film\nwie ein Schlag.", author=world.anna, half_stars=7)
    draft = ReviewDraft(" Ein  Film wie ein Schlag.\r\n", OWN, author=world.anna, half_stars=2)
    before = versions()
    assert reviews.publish_review(by=TEST, film=world.film, draft=draft) == (first, False)
    assert (Review.objects.count(), score_of(world.film).average, versions()) == (1, 3.5, before)


def test_the_same_text_by_others_or_on_other_films_is_another_review(world):
    other = catalog.put_film(by=TEST, facts=FilmFacts(title="Liebe"))
    for film, author in ((world.film, world.anna), (world.film, world.bruno), (world.film, None), (other, world.anna)):
        publish(film, author=author)
    assert Review.objects.count() == 4
    publish(world.film, anonymous=True)
    assert Review.objects.count() == 4


def test_a_member_may_write_several_reviews_and_the_newest_stars_count(world):
    publish(world.film, text="Wieder.", author=world.anna, half_stars=9, published_on=DAY)
    publish(world.film, text="Zuerst.", author=world.anna, half_stars=3, published_on=DAY - dt.timedelta(days=900))
    score = score_of(world.film)
    assert (score.rating_count, score.average, score.review_count, written_by(world.anna)) == (1, 4.5, 2, 2)


def test_a_text_is_stored_cleaned(world):
    review = publish(world.film, text="\u202e Eins\0\r\nzwei\x0bdrei\ud800 Ste\u0301phanie \n")
    assert Review.objects.get(pk=review.pk).text == "Eins\nzwei\ndrei St\u00e9phanie"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\0\u202e"}, "text"),
        ({"text": "x" * (TEXT_LIMIT + 1)}, "text"),
        ({"half_stars": 0}, "half_stars"),
        ({"half_stars": 11}, "half_stars"),
        ({"half_stars": True}, "half_stars"),
        ({"provenance": Provenance("de", "stolen")}, "license"),
        ({"provenance": Provenance("de", License.CC_BY_SA_4_0)}, "license"),
        ({"provenance": Provenance("de", License.OWN, "x" * 301)}, "source"),
        ({"provenance": Provenance("de", License.OWN, source_url="ftp://example.org/")}, "source_url"),
        ({"provenance": Provenance("deutsch!", License.OWN)}, "language"),
    ],
)
def test_a_review_that_cannot_be_is_refused_and_leaves_nothing(world, told, field):
    before = versions()
    with pytest.raises(Refusal) as refused:
        publish(world.film, author=world.anna, **{"half_stars": 7, **told})
    assert refused.value.field == field
    assert (Review.objects.count(), Rating.objects.count(), written_by(world.anna), versions()) == (0, 0, 0, before)


def test_a_review_of_the_longest_length_is_published(world):
    assert len(publish(world.film, text="x" * TEXT_LIMIT).text) == TEXT_LIMIT


def test_a_review_raises_the_versions_of_the_films_reviews_and_with_stars_of_its_ratings(world):
    before = versions()
    publish(world.film, text="a", author=world.anna)
    assert versions() == before | {f"reviews:{world.film.pk}": 1}
    publish(world.film, text="b", author=world.anna, half_stars=7)
    keys = {f"reviews:{world.film.pk}": 2, f"ratings:{world.film.pk}": 1, f"shelf:{world.anna.pk}": 1}
    assert versions() == before | keys


def test_an_author_is_shown_with_their_followers_of_this_moment(world):
    anna = Member.objects.get(pk=world.anna.pk)
    members.follow(by=world.erik, followed=world.anna)
    assert Review.objects.get(pk=publish(world.film, author=anna).pk).author_followers == 2


def test_reviews_carry_their_authors_followers_and_the_newest_figures(world):
    review = publish(world.film, author=world.frida)
    other = publish(world.film, text="b", author=world.anna)

    def followers() -> list[int]:
        return list(
            Review.objects.filter(pk__in=[review.pk, other.pk])
            .order_by("pk")
            .values_list("author_followers", flat=True)
        )

    assert followers() == [6989, 1]
    members.credit(by=TEST, name="Frida", origin="other.example", reported_followers=7000)
    assert followers() == [7000, 1]
    members.follow(by=world.erik, followed=world.frida)
    members.take_in_follows(by=TEST, pairs=[(world.erik, world.anna), (world.karl, world.anna)])
    assert followers() == [7001, 3]


def test_one_text_published_many_times_at_once_is_one_review(crowd: Crowd, film):
    anna = members.register(by=TEST, handle="anna", display_name="Anna")
    draft = ReviewDraft("Ein Film wie ein Schlag.", OWN, author=anna, half_stars=7, published_on=DAY)
    came = crowd([partial(reviews.publish_review, by=TEST, film=film, draft=draft)] * 8)
    review = Review.objects.get()
    assert sorted(came, key=lambda result: result[1]) == [(review, False)] * 7 + [(review, True)]
    assert (score_of(film).review_count, score_of(film).rating_count, written_by(anna)) == (1, 1, 1)


def test_reviews_follows_votes_and_ranks_at_once_leave_exact_counts(crowd: Crowd, film):
    authors = [members.register(by=TEST, handle=f"author-{n}", display_name="Author") for n in range(4)]
    fans = [members.register(by=TEST, handle=f"fan-{n}", display_name="Fan") for n in range(4)]
    first = publish(film, author=authors[0], half_stars=5)
    calls = [
        *(partial(publish, film, text=f"{author.pk}", author=author, half_stars=8) for author in authors),
        *(partial(members.follow, by=fan, followed=authors[0]) for fan in fans),
        *(partial(vote, first, (fan, True)) for fan in fans),
        *[partial(reviews.rerank, film_id=film.pk)] * 3,
    ]
    errors = [result for result in crowd(calls) if isinstance(result, Exception)]
    assert errors == []
    score = score_of(film)
    assert (score.review_count, score.rating_count, score.average) == (5, 4, 4.0)
    assert votes_of(first) == (4, 0)
    assert set(Review.objects.filter(author=authors[0]).values_list("author_followers", flat=True)) == {4}
    assert [written_by(author) for author in authors] == [2, 1, 1, 1]


# Texts for the house only.


def test_a_private_review_is_never_shown_and_not_counted(world):
    private = publish(world.film, provenance=PRIVATE, author=world.anna, published_on=DAY)
    shown = publish(world.film, text="Öffentlich.", author=world.anna, published_on=DAY)
    for viewer in (None, world.anna, world.karl):
        assert [review.pk for review in page(world.film, viewer=viewer).items] == [shown.pk]
        assert [review.pk for review in newest_reviews(viewer=viewer).items] == [shown.pk]
        assert review_shown(world.film, private.public_id, viewer=viewer) is None
    assert (score_of(world.film).review_count, written_by(world.anna)) == (1, 1)


def test_a_review_is_shown_on_its_own_film_only(world):
    other = catalog.put_film(by=TEST, facts=FilmFacts(title="Liebe"))
    review = publish(world.film, author=world.anna)
    found = review_shown(world.film, review.public_id, viewer=None)
    assert (found, found.author.display_name, found.author_reviews) == (review, "Anna", 1)
    assert review_shown(other, review.public_id, viewer=None) is None
    assert review_shown(world.film, "nobody", viewer=None) is None


# Votes and ranks.


def test_a_members_second_vote_replaces_the_first_and_none_counts_on_ones_own(world):
    review = publish(world.film, author=world.anna)
    vote(review, (world.bruno, True), (world.dora, False), (world.anna, True))
    assert votes_of(review) == (1, 1)
    vote(review, (world.dora, True))
    vote(review, (world.erik, True), (world.erik, False))
    assert votes_of(review) == (2, 1)
    assert HelpfulVote.objects.count() == 3
    vote(review)
    assert votes_of(review) == (2, 1)


def test_a_vote_raises_the_version_of_the_films_reviews(world):
    review = publish(world.film)
    before = versions()
    vote(review, (world.anna, True))
    assert versions() == before | {f"reviews:{world.film.pk}": 2}


def test_votes_on_one_review_at_once_are_all_counted(crowd: Crowd, film):
    review = publish(film)
    fans = [members.register(by=TEST, handle=f"fan-{n}", display_name="Fan") for n in range(12)]
    assert crowd([partial(vote, review, (fan, bool(n % 3))) for n, fan in enumerate(fans)]) == [None] * 12
    assert votes_of(review) == (8, 4)


def test_ranks_follow_votes_and_age(world):
    now = timezone.now()
    today = timezone.localdate(now)
    told = {
        "loved": publish(world.film, text="loved", published_on=today - dt.timedelta(days=400)),
        "new": publish(world.film, text="new", published_on=today),
        "undated": publish(world.film, text="undated"),
        "hated": publish(world.film, text="hated", published_on=today),
    }
    everybody = (world.anna, world.bruno, world.dora, world.erik, world.karl)
    vote(told["loved"], *((member, True) for member in everybody))
    vote(told["hated"], *((member, False) for member in everybody))
    before = versions()
    reviews.rerank(film_id=world.film.pk, now=now)
    ranks = {review.text: review.helpful_rank for review in Review.objects.all()}
    age = (today - UNDATED).days
    assert ranks == {
        "loved": helpfulness(5, 0, 10, 400),
        "new": helpfulness(0, 0, 10, 0),
        "undated": helpfulness(0, 0, 10, age),
        "hated": helpfulness(0, 5, 10, 0),
    }
    assert [review.text for review in page(world.film).items] == ["loved", "new", "undated", "hated"]
    assert versions() == before | {f"reviews:{world.film.pk}": before[f"reviews:{world.film.pk}"] + 1}


def test_all_films_are_ranked_anew(world):
    other = catalog.put_film(by=TEST, facts=FilmFacts(title="Liebe"))
    for film in (world.film, other):
        publish(film, published_on=DAY)
    reviews.rerank_all()
    age = (timezone.localdate() - DAY).days
    assert list(Review.objects.values_list("helpful_rank", flat=True)) == [helpfulness(0, 0, 0, age)] * 2


# Pages.


def page(film, order="helpful", half_stars=None, after=None, viewer=None, size=10):
    return reviews_page(film, viewer=viewer, order=order, half_stars=half_stars, after=after, size=size)


def all_pages(film, order, half_stars=None, size=7) -> list[Review]:
    items, after, pages = [], None, 0
    while True:
        found = page(film, order, half_stars, after, size=size)
        assert found.is_first == (after is None)
        items += found.items
        after = found.next
        pages += 1
        if after is None:
            assert pages == max(1, -(-len(items) // size))
            return items
        assert len(found.items) == size


@pytest.fixture(name="sixty")
def _sixty(world):
    """Sixty reviews with many ties: six authors, three days or none, few stars or none, few ranks."""
    authors = [world.anna, world.bruno, world.erik, world.frida, world.dora, None]
    rows = []
    for n in range(60):
        author = authors[n % 6]
        rows.append(
            Review(
                film=world.film,
                author=author,
                author_kind="member" if author else "anonymous",
                half_stars=(None, 2, 7, 10)[n % 4],
                text=f"Text {n}",
                fingerprint=f"{n}",
                sort_date=(DAY, DAY + dt.timedelta(days=1), UNDATED)[n % 3],
                published_on=(DAY, DAY + dt.timedelta(days=1), None)[n % 3],
                helpful_rank=(0.1, 0.7, 1 / 3)[n // 20],
                author_followers=author.followers_shown if author else 0,
                language="de",
                license="own",
            )
        )
    Review.objects.bulk_create(rows)
    other = catalog.put_film(by=TEST, facts=FilmFacts(title="Liebe"))
    publish(other, text="Auf einem anderen Film.")
    publish(world.film, text="Privat.", provenance=PRIVATE)
    return world.film


SORTED_BY = {
    "helpful": lambda review: (review.helpful_rank,),
    "newest": lambda review: (review.sort_date,),
    "best": lambda review: (review.half_stars or 0, review.helpful_rank),
    "worst": lambda review: (-(review.half_stars or 11), review.helpful_rank),
    "followed": lambda review: (review.author_followers,),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("half_stars", [None, 2, 7, 5])
def test_all_pages_together_show_every_review_once_and_in_order(sixty, order, half_stars):
    shown = Review.objects.filter(film=sixty, license="own")
    if half_stars is not None:
        shown = shown.filter(half_stars=half_stars)
    # The public id parts ties the same way on every page; compared here as letters, whatever the database's collation.
    items = all_pages(sixty, order, half_stars)
    assert len({review.pk for review in items}) == len(items) == shown.count()
    keys = [SORTED_BY[order](review) for review in items]
    assert keys == sorted(keys, reverse=True)
    assert items == all_pages(sixty, order, half_stars, size=60)


@pytest.mark.parametrize("order", ORDERS)
def test_a_page_of_reviews_takes_one_query(sixty, order, django_assert_num_queries):
    after = page(sixty, order).next
    for cursor, size in ((None, 1), (None, 50), (after, 30)):
        with django_assert_num_queries(1):
            found = page(sixty, order, after=cursor, size=size)
            assert (
                len([(review.author and review.author.display_name, review.author_reviews) for review in found.items])
                == size
            )


def test_reviews_without_stars_come_last_whether_the_best_or_the_worst_come_first(sixty):
    for order in ("best", "worst"):
        assert [review.half_stars for review in all_pages(sixty, order)][-15:] == [None] * 15


def test_a_cursor_of_another_list_order_or_filter_is_foreign(sixty):
    other = catalog.put_film(by=TEST, facts=FilmFacts(title="Anderer"))
    cursor = page(sixty, "newest", 7).next
    assert cursor is not None
    assert page(sixty, "newest", 7, cursor).items
    for film, order, half_stars in (
        (sixty, "newest", None),
        (sixty, "newest", 10),
        (sixty, "helpful", 7),
        (sixty, "best", 7),
        (other, "newest", 7),
    ):
        with pytest.raises(ForeignCursor):
            page(film, order, half_stars, cursor)
    with pytest.raises(ForeignCursor):
        newest_reviews(viewer=None, after=cursor)


@pytest.mark.parametrize("cursor", ["", "x", "x" * 5000, "ä", "\0", "bnVsbA" + "A" * 16])
def test_a_malformed_cursor_is_foreign(world, cursor):
    with pytest.raises(ForeignCursor):
        page(world.film, after=cursor)


def test_a_review_that_comes_in_while_one_reads_on_shifts_no_page(sixty):
    whole = all_pages(sixty, "newest")
    first = page(sixty, "newest", size=20)
    publish(sixty, text="Dazwischen.", published_on=DAY + dt.timedelta(days=9))
    second = page(sixty, "newest", after=first.next, size=40)
    assert [*first.items, *second.items] == whole


def test_the_newest_reviews_of_the_house_are_those_with_a_date(sixty, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = newest_reviews(viewer=None, size=50)
        assert [review.film.title for review in found.items] == [sixty.title] * 40
    assert found.next is None
    assert [review.published_on for review in found.items] == [DAY + dt.timedelta(days=1)] * 20 + [DAY] * 20
    first = newest_reviews(viewer=None, size=25)
    rest = newest_reviews(viewer=None, after=first.next, size=25)
    assert [*first.items, *rest.items] == found.items


# What the database itself refuses.


def row(world, **told) -> Review:
    told = {"film": world.film, "author_kind": "unknown", "text": "Text", "fingerprint": "1", "sort_date": DAY} | told
    return Review.objects.create(**{"license": "own", "language": "de", **told})


@pytest.mark.parametrize(
    "wrong",
    [
        lambda world: {"author": world.anna, "author_kind": "anonymous"},
        lambda world: {"author": world.anna, "author_kind": "unknown"},
        lambda world: {"author_kind": "robot"},
        lambda world: {"half_stars": 0},
        lambda world: {"half_stars": 11},
        lambda world: {"text": ""},
        lambda world: {"license": ""},
        lambda world: {"license": "stolen"},
        lambda world: {"license": "cc-by-4.0"},
        lambda world: {"source_url": "javascript:alert(1)"},
        lambda world: {"helpful_yes": -1},
        lambda world: {"helpful_no": -1},
        lambda world: {"author_followers": -1},
        lambda world: {"public_id": row(world, fingerprint="2").public_id},
    ],
)
def test_the_database_refuses_a_review_that_cannot_be(world, wrong):
    told = wrong(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        row(world, **told)


def test_the_database_refuses_a_text_twice_by_one_author_or_by_nobody(world):
    for told in ({"author": world.anna, "author_kind": "member"}, {}):
        row(world, **told)
        with pytest.raises(IntegrityError), transaction.atomic():
            row(world, **told)
    row(world, author=world.bruno, author_kind="member")
    assert Review.objects.count() == 3


def test_the_database_refuses_a_members_second_vote(world):
    review = row(world)
    HelpfulVote.objects.create(review=review, member=world.anna, helpful=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpfulVote.objects.create(review=review, member=world.anna, helpful=False)


def test_a_member_who_goes_leaves_their_texts_without_a_name(world):
    review = publish(world.film, author=world.bruno)
    world.bruno.delete()
    review = Review.objects.get(pk=review.pk)
    assert (review.author, review.text) == (None, "Ein Film wie ein Schlag.")


def test_things_are_named_by_what_they_say():
    assert str(Review(text="x" * 100)) == "x" * 60
    assert str(HelpfulVote(review_id=1, helpful=True)) == "1: True"
