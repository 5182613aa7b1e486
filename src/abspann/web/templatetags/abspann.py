"""What templates ask for: forms of numbers and dates in the reader's language, safe text, small drawn signs."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from abspann.catalog.models import Film
from abspann.catalog.queries import title_of
from abspann.catalog.rules import Genre
from abspann.core import formats, markdown
from abspann.members.models import Member

register = template.Library()

JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def _language() -> str:
    return get_language() or "de"


@register.filter
def number(value: int) -> str:
    """6989 as 6.989 or 6,989."""
    return formats.number(value, _language())


@register.filter
def average(value: float | None) -> str:
    """3.67 as 3,7; nothing known is –."""
    return formats.average(value, _language())


@register.filter
def half_stars(value: int) -> str:
    """7 half stars as 3,5."""
    return formats.stars(value, _language())


@register.filter
def day(value: dt.date | dt.datetime) -> str:
    """A day in words."""
    return formats.date_long(value.date() if isinstance(value, dt.datetime) else value, _language())


@register.filter
def running_time(minutes: int) -> str:
    """123 as 2 Std. 03 Min."""
    return formats.running_time(minutes, _language())


@register.filter
def country(code: str) -> str:
    """FR as Frankreich."""
    return formats.country(code, _language())


@register.filter
def countries(codes: list[str]) -> str:
    """Codes as names, parted by commas."""
    return ", ".join(formats.country(code, _language()) for code in codes)


@register.filter
def language_names(codes: list[str]) -> str:
    """Codes of languages as names, parted by commas."""
    return ", ".join(formats.language_name(code, _language()) for code in codes)


@register.filter
def language_name(code: str) -> str:
    """fr as Französisch."""
    return formats.language_name(code, _language())


@register.filter
def genre(code: str) -> str:
    """The name of a genre."""
    return str(Genre(code).label) if code in Genre.values else code


@register.filter
def genres(codes: list[str]) -> str:
    """Codes of genres as names, parted by commas."""
    return ", ".join(genre(code) for code in codes)


@register.filter
def budget(film: Film) -> str:
    """What a film cost, or –."""
    if film.budget_amount is None or film.budget_currency is None:
        return formats.MISSING
    return formats.money(film.budget_amount, film.budget_currency, _language())


@register.filter
def film_title(film: Film) -> str:
    """A film's title in the reader's language."""
    return title_of(film)


@register.filter(is_safe=True)
def markdown_html(text: str) -> SafeString:
    """A text whole."""
    return markdown.render(text)


@register.filter
def folded_text(text: str, characters: int = 420) -> markdown.Folded:
    """A text to be folded."""
    return markdown.fold(text, characters=characters)


@register.filter
def teaser(text: str, characters: int = 160) -> str:
    """The beginning of a text on one line."""
    return markdown.excerpt(text, characters=characters).text


@register.filter
def followers(member: Member) -> str:
    """`6.989 Follower`, `1 Follower`."""
    count = member.followers_shown
    return ngettext("%(count)s follower", "%(count)s followers", count) % {"count": number(count)}


@register.filter
def review_count(review: Any) -> str:
    """`1.053 Kritiken`, `1 Kritik`: as reported where the author is credited from, else what they wrote here."""
    reported = review.author.reported_reviews
    count = reported if reported is not None else review.author_reviews or 0
    return ngettext("%(count)s review", "%(count)s reviews", count) % {"count": number(count)}


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
def spark(counts: tuple[int, ...], label: str) -> SafeString:
    """A histogram of ten bars, small; `counts` are those of 1 to 10 half stars."""
    highest = max(counts, default=0) or 1
    bars = "".join(
        f'<rect class="base" x="{10 * i}" y="27" width="8.4" height="1"/>'
        f'<rect x="{10 * i}" y="{28 - 27 * count / highest:.1f}" width="8.4" height="{27 * count / highest:.1f}"/>'
        for i, count in enumerate(counts)
    )
    drawn = mark_safe(bars)  # noqa: S308  # numbers only
    return format_html(
        '<svg class="spark" viewBox="0 0 100 28" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>', label, drawn
    )


@register.filter
def json_ld(value: dict[str, Any]) -> SafeString:
    """Structured data as a script element that no text in it can leave."""
    text = json.dumps(value, ensure_ascii=False).translate(JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  # escaped above


@register.filter
def poster_url(film: Film) -> str:
    """The address of a film's poster; it changes when the film does."""
    return f"{reverse('poster', args=[film.slug])}?v={int(film.updated_at.timestamp())}"


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """This page's query with some parameters changed, those set to None or "" left out; without the cursor."""
    query = context["request"].GET.copy()
    query.pop("after", None)
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"
