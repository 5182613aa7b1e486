"""Bounds that a measurement keeps or misses."""

from __future__ import annotations


class Bounds:
    """What was measured beside what it may be at most, or at least."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def least(self, what: str, found: float, bound: float, own: float | None = None) -> None:
        """Note something that may not be less; `own`: the same by the process's own time."""
        self._note(what, found, own, "at least", bound, found >= bound, own is not None and own >= bound)

    def most(self, what: str, found: float, own: float | None = None, *, bound: float) -> None:
        """Note something that may not be more."""
        self._note(what, found, own, "at most", bound, found <= bound, own is not None and own <= bound)

    def _note(
        self, what: str, found: float, own: float | None, sense: str, bound: float, kept: bool, own_kept: bool
    ) -> None:
        by_own = "" if own is None else f" (own time {own:,.2f})"
        said = "kept" if kept else "kept by own time, missed by the clock" if own_kept else "MISSED"
        self._lines.append(f"  {what}: {found:,.2f}{by_own}, {sense} {bound:g}: {said}")

    def print(self) -> None:
        """Print them all."""
        print("\n".join(["Bounds:", *self._lines]), flush=True)
