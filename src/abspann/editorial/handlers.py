"""What the desk does when something happens elsewhere."""

from __future__ import annotations

from abspann.catalog.events import FilmsMerged, FilmsParted
from abspann.editorial import commands
from abspann.members.events import MemberErased, MemberLeft, MemberReturned


def let_critic_go(event: MemberLeft) -> None:
    """A critique is the house's and stays; its critic's name goes at once."""
    commands.let_critic_go(member_id=event.member)


def take_critic_back(event: MemberReturned) -> None:
    """A critic who thought better of it signs their critiques again."""
    commands.take_critic_back(member_id=event.member)


def forget_critic(event: MemberErased) -> None:
    """Nothing tells any longer whose critiques these were."""
    commands.forget_critic(member_id=event.member)


def join_criticism(event: FilmsMerged) -> None:
    """Two films were one: so is what critics wrote of them."""
    commands.join_criticism(merge_id=event.merge)


def part_criticism(event: FilmsParted) -> None:
    """They were two after all: each has its own again."""
    commands.part_criticism(merge_id=event.merge)
