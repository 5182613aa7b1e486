"""What moderation does when something happens elsewhere, or at night."""

from __future__ import annotations

from abspann.catalog.events import FilmsMerged, FilmsParted, PictureChanged
from abspann.core.actor import System
from abspann.members.events import (
    ApplicationDecided,
    InvitationMade,
    InvitationWithdrawn,
    MemberErased,
    OfficeGiven,
)
from abspann.members.models import Actor, Member
from abspann.moderation import commands
from abspann.moderation.rules import Kind
from abspann.reviews.events import ReviewMoved


def note_office(event: OfficeGiven) -> None:
    """Who was given which office, and by whom, stands in the audit trail."""
    member, by = Member.objects.get(pk=event.member), _actor(event.by, event.house)
    commands.note(
        by=by, act="give an office", kind=Kind.MEMBER, target=member.public_id, details={"office": event.role}
    )


def note_application(event: ApplicationDecided) -> None:
    """Who was let in or declined, and by whom, stands in the audit trail; not what they had said."""
    by, told = _actor(event.decided_by, event.house), {"application": event.application}
    if event.member is None:
        commands.note(by=by, act="decline an application", kind="application", target=event.application)
        return
    member = Member.objects.get(pk=event.member)
    commands.note(by=by, act="let in", kind=Kind.MEMBER, target=member.public_id, details=told)


def note_invitation(event: InvitationMade | InvitationWithdrawn) -> None:
    """Who invited, and who withdrew an invitation, stands in the audit trail; not whom it was for."""
    act = "invite" if isinstance(event, InvitationMade) else "withdraw an invitation"
    commands.note(by=_actor(event.by, event.house), act=act, kind="invitation", target=event.invitation)


def follow_review(event: ReviewMoved) -> None:
    """Whatever was reported or decided about a review follows it, and nothing keeps the id that it had."""
    commands.follow_review(former=event.former, now=event.now)


NOTED = ("add a picture", "change a picture", "remove a picture")


def note_picture(event: PictureChanged) -> None:
    """Which member added, changed or removed which picture stands in the audit trail; hiding does with its decision."""
    if event.by is not None and event.act in NOTED:
        commands.note(by=Member.objects.get(pk=event.by), act=event.act, kind=Kind.PICTURE, target=event.picture)


def join_cases(event: FilmsMerged) -> None:
    """Two films were one: whatever was reported or decided about either is about it."""
    commands.join_cases(merge_id=event.merge)


def part_cases(event: FilmsParted) -> None:
    """They were two after all: each has its own cases again."""
    commands.part_cases(merge_id=event.merge)


def forget_member(event: MemberErased) -> None:
    """Whoever is erased is in no report, no decision and under no name of the audit trail any longer."""
    commands.forget_member(member_id=event.member)


def forget_reporters() -> None:
    """Six months after a decision nobody can tell any longer who reported."""
    commands.forget_reporters()


def _actor(by: int | None, house: str) -> Actor:
    return Member.objects.get(pk=by) if by else System(house)
