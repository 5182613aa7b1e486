"""People as their pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from abspann.catalog.models import Credit, Edition, Film, OutcomePerson, Person, PersonSlug
from abspann.catalog.queries.films import films_named
from abspann.catalog.queries.prizes import PrizesOfEdition, prizes
from abspann.catalog.rules import Job
from abspann.core.fitting import as_name
from abspann.core.paging import Key, Page, page_of

POSTERS_OF_JOB = 12
ROW = 4
PARTS_OF_JOB = 36
"""So many films of a job stand on the page of the person; what is older stands on a page of its own."""

FILMOGRAPHY_PAGE = 60


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
    """What a person did in one job: how many films, and the newest of them."""

    job: Job
    total: int
    parts: tuple[Part, ...]

    @property
    def first(self) -> tuple[Part, ...]:
        """The newest, which stand with their posters where the job is the main one."""
        return self.parts[: self._posters]

    @property
    def rest(self) -> tuple[Part, ...]:
        """The older ones."""
        return self.parts[self._posters :]

    @property
    def _posters(self) -> int:
        """Whole rows of posters, as they stand on a desk: none stands alone in the last."""
        known = len(self.parts)
        return min(POSTERS_OF_JOB, known - known % ROW) if known > ROW else known

    @property
    def is_cut(self) -> bool:
        """Whether there are more films than stand here."""
        return self.total > len(self.parts)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person with their filmography by job and what they won."""

    person: Person
    filmography: tuple[JobOfPerson, ...]
    film_count: int
    editions: tuple[PrizesOfEdition, ...]


def person_at(slug: str) -> Person | None:
    """Return the person at an address."""
    return Person.objects.filter(slug=slug).first()


def person_formerly_at(slug: str) -> Person | None:
    """Return the person who once stood at this address."""
    former = PersonSlug.objects.select_related("person").filter(slug=slug).first()
    return former.person if former else None


def person_page(person: Person, language: str) -> PersonPage:
    """Read a person's page: the jobs with most films first, in each the newest film first; three queries in all."""
    rows = (
        Credit.objects.filter(person=person)
        .order_by(F("film__year").desc(nulls_last=True), "film__sort_title", "pk")
        .values_list("job", "film", "role")
    )
    roles: dict[str, dict[int, list[str]]] = {}
    for job, film, role in rows:
        roles.setdefault(job, {}).setdefault(film, []).extend([role] if role else [])
    films = films_named(language).in_bulk({film for job in roles.values() for film in list(job)[:PARTS_OF_JOB]})
    order = list(Job)
    by_size = sorted(roles, key=lambda job: (-len(roles[job]), order.index(Job(job))))
    return PersonPage(
        person=person,
        filmography=tuple(
            JobOfPerson(
                Job(job),
                len(roles[job]),
                tuple(Part(films[pk], tuple(roles[job][pk])) for pk in list(roles[job])[:PARTS_OF_JOB]),
            )
            for job in by_size
        ),
        film_count=len({film for job in roles.values() for film in job}),
        editions=prizes(Q(people__person=person)),
    )


def filmography(person: Person, job: Job, *, language: str, after: str | None) -> tuple[list[Part], Page[Film]]:
    """Return a page of what a person did in a job, the newest first, those without a year last; two queries."""
    credits = Credit.objects.filter(person=person, job=job)
    found = films_named(language).filter(pk__in=credits.values("film"))
    films: QuerySet[Film] = found.annotate(year_or_0=Coalesce(F("year"), Value(0)))
    order = (Key("year_or_0", descending=True), Key("sort_title", kind=str), Key("public_id", kind=str))
    page = page_of(films, of=f"filmography:{person.pk}:{job}", order=order, after=after, size=FILMOGRAPHY_PAGE)
    roles: dict[int, list[str]] = {}
    for film, role in credits.filter(film__in=page.items).order_by("pk").values_list("film", "role"):
        roles.setdefault(film, []).extend([role] if role else [])
    return [Part(film, tuple(roles.get(film.pk, ()))) for film in page.items], page


def known_for(people: Iterable[Person], language: str) -> dict[int, Film]:
    """Return, by person, the film that they are known for: the one in which they stand first in the credits, and of
    those the newest; without credits, the film for which they were named at a festival last. Two queries."""
    ids = [person.pk for person in people]
    best = (
        Credit.objects.filter(person=OuterRef("pk"))
        .order_by("billing", F("film__year").desc(nulls_last=True), "film")
        .values("film")[:1]
    )
    named = (
        OutcomePerson.objects.filter(person=OuterRef("pk"))
        .order_by("-outcome__edition__year", "outcome")
        .values("outcome__film")[:1]
    )
    known = Coalesce(Subquery(best), Subquery(named))
    chosen = dict(Person.objects.filter(pk__in=ids).annotate(known=known).values_list("pk", "known"))
    films = films_named(language).in_bulk({pk for pk in chosen.values() if pk})
    return {person: films[film] for person, film in chosen.items() if film in films}


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
