"""What people of the house do stands in a trail that nobody edits, and that tells no name of whoever was erased."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection, transaction

from abspann.events.publish import publish
from abspann.members import commands as members
from abspann.members.commands import joining
from abspann.members.events import MemberErased
from abspann.members.models import Application, Invitation
from abspann.moderation import commands, queries
from abspann.moderation.models import Appeal, AuditEntry, AuditName, AuditReview, Decision, Report
from abspann.moderation.rules import Reasons
from abspann.web.accounts.addresses import for_letters
from tests.conftest import TEST
from tests.moderation.conftest import FACTS, ref_of

WEEK = Reasons(facts="Dritter Text dieser Art.", ground="insult", days=7)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE moderation_auditentry SET who = 'niemand'",
        "UPDATE moderation_auditentry SET at = at",
        "DELETE FROM moderation_auditentry",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_an_entry(world, statement):
    before = list(AuditEntry.objects.values_list("pk", "who", "act"))
    assert before
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.get(pk=before[0][0]).delete()
    assert list(AuditEntry.objects.values_list("pk", "who", "act")) == before


def test_every_act_of_moderation_stands_in_the_trail_with_who_and_what(everything, world, review, reported, decided):
    AuditName.objects.all().delete()
    start = AuditEntry.objects.count()
    report = reported("review", review.public_id, by=world.bruno)
    reported("trivia", ref_of("trivia", world))
    commands.reveal_reporter(by=world.dora, report=report)
    hidden = decided(world.dora, "review", review.public_id)
    decided(world.dora, "review", review.public_id, "restore", Reasons())
    decided(world.dora, "review", review.public_id, "warn")
    decided(world.dora, "member", world.anna.public_id, "suspend", WEEK)
    decided(world.karl, "member", world.anna.public_id, "unsuspend", Reasons())
    decided(world.karl, "trivia", ref_of("trivia", world), "dismiss", Reasons())
    world.anna.refresh_from_db()
    commands.appeal(by=world.anna, decision=hidden, text="Nein.")
    hidden = queries.decision_shown(hidden.public_id, viewer=world.karl)
    commands.answer_appeal(by=world.karl, decision=hidden, outcome="upheld", answer="Doch.")
    members.grant(by=world.karl, member=world.bruno, role="critic")
    alias = {name.alias: name.member.handle for name in AuditName.objects.select_related("member")}
    alias |= dict(AuditReview.objects.values_list("alias", "review__public_id"))
    found = [
        (alias.get(entry.who, entry.who), entry.act, entry.target_kind, alias.get(entry.target, entry.target))
        for entry in AuditEntry.objects.order_by("pk")[start:]
    ]
    trivia = ref_of("trivia", world)
    assert found == [
        ("bruno", "report", "review", review.public_id),
        ("visitor", "report", "trivia", trivia),
        ("dora", "look up a reporter", "report", report.public_id),
        ("dora", "hide", "review", review.public_id),
        ("dora", "restore", "review", review.public_id),
        ("dora", "warn", "review", review.public_id),
        ("dora", "suspend", "member", "anna"),
        ("karl", "unsuspend", "member", "anna"),
        ("karl", "dismiss", "trivia", trivia),
        ("anna", "appeal", "decision", hidden.public_id),
        ("karl", "answer an appeal", "decision", hidden.public_id),
        ("karl", "give an office", "member", "bruno"),
    ]
    assert all(entry.at for entry in AuditEntry.objects.all())


def test_the_keeper_at_the_command_line_is_named_as_the_house(world):
    members.grant(by=TEST, member=world.anna, role="critic")
    assert AuditEntry.objects.latest("pk").who == "house: test"
    count = AuditEntry.objects.count()
    members.grant(by=TEST, member=world.anna, role="critic")
    assert AuditEntry.objects.count() == count


def test_what_is_undone_leaves_no_entry(world, review, decided):
    before = AuditEntry.objects.count()

    def decide_and_fall() -> None:
        with transaction.atomic():
            decided(world.dora, "review", review.public_id)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        decide_and_fall()
    assert AuditEntry.objects.count() == before


def test_no_entry_holds_a_name_an_address_or_what_was_written(world, review, reported, decided):
    reported("review", review.public_id, by=world.bruno)
    reported("review", review.public_id)
    decided(world.dora, "review", review.public_id)
    decided(world.dora, "member", world.anna.public_id, "suspend", WEEK)
    rows = json.dumps(list(AuditEntry.objects.values("who", "act", "target_kind", "target", "details")))
    named = [world.anna, world.bruno, world.dora, world.karl]
    words = [word for member in named for word in (member.display_name, member.handle, member.public_id)]
    assert [word for word in [*words, "example.org", "Vera", FACTS.facts, "beleidigt"] if word in rows] == []


def test_a_page_of_the_trail_names_who_and_what_is_meant_with_three_queries(
    world, review, decided, django_assert_num_queries
):
    decided(world.dora, "review", review.public_id)
    with django_assert_num_queries(3):
        noted, _page = queries.audit_page(after=None)
    assert (noted[0].who, noted[0].entry.act) == (world.dora, "hide")
    assert noted[0].review == review.public_id


@pytest.mark.parametrize("keep", [True, False])
def test_of_whoever_was_erased_the_trail_stays_whole_and_tells_nothing(world, review, reported, decided, keep):
    canary = "Kanarienwort"
    reported("review", review.public_id, by=world.bruno, explanation=f"{canary} von Anna")
    reported("member", world.anna.public_id, explanation=canary, passage=canary)
    reported("member", world.bruno.public_id, by=world.anna, explanation="Bruno.")
    hidden = decided(world.dora, "review", review.public_id, "hide", Reasons(canary, "insult"))
    decided(world.dora, "member", world.anna.public_id, "suspend", Reasons(canary, "insult", days=7))
    world.anna.refresh_from_db()
    commands.appeal(by=world.anna, decision=hidden, text=canary)
    shown = queries.decision_shown(hidden.public_id, viewer=world.karl)
    commands.answer_appeal(by=world.karl, decision=shown, outcome="upheld", answer=canary)
    entries = list(AuditEntry.objects.values_list("pk", "who", "target", "details"))
    alias = AuditName.objects.get(member=world.anna).alias
    handle, public_id, pk = world.anna.handle, world.anna.public_id, world.anna.pk
    with transaction.atomic():
        publish(MemberErased(pk, keep=keep))
        publish(MemberErased(pk, keep=keep))
    world.anna.delete()
    assert list(AuditEntry.objects.values_list("pk", "who", "target", "details")) == entries
    assert not AuditName.objects.filter(alias=alias).exists()
    held = [list(model.objects.values()) for model in (Report, Decision, Appeal)]
    text = json.dumps(held, default=str)
    assert [word for word in (canary, handle, "Anna", public_id) if word in text] == []
    assert Decision.objects.count() == 2
    assert Report.objects.get(explanation="Bruno.").reporter is None


def test_who_let_whom_in_and_who_invited_stands_in_the_trail_without_an_address(world, settings):
    AuditName.objects.all().delete()
    start = AuditEntry.objects.count()
    settings.REGISTRATION = "application"
    where = for_letters()
    joining.invite(by=world.dora, where=where, email="gast@example.org")
    invitation = Invitation.objects.get().public_id
    for _twice in range(2):
        joining.withdraw_invitation(by=world.karl, public_id=invitation)
    joining.invite(by=TEST, where=where)
    asked = {"display_name": "Neu", "password": "!", "language": "de", "reason": "Weil."}
    one, two = (
        Application.objects.create(email=f"{name}@example.org", handle=name, likeness=name, **asked)
        for name in ("ella", "otto")
    )
    member = joining.let_in(by=world.dora, public_id=one.public_id, where=where)
    joining.decline(by=world.dora, public_id=two.public_id, words="Nein.")
    alias = {name.alias: name.member.handle for name in AuditName.objects.select_related("member")}
    entries = list(AuditEntry.objects.order_by("pk")[start:])
    found = [(alias.get(entry.who, entry.who), entry.act, entry.target_kind) for entry in entries]
    assert found == [
        ("dora", "invite", "invitation"),
        ("karl", "withdraw an invitation", "invitation"),
        ("house: test", "invite", "invitation"),
        ("dora", "let in", "member"),
        ("dora", "decline an application", "application"),
    ]
    assert alias[entries[3].target] == member.handle
    assert entries[3].details == {"application": one.public_id}
    told = json.dumps(list(AuditEntry.objects.values("who", "act", "target", "details")))
    assert [word for word in ("example.org", "ella", "otto", "Weil", "Nein") if word in told] == []
