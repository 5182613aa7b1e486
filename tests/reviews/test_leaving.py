"""What becomes of ratings, reviews and votes of a member who leaves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts, Provenance
from abspann.core.provenance import License
from abspann.editorial.commands import CritiqueDraft, publish_critique
from abspann.editorial.models import CriticSetAside, Critique
from abspann.events.models import NounVersion
from abspann.members.commands import leaving
from abspann.members.models import Departure
from abspann.reviews import commands as reviews
from abspann.reviews.commands import ReviewDraft
from abspann.reviews.models import FilmScore, HelpfulVote, MemberTally, Rating, Review, SetAside
from abspann.reviews.queries import newest_reviews, review_shown, score_of
from tests.conftest import OWN, TEST

pytestmark = pytest.mark.django_db
DAY = dt.date(2022, 5, 5)


@pytest.fixture
def written(world):
    """anna's review with stars, from elsewhere; her vote on bruno's review, and his on hers."""
    of_anna = ReviewDraft(
        "Wie ein Schlag in den Magen.",
        Provenance("de", License.OWN, "Mein altes Blog", "https://anna.example/rost"),
        author=world.anna,
        half_stars=7,
        published_on=DAY,
    )
    mine, _new = reviews.publish_review(by=world.anna, film=world.film, draft=of_anna)
    of_bruno = ReviewDraft("Ganz groß.", OWN, author=world.bruno, half_stars=10, published_on=DAY)
    his, _new = reviews.publish_review(by=world.bruno, film=world.film, draft=of_bruno)
    reviews.take_in_votes(by=TEST, review=mine, votes=[(world.bruno, True)])
    reviews.take_in_votes(by=TEST, review=his, votes=[(world.anna, True), (world.erik, False)])
    return mine, his


def leave(member, *, keep: bool) -> None:
    leaving.ask_to_leave(by=member, keep=keep)


def end() -> None:
    Departure.objects.update(asked_at=timezone.now() - dt.timedelta(8), due_at=timezone.now() - dt.timedelta(1))
    assert leaving.erase_due(by=TEST) == 1


def tables() -> dict[str, list]:
    kinds = (Rating, Review, HelpfulVote, FilmScore, MemberTally, SetAside, Critique, CriticSetAside, Departure)
    return {kind.__name__: list(kind.objects.order_by("pk").values()) for kind in kinds}


@pytest.mark.parametrize("keep", [True, False])
def test_coming_back_restores_every_row_as_it_was(world, written, keep):
    before = tables()
    leave(world.anna, keep=keep)
    assert tables() != before
    leaving.come_back(by=world.anna)
    assert tables() == before


def test_with_keep_a_review_has_no_author_at_once_and_another_address(world, written):
    mine, his = written
    leave(world.anna, keep=True)
    now = Review.objects.get(pk=mine.pk)
    assert (now.author, now.author_kind, now.author_followers) == (None, "anonymous", 0)
    assert review_shown(world.film, mine.public_id, viewer=None) is None
    assert review_shown(world.film, now.public_id, viewer=None) == now
    assert score_of(world.film).review_count == 2
    assert Review.objects.get(pk=his.pk).author == world.bruno


def test_without_keep_reviews_are_out_of_sight_and_out_of_the_counts_at_once_and_ratings_go_at_the_end(world, written):
    mine, his = written
    leave(world.anna, keep=False)
    assert review_shown(world.film, mine.public_id, viewer=None) is None
    assert [review.pk for review in newest_reviews(viewer=None).items] == [his.pk]
    score = score_of(world.film)
    assert (score.review_count, score.rating_count, score.average) == (1, 2, 4.25)
    end()
    score = score_of(world.film)
    assert (score.review_count, score.rating_count, score.average) == (1, 1, 5.0)


def test_without_keep_nothing_is_left_at_the_end_and_votes_are_counted_anew(world, written):
    mine, his = written
    leave(world.anna, keep=False)
    end()
    assert not Review.objects.filter(pk=mine.pk).exists()
    assert list(Rating.objects.values_list("member", flat=True)) == [world.bruno.pk]
    assert list(HelpfulVote.objects.values_list("member", flat=True)) == [world.erik.pk]
    assert Review.objects.values_list("helpful_yes", "helpful_no").get(pk=his.pk) == (0, 1)
    assert not SetAside.objects.exists()


def test_with_keep_everything_counts_on_and_nothing_names_anybody_at_the_end(world, written):
    mine, his = written
    leave(world.anna, keep=True)
    shown = Review.objects.get(pk=mine.pk)
    before = score_of(world.film)
    end()
    assert score_of(world.film) == before
    kept = Review.objects.get(public_id=shown.public_id)
    assert kept.pk < 0
    assert (kept.author, kept.author_kind, kept.source, kept.source_url) == (None, "anonymous", "", "")
    assert (kept.text, kept.half_stars, kept.published_on, kept.helpful_yes) == (mine.text, 7, DAY, 1)
    assert list(kept.votes.values_list("member", flat=True)) == [world.bruno.pk]
    rating = Rating.objects.get(member=None)
    assert (rating.half_stars, rating.rated_on) == (7, DAY.replace(day=1))
    assert rating.pk < 0
    vote = HelpfulVote.objects.get(member=None)
    assert vote.pk < 0
    assert vote.review == his
    assert Review.objects.values_list("helpful_yes", "helpful_no").get(pk=his.pk) == (1, 1)
    assert not SetAside.objects.exists()


def test_what_is_kept_counts_the_same_when_all_is_counted_anew(world, written):
    reviews.rebuild_scores()
    leave(world.anna, keep=True)
    end()
    before = tables()
    reviews.rebuild_scores()
    assert tables() == before


def test_the_same_words_by_an_anonymous_user_stand_beside(world, written):
    """A text stands once per author, and «nobody» is one; both stay, and each comes back as it was."""
    mine, _his = written
    nobodys = ReviewDraft(mine.text, OWN, anonymous=True, published_on=DAY)
    reviews.publish_review(by=TEST, film=world.film, draft=nobodys)
    before = tables()
    leave(world.anna, keep=True)
    assert Review.objects.filter(text=mine.text, author=None).count() == 2
    leaving.come_back(by=world.anna)
    assert tables() == before


def test_a_source_that_a_license_demands_names_nobody(world):
    draft = ReviewDraft("Frei.", Provenance("de", License.CC_BY_4_0, "Anna Muster", "https://a.example"), world.anna)
    reviews.publish_review(by=TEST, film=world.film, draft=draft)
    leave(world.anna, keep=True)
    end()
    kept = Review.objects.get()
    assert (kept.source, kept.source_url) == ("Anonymer User", "")


def test_nothing_that_is_kept_ties_two_rows_of_one_member_to_each_other(world):
    """Whatever two kept rows share, they share with rows of others: no number, no time, no mark of their own."""
    for number in range(12):
        film = catalog.put_film(by=TEST, facts=FilmFacts(title=f"Film {number}", year=2000 + number))
        for member in (world.anna, world.bruno):
            draft = ReviewDraft(
                f"Text {number} von {member.handle}", OWN, member, half_stars=number % 10 + 1, published_on=DAY
            )
            reviews.publish_review(by=member, film=film, draft=draft)
    for member in (world.anna, world.bruno):
        leave(member, keep=True)
    Departure.objects.update(asked_at=timezone.now() - dt.timedelta(8), due_at=timezone.now() - dt.timedelta(1))
    assert leaving.erase_due(by=TEST) == 2
    of_anna, of_bruno = (Review.objects.filter(text__endswith=name) for name in ("anna", "bruno"))
    for field in Review._meta.concrete_fields:
        hers, his = (set(some.values_list(field.attname, flat=True)) for some in (of_anna, of_bruno))
        tied = len(hers) < 12 and hers != his
        assert not tied, f"{field.name} tells {hers} from {his}"
    numbers = list(of_anna.order_by("film").values_list("pk", flat=True))
    assert numbers != sorted(numbers)
    assert numbers != sorted(numbers, reverse=True)
    assert set(Rating.objects.values_list("rated_on", flat=True)) == {DAY.replace(day=1)}


def test_pages_that_show_a_leaving_member_are_told(world, written):
    NounVersion.objects.all().delete()
    leave(world.anna, keep=True)
    assert {f"reviews:{world.film.pk}", f"member:{world.anna.pk}"} <= set(
        NounVersion.objects.values_list("key", flat=True)
    )


def test_a_critique_stays_the_houses_and_its_critic_signs_it_again_when_back(world):
    draft = CritiqueDraft(text="Ein Melodram.", provenance=OWN, critic=world.erik, critic_name="Erik")
    publish_critique(by=TEST, film=world.film, draft=draft)
    before = tables()
    leave(world.erik, keep=False)
    assert Critique.objects.values_list("critic", "critic_name").get() == (None, None)
    leaving.come_back(by=world.erik)
    assert tables() == before
    leave(world.erik, keep=False)
    end()
    assert Critique.objects.values_list("critic", "critic_name").get() == (None, None)
    assert not CriticSetAside.objects.exists()
