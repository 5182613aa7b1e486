"""The person page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog.models import Credit, Film
from abspann.catalog.queries import juries_of, person_at, person_formerly_at, person_page
from abspann.catalog.rules import ON_SCREEN, Job

POSTERS_OF_JOB = 12


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A person's filmography by job, what they won, and the juries they led."""
    person = person_at(slug)
    if person is None and (moved := person_formerly_at(slug)):
        return redirect("people:show", moved.slug, permanent=True)
    if person is None:
        raise Http404(_("Nobody is known at this address."))
    page = person_page(person, get_language() or "de")
    films = {credit.film_id: credit.film for _job, credits in page.filmography for credit in credits}
    for group in page.editions:
        for prize in group.prizes:
            # The same film under the title that the reader's language has for it.
            prize.outcome.film = films.get(prize.outcome.film_id, prize.outcome.film)
    context = {
        "page": page,
        "person": person,
        "jobs": [job_of(job, credits) for job, credits in page.filmography],
        "film_count": len(films),
        "only_film": next(iter(films.values())) if len(films) == 1 else None,
        "juries": juries_of(person),
    }
    return render(request, "people/show.html", context)


@dataclass(frozen=True, slots=True)
class Part:
    """A film with all that a person played in it."""

    film: Film
    roles: tuple[str, ...]

    @property
    def played(self) -> str:
        """`als Ali`, `als Ali, Sam`; nothing where no role is known."""
        return _("as %(roles)s") % {"roles": ", ".join(self.roles)} if self.roles else ""


@dataclass(frozen=True, slots=True)
class JobOfPerson:
    """What a person did in one job."""

    job: Job
    parts: tuple[Part, ...]

    @property
    def on_screen(self) -> bool:
        """Whether there are roles to be named."""
        return self.job in ON_SCREEN

    @property
    def first(self) -> tuple[Part, ...]:
        """The newest, which stand with their posters where the job is the main one."""
        return self.parts[:POSTERS_OF_JOB]

    @property
    def rest(self) -> tuple[Part, ...]:
        """The older ones."""
        return self.parts[POSTERS_OF_JOB:]


def job_of(job: Job, credits: Iterable[Credit]) -> JobOfPerson:
    """Put several roles in one film together."""
    films: dict[int, Film] = {}
    roles: dict[int, list[str]] = {}
    for credit in credits:
        films[credit.film_id] = credit.film
        roles.setdefault(credit.film_id, []).extend([credit.role] if credit.role else [])
    return JobOfPerson(job, tuple(Part(film, tuple(roles[pk])) for pk, film in films.items()))
