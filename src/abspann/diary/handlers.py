"""What marks do when a member leaves, comes back, or is erased."""

from __future__ import annotations

from abspann.catalog.events import FilmsMerged, FilmsParted
from abspann.diary import commands
from abspann.members.events import MemberErased, MemberLeft, MemberReturned


def recount_marks(event: MemberLeft | MemberReturned) -> None:
    """Whoever is leaving is not counted; whoever comes back is again."""
    commands.recount_marks_of(member_id=event.member)


def forget_marks(event: MemberErased) -> None:
    """What a member wanted to see is nobody's once they are gone: no marks stay, whatever else may."""
    commands.forget_marks(member_id=event.member)


def join_marks(event: FilmsMerged) -> None:
    """Two films were one: so are their marks."""
    commands.join_marks(merge_id=event.merge)


def part_marks(event: FilmsParted) -> None:
    """They were two after all: each has its own again."""
    commands.part_marks(merge_id=event.merge)
