"""What a rating and a review may be, and how reviews are ranked."""

from __future__ import annotations

import math
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

STARS = range(1, 11)
"""Half stars: 1 is 0.5 stars, 10 is 5 stars."""

STAR_WORDS: Mapping[int, str | Promise] = {
    1: pgettext_lazy("half stars", "unbearable"),
    2: pgettext_lazy("half stars", "failed"),
    3: pgettext_lazy("half stars", "weak"),
    4: pgettext_lazy("half stars", "so-so"),
    5: pgettext_lazy("half stars", "uneven"),
    6: pgettext_lazy("half stars", "decent"),
    7: pgettext_lazy("half stars", "worth seeing"),
    8: pgettext_lazy("half stars", "very good"),
    9: pgettext_lazy("half stars", "outstanding"),
    10: pgettext_lazy("half stars", "a masterpiece"),
}
"""What half stars mean, in a word."""

TEXT_LIMIT = 20_000

DRAFT_LIMIT = 100_000
"""Characters of a draft: more than a review may have, so that a text that is too long yet can be kept and cut."""

NOTE_BELOW = 280
"""A text with fewer characters than this is a note, one with as many or more a critique."""

KINDS = ("reviews", "notes")
"""What a list of reviews can be narrowed to."""

LANGUAGES = ("de", "en", "fr", "it", "es", "pt", "nl", "pl", "tr", "uk", "ru", "ar")
"""The languages that the form offers for a review; whatever else was read in keeps its own."""


def are_stars(half_stars: object) -> bool:
    """Tell whether a value is a number of half stars, 1 to 10."""
    return isinstance(half_stars, int) and not isinstance(half_stars, bool) and half_stars in STARS


def helpfulness(yes: int, no: int, votes_on_film: int, age_days: float) -> float:
    """Return the rank of a review by helpfulness; the higher, the further up.

    The mean of a posterior with 1.7 helpful of 4 votes before the first vote, plus a bonus for what few have judged
    yet, plus a bonus for the new that halves in ten days: scores.md section 5, measured in 3.6 against Wilson's
    lower bound, which buries new reviews.
    """
    votes = yes + no
    mean = (yes + 1.7) / (votes + 4)
    exploration = 0.12 * math.sqrt(math.log(2 + votes_on_film) / (votes + 2))
    freshness = 0.05 * math.exp(-max(age_days, 0.0) / 14)
    return mean + exploration + freshness
