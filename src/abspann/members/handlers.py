"""What following does when a member leaves, comes back, or is erased."""

from __future__ import annotations

from abspann.members import commands
from abspann.members.events import MemberErased, MemberLeft, MemberReturned


def recount_followed(event: MemberLeft | MemberReturned) -> None:
    """Whoever is leaving follows nobody that anybody can see; whoever comes back does again."""
    commands.recount_followed(follower_id=event.member)


def forget_follows(event: MemberErased) -> None:
    """Of a member who is gone nobody keeps whom they followed, whatever else may stay."""
    commands.forget_follows(member_id=event.member)
