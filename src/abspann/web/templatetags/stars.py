"""Stars: drawn, chosen, counted, and said in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abspann.reviews.queries import Bar, Score
from abspann.reviews.rules import STAR_WORDS
from abspann.web.templatetags.abspann import half_stars, rating_count, text_count

register = template.Library()

ONE_STAR = 2


@register.simple_tag
def stars(value: int | None) -> SafeString:
    """Half stars as a number and as drawn stars, with words for those who do not see them."""
    if value is None:
        return mark_safe("")
    return format_html(
        '<span class="value">{}</span><span class="hidden"> {}</span> '
        '<span class="stars" data-half="{}" aria-hidden="true"></span>',
        half_stars(value),
        _("of 5 stars"),
        value,
    )


@register.simple_tag
def spark(counts: Sequence[int], label: str = "") -> SafeString:
    """A histogram of ten bars, small; `counts` are those of 1 to 10 half stars. Says in words where it is highest."""
    highest = max(counts, default=0)
    if highest and not label:
        label = _("Most ratings: %(stars)s") % {"stars": star_words(list(counts).index(highest) + 1)}
    parts = "M0 27h8.4v1H0z" + "".join(f"M{10 * i} 27h8.4v1h-8.4z" for i in range(1, 10))
    lit = "".join(f"M{10 * i} 28h8.4V{28 - 27 * count / highest:.1f}h-8.4z" for i, count in enumerate(counts) if count)
    return format_html(
        '<svg class="spark" viewBox="0 0 100 28" preserveAspectRatio="none" {}>'
        '<path class="base" d="{}"/><path d="{}"/></svg>',
        format_html('role="img" aria-label="{}"', label) if highest else mark_safe('aria-hidden="true"'),
        parts,
        lit,
    )


@register.simple_tag
def bars(score: Score, address: str, chosen: int | None = None) -> SafeString:
    """The histogram whose ten bars are links; each says how many ratings and how many texts it stands for."""
    address += "&stars=" if "?" in address else "?stars="
    return format_html_join(
        "",
        '<li><a id="bar-{0}" href="{1}"{2}><svg viewBox="0 0 20 88" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="base" d="M0 86h20v2H0z"/><path d="M0 88h20V{3}H0z"/></svg>'
        '{4}<span class="hidden"> {5}</span></a></li>',
        (
            (
                bar.half_stars,
                f"{address}{bar.half_stars / 2:g}",
                mark_safe(' aria-current="true"') if bar.half_stars == chosen else "",
                round(88 - 86 * bar.share, 1),
                _short(bar.half_stars),
                bar_words(bar),
            )
            for bar in score.bars
        ),
    )


@register.inclusion_tag("parts/half_stars.html")
def half_star_choice(name: str, chosen: int | None = None, none: str = "") -> dict[str, Any]:
    """Ten radio buttons drawn as stars, each with its number and its word; with `none` an eleventh that takes none."""
    halves = [(value, half_stars(value), words) for value, words in STAR_WORDS.items()]
    return {"name": name, "halves": halves, "chosen": chosen, "none": none}


@register.filter
def star_words(value: int) -> str:
    """8 half stars as `4 Sterne`."""
    return ngettext("%(count)s star", "%(count)s stars", 1 if value == ONE_STAR else 2) % {"count": _short(value)}


@register.filter
def bar_words(bar: Bar) -> str:
    """`Sterne: 23 Wertungen, 8 Kritiken`, after the number."""
    stars = ngettext("star", "stars", 1 if bar.half_stars == ONE_STAR else 2)
    return f"{stars}: {rating_count(bar.ratings)}, {text_count(bar.reviews)}"


def _short(value: int) -> str:
    """8 half stars as 4, 7 as 3,5."""
    return half_stars(value) if value % 2 else str(value // 2)
