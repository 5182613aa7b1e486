"""Front page, browsing, search, and the lists of criticism."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from abspann.catalog.models import Film
from abspann.catalog.queries import film_count, fullest_edition
from abspann.catalog.rules import FacetKind, Genre
from abspann.discovery import queries as discovery
from abspann.discovery.rules import QUERY_LIMIT
from abspann.editorial.queries import newest_critiques
from abspann.reviews.queries import most_rated, newest_reviews, scores_of
from abspann.web.context import viewer

CRITIQUES_ON_FRONT = 4
REVIEWS_ON_FRONT = 4
FILMS_ON_FRONT = 12

BROWSE_ORDERS = (
    ("title", gettext_lazy("A–Z")),
    ("newest", gettext_lazy("Newest")),
    ("oldest", gettext_lazy("Oldest")),
)


def front(request: HttpRequest) -> HttpResponse:
    """What is new in the house."""
    language = get_language() or "de"
    critiques = list(newest_critiques(viewer=viewer(request), at=timezone.now())[:CRITIQUES_ON_FRONT])
    films = most_rated(language, FILMS_ON_FRONT)
    context = {
        "lead": critiques[0] if critiques else None,
        "critiques": critiques[1:],
        "films": films,
        "scores": scores_of(films),
        "reviews": newest_reviews(viewer=viewer(request), size=REVIEWS_ON_FRONT).items,
        "edition": fullest_edition(language),
        "film_count": film_count(),
    }
    return render(request, "site/front.html", context)


def browse(request: HttpRequest) -> HttpResponse:
    """All films, by genre, country and decade."""
    choice = _choice(request)
    page = discovery.browse(choice, language=get_language() or "de", after=request.GET.get("after"))
    context = {
        "choice": choice,
        "page": page,
        "scores": scores_of(page.items),
        "genres": discovery.facet_counts(FacetKind.GENRE),
        "countries": discovery.facet_counts(FacetKind.COUNTRY),
        "decades": discovery.decade_counts(),
        "orders": BROWSE_ORDERS,
        "found": discovery.chosen(choice, Film.objects.all()).count(),
    }
    return render(request, "site/browse.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Films, people and festivals whose names fit the query."""
    query = " ".join(request.GET.get("q", "").replace("\0", "").split())
    if len(query) > QUERY_LIMIT:
        sentence = _("No title is that long: a search has at most %(limit)s letters.") % {"limit": QUERY_LIMIT}
        return render(request, "site/search.html", {"query": query[:QUERY_LIMIT], "sentence": sentence}, status=400)
    found = discovery.search(query, get_language() or "de") if query else None
    context = {"query": query, "found": found, "scores": scores_of(found.films) if found else {}}
    return render(request, "site/search.html", context)


def reviews(request: HttpRequest) -> HttpResponse:
    """The newest reviews of the whole house."""
    page = newest_reviews(viewer=viewer(request), after=request.GET.get("after"))
    return render(request, "site/reviews.html", {"reviews": page.items, "next": page.next, "is_first": page.is_first})


def critiques(request: HttpRequest) -> HttpResponse:
    """All critiques of the house."""
    found = newest_critiques(viewer=viewer(request), at=timezone.now())[:200]
    return render(request, "site/critiques.html", {"critiques": found})


def _choice(request: HttpRequest) -> discovery.Choice:
    genre = request.GET.get("genre") or None
    country = request.GET.get("country") or None
    decade = request.GET.get("decade") or None
    order = request.GET.get("sort") or "title"
    known = (
        (genre is None or genre in Genre.values)
        and (country is None or (country.isascii() and country.isalpha() and len(country) <= 4))
        and (decade is None or (decade.isascii() and decade.isdigit() and len(decade) == 4 and decade[-1] == "0"))
        and order in discovery.BROWSE_ORDERS
    )
    if not known:
        raise Http404(_("Films cannot be chosen like this."))
    return discovery.Choice(genre, country.upper() if country else None, int(decade) if decade else None, order)
