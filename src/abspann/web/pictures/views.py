"""Pictures of a film or a person: all of them, and where they are added, changed and removed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog import commands
from abspann.catalog.models import Film, Person, Picture
from abspann.catalog.queries import film_at, film_formerly_at, person_at, picture_at, pictures_of
from abspann.catalog.rules import PictureKind
from abspann.core.refusal import Refusal
from abspann.members.rights import Act
from abspann.web.accounts import limits
from abspann.web.doors import acting, needs, takes
from abspann.web.pictures.forms import ChangedPicture, NewPicture, of_picture

HOUR = 3_600
PER_MEMBER = 60
"""How many pictures a member may send in an hour."""

P = ParamSpec("P")
Subject = Film | Person
PictureView = Callable[Concatenate[HttpRequest, Subject, P], HttpResponse]


def of_subject(view: PictureView[P]) -> Callable[Concatenate[HttpRequest, str, str, P], HttpResponse]:
    """Give a view the film or the person at the address; a film's former address leads on for good."""

    @wraps(view)
    def found(request: HttpRequest, noun: str, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        subject = film_at(slug, get_language() or "de") if noun == "film" else person_at(slug)
        if subject is not None:
            return view(request, subject, *args, **kwargs)
        moved = film_formerly_at(slug) if noun == "film" else None
        if moved is None:
            raise Http404(
                _("No film is known at this address.") if noun == "film" else _("Nobody is known at this address.")
            )
        there = request.get_full_path().replace(f"/{slug}/", f"/{moved.slug}/", 1)
        return HttpResponsePermanentRedirect(there, preserve_request=request.method == "POST")

    return found  # type: ignore[return-value]  # wraps() keeps the view's own signature for the types


@of_subject
def index(request: HttpRequest, subject: Subject) -> HttpResponse:
    """All pictures, each with who made it and by what right it stands here."""
    pictures = list(pictures_of(subject))
    groups = [
        (kind, [picture for picture in pictures if picture.kind == kind])
        for kind in PictureKind
        if any(picture.kind == kind for picture in pictures)
    ]
    return render(request, "pictures/index.html", _told(subject) | {"groups": groups})


@takes("GET", "HEAD", "POST")
@needs(Act.UPLOAD_PICTURE)
@of_subject
def add(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Add a picture."""
    is_film = isinstance(subject, Film)
    if request.method != "POST":
        return _form(request, "pictures/add.html", subject, NewPicture(is_film=is_film))
    form = NewPicture(request.POST, request.FILES, is_film=is_film)
    if not form.is_valid():
        return _form(request, "pictures/add.html", subject, form, status=422)
    member = acting(request)
    try:
        limits.spend(request, "picture", limit=PER_MEMBER, window=HOUR, whose=member.public_id)
        picture = commands.add_picture(
            by=member,
            subject=subject,
            kind=form.kind_said,
            content=form.cleaned_data["file"].read(),
            facts=form.facts(),
        )
    except Refusal as no:
        form.refuse(no)
        response = _form(request, "pictures/add.html", subject, form, status=no.status)
        if no.wait:
            response["Retry-After"] = str(no.wait)
        return response
    return _to_picture(subject, picture)


@takes("GET", "HEAD", "POST")
@needs(Act.UPLOAD_PICTURE)
@of_subject
def edit(request: HttpRequest, subject: Subject, public_id: str) -> HttpResponse:
    """Change what is said of a picture, and its place."""
    picture = _picture(subject, public_id)
    row = list(subject.pictures.filter(kind=picture.kind).in_order().values_list("pk", flat=True))
    place = row.index(picture.pk) + 1
    if request.method != "POST":
        form = ChangedPicture(initial=of_picture(picture, place), picture=picture, count=len(row))
        return _form(request, "pictures/edit.html", subject, form, picture=picture)
    form = ChangedPicture(request.POST, picture=picture, count=len(row))
    if not form.is_valid():
        return _form(request, "pictures/edit.html", subject, form, picture=picture, status=422)
    chosen = form.cleaned_data["place"]
    try:
        commands.change_picture(
            by=acting(request), picture=picture, facts=form.facts(), place=chosen if chosen != place else None
        )
    except Refusal as no:
        form.refuse(no)
        return _form(request, "pictures/edit.html", subject, form, picture=picture, status=no.status)
    return _to_picture(subject, picture)


@takes("GET", "HEAD", "POST")
@needs(Act.UPLOAD_PICTURE)
@of_subject
def remove(request: HttpRequest, subject: Subject, public_id: str) -> HttpResponse:
    """Ask once, then remove a picture for good."""
    picture = _picture(subject, public_id)
    if request.method != "POST":
        return render(request, "pictures/remove.html", _told(subject) | {"picture": picture})
    commands.remove_picture(by=acting(request), picture=picture)
    return redirect("pictures:index", _noun(subject), subject.slug)


def _picture(subject: Subject, public_id: str) -> Picture:
    picture = picture_at(subject, public_id)
    if picture is None:
        raise Http404(_("There is no such picture, or no longer."))
    return picture


def _to_picture(subject: Subject, picture: Picture) -> HttpResponse:
    there = redirect("pictures:index", _noun(subject), subject.slug)
    there["Location"] += f"#picture-{picture.public_id}"
    return there


def _noun(subject: Subject) -> str:
    return "film" if isinstance(subject, Film) else "person"


def _told(subject: Subject) -> dict[str, Any]:
    return {"subject": subject, "noun": _noun(subject), _noun(subject): subject}


def _form(
    request: HttpRequest,
    template: str,
    subject: Subject,
    form: NewPicture | ChangedPicture,
    *,
    picture: Picture | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(request, template, _told(subject) | {"form": form, "picture": picture}, status=status)
