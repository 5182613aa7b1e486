"""What became of a page that was applied, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from abspann.core import formats
from abspann.exchange.commands import REASONS
from abspann.exchange.models import SourcePage


@dataclass(frozen=True, slots=True)
class Result:
    """What came in, and what was left out with the reason."""

    is_new_film: bool
    came_in: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def of(page: SourcePage) -> Result:
    """Return the result that a page remembers."""
    told = page.result or {}
    new = told.get("new", {})
    left_out = ((left["words"] or "–", str(REASONS.get(left["why"], ""))) for left in told.get("left_out", ()))
    return Result(
        is_new_film=bool(told.get("new_film")),
        came_in=tuple(_counted(kind, new[kind]) for kind in COUNTED if new.get(kind)),
        left_out=tuple(left_out),
    )


COUNTED = ("synopsis", "cast", "critique", "reviews", "trivia", "festivals")


def _counted(kind: str, count: int) -> str:
    words = {
        "synopsis": _("the synopsis"),
        "cast": ngettext("%(count)s role", "%(count)s roles", count),
        "critique": _("the house’s critique"),
        "reviews": ngettext("%(count)s member’s review", "%(count)s members’ reviews", count),
        "trivia": ngettext("%(count)s piece of trivia", "%(count)s pieces of trivia", count),
        "festivals": ngettext("%(count)s entry at a festival", "%(count)s entries at festivals", count),
    }[kind]
    return words % {"count": formats.number(count, get_language() or "de")} if "%" in words else words
