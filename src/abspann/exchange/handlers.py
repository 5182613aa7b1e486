"""What the exchange does when something happens elsewhere."""

from __future__ import annotations

from abspann.catalog.events import FilmsMerged, FilmsParted
from abspann.exchange import commands
from abspann.members.events import MemberErased


def forget_bringer(event: MemberErased) -> None:
    """A page that was read in stays as the proof of what was said; who brought it is forgotten."""
    commands.forget_bringer(member_id=event.member)


def join_pages(event: FilmsMerged) -> None:
    """Two films were one: so are the pages that they came from."""
    commands.join_pages(merge_id=event.merge)


def part_pages(event: FilmsParted) -> None:
    """They were two after all: each has its own again."""
    commands.part_pages(merge_id=event.merge)
