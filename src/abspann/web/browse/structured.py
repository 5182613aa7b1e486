"""Lists of films for machines: schema.org's CollectionPage with its way from the front page, as JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from abspann.catalog.models import Film
from abspann.catalog.queries import title_of

LISTED = 12


def crumbs(way: Sequence[tuple[str, str]], name: str, address: str) -> dict[str, Any]:
    """Return the way to a page as a BreadcrumbList: (name, path) from the top, then the page itself."""
    steps = [*way, (name, address)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": title, "item": settings.SITE_URL + path}
            for place, (title, path) in enumerate(steps, start=1)
        ],
    }


def collection(
    request: HttpRequest, name: str, films: Sequence[Film], way: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Return a page that lists films, the first of them by name."""
    data = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": name,
        "url": settings.SITE_URL + request.path,
        "breadcrumb": crumbs(way, name, request.path),
    }
    if films:
        data["mainEntity"] = {
            "@type": "ItemList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": title_of(film),
                    "url": settings.SITE_URL + reverse("films:show", args=[film.slug]),
                }
                for place, film in enumerate(films[:LISTED], start=1)
            ],
        }
    return data
