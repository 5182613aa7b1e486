"""What the exchange does when something happens elsewhere."""

from __future__ import annotations

from abspann.exchange import commands
from abspann.members.events import MemberErased


def forget_bringer(event: MemberErased) -> None:
    """A page that was read in stays as the proof of what was said; who brought it is forgotten."""
    commands.forget_bringer(member_id=event.member)
