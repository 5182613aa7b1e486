"""What happens in moderation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportReceived:
    """Somebody reported something."""

    report: int

    @property
    def touches(self) -> tuple[str, ...]:
        """Nothing that is shown: reports are nobody's business."""
        return ()


@dataclass(frozen=True, slots=True)
class DecisionTaken:
    """A moderator decided about something that was reported, or that they saw themselves."""

    decision: int

    @property
    def touches(self) -> tuple[str, ...]:
        """Nothing: what was hidden or shown says so itself."""
        return ()


@dataclass(frozen=True, slots=True)
class AppealFiled:
    """Whom a decision concerns contradicted it."""

    appeal: int

    @property
    def touches(self) -> tuple[str, ...]:
        """Nothing; see above."""
        return ()


@dataclass(frozen=True, slots=True)
class AppealAnswered:
    """A contradiction was answered."""

    appeal: int

    @property
    def touches(self) -> tuple[str, ...]:
        """Nothing; see above."""
        return ()
