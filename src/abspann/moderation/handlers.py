"""What moderation does when something happens elsewhere, or at night."""

from __future__ import annotations

from abspann.core.actor import System
from abspann.members.events import MemberErased, OfficeGiven
from abspann.members.models import Member
from abspann.moderation import commands
from abspann.moderation.rules import Kind
from abspann.reviews.events import ReviewMoved


def note_office(event: OfficeGiven) -> None:
    """Who was given which office, and by whom, stands in the audit trail."""
    member = Member.objects.get(pk=event.member)
    by = Member.objects.get(pk=event.by) if event.by else System(event.house)
    commands.note(
        by=by, act="give an office", kind=Kind.MEMBER, target=member.public_id, details={"office": event.role}
    )


def follow_review(event: ReviewMoved) -> None:
    """Whatever was reported or decided about a review follows it, and nothing keeps the id that it had."""
    commands.follow_review(former=event.former, now=event.now)


def forget_member(event: MemberErased) -> None:
    """Whoever is erased is in no report, no decision and under no name of the audit trail any longer."""
    commands.forget_member(member_id=event.member)


def forget_reporters() -> None:
    """Six months after a decision nobody can tell any longer who reported."""
    commands.forget_reporters()
