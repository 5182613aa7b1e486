"""Writing, editing, withdrawing and hiding reviews; drafts, and former versions."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts, Provenance
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.events.models import NounVersion
from abspann.events.publish import publish
from abspann.keeper.examinations.work import scores_are_right
from abspann.members import commands as members
from abspann.members.events import MemberErased
from abspann.members.rules import RoleName
from abspann.reviews import commands as reviews
from abspann.reviews.commands import ReviewDraft
from abspann.reviews.models import Draft, MemberTally, Rating, Review, ReviewVersion
from abspann.reviews.queries import (
    draft_of,
    drafts_of,
    newest_reviews,
    review_shown,
    reviews_page,
    score_of,
    versions_of,
    withdrawn_by,
)
from abspann.reviews.rules import DRAFT_LIMIT, NOTE_BELOW, TEXT_LIMIT
from tests.conftest import OWN, TEST
from tests.events.crowd import Crowd

pytestmark = pytest.mark.django_db
TEXT = "Ein Film wie ein Schlag."
OTHER = "Ein Film wie zwei Schläge."


@pytest.fixture
def world(world):
    """The people, with their offices."""
    for member, role in ((world.dora, "moderator"), (world.erik, "critic"), (world.karl, "keeper")):
        members.grant(by=TEST, member=member, role=RoleName(role))
    return world


def write(world, text=TEXT, **told) -> Review:
    return reviews.write_review(by=world.anna, film=world.film, text=text, **told)


def edit(world, review, text=OTHER, **told) -> Review:
    return reviews.edit_review(by=world.anna, review=review, text=text, **told)


def keep(world, text="Angefangen.", **told) -> Draft | None:
    return reviews.save_draft(by=world.anna, film=world.film, text=text, **told)


def refused(call, *args, **told) -> Refusal:
    with pytest.raises(Refusal) as no:
        call(*args, **told)
    return no.value


def written_by(member) -> int:
    return dict(MemberTally.objects.values_list("member", "review_count")).get(member.pk, 0)


def shown_to(viewer, film) -> list[int]:
    found = reviews_page(film, viewer=viewer, order="newest", half_stars=None, after=None)
    return [review.pk for review in found.items]


# Writing.


def test_what_a_member_writes_is_theirs_dated_today_and_rates_the_film(world):
    review = write(world, half_stars=7, spoiler=True, language="fr")
    review.refresh_from_db()
    today = timezone.localdate()
    assert (review.author, review.text, review.half_stars, review.spoiler) == (world.anna, TEXT, 7, True)
    assert (review.language, review.license, review.published_on, review.revision) == ("fr", "own", today, 1)
    assert (score_of(world.film).average, score_of(world.film).review_count, written_by(world.anna)) == (3.5, 1, 1)


def test_several_reviews_of_one_film_by_one_member_stand_side_by_side(world):
    write(world)
    write(world, OTHER)
    assert (score_of(world.film).review_count, written_by(world.anna)) == (2, 2)


def test_the_same_text_twice_is_refused_kindly(world):
    write(world)
    no = refused(write, world, f"  {TEXT}\r\n")
    assert (no.status, no.field, Review.objects.count()) == (409, "text", 1)


def test_a_form_sent_twice_makes_one_review(world):
    first = write(world, form="abc", half_stars=7)
    assert write(world, form="abc", half_stars=7) == first
    assert Review.objects.count() == 1


def test_another_text_from_an_old_form_is_another_review(world):
    first = write(world, form="abc")
    second = write(world, OTHER, form="abc")
    assert first != second
    assert sorted(Review.objects.values_list("text", flat=True)) == sorted([TEXT, OTHER])


@pytest.mark.parametrize("text", ["", " \n\u202e", "x" * (TEXT_LIMIT + 1), "x" * 1_000_000])
def test_no_text_and_too_much_text_are_refused(world, text):
    assert refused(write, world, text).field == "text"
    assert Review.objects.count() == 0


def test_stars_that_are_none_are_refused_and_nothing_is_written(world):
    assert refused(write, world, half_stars=11).field == "half_stars"
    assert (Review.objects.count(), Rating.objects.count()) == (0, 0)


def test_whoever_is_suspended_or_leaving_writes_nothing(world):
    world.anna.suspended_until = timezone.now() + dt.timedelta(days=1)
    assert refused(write, world).status == 403
    world.anna.suspended_until, world.anna.leaving_since = None, timezone.now()
    assert refused(write, world).status == 403
    assert refused(keep, world).status == 403


def test_a_film_that_is_gone_is_refused_and_the_text_can_be_kept(world):
    world.film.__class__.objects.filter(pk=world.film.pk).delete()
    assert refused(write, world).status == 404
    for _ in range(2):
        reviews.save_draft(by=world.anna, film=None, title="Der Geschmack", text=TEXT)
    draft = Draft.objects.get()
    assert (draft.film, draft.film_title, draft.text) == (None, "Der Geschmack", TEXT)


def test_fifty_clicks_at_once_make_one_review(crowd: Crowd, film):
    anna = members.register(by=TEST, handle="anna", display_name="Anna")
    call = partial(reviews.write_review, by=anna, film=film, text=TEXT, half_stars=8, form="abc")
    came = crowd([call] * 50)
    assert set(came) == {Review.objects.get()}
    assert (score_of(film).review_count, score_of(film).rating_count, written_by(anna)) == (1, 1, 1)


# Editing.


def test_an_edit_keeps_what_was_said_before_and_the_day(world):
    review = write(world, half_stars=7)
    Review.objects.filter(pk=review.pk).update(published_on=dt.date(2022, 5, 5))
    edit(world, review, half_stars=9, spoiler=True, language="en")
    review.refresh_from_db()
    today = timezone.localdate()
    assert (review.text, review.half_stars, review.spoiler, review.language) == (OTHER, 9, True, "en")
    assert (review.published_on, review.edited_on, review.revision) == (dt.date(2022, 5, 5), today, 2)
    former = ReviewVersion.objects.get()
    assert (former.text, former.half_stars, former.spoiler, former.language) == (TEXT, 7, False, "de")
    assert (former.number, former.dated, former.author) == (1, dt.date(2022, 5, 5), world.anna)
    assert score_of(world.film).average == 4.5
    assert [bar.reviews for bar in score_of(world.film).bars] == [0] * 8 + [1, 0]


def test_what_changes_nothing_makes_no_version(world):
    review = write(world, half_stars=7)
    edit(world, review, TEXT, half_stars=7, state=9)
    review.refresh_from_db()
    assert (review.revision, review.edited_on, ReviewVersion.objects.count()) == (1, None, 0)


def test_versions_are_told_newest_first_with_what_changed(world):
    review = write(world, half_stars=7)
    edit(world, review, half_stars=7)
    edit(world, review, half_stars=None)
    review.refresh_from_db()
    told = [(v.number, v.text, v.half_stars, v.changed) for v in versions_of(review)]
    assert told == [
        (3, OTHER, None, ("half_stars",)),
        (2, OTHER, 7, ("text",)),
        (1, TEXT, 7, ()),
    ]


def test_stars_taken_out_of_a_review_leave_the_rating(world):
    review = write(world, half_stars=7)
    edit(world, review)
    assert (score_of(world.film).rating_count, score_of(world.film).average) == (1, 3.5)


def test_of_two_windows_the_second_is_refused_and_may_save_on_top(world):
    review = write(world)
    edit(world, review, state=1)
    assert refused(edit, world, review, "Dritte Fassung.", state=1).status == 409
    assert edit(world, review, OTHER, state=1).revision == 2  # the same click twice is no conflict
    assert edit(world, review, "Dritte Fassung.", state=2).revision == 3


def test_nobody_edits_what_is_anothers_or_nobodys(world):
    theirs = write(world)
    nobodys = reviews.publish_review(by=TEST, film=world.film, draft=ReviewDraft("Von niemandem.", OWN))[0]
    for by in (world.bruno, world.erik, world.dora, world.karl):
        for review in (theirs, nobodys):
            for command in (partial(reviews.edit_review, text=OTHER), reviews.withdraw_review, reviews.restore_review):
                assert refused(command, by=by, review=review).status == 403
    theirs.refresh_from_db()
    assert (theirs.text, theirs.withdrawn_at) == (TEXT, None)


def test_an_edit_into_another_text_of_ones_own_is_refused(world):
    review = write(world)
    write(world, OTHER)
    assert refused(edit, world, review).status == 409


def test_edits_at_once_all_become_versions_without_a_gap(crowd: Crowd, film):
    anna = members.register(by=TEST, handle="anna", display_name="Anna")
    review = reviews.write_review(by=anna, film=film, text=TEXT)
    came = crowd([partial(reviews.edit_review, by=anna, review=review, text=f"Fassung {n}.") for n in range(12)])
    assert [result for result in came if isinstance(result, Exception)] == []
    assert sorted(ReviewVersion.objects.values_list("number", flat=True)) == list(range(1, 13))


# Withdrawing and hiding.


def test_a_withdrawn_review_is_gone_everywhere_at_once_and_can_come_back(world):
    review = write(world, half_stars=7)
    before = NounVersion.objects.get(key=f"reviews:{world.film.pk}").version
    reviews.withdraw_review(by=world.anna, review=review)
    reviews.withdraw_review(by=world.anna, review=review)
    assert NounVersion.objects.get(key=f"reviews:{world.film.pk}").version > before
    for viewer in (None, world.anna, world.karl):
        assert shown_to(viewer, world.film) == []
        assert newest_reviews(viewer=viewer).items == []
        assert review_shown(world.film, review.public_id, viewer=viewer) is None
    score = score_of(world.film)
    assert (score.review_count, score.rating_count, written_by(world.anna)) == (0, 1, 0)
    assert withdrawn_by(world.anna) == [review]
    assert list(scores_are_right()) == []
    reviews.restore_review(by=world.anna, review=review)
    assert (shown_to(None, world.film), score_of(world.film).review_count, written_by(world.anna)) == (
        [review.pk],
        1,
        1,
    )


def test_the_text_of_a_withdrawn_review_is_not_published_twice(world):
    review = write(world)
    reviews.withdraw_review(by=world.anna, review=review)
    assert refused(write, world).status == 409


def test_a_withdrawn_review_that_is_edited_is_published_again(world):
    review = write(world)
    reviews.withdraw_review(by=world.anna, review=review)
    edit(world, review)
    assert (shown_to(None, world.film), score_of(world.film).review_count, written_by(world.anna)) == (
        [review.pk],
        1,
        1,
    )


def test_a_hidden_review_is_seen_by_its_author_alone_and_counted_nowhere(world):
    review = write(world)
    reviews.hide_review(by=world.dora, review=review)
    reviews.hide_review(by=world.dora, review=review)
    assert {member.handle: shown_to(member, world.film) for member in (world.anna, world.bruno, world.dora)} == {
        "anna": [review.pk],
        "bruno": [],
        "dora": [],
    }
    assert (shown_to(None, world.film), score_of(world.film).review_count, written_by(world.anna)) == ([], 0, 0)
    assert list(scores_are_right()) == []
    reviews.show_review(by=world.dora, review=review)
    assert (shown_to(None, world.film), score_of(world.film).review_count) == ([review.pk], 1)


def test_an_author_can_bring_back_what_they_withdrew_but_not_what_was_hidden(world):
    review = write(world)
    reviews.hide_review(by=world.dora, review=review)
    reviews.withdraw_review(by=world.anna, review=review)
    edit(world, review)
    reviews.restore_review(by=world.anna, review=review)
    assert (shown_to(None, world.film), shown_to(world.anna, world.film)) == ([], [review.pk])
    assert score_of(world.film).review_count == 0


def test_only_moderators_hide_and_none_their_own(world):
    review = write(world)
    for by in (world.anna, world.bruno, world.erik):
        assert refused(reviews.hide_review, by=by, review=review).status == 403
        assert refused(reviews.show_review, by=by, review=review).status == 403
    own = reviews.write_review(by=world.dora, film=world.film, text=OTHER)
    assert refused(reviews.hide_review, by=world.dora, review=own).status == 403


def test_votes_on_what_is_hidden_shift_no_ranks(world):
    hidden, shown = write(world), write(world, OTHER)
    reviews.take_in_votes(by=TEST, review=hidden, votes=[(world.bruno, True), (world.karl, True)])
    reviews.rerank(film_id=world.film.pk)
    before = Review.objects.get(pk=shown.pk).helpful_rank
    reviews.hide_review(by=world.dora, review=hidden)
    reviews.rerank(film_id=world.film.pk)
    assert Review.objects.get(pk=shown.pk).helpful_rank < before


# Notes.


def test_a_short_text_is_a_note_and_the_list_can_be_narrowed(world):
    note, critique = write(world, "ß" * (NOTE_BELOW - 1)), write(world, "ß" * NOTE_BELOW)
    assert (note.is_note, critique.is_note) == (True, False)

    def found(kind: str) -> set[int]:
        page = reviews_page(world.film, viewer=None, order="newest", half_stars=None, kind=kind, after=None)
        return {review.pk for review in page.items}

    assert (found("notes"), found("reviews"), found("")) == ({note.pk}, {critique.pk}, {note.pk, critique.pk})


# Drafts.


def test_a_draft_is_one_for_each_film_and_member_and_the_last_counts(world):
    keep(world, "Eins.")
    keep(world, "Zwei.", half_stars=7, spoiler=True, language="fr")
    reviews.save_draft(by=world.bruno, film=world.film, text="Von Bruno.")
    draft = draft_of(world.anna, world.film)
    assert (draft.text, draft.half_stars, draft.spoiler, draft.language) == ("Zwei.", 7, True, "fr")
    assert Draft.objects.count() == 2


def test_publishing_ends_the_draft_and_a_late_save_of_the_same_form_brings_none_back(world):
    keep(world, form="abc")
    write(world, form="abc")
    assert Draft.objects.count() == 0
    assert keep(world, TEXT, form="abc") is None
    assert Draft.objects.count() == 0
    assert keep(world, "Etwas Neues.", form="def") is not None


def test_a_draft_of_an_edit_stands_beside_the_review_until_that_is_changed(world):
    review = write(world)
    keep(world, "Neues zum Film.")
    keep(world, "Halb geändert.", review=review, base=1)
    assert draft_of(world.anna, world.film, review).text == "Halb geändert."
    assert draft_of(world.anna, world.film).text == "Neues zum Film."
    edit(world, review)
    assert draft_of(world.anna, world.film, review) is None
    assert keep(world, OTHER, review=review, base=1) is None
    assert Draft.objects.get().text == "Neues zum Film."


def test_an_emptied_draft_is_none(world):
    keep(world)
    assert keep(world, " \n") is None
    assert Draft.objects.count() == 0


def test_a_draft_may_be_longer_than_a_review_but_not_endless(world):
    assert keep(world, "x" * DRAFT_LIMIT) is not None
    assert refused(keep, world, "x" * (DRAFT_LIMIT + 1)).field == "text"


def test_nobody_keeps_or_discards_drafts_for_others(world):
    review = write(world)
    draft = keep(world)
    no = refused(reviews.save_draft, by=world.bruno, film=world.film, review=review, text="x")
    assert (no.status, refused(reviews.discard_draft, by=world.karl, draft=draft).status) == (403, 403)
    reviews.discard_draft(by=world.anna, draft=draft)
    reviews.discard_draft(by=world.anna, draft=draft)
    assert Draft.objects.count() == 0


def test_a_draft_outlives_its_film(world):
    keep(world)
    world.film.__class__.objects.filter(pk=world.film.pk).delete()
    draft = Draft.objects.get()
    assert (draft.film, draft.film_title, draft.text) == (None, world.film.title, "Angefangen.")


def test_saves_of_one_draft_at_once_leave_one(crowd: Crowd, film):
    anna = members.register(by=TEST, handle="anna", display_name="Anna")
    came = crowd([partial(reviews.save_draft, by=anna, film=film, text=f"Stand {n}.") for n in range(20)])
    assert [result for result in came if isinstance(result, Exception)] == []
    assert Draft.objects.count() == 1


def test_all_drafts_are_listed_in_one_query(world, django_assert_num_queries):
    for n in range(5):
        film = catalog.put_film(by=TEST, facts=FilmFacts(title=f"Film {n}"))
        reviews.save_draft(by=world.anna, film=film, text=f"Stand {n}.")
    with django_assert_num_queries(1):
        page = drafts_of(world.anna, size=3)
        assert [draft.film.title for draft in page.items] == ["Film 4", "Film 3", "Film 2"]
    assert [draft.text for draft in drafts_of(world.anna, after=page.next).items] == ["Stand 1.", "Stand 0."]
    assert drafts_of(world.bruno).items == []


# Leaving.


def test_of_an_erased_member_no_draft_and_no_former_version_is_left(world):
    review = write(world)
    edit(world, review)
    keep(world)
    other = reviews.write_review(by=world.bruno, film=world.film, text=TEXT)
    reviews.edit_review(by=world.bruno, review=other, text=OTHER)
    for _ in range(2):
        reviews.forget_writing(member_id=world.anna.pk)
        assert (Draft.objects.count(), ReviewVersion.objects.get().author) == (0, world.bruno)


def test_erasing_a_member_forgets_their_writing(world):
    review = write(world)
    edit(world, review)
    keep(world)
    with transaction.atomic():
        publish(MemberErased(member=world.anna.pk, keep=True))
    assert (Draft.objects.count(), ReviewVersion.objects.count()) == (0, 0)


def test_whoever_is_leaving_shows_no_former_versions(world):
    review = write(world)
    edit(world, review)
    review.refresh_from_db()
    review.author.leaving_since = timezone.now()
    assert versions_of(review) == []


# What the database itself refuses.


def test_the_database_refuses_a_second_draft_a_form_sent_twice_and_impossible_numbers(world):
    review = write(world, form="abc")
    told = {"member": world.anna, "film": world.film, "film_title": "x", "saved_at": timezone.now()}
    Draft.objects.create(**told)
    Draft.objects.create(**told, review=review)
    for wrong in (
        lambda: Draft.objects.create(**told),
        lambda: Draft.objects.create(**told, review=review),
        lambda: Draft.objects.create(**told | {"film": None}, half_stars=11),
        lambda: Review.objects.filter(pk=review.pk).update(revision=0),
        lambda: Review.objects.filter(pk=write(world, OTHER).pk).update(form="abc"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_texts_kept_for_the_house_are_no_authors_to_edit(world):
    from abspann.reviews.queries import review_of_author

    private = Provenance("de", License.PRIVATE, "Seite")
    draft = ReviewDraft("Privat.", private, author=world.anna)
    review = reviews.publish_review(by=TEST, film=world.film, draft=draft)[0]
    assert review_of_author(world.film, review.public_id) is None
