"""People as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery

from abspann.catalog.models import Credit, Edition, Person, PersonSlug
from abspann.catalog.queries.films import films_named
from abspann.catalog.queries.prizes import PrizesOfEdition, prizes
from abspann.catalog.rules import Job
from abspann.core.fitting import as_name


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person with their filmography by job and what they won."""

    person: Person
    filmography: tuple[tuple[Job, tuple[Credit, ...]], ...]
    editions: tuple[PrizesOfEdition, ...]


def person_at(slug: str) -> Person | None:
    """Return the person at an address."""
    return Person.objects.filter(slug=slug).first()


def person_formerly_at(slug: str) -> Person | None:
    """Return the person who once stood at this address."""
    former = PersonSlug.objects.select_related("person").filter(slug=slug).first()
    return former.person if former else None


def person_page(person: Person, language: str) -> PersonPage:
    """Read a person's page: the jobs with most films first, in each the newest film first."""
    films = Prefetch("film", films_named(language))
    credits = list(
        Credit.objects.filter(person=person)
        .prefetch_related(films)
        .order_by(F("film__year").desc(nulls_last=True), "film__sort_title")
    )
    jobs: dict[str, list[Credit]] = {}
    for credit in credits:
        jobs.setdefault(credit.job, []).append(credit)
    order = list(Job)
    by_size = sorted(jobs.items(), key=lambda item: (-len(item[1]), order.index(Job(item[0]))))
    return PersonPage(
        person=person,
        filmography=tuple((Job(job), tuple(group)) for job, group in by_size),
        editions=prizes(Q(people__person=person)),
    )


def people_named(names: Iterable[str]) -> list[Person]:
    """Return everybody of these names, whoever came first first, with `known_for`: the title of their newest film."""
    newest = (
        Credit.objects.filter(person=OuterRef("pk"))
        .order_by(F("film__year").desc(nulls_last=True), "film__sort_title")
        .values("film__title")[:1]
    )
    wanted = {as_name(name) for name in names if name}
    return list(Person.objects.filter(name__in=wanted).annotate(known_for=Subquery(newest)).order_by("pk"))


def juries_of(person: Person) -> QuerySet[Edition]:
    """Return the editions whose jury a person presided over, the newest first."""
    return Edition.objects.filter(jury_president=person).select_related("festival").order_by("-year")
