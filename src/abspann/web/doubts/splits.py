"""Splitting a source off a film that was two from the start."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from abspann.catalog import commands
from abspann.catalog.models import Film
from abspann.catalog.queries import records_of
from abspann.core.refusal import Refusal
from abspann.members.rights import Act
from abspann.web.corrections.readings import Fault
from abspann.web.corrections.singles import READ
from abspann.web.doors import acting, needs, takes
from abspann.web.films.views import of_film


@takes("GET", "HEAD", "POST")
@needs(Act.MERGE)
@of_film
def split(request: HttpRequest, film: Film) -> HttpResponse:
    """Choose a source, say what its film is called, and it has a page of its own."""
    records = records_of(film)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return redirect("films:show", _split(request, film).slug)
        except Fault as fault:
            errors["year"] = str(fault)
        except Refusal as no:
            errors[no.field or "record"] = str(no)
    written = {name: request.POST.get(name, "") for name in ("record", "title", "year")}
    context = {"film": film, "records": records, "errors": errors, "written": written}
    return render(request, "doubts/split.html", context, status=422 if errors else 200)


def _split(request: HttpRequest, film: Film) -> Film:
    record = next((one for one in records_of(film) if str(one.pk) == request.POST.get("record")), None)
    if record is None:
        raise Refusal(_("Choose the source that tells of another film."), field="record")
    year = READ["year"](request.POST.get("year", ""))
    return commands.split_film(
        by=acting(request), film=film, record=record, title=request.POST.get("title", ""), year=year
    )
