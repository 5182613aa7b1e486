"""What members do on a film's pages in one tap: rate it, mark it, say whether a review helped."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from abspann.catalog.models import Film
from abspann.core import formats
from abspann.core.refusal import Refusal
from abspann.diary.commands import mark_film, unmark_film
from abspann.diary.queries import marks_of
from abspann.diary.rules import Mark
from abspann.members.rights import Act
from abspann.reviews import queries
from abspann.reviews.commands import judge_review, rate_film, withdraw_rating
from abspann.reviews.rules import STAR_WORDS
from abspann.web.doors import acting, came_from, needs, takes
from abspann.web.films.views import of_film, shown
from abspann.web.stars import HALF_STAR_CHOICES, STARS_BY_WORD

SAID_OF_MARKS = {
    (Mark.WANTS, True): gettext_lazy("On your watchlist."),
    (Mark.WANTS, False): gettext_lazy("No longer on your watchlist."),
    (Mark.SEEN, True): gettext_lazy("Marked as seen."),
    (Mark.SEEN, False): gettext_lazy("No longer marked as seen."),
}
HELPFUL = {"yes": True, "no": False, "none": None}


@takes("GET", "HEAD", "POST")
@needs(Act.RATE)
@of_film
def rate(request: HttpRequest, film: Film) -> HttpResponse:
    """Rate a film, or take one's rating back; who came here by logging in goes back to the film with these stars."""
    address = reverse("films:show", args=[film.slug])
    if request.method != "POST":
        asked = request.GET.get("stars", "")
        return HttpResponseRedirect(f"{address}?stars={asked}#act" if asked in STARS_BY_WORD else f"{address}#act")
    member = acting(request)
    if request.POST.get("act") == "withdraw":
        withdraw_rating(by=member, film=film, member=member)
        return _rated(request, film, None)
    half_stars = STARS_BY_WORD.get(request.POST.get("stars", ""))
    if half_stars is None:
        trouble = _("Choose between half a star and five stars, in half stars.")
        return render(request, "films/show.html", shown(request, film) | {"rating_trouble": trouble}, status=422)
    rate_film(by=member, film=film, member=member, half_stars=half_stars)
    return _rated(request, film, half_stars)


def _rated(request: HttpRequest, film: Film, half_stars: int | None) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"{reverse('films:show', args=[film.slug])}#act")
    score = queries.score_of(film)
    context = {
        "film": film,
        "score": score,
        "ratings_spread": tuple(bar.ratings for bar in score.bars),
        "half_star_choices": HALF_STAR_CHOICES,
        "own_stars": half_stars,
        "said": _said_of(half_stars),
        "withdrawn": half_stars is None,
    }
    return render(request, "films/parts/rated.html", context)


def _said_of(half_stars: int | None) -> str:
    if half_stars is None:
        return _("Your rating is withdrawn.")
    given = {"stars": formats.stars(half_stars, get_language() or "de"), "words": STAR_WORDS[half_stars]}
    return _("Rated: %(stars)s of 5, %(words)s.") % given


@takes("POST")
@needs(Act.MARK_FILM)
@of_film
def mark(request: HttpRequest, film: Film) -> HttpResponse:
    """Put a film on the watchlist or among those seen (`mark`), or take it off (`unmark`)."""
    member = acting(request)
    on = "mark" in request.POST
    kind = request.POST.get("mark" if on else "unmark")
    if kind not in Mark.values:
        raise Refusal(_("A film can be marked as one that you want to see, or as seen."))
    (mark_film if on else unmark_film)(by=member, film=film, kind=Mark(kind))
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"{reverse('films:show', args=[film.slug])}#act")
    context: dict[str, Any] = {
        "film": film,
        "marks": marks_of(film, member),
        "said": SAID_OF_MARKS[Mark(kind), on],
    }
    return render(request, "films/parts/marked.html", context)


@takes("POST")
@needs(Act.JUDGE_REVIEW)
@of_film
def judge(request: HttpRequest, film: Film, public_id: str) -> HttpResponse:
    """Say whether a review helped: `helpful` is yes, no, or none to take it back."""
    member = acting(request)
    review = queries.review_shown(film, public_id, viewer=member)
    if review is None:
        raise Http404(_("This review does not exist, or no longer."))
    answer = request.POST.get("helpful")
    if answer not in HELPFUL:
        raise Refusal(_("Say whether the review helped you: yes or no."))
    helpful = HELPFUL[answer]
    judge_review(by=member, review=review, helpful=helpful)
    if not request.headers.get("HX-Request"):
        address = reverse("films:review", args=[film.slug, review.public_id])
        return HttpResponseRedirect(came_from(request, address))
    context = {
        "film": film,
        "review": review,
        "helped": {review.pk} if helpful else set(),
        "unhelped": {review.pk} if helpful is False else set(),
        "said": _("Noted.") if helpful is not None else _("Your answer is withdrawn."),
    }
    return render(request, "reviews/parts/judged.html", context)
