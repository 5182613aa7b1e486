"""What the catalog does when something happens elsewhere."""

from __future__ import annotations

from abspann.catalog import commands
from abspann.members.events import MemberErased


def forget_member(event: MemberErased) -> None:
    """Whoever is gone stands in no history and in no proposal any more.

    While they are about to leave, nothing has to be done: history does not name them, and their open proposals are
    not offered to editors, until they come back.
    """
    commands.forget_member(member_id=event.member, keep=event.keep)
    commands.forget_pictures(member_id=event.member, keep=event.keep)
