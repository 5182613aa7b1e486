"""Bringing a page's text into the house: read, correct, apply, discard."""

from abspann.exchange.commands.applying import REASONS, Applied, LeftOut, apply_page
from abspann.exchange.commands.pages import (
    bring_page,
    correct_page,
    discard_page,
    forget_bringer,
    join_pages,
    part_pages,
)

__all__ = [
    "REASONS",
    "Applied",
    "LeftOut",
    "apply_page",
    "bring_page",
    "correct_page",
    "discard_page",
    "forget_bringer",
    "join_pages",
    "part_pages",
]
