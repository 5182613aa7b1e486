"""What members do when something happens elsewhere, or later."""

from __future__ import annotations

from abspann.core.actor import System
from abspann.members import commands

NIGHT = System("night")


def erase_due() -> None:
    """Erase whoever asked for it more than seven days ago: in nightly batches, so that no moment tells who it was."""
    commands.erase_due(by=NIGHT)
