"""What moderation does when something happens elsewhere, or at night."""

from __future__ import annotations

from abspann.catalog.events import PictureChanged
from abspann.core.actor import System
from abspann.members.events import MemberErased, OfficeGiven
from abspann.members.models import Member
from abspann.moderation import commands
from abspann.moderation.rules import Kind


def note_office(event: OfficeGiven) -> None:
    """Who was given which office, and by whom, stands in the audit trail."""
    member = Member.objects.get(pk=event.member)
    by = Member.objects.get(pk=event.by) if event.by else System(event.house)
    commands.note(
        by=by, act="give an office", kind=Kind.MEMBER, target=member.public_id, details={"office": event.role}
    )


NOTED = ("add a picture", "change a picture", "remove a picture")


def note_picture(event: PictureChanged) -> None:
    """Which member added, changed or removed which picture stands in the audit trail; hiding does with its decision."""
    if event.by is not None and event.act in NOTED:
        commands.note(by=Member.objects.get(pk=event.by), act=event.act, kind=Kind.PICTURE, target=event.picture)


def forget_member(event: MemberErased) -> None:
    """Whoever is erased is in no report, no decision and under no name of the audit trail any longer."""
    commands.forget_member(member_id=event.member)


def forget_reporters() -> None:
    """Six months after a decision nobody can tell any longer who reported."""
    commands.forget_reporters()
