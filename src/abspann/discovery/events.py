"""What happens in what is derived."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SimilarChosen:
    """The films that go with a film were chosen anew."""

    film: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The choice."""
        return (f"similar:{self.film}",)
