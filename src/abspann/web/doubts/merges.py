"""Merging by hand: finding the other page, both sides, what was merged, and the way back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog import commands
from abspann.catalog.models import Film, Merge, Moved, Person, Revision
from abspann.catalog.queries import (
    Hidden,
    decided_with,
    film_at,
    film_formerly_at,
    hidden_of,
    history_before,
    may_be_undone,
    merge_at,
    merges_of,
    person_at,
    person_formerly_at,
    records_of,
)
from abspann.core.refusal import Refusal
from abspann.core.text import one_line
from abspann.discovery.queries import search
from abspann.members.queries import may
from abspann.members.rights import Act
from abspann.web import errors
from abspann.web.context import viewer
from abspann.web.corrections.differences import Difference, differences
from abspann.web.doors import acting, needs, takes
from abspann.web.doubts.sides import name_of, sides

ADDRESS = re.compile(r"/(?:film|person)/([-\w]{1,140})(?:/|\Z)")
LONGEST = 200


def _here() -> str:
    return get_language() or "de"


@needs(Act.MERGE)
def find_film(request: HttpRequest, slug: str) -> HttpResponse:
    """Find the film that is the same as this one, by its title or its address."""
    return _find(request, _film(slug))


@needs(Act.MERGE)
def find_person(request: HttpRequest, slug: str) -> HttpResponse:
    """Find the person who is the same as this one."""
    return _find(request, _person(slug))


def _find(request: HttpRequest, subject: Film | Person) -> HttpResponse:
    asked = one_line(request.GET.get("q", ""))[:LONGEST]
    found: Sequence[Film | Person] = []
    if address := ADDRESS.search(asked):
        other = _at(subject, address[1])
        found = [other] if other else []
    elif asked:
        findings = search(asked, _here())
        found = findings.films if isinstance(subject, Film) else findings.people
    context = {"subject": subject, "name": name_of(subject), "is_film": isinstance(subject, Film), "asked": asked}
    can_split = isinstance(subject, Film) and bool(records_of(subject))
    return render(
        request,
        "doubts/find.html",
        context | {"found": [one for one in found if one != subject], "can_split": can_split},
    )


@takes("GET", "HEAD", "POST")
@needs(Act.MERGE)
def merge_film(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    """Two films side by side; merge them, and say which page stays."""
    return _merge(request, _film(slug), _film(other))


@takes("GET", "HEAD", "POST")
@needs(Act.MERGE)
def merge_person(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    """Two people side by side; merge them, and say which page stays."""
    return _merge(request, _person(slug), _person(other))


def _merge(request: HttpRequest, here: Film | Person, there: Film | Person) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            return redirect("doubts:merged", _merged(request, here, there).public_id)
        except Refusal as no:
            if no.field != "kept":
                return errors.page(request, no.status, sentence=str(no))
            refusal = no
    context = {
        "sides": sides(here, there, _here()),
        "is_film": isinstance(here, Film),
        "name": name_of(here),
        "refusal": str(refusal) if refusal else "",
    }
    return render(request, "doubts/merge.html", context, status=refusal.status if refusal else 200)


def _merged(request: HttpRequest, here: Film | Person, there: Film | Person) -> Merge:
    kept = next((one for one in (here, there) if one.public_id == request.POST.get("kept")), None)
    if kept is None:
        raise Refusal(_("Choose which page stays."), field="kept")
    gone = there if kept == here else here
    if isinstance(kept, Film) and isinstance(gone, Film):
        return commands.merge_films(by=acting(request), kept=kept, gone=gone)
    assert isinstance(kept, Person)
    assert isinstance(gone, Person)
    return commands.merge_people(by=acting(request), kept=kept, gone=gone)


@needs(Act.MERGE)
def merged(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a merge did, the history of who is gone, and the way back."""
    merge = _known(public_id)
    kept = merge.kept
    merges, hidden = merges_of(kept) if kept else [], hidden_of(kept)
    context = {
        "merge": merge,
        "kept": kept,
        "name": name_of(kept) if kept else "",
        "moved": merge.moved.filter(act=Moved.Act.MOVED).count(),
        "displaced": merge.moved.filter(act=Moved.Act.DISPLACED).exclude(label="catalog.Revision").count(),
        "first": may_be_undone(merges),
        "may_undo": may(viewer(request), Act.MERGE),
        "verdict": decided_with(merge.pk),
        "entries": [(revision, _told(revision, hidden)) for revision in history_before(merge)],
    }
    return render(request, "doubts/merged.html", context)


def _told(revision: Revision, hidden: Hidden) -> list[Difference]:
    if revision.brought_in:
        return []
    return differences(revision.before, revision.after, _here(), hidden=hidden)


@takes("POST")
@needs(Act.MERGE)
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Part again what was merged."""
    merge = _known(public_id)
    try:
        back = commands.undo_merge(by=acting(request), merge=merge)
    except Refusal as no:
        return errors.page(request, no.status, sentence=str(no))
    return redirect(resolve_url("films:show" if isinstance(back, Film) else "people:show", back.slug))


def _known(public_id: str) -> Merge:
    merge = merge_at(public_id)
    if merge is None:
        raise Http404(_("No such merge is known."))
    return merge


def _at(subject: Film | Person, slug: str) -> Film | Person | None:
    if isinstance(subject, Film):
        return film_at(slug, _here()) or film_formerly_at(slug)
    return person_at(slug) or person_formerly_at(slug)


def _film(slug: str) -> Film:
    film = film_at(slug, _here()) or film_formerly_at(slug)
    if film is None:
        raise Http404(_("No film is known at this address."))
    return film


def _person(slug: str) -> Person:
    person = person_at(slug) or person_formerly_at(slug)
    if person is None:
        raise Http404(_("Nobody is known at this address."))
    return person
