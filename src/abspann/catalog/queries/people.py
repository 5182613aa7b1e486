"""People as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Prefetch, Q, Subquery, Window
from django.db.models.functions import RowNumber

from abspann.catalog.models import Credit, Person
from abspann.catalog.queries.films import films_named, title_of
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


def known_for(people: Iterable[Person], language: str, films: int = 2) -> dict[int, tuple[str, ...]]:
    """Return the titles by which each of these people is told from others of the name: of the films in which they
    stand first, the newest; in two queries."""
    wanted = [person.pk for person in people]
    if not wanted:
        return {}
    place = Window(
        RowNumber(),
        partition_by=F("person"),
        order_by=[F("billing").asc(), F("film__year").desc(nulls_last=True), "pk"],
    )
    first = (
        Credit.objects.filter(person__in=wanted).annotate(place=place).filter(place__lte=2 * films).order_by("place")
    )
    rows = list(first.values_list("person", "film"))
    named = films_named(language).in_bulk({film for _person, film in rows})
    titles: dict[int, dict[str, None]] = {}
    for person, film in rows:
        titles.setdefault(person, {})[title_of(named[film])] = None
    return {person: tuple(found)[:films] for person, found in titles.items()}
