"""Posters and pictures in a page."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from abspann.catalog.models import Film, Picture
from abspann.web.pictures import markup

register = template.Library()

POSTER_WIDTH = 342


@register.filter
def poster_url(film: Film) -> str:
    """The address of a film's poster: of the picture it is, or of the drawn one, which changes when the film does."""
    if film.poster_shown:
        return markup.address(film.poster_shown, POSTER_WIDTH)
    return f"{reverse('poster', args=[film.slug])}?v={int(film.updated_at.timestamp())}"


@register.simple_tag
def poster(film: Film, sizes: str, alt: str = "", *, first: bool = False) -> SafeString:
    """A film's poster as wide as `sizes` says: the picture in its sizes, or the drawn one; a `first` loads at once."""
    if film.poster_shown:
        return markup.picture(film.poster_shown, sizes, alt, first=first)
    how = markup.AT_ONCE if first else markup.WHEN_NEAR
    return format_html('<img src="{}" alt="{}" width="600" height="900" {}>', poster_url(film), alt, how)


@register.simple_tag
def picture(shown: Picture, sizes: str, alt: str | None = None, *, first: bool = False) -> SafeString:
    """A picture as wide as `sizes` says, in the best form that the browser takes; undescribed, its kind is named."""
    if alt is None:
        alt = shown.alternative(get_language() or "de") or str(shown.get_kind_display())
    return markup.picture(shown.as_shown, sizes, alt, first=first)


@register.filter
def caption(shown: Picture) -> str:
    """What stands below a picture, in the reader's language if somebody has said it in it."""
    return shown.caption(get_language() or "de")


@register.filter
def share_picture(shown: dict[str, Any]) -> str:
    """The address of a poster's largest file that everybody can read."""
    return markup.largest(shown)
