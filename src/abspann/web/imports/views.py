"""The log of imports, one import with its refusals, and the ranks of sources."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from abspann.catalog.commands import rank_source
from abspann.catalog.queries import open_doubts, run_at, runs, sources_listed, title_of_source
from abspann.core.refusal import Refusal
from abspann.members.rights import Act
from abspann.web.doors import acting, needs, takes


@needs(Act.IMPORT)
def index(request: HttpRequest) -> HttpResponse:
    """All imports, the newest first, and all sources, the one whose word counts most first."""
    return _index(request)


@needs(Act.IMPORT)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One import: what became of what it read, and why something was refused."""
    run = run_at(number) if number < 2**63 else None
    if run is None:
        raise Http404(_("No such import is in the log."))
    return render(request, "imports/one.html", {"run": run, "title": title_of_source(run.source)})


@takes("POST")
@needs(Act.IMPORT)
def rank(request: HttpRequest) -> HttpResponse:
    """Give a source its rank; the worker lets films follow."""
    source, written = request.POST.get("source", ""), request.POST.get("rank", "").strip()
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else -1
    try:
        rank_source(by=acting(request), source=source, rank=number)
    except Refusal as no:
        return _index(request, wrong=(source, written, str(no)), status=no.status)
    return redirect(f"{reverse('desk:imports')}#source-{source}")


def _index(request: HttpRequest, wrong: tuple[str, str, str] = ("", "", ""), status: int = 200) -> HttpResponse:
    page = runs(viewer=acting(request), after=request.GET.get("after"))
    context = {
        "page": page,
        "runs": [(run, title_of_source(run.source)) for run in page.items],
        "sources": sources_listed(),
        "doubts": open_doubts(),
        "wrong_source": wrong[0],
        "written": wrong[1],
        "sentence": wrong[2],
    }
    return render(request, "imports/index.html", context, status=status)
