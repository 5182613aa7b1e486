"""What members do when one of them leaves, comes back, or is erased; and what is due each night."""

from __future__ import annotations

from abspann.members import commands
from abspann.members.commands import leaving
from abspann.members.events import MemberErased, MemberLeft, MemberReturned


def recount_followed(event: MemberLeft | MemberReturned) -> None:
    """Whoever is leaving follows nobody that anybody can see; whoever comes back does again."""
    commands.recount_followed(follower_id=event.member)


def forget_follows(event: MemberErased) -> None:
    """Of a member who is gone nobody keeps whom they followed, whatever else may stay."""
    commands.forget_follows(member_id=event.member)


def erase_due() -> None:
    """Erase whoever asked for it more than seven days ago: in nightly batches, so that no moment tells who it was."""
    leaving.erase_due(by=leaving.NIGHT)


def forget_sessions() -> None:
    """Sessions that are over are forgotten."""
    commands.forget_sessions()
