"""Profiles, and following."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from abspann.catalog.models import Film
from abspann.catalog.queries import films_named
from abspann.core.refusal import Refusal
from abspann.diary.queries import films_marked_by
from abspann.diary.rules import Mark
from abspann.members import commands, queries
from abspann.members.models import Member
from abspann.members.rights import Act
from abspann.members.rules import LONGEST_ABOUT, LONGEST_NAME, Language
from abspann.reviews.models import Review
from abspann.reviews.queries import films_rated_by, reviews_by, score_by
from abspann.web.context import viewer
from abspann.web.doors import acting, came_from, needs, takes
from abspann.web.members import own
from abspann.web.stars import STARS_BY_WORD

P = ParamSpec("P")
MemberView = Callable[Concatenate[HttpRequest, Member, P], HttpResponse]
FIRST_REVIEWS = 3
FIRST_FILMS = 6


class ProfileForm(forms.Form):
    """What a member says of themselves; the command knows what a name may be."""

    display_name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    about = forms.CharField(
        label=gettext_lazy("About you"),
        max_length=LONGEST_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Our letters"), choices=Language.choices, required=False)


def of_member(view: MemberView[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Give a view the member at the address; who never was, is leaving, or is gone, is one and the same 404."""

    @wraps(view)
    def found(request: HttpRequest, handle: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        member = queries.member_at(handle)
        if member is None:
            raise Http404
        return view(request, member, *args, **kwargs)

    return found  # type: ignore[return-value]  # wraps() keeps the view's own signature for the types


@of_member
def show(request: HttpRequest, person: Member) -> HttpResponse:
    """A member's profile."""
    language = _language()
    score = score_by(person)
    written = reviews_by(person, viewer=viewer(request), size=FIRST_REVIEWS)
    _name_films(written.items, language)
    wanted = films_marked_by(person, Mark.WANTS, language=language, size=FIRST_FILMS)
    context = {
        **_of(request, person),
        "score": score,
        "reviews": written.items,
        "rated": films_rated_by(person, language=language, size=FIRST_FILMS).items,
        "wanted": [mark.film for mark in wanted.items],
        "follower_count": person.follower_count,
        "following_count": queries.following_count(person),
        **own.with_reviews(request, written.items),
        "followed": queries.followed_among(viewer(request), [person]),
    }
    return render(request, "members/show.html", context)


@of_member
def reviews(request: HttpRequest, person: Member) -> HttpResponse:
    """All that a member wrote, page by page."""
    page = reviews_by(person, viewer=viewer(request), after=request.GET.get("after"))
    _name_films(page.items, _language())
    context = {**_of(request, person), "list": page, "reviews": page.items, **own.with_reviews(request, page.items)}
    return render(request, "members/reviews.html", context)


@of_member
def ratings(request: HttpRequest, person: Member) -> HttpResponse:
    """All films that a member rated, page by page, or those with one number of stars."""
    asked = request.GET.get("stars")
    if asked and asked not in STARS_BY_WORD:
        raise Http404(_("There are 0.5 to 5 stars, in halves."))
    half_stars = STARS_BY_WORD[asked] if asked else None
    page = films_rated_by(person, language=_language(), half_stars=half_stars, after=request.GET.get("after"))
    context = {**_of(request, person), "list": page, "score": score_by(person), "half_stars": half_stars}
    return render(request, "members/ratings.html", context)


@of_member
def watchlist(request: HttpRequest, person: Member) -> HttpResponse:
    """The films that a member wants to see, those marked last first."""
    page = films_marked_by(person, Mark.WANTS, language=_language(), after=request.GET.get("after"))
    return render(request, "members/watchlist.html", {**_of(request, person), "list": page})


@of_member
def followers(request: HttpRequest, person: Member) -> HttpResponse:
    """Who follows a member."""
    page = queries.followers_page(person, after=request.GET.get("after"))
    return _people(request, person, "followers", page.items, {"list": page})


@of_member
def following(request: HttpRequest, person: Member) -> HttpResponse:
    """Whom a member follows."""
    page = queries.following_page(person, after=request.GET.get("after"))
    return _people(request, person, "following", page.items, {"list": page})


@takes("POST")
@needs(Act.FOLLOW)
def follow(request: HttpRequest, public_id: str) -> HttpResponse:
    """Follow a member, or (`act=unfollow`) follow them no longer."""
    member, author = acting(request), queries.member_shown(public_id)
    if author is None:
        raise Http404
    ends = request.POST.get("act") == "unfollow"
    (commands.unfollow if ends else commands.follow)(by=member, followed=author)
    if not request.headers.get("HX-Request"):
        here = reverse("members:show", args=[author.handle]) if author.handle else reverse("site:reviews")
        return HttpResponseRedirect(came_from(request, here))
    said = _("You no longer follow %(name)s.") if ends else _("You follow %(name)s now.")
    context = {
        "author": author,
        "followed": frozenset() if ends else {author.pk},
        "said": said % {"name": author.display_name},
        "on_profile": request.POST.get("as_figure") == "yes",
    }
    return render(request, "members/parts/followed.html", context)


@takes("GET", "HEAD", "POST")
@needs(Act.EDIT_PROFILE)
def edit(request: HttpRequest) -> HttpResponse:
    """What a member says of themselves: their name, and some lines."""
    member = acting(request)
    said = {"display_name": member.display_name, "about": member.about, "language": member.language}
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm(initial=said)
    if form.is_valid():
        try:
            commands.edit_profile(by=member, member=member, **form.cleaned_data)
        except Refusal as no:
            form.add_error(no.field if no.field in form.fields else None, str(no))
        else:
            return redirect("members:show", member.handle)
    return render(request, "members/edit.html", {"form": form}, status=422 if form.is_bound else 200)


def _of(request: HttpRequest, person: Member) -> dict[str, Any]:
    return {"person": person, "is_own": viewer(request) == person}


def _people(
    request: HttpRequest, person: Member, which: str, people: Sequence[Member], more: dict[str, Any]
) -> HttpResponse:
    followed = queries.followed_among(viewer(request), people)
    context = {**_of(request, person), "which": which, "people": people, "followed": followed, **more}
    return render(request, "members/people.html", context)


def _language() -> str:
    return get_language() or "de"


def _name_films(found: Sequence[Review], language: str) -> None:
    films: dict[int, Film] = films_named(language).in_bulk({review.film_id for review in found})
    for review in found:
        review.film = films[review.film_id]
