"""A decision states its reasons, is done at once, and is told to whom it concerns; of two at once one wins."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from abspann.core.refusal import Refusal
from abspann.members import commands as members
from abspann.members.models import Member
from abspann.moderation import commands, queries
from abspann.moderation.models import Appeal, Decision, Report
from abspann.moderation.rules import Reasons
from abspann.post.models import Letter
from abspann.reviews.models import FilmScore, Review
from tests.conftest import TEST
from tests.moderation.conftest import FACTS, WHO, ref_of

WEEK = Reasons(facts="Dritter Text dieser Art.", ground="insult", days=7)


def test_hiding_hides_answers_the_reports_and_stores_every_part_of_the_statement(world, review, reported, decided):
    first, second = reported("review", review.public_id), reported("review", review.public_id, by=world.bruno)
    decision = decided(world.dora, "review", review.public_id)
    review.refresh_from_db()
    assert review.hidden_at is not None
    assert not Review.objects.visible_to(None).exists()
    assert FilmScore.objects.get(film=world.film).review_count == 0
    assert set(Report.objects.filter(decision=decision)) == {first, second}
    assert (decision.member, decision.decided_by) == (world.anna, world.dora)
    assert (decision.facts, decision.ground, decision.own_initiative, decision.automated) == (
        FACTS.facts,
        "insult",
        False,
        False,
    )
    assert decision.quoted == review.text
    assert "gebührenfrei" in decision.redress


def test_the_author_is_told_all_and_not_who_reported(world, review, reported, decided):
    reported("review", review.public_id, by=world.bruno)
    reported("review", review.public_id)
    Letter.objects.all().delete()
    decision = decided(world.dora, "review", review.public_id)
    told = {letter.to: letter.text for letter in Letter.objects.all()}
    assert set(told) == {"anna@example.org", "bruno@example.org", WHO.email}
    text = told["anna@example.org"]
    for part in (FACTS.facts, "Jemand hat es gemeldet.", "Hausregeln", decision.redress, decision.secret):
        assert part in text
    for name in ("Bruno", "bruno", "Vera", "vera", "Dora", "dora"):
        assert name not in text
    for reporter in ("bruno@example.org", WHO.email):
        assert "Anna" not in told[reporter]
        assert FACTS.facts not in told[reporter]


def test_what_nobody_reported_is_on_the_houses_own_initiative(world, review, decided):
    assert decided(world.dora, "review", review.public_id).own_initiative


@pytest.mark.parametrize("kind", ["critique", "synopsis", "trivia", "press"])
def test_every_kind_of_text_is_hidden_and_shown_again(everything, world, decided, kind):
    ref = ref_of(kind, world)
    decided(world.dora, kind, ref)
    assert queries.thing_at(kind, ref, viewer=world.bruno) is None
    assert queries.thing_unveiled(kind, ref).hidden
    decided(world.dora, kind, ref, "restore", Reasons())
    assert queries.thing_at(kind, ref, viewer=world.bruno) is not None


@pytest.mark.parametrize(
    ("reasons", "field"),
    [
        (Reasons(ground="insult"), "facts"),
        (Reasons(facts="Etwas."), "ground"),
        (Reasons(facts="Etwas.", ground="erfunden"), "ground"),
        (Reasons(facts="Etwas.", ground="law-other"), "clause"),
        (Reasons(facts="a" * 10_001, ground="insult"), "facts"),
    ],
)
@pytest.mark.parametrize("act", ["hide", "warn"])
def test_a_decision_without_its_reasons_is_refused_and_changes_nothing(world, review, decided, act, reasons, field):
    with pytest.raises(Refusal) as no:
        decided(world.dora, "review", review.public_id, act, reasons)
    assert no.value.field == field
    review.refresh_from_db()
    assert review.hidden_at is None
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"facts": ""},
        {"ground": ""},
        {"ground": "erfunden"},
        {"ground": "law-other", "clause": ""},
        {"redress": ""},
        {"path": ""},
        {"about": ""},
        {"automated": True},
        {"own_initiative": None},
        {"act": "suspend"},
        {"until": timezone.now()},
        {"act": "verbannen"},
    ],
)
def test_the_database_refuses_a_restriction_that_lacks_a_part_of_its_statement(world, review, decided, change):
    decision = decided(world.dora, "review", review.public_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**change)


def test_another_ground_is_named_in_words_of_ones_own(world, review, decided):
    reasons = Reasons(facts="Etwas.", ground="law-other", clause="§ 201a StGB")
    assert decided(world.dora, "review", review.public_id, "hide", reasons).clause == "§ 201a StGB"


@pytest.mark.parametrize("who", ["anna", "bruno", "erik"])
def test_nobody_but_moderators_and_keepers_decides(world, review, decided, who):
    with pytest.raises(Refusal) as no:
        decided(getattr(world, who), "review", review.public_id)
    assert no.value.status == 403


def test_no_moderator_decides_about_what_is_their_own(world, decided):
    for moderator in (world.dora, world.karl):
        with pytest.raises(Refusal) as no:
            decided(moderator, "member", moderator.public_id, "suspend", WEEK)
        assert no.value.status == 403


def test_a_suspension_ends_sessions_at_once_and_leaves_what_was_written(world, review, decided, client):
    client.force_login(world.anna.login)
    other = type(client)(headers={"host": "localhost"})
    other.force_login(world.bruno.login)
    decision = decided(world.dora, "review", review.public_id, "suspend", WEEK)
    anna = Member.objects.get(pk=world.anna.pk)
    assert anna.is_suspended
    assert anna.suspended_until == decision.until
    assert "_auth_user_id" not in client.session
    assert "_auth_user_id" in other.session
    assert Review.objects.visible_to(None).count() == 1
    decided(world.dora, "member", anna.public_id, "unsuspend", Reasons())
    assert not Member.objects.get(pk=world.anna.pk).is_suspended


@pytest.mark.parametrize("days", [None, 0, -1, 3, 10**9])
def test_a_suspension_says_for_how_long(world, decided, days):
    with pytest.raises(Refusal) as no:
        decided(world.dora, "member", world.anna.public_id, "suspend", Reasons("Etwas.", "insult", days=days))
    assert no.value.field == "days"


def test_only_keepers_suspend_a_keeper_and_nobody_themselves(world):
    until = timezone.now() + dt.timedelta(days=1)
    with pytest.raises(Refusal) as no:
        members.suspend(by=world.dora, member=world.karl, until=until)
    assert no.value.status == 403
    with pytest.raises(Refusal) as no:
        members.suspend(by=world.karl, member=world.karl, until=until)
    assert no.value.status == 403
    second = members.register(by=TEST, handle="kira", display_name="Kira")
    members.grant(by=TEST, member=second, role="keeper")
    members.suspend(by=second, member=world.karl, until=until)
    assert Member.objects.get(pk=world.karl.pk).is_suspended


def test_only_keepers_let_a_keeper_in_again(world):
    second = members.register(by=TEST, handle="second", display_name="Second")
    members.grant(by=TEST, member=second, role="keeper")
    members.suspend(by=second, member=world.karl, until=timezone.now() + dt.timedelta(days=7))
    with pytest.raises(Refusal) as no:
        members.let_in_again(by=world.dora, member=world.karl)
    assert no.value.status == 403
    assert Member.objects.get(pk=world.karl.pk).is_suspended
    members.let_in_again(by=second, member=world.karl)
    assert not Member.objects.get(pk=world.karl.pk).is_suspended


def test_a_warning_changes_nothing_but_tells(world, review, decided):
    decided(world.dora, "review", review.public_id, "warn")
    review.refresh_from_db()
    assert review.hidden_at is None
    assert "Wir verwarnen dich" in Letter.objects.get(to="anna@example.org").text


def test_dismissing_tells_the_reporter_why_and_the_author_nothing(world, review, reported, decided):
    reported("review", review.public_id)
    Letter.objects.all().delete()
    decided(world.dora, "review", review.public_id, "dismiss", Reasons("Scharf, aber über den Film."))
    letter = Letter.objects.get()
    assert letter.to == WHO.email
    assert "Scharf, aber über den Film." in letter.text


def test_of_two_who_decide_on_the_same_page_the_second_hears_it(world, review, reported, decided):
    reported("review", review.public_id)
    seen = queries.steps_taken("review", review.public_id)
    decided(world.dora, "review", review.public_id, "warn")
    with pytest.raises(Refusal) as no:
        commands.decide(
            by=world.karl, kind="review", ref=review.public_id, act="hide", reasons=FACTS, path="/x/", step=seen
        )
    assert no.value.status == 409
    review.refresh_from_db()
    assert review.hidden_at is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_decide_at_once_one_wins(crowd, world, review):
    def decide() -> str:
        return commands.decide(
            by=world.dora, kind="review", ref=review.public_id, act="hide", reasons=FACTS, path="/x/", step=0
        ).act

    came = crowd([decide] * 20)
    assert [answer for answer in came if isinstance(answer, str)] == ["hide"]
    assert {getattr(answer, "status", answer) for answer in came if not isinstance(answer, str)} == {409}
    assert Decision.objects.count() == 1


def test_a_thing_that_is_gone_can_only_be_left_as_it_is(world, review, reported, decided):
    reported("review", review.public_id)
    Review.objects.all().delete()
    with pytest.raises(Refusal) as no:
        decided(world.dora, "review", review.public_id)
    assert no.value.status == 409
    decided(world.dora, "review", review.public_id, "dismiss", Reasons())
    assert queries.queue() == ([], 0)


def test_of_an_anonymous_text_nobody_is_told_and_the_statement_is_whole(everything, world, decided):
    anonymous = Review.objects.get(author_kind="anonymous")
    decision = decided(world.dora, "review", anonymous.public_id)
    assert (decision.member, decision.facts) == (None, FACTS.facts)
    assert not Letter.objects.exists()


# Contradicting.


def test_whom_it_concerns_contradicts_once_and_another_moderator_takes_the_decision_back(world, review, decided):
    decision = decided(world.dora, "review", review.public_id)
    commands.appeal(by=world.anna, decision=queries.decision_shown(decision.public_id, viewer=world.anna), text="Nein.")
    decision = queries.decision_shown(decision.public_id, viewer=world.anna)
    with pytest.raises(Refusal) as no:
        commands.appeal(by=world.anna, decision=decision, text="Doch nicht.")
    assert no.value.status == 409
    with pytest.raises(Refusal) as no:
        commands.answer_appeal(by=world.dora, decision=decision, outcome="upheld", answer="Bleibt.")
    assert no.value.status == 403
    commands.answer_appeal(by=world.karl, decision=decision, outcome="reversed", answer="Es war über den Film.")
    review.refresh_from_db()
    assert review.hidden_at is None
    assert FilmScore.objects.get(film=world.film).review_count == 1
    assert [d.act for d in queries.decisions_on("review", review.public_id)] == ["restore", "hide"]
    assert any("Es war über den Film." in letter.text for letter in Letter.objects.filter(to="anna@example.org"))
    with pytest.raises(Refusal) as no:
        commands.answer_appeal(by=world.karl, decision=decision, outcome="upheld", answer="Doch.")
    assert no.value.status == 409


def test_where_there_is_only_one_moderator_they_answer_themselves(world, review, decided):
    world.karl.roles.all().delete()
    decision = decided(world.dora, "review", review.public_id)
    commands.appeal(by=world.anna, decision=decision, text="Nein.")
    found = queries.decision_shown(decision.public_id, viewer=world.dora)
    answered = commands.answer_appeal(by=world.dora, decision=found, outcome="upheld", answer="Es bleibt dabei.")
    assert answered.outcome == "upheld"
    review.refresh_from_db()
    assert review.hidden_at is not None


def test_a_suspended_member_contradicts_and_nobody_else_does_for_them(world, decided):
    decision = decided(world.dora, "member", world.anna.public_id, "suspend", WEEK)
    anna = Member.objects.get(pk=world.anna.pk)
    for other in (world.bruno, world.dora, world.karl):
        with pytest.raises(Refusal) as no:
            commands.appeal(by=other, decision=decision, text="Nein.")
        assert no.value.status == 403
    commands.appeal(by=anna, decision=decision, text="Nein.")
    assert Appeal.objects.get().text == "Nein."


def test_after_six_months_nothing_can_be_contradicted(world, review, decided):
    decision = decided(world.dora, "review", review.public_id)
    assert queries.may_appeal(decision)
    decision.appeal_until = timezone.now() - dt.timedelta(seconds=1)
    assert not queries.may_appeal(decision)


def test_the_database_refuses_an_answer_without_reasons(world, review, decided):
    decision = decided(world.dora, "review", review.public_id)
    commands.appeal(by=world.anna, decision=decision, text="Nein.")
    for change in ({"outcome": "upheld"}, {"answer": "So."}, {"decided_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.update(**change)


@pytest.mark.parametrize("viewer", [None, "bruno", "erik"])
def test_a_decision_is_nobody_elses_business(world, review, decided, viewer):
    decision = decided(world.dora, "review", review.public_id)
    assert queries.decision_shown(decision.public_id, viewer=viewer and getattr(world, viewer)) is None
    assert queries.decision_shown(decision.public_id, viewer=world.anna) == decision
    assert queries.decision_by_secret(decision.public_id, "falsch") is None


def test_whoever_reported_hears_it_when_what_they_were_told_is_taken_back(world, review, reported, decided):
    report = reported("review", review.public_id)
    hidden = decided(world.dora, "review", review.public_id)
    commands.appeal(by=world.anna, decision=hidden, text="Gemeint ist der Film.")
    Letter.objects.all().delete()
    commands.answer_appeal(by=world.karl, decision=hidden, outcome="reversed", answer="Das stimmt.")
    shown = Decision.objects.get(act="restore")
    letter = Letter.objects.get(to=WHO.email)
    assert "zeigen es wieder" in letter.text
    assert "Das stimmt." not in letter.text
    assert queries.as_it_stands(hidden) == shown
    # They were not told of what was decided later, and need not hear that it was taken back.
    decided(world.dora, "review", review.public_id)
    Letter.objects.all().delete()
    decided(world.karl, "review", review.public_id, "restore", Reasons())
    assert not Letter.objects.filter(to=WHO.email).exists()
    report.refresh_from_db()
    assert report.decision == hidden
