"""The doubts that wait for an editor, and one of them with both sides."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog import commands
from abspann.catalog.models import Doubt, Film, Person
from abspann.catalog.queries import Choice, doubt_at, doubts_grouped, doubts_open, progress_of_many, verdicts
from abspann.core.refusal import Refusal
from abspann.members.rights import Act
from abspann.web import errors
from abspann.web.doors import acting, needs, takes
from abspann.web.doubts.choosing import choice_in, filters_of, heading_of, signs_in_words, sources_in_words
from abspann.web.doubts.sides import evidence_of, sides


@needs(Act.MERGE)
def queue(request: HttpRequest) -> HttpResponse:
    """The doubts that nobody has decided, the likeliest first."""
    choice, after = choice_in(request), request.GET.get("after")
    groups, page = doubts_grouped(), doubts_open(choice, after=after)
    decided = verdicts(size=5).items if after is None else []
    progress = progress_of_many(decided)
    context = {
        "page": page,
        "rows": [
            (doubt, sources_in_words(doubt.sources), signs_in_words(doubt.agrees.split())) for doubt in page.items
        ],
        "choice": choice,
        "count": groups.count(choice),
        "open": groups.count(Choice()),
        "filters": filters_of(groups, choice),
        "verdicts": [(verdict, heading_of(verdict), progress[verdict.pk]) for verdict in decided],
    }
    return render(request, "doubts/queue.html", context)


@takes("GET", "HEAD", "POST")
@needs(Act.MERGE)
def doubt(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides: the same, and which page stays; or two."""
    found = doubt_at(pk) if pk < 1 << 63 else None  # a larger number is none that a row can have
    if found is None:
        raise Http404(_("There is no such doubt, or it has been decided."))
    here, there = pair_of(found)
    if request.method != "POST":
        return _page(request, found)
    act = request.POST.get("act")
    if act not in ("one", "two"):
        return errors.bad_request(request)
    kept = next((one for one in (here, there) if one.public_id == request.POST.get("kept")), None)
    if act == "one" and kept is None:
        return _page(request, found, refusal=Refusal(_("Choose which page stays."), field="kept"))
    try:
        merge = commands.decide_doubt(by=acting(request), doubt=found, kept=kept if act == "one" else None)
    except Refusal as no:
        return errors.page(request, no.status, sentence=str(no))
    return redirect("doubts:merged", merge.public_id) if merge else redirect("doubts:queue")


def _page(request: HttpRequest, found: Doubt, *, refusal: Refusal | None = None) -> HttpResponse:
    here, there = pair_of(found)
    context: dict[str, Any] = {
        "doubt": found,
        "sides": sides(here, there, get_language() or "de"),
        "is_film": isinstance(here, Film),
        "evidence": evidence_of(found.evidence),
        "sources": sources_in_words(found.sources),
        "signs": signs_in_words(sign for sign in found.agrees.split() if sign in ("title", "film", "clear")),
        "refusal": str(refusal) if refusal else "",
    }
    return render(request, "doubts/doubt.html", context, status=refusal.status if refusal else 200)


def pair_of(found: Doubt) -> tuple[Film | Person, Film | Person]:
    """Return the two of a doubt."""
    here, there = found.film or found.person, found.other_film or found.other_person
    assert here
    assert there
    return here, there
