"""Films as tiles of a wall, each with what the members made of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from abspann.catalog.models import Film
from abspann.core import formats
from abspann.reviews.queries import Score, scores_of


def with_scores(films: Sequence[Film]) -> list[tuple[Film, SafeString]]:
    """Return films each with its score as a note, in one query."""
    scores = scores_of(list(films))
    return [(film, score_note(scores[film.pk])) for film in films]


def score_note(score: Score) -> SafeString:
    """The members' sign and mean; nothing where nobody has rated."""
    if score.average is None:
        return mark_safe("")
    language = get_language() or "de"
    count = formats.number(score.rating_count, language)
    ratings = ngettext("%(count)s rating", "%(count)s ratings", score.rating_count) % {"count": count}
    return format_html(
        '<span class="tile__score by-members"><svg aria-hidden="true"><use href="#sign-members"/></svg>'
        '<span class="hidden">{} </span><span class="value">{}</span>'
        '<span class="hidden"> {},</span> <span class="tile__count">{}</span></span>',
        _("Members:"),
        formats.average(score.average, language),
        _("of 5 stars"),
        ratings,
    )
