"""Front page, and the lists of criticism."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from abspann.catalog.queries import HOME_LANGUAGE, film_count, films_named, fullest_edition
from abspann.editorial.models import Critique
from abspann.editorial.queries import newest_critiques
from abspann.reviews.models import Review
from abspann.reviews.queries import most_rated, newest_reviews
from abspann.web.context import viewer
from abspann.web.festivals.shapes import prize_rows
from abspann.web.members import own
from abspann.web.tiles import with_scores

CRITIQUES_ON_FRONT = 4
REVIEWS_ON_FRONT = 4
FILMS_ON_FRONT = 12


def front(request: HttpRequest) -> HttpResponse:
    """What is new in the house."""
    language = get_language() or "de"
    critiques = list(newest_critiques(viewer=viewer(request), at=timezone.now())[:CRITIQUES_ON_FRONT])
    rated = most_rated(language, FILMS_ON_FRONT)
    films = rated or list(films_named(language).order_by("-created_at", "-pk")[:FILMS_ON_FRONT])
    reviews = newest_reviews(viewer=viewer(request), size=REVIEWS_ON_FRONT).items
    name_films([*critiques, *reviews], language)
    edition = fullest_edition(language)
    context = {
        "lead": critiques[0] if critiques else None,
        "critiques": critiques[1:],
        "films": with_scores(films),
        "is_rated": bool(rated),
        "reviews": reviews,
        "edition": edition,
        "edition_prizes": prize_rows(edition) if edition else (),
        "edition_films": len({film.pk for _code, group in edition.sections for film in group}) if edition else 0,
        "film_count": film_count(),
        **own.with_reviews(request, reviews),
    }
    return render(request, "site/front.html", context)


def reviews(request: HttpRequest) -> HttpResponse:
    """The newest reviews of the whole house."""
    page = newest_reviews(viewer=viewer(request), after=request.GET.get("after"))
    name_films(page.items, get_language() or "de")
    context = {"reviews": page.items, "next": page.next, "is_first": page.is_first}
    return render(request, "site/reviews.html", context | own.with_reviews(request, page.items))


def critiques(request: HttpRequest) -> HttpResponse:
    """All critiques of the house."""
    found = list(newest_critiques(viewer=viewer(request), at=timezone.now())[:200])
    name_films(found, get_language() or "de")
    return render(request, "site/critiques.html", {"critiques": found})


def name_films(texts: Iterable[Critique | Review], language: str) -> None:
    """Give texts their films as the reader's language names them, in one query; none for the house's first language."""
    texts = list(texts)
    if language == HOME_LANGUAGE or not texts:
        return
    films = films_named(language).in_bulk({text.film_id for text in texts})
    for text in texts:
        text.film = films[text.film_id]
