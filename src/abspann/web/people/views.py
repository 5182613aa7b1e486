"""The person page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog.queries import person_at, person_page


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A person's filmography by job, and what they won."""
    person = person_at(slug)
    if person is None:
        raise Http404(_("Nobody is known at this address."))
    return render(request, "people/show.html", {"page": person_page(person, get_language() or "de"), "person": person})
