"""A picture in a page: in the best form and the right size that a browser takes, its room kept from the beginning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from abspann.catalog.rules import widths_of
from abspann.core.images import name_of

MIME = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}

AT_ONCE, WHEN_NEAR = mark_safe('fetchpriority="high"'), mark_safe('loading="lazy" decoding="async"')
"""How a picture is fetched."""

Shown = Mapping[str, Any]
"""What `Picture.as_shown` tells."""


def address(shown: Shown, width: int, ending: str = "jpg") -> str:
    """Return the address of a picture's file that is so wide, or the next wider one; else of its widest."""
    widths = widths_of(shown["kind"], shown["width"])
    fit = next((step for step in widths if step >= width), widths[-1])
    return _file(shown, fit, ending)


def largest(shown: Shown | None) -> str:
    """Return the address of the largest file that everybody can read; nothing for no picture."""
    return _file(shown, shown["width"], "jpg") if shown else ""


def picture(shown: Shown, sizes: str, alt: str, *, first: bool = False) -> SafeString:
    """Return a <picture>; the `first` of a page is loaded before all else, the others when they come near."""
    widths = widths_of(shown["kind"], shown["width"])
    sets = {
        ending: ", ".join(f"{_file(shown, width, ending)} {width}w" for width in widths) for ending in ("avif", "webp")
    }
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((MIME[ending], files, sizes) for ending, files in sets.items()),
    )
    how = AT_ONCE if first else WHEN_NEAR
    return format_html(
        '<picture>{}<img src="{}" alt="{}" width="{}" height="{}" {}></picture>',
        sources,
        address(shown, widths[len(widths) // 2]),
        alt,
        shown["width"],
        shown["height"],
        how,
    )


def _file(shown: Shown, width: int, ending: str) -> str:
    return reverse("picture", args=[shown["id"], name_of(shown["digest"], width, ending)])
