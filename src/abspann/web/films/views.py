"""The film page and its sub-pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from abspann.catalog.models import Film
from abspann.catalog.queries import credit_roll, film_at, film_formerly_at
from abspann.diary.queries import marks_of
from abspann.editorial import queries as editorial
from abspann.reviews import queries
from abspann.reviews.rules import KINDS
from abspann.web.context import viewer
from abspann.web.films import drawing
from abspann.web.members import own
from abspann.web.stars import HALF_STAR_CHOICES, STARS_BY_WORD

P = ParamSpec("P")
FilmView = Callable[Concatenate[HttpRequest, Film, P], HttpResponse]


def of_film(view: FilmView[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Give a view the film at the address; a former address leads on for good, an unknown one is a 404."""

    @wraps(view)
    def found(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        film = film_at(slug, get_language() or "de")
        if film is None:
            return _moved(request, slug)
        return view(request, film, *args, **kwargs)

    return found  # type: ignore[return-value]  # wraps() keeps the view's own signature for the types


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The film page: what everybody sees is kept, what is the reader's own comes to it."""
    drawn = drawing.drawn(slug, get_language() or "de")
    if drawn is None:
        return _moved(request, slug)
    return render(request, "films/show.html", drawn.context | theirs(request, drawn))


def shown(request: HttpRequest, film: Film) -> dict[str, Any]:
    """Return what the film page shows to who asks."""
    drawn = drawing.drawn(film.slug, get_language() or "de")
    if drawn is None:
        raise Http404(_("No film is known at this address."))
    return drawn.context | theirs(request, drawn)


def theirs(request: HttpRequest, drawn: drawing.Drawn) -> dict[str, Any]:
    """Return what a film page shows of the reader's own: their stars and marks, their friends, what they judged."""
    member = viewer(request)
    mine = queries.own_of(drawn.film, member)
    return {
        "own_hidden": mine.hidden,
        "own_stars": mine.half_stars,
        "asked_stars": STARS_BY_WORD.get(request.GET.get("stars", "")),
        "half_star_choices": HALF_STAR_CHOICES,
        "marks": marks_of(drawn.film, member),
        "friends": queries.friends_score(drawn.film, member),
        **own.with_reviews(request, [*mine.hidden, *drawn.context["reviews"]]),
    }


def _moved(request: HttpRequest, slug: str) -> HttpResponse:
    moved = film_formerly_at(slug)
    if moved is None:
        raise Http404(_("No film is known at this address."))
    there = request.get_full_path().replace(f"/{slug}/", f"/{moved.slug}/", 1)
    # 308 for a form, so that what was sent goes along.
    return HttpResponsePermanentRedirect(there, preserve_request=request.method == "POST")


@of_film
def reviews(request: HttpRequest, film: Film) -> HttpResponse:
    """All reviews of a film, by order and stars, page by page."""
    order = request.GET.get("sort", queries.DEFAULT_ORDER)
    if order not in queries.ORDERS:
        raise Http404(_("Reviews cannot be ordered like this."))
    half_stars, kind = _stars_asked(request), request.GET.get("kind", "")
    if kind and kind not in KINDS:
        raise Http404(_("Reviews cannot be chosen like this."))
    page = queries.reviews_page(
        film, viewer=viewer(request), order=order, half_stars=half_stars, kind=kind, after=request.GET.get("after")
    )
    score = queries.score_of(film)
    context = {
        "film": film,
        "score": score,
        "reviews": page.items,
        "next": page.next,
        "is_first": page.is_first,
        "order": order,
        "orders": ORDER_NAMES,
        "kind": kind,
        "kinds": KIND_NAMES,
        "half_stars": half_stars,
        "chosen": next((bar for bar in score.bars if bar.half_stars == half_stars), None),
        **own.with_reviews(request, page.items),
    }
    return render(request, "films/reviews.html", context)


@of_film
def review(request: HttpRequest, film: Film, public_id: str) -> HttpResponse:
    """One review, whole."""
    found = queries.review_shown(film, public_id, viewer=viewer(request))
    if found is None:
        raise Http404(_("This review does not exist, or no longer."))
    context = {"film": film, "review": found, **own.with_reviews(request, [found])}
    return render(request, "films/review.html", context)


@of_film
def critique(request: HttpRequest, film: Film) -> HttpResponse:
    """The house's critique, whole; where there are several, the newest first."""
    critiques = editorial.critiques_of(film, viewer=viewer(request), at=timezone.now())
    if not critiques:
        raise Http404(_("The house has not reviewed this film."))
    cast, staff = credit_roll(film)
    context = {"film": film, "critiques": critiques, "cast": cast[:6], "staff": staff}
    return render(request, "films/critique.html", context)


@of_film
def cast(request: HttpRequest, film: Film) -> HttpResponse:
    """The whole credit roll."""
    on_screen, staff = credit_roll(film)
    return render(request, "films/cast.html", {"film": film, "cast": on_screen, "staff": staff})


ORDER_NAMES = (
    ("helpful", gettext_lazy("Most helpful")),
    ("newest", gettext_lazy("Newest")),
    ("best", gettext_lazy("Best rating")),
    ("worst", gettext_lazy("Worst rating")),
    ("followed", gettext_lazy("Most followers")),
)

KIND_NAMES = (
    ("", pgettext_lazy("reviews", "All")),
    ("reviews", gettext_lazy("Reviews")),
    ("notes", gettext_lazy("Notes")),
)


def _stars_asked(request: HttpRequest) -> int | None:
    asked = request.GET.get("stars")
    if not asked:
        return None
    if asked in STARS_BY_WORD:
        return STARS_BY_WORD[asked]
    raise Http404(_("There are 0.5 to 5 stars, in halves: no review can have “%(stars)s”.") % {"stars": asked[:20]})
