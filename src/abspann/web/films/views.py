"""The film page and its sub-pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from abspann.catalog.models import Film
from abspann.catalog.queries import credit_roll, film_at, film_formerly_at, film_page
from abspann.diary.queries import marks_of
from abspann.discovery.queries import similar_films
from abspann.editorial import queries as editorial
from abspann.reviews import queries
from abspann.reviews.rules import STAR_WORDS, STARS
from abspann.web.context import viewer
from abspann.web.films import structured, synopsis
from abspann.web.members import own

P = ParamSpec("P")
STARS_BY_WORD = {words: stars for stars in STARS for words in (f"{stars / 2:.1f}", f"{stars / 2:g}")}
"""How an address or a form says half stars: «3.5», «4», «4.0»."""

HALF_STAR_CHOICES = tuple((stars, f"{stars / 2:g}", words) for stars, words in STAR_WORDS.items())
"""The ten choices of a rating: half stars, as a form says them, in words."""

FilmView = Callable[Concatenate[HttpRequest, Film, P], HttpResponse]


def of_film(view: FilmView[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Give a view the film at the address; a former address leads on for good, an unknown one is a 404."""

    @wraps(view)
    def found(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        film = film_at(slug, get_language() or "de")
        if film is None:
            moved = film_formerly_at(slug)
            if moved is None:
                raise Http404(_("No film is known at this address."))
            there = request.get_full_path().replace(f"/{slug}/", f"/{moved.slug}/", 1)
            # 308 for a form, so that what was sent goes along.
            return HttpResponsePermanentRedirect(there, preserve_request=request.method == "POST")
        return view(request, film, *args, **kwargs)

    return found  # type: ignore[return-value]  # wraps() keeps the view's own signature for the types


@of_film
def show(request: HttpRequest, film: Film) -> HttpResponse:
    """The film page."""
    return render(request, "films/show.html", shown(request, film))


def shown(request: HttpRequest, film: Film) -> dict[str, Any]:
    """Return what the film page shows to who asks."""
    language = get_language() or "de"
    member = viewer(request)
    page = film_page(film, language)
    critiques = editorial.critiques_of(film, viewer=viewer(request), at=timezone.now())
    press = editorial.press_of(film)
    score = queries.score_of(film)
    first = queries.reviews_page(
        film, viewer=viewer(request), order=queries.DEFAULT_ORDER, half_stars=None, after=None, size=queries.FIRST_CARDS
    )
    return {
        "page": page,
        "film": film,
        "score": score,
        "ratings_spread": tuple(bar.ratings for bar in score.bars),
        "critiques": critiques,
        "house_average": editorial.average(critiques),
        "house_spread": editorial.spread(critiques),
        "house_rated": sum(editorial.spread(critiques)),
        "press": press,
        "press_average": editorial.average(press),
        "press_spread": editorial.spread(press),
        "press_rated": sum(editorial.spread(press)),
        "reviews": first.items,
        "has_more_reviews": first.next is not None,
        "similar": similar_films(film, language),
        "synopsis_html": synopsis.linked(page),
        "won": sum(prize.outcome.result == "won" for group in page.editions for prize in group.prizes),
        "credit_count": len(
            {c.person_id for c in page.cast} | {c.person_id for _job, group in page.staff for c in group}
        ),
        "structured": structured.film(page, score, first.items, critiques),
        "own_stars": queries.rating_of(film, member),
        "asked_stars": STARS_BY_WORD.get(request.GET.get("stars", "")),
        "half_star_choices": HALF_STAR_CHOICES,
        "marks": marks_of(film, member),
        "friends": queries.friends_score(film, member),
        **own.with_reviews(request, first.items),
    }


@of_film
def reviews(request: HttpRequest, film: Film) -> HttpResponse:
    """All reviews of a film, by order and stars, page by page."""
    order = request.GET.get("sort", queries.DEFAULT_ORDER)
    if order not in queries.ORDERS:
        raise Http404(_("Reviews cannot be ordered like this."))
    half_stars = _stars_asked(request)
    page = queries.reviews_page(
        film, viewer=viewer(request), order=order, half_stars=half_stars, after=request.GET.get("after")
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


def _stars_asked(request: HttpRequest) -> int | None:
    asked = request.GET.get("stars")
    if not asked:
        return None
    if asked in STARS_BY_WORD:
        return STARS_BY_WORD[asked]
    raise Http404(_("There are 0.5 to 5 stars, in halves: no review can have “%(stars)s”.") % {"stars": asked[:20]})
