"""The person page, what somebody did in one job, and everybody from A to Z."""

from __future__ import annotations

from string import ascii_lowercase
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog.models import Person
from abspann.catalog.queries import (
    filmography,
    juries_of,
    known_for,
    person_at,
    person_formerly_at,
    person_page,
    portrait_of,
    sources_credited,
)
from abspann.catalog.rules import Job
from abspann.discovery.queries import letters, people_at
from abspann.web.browse.structured import crumbs

NO_LETTER = "0"
"""How an address calls the names that begin with no letter from A to Z."""


def index(request: HttpRequest) -> HttpResponse:
    """The letters, each with how many people it has."""
    return render(request, "people/index.html", {"letters": _letters(""), "total": sum(letters().values())})


def letter(request: HttpRequest, letter: str) -> HttpResponse:
    """The people whose family name begins with a letter, each with the film that they are known for."""
    if letter not in (*ascii_lowercase, NO_LETTER):
        raise Http404(_("There is no such letter."))
    sign = "#" if letter == NO_LETTER else letter
    page = people_at(sign, after=request.GET.get("after"))
    films = known_for([entry.person for entry in page.items], get_language() or "de")
    counted = letters()
    context = {
        "sign": sign.upper(),
        "people": [(entry.person, films.get(entry.person_id)) for entry in page.items],
        "page": page,
        "found": counted.get(sign, 0),
        "letters": _letters(sign),
    }
    return render(request, "people/letter.html", context)


def _letters(chosen: str) -> list[tuple[str, str, int, bool]]:
    """Return (sign, address, how many, whether it is chosen), A to Z and what begins with none."""
    counted = letters()
    signs = [*ascii_lowercase, *(["#"] if "#" in counted else [])]
    return [
        (
            sign.upper(),
            reverse("people:letter", args=[NO_LETTER if sign == "#" else sign]),
            counted.get(sign, 0),
            sign == chosen,
        )
        for sign in signs
    ]


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A person's filmography by job, what they won, and the juries they led."""
    person = person_at(slug)
    if person is None and (moved := person_formerly_at(slug)):
        return redirect("people:show", moved.slug, permanent=True)
    if person is None:
        raise Http404(_("Nobody is known at this address."))
    page = person_page(person, get_language() or "de")
    films = {part.film.pk: part.film for job in page.filmography for part in job.parts}
    for group in page.editions:
        for prize in group.prizes:
            # The same film under the title that the reader's language has for it.
            prize.outcome.film = films.get(prize.outcome.film_id, prize.outcome.film)
    context = {
        "page": page,
        "person": person,
        "portrait": portrait_of(person),
        "jobs": page.filmography,
        "film_count": page.film_count,
        "only_film": next(iter(films.values())) if page.film_count == 1 else None,
        "sources": sources_credited(person),
        "juries": juries_of(person),
        "structured": _structured(request, person, page.filmography[0].job if page.filmography else None),
    }
    return render(request, "people/show.html", context)


def job(request: HttpRequest, slug: str, job: str) -> HttpResponse:
    """All that a person did in one job, page by page."""
    person = _person(slug)
    if job not in Job.values:
        raise Http404(_("There is no such job on a film."))
    parts, page = filmography(person, Job(job), language=get_language() or "de", after=request.GET.get("after"))
    if not parts and page.is_first:
        raise Http404(_("Of this person no such film is known."))
    return render(request, "people/job.html", {"person": person, "job": Job(job), "parts": parts, "page": page})


def _person(slug: str) -> Person:
    person = person_at(slug)
    if person is None:
        raise Http404(_("Nobody is known at this address."))
    return person


def _structured(request: HttpRequest, person: Person, job: Job | None) -> dict[str, Any]:
    """A person as schema.org describes one; what is unknown is left out."""
    way = ((_("People"), reverse("people:index")),)
    return {
        "@context": "https://schema.org",
        "@type": "ProfilePage",
        "breadcrumb": crumbs(way, person.name, request.path),
        "mainEntity": {
            key: value
            for key, value in {
                "@type": "Person",
                "name": person.name,
                "url": settings.SITE_URL + request.path,
                "birthDate": _day(person.born_on, person.born_year),
                "deathDate": _day(person.died_on, person.died_year),
                "birthPlace": person.birthplace,
                "jobTitle": str(job.label) if job else None,
            }.items()
            if value is not None
        },
    }


def _day(day: Any, year: int | None) -> str | None:
    return day.isoformat() if day else str(year) if year else None
