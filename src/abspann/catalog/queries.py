"""Page-shaped reads of the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from abspann.catalog.models import (
    Credit,
    Edition,
    Festival,
    Film,
    FilmCompany,
    FilmFacet,
    FilmSlug,
    FilmTitle,
    Outcome,
    Person,
    Release,
    Synopsis,
    Trivia,
)
from abspann.catalog.poster.facts import Sheet
from abspann.catalog.rules import ON_SCREEN, CompanyJob, FacetKind, Job, Result
from abspann.core.formats import country
from abspann.core.sorting import sort_key
from abspann.core.text import folded

HOME_COUNTRY = "DE"
HOME_LANGUAGE = "de"


@dataclass(frozen=True, slots=True)
class Holder:
    """A person to whom an outcome belongs."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Prize:
    """An outcome with the people to whom it belongs."""

    outcome: Outcome
    people: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class PrizesOfEdition:
    """What happened at one edition, in the festival's order."""

    edition: Edition
    prizes: tuple[Prize, ...]


@dataclass(frozen=True, slots=True)
class FilmPage:
    """What the catalog knows about a film, as its page shows it."""

    film: Film
    genres: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    productions: tuple[str, ...]
    distributors: tuple[str, ...]
    cast: tuple[Credit, ...]
    staff: tuple[tuple[Job, tuple[Credit, ...]], ...]
    synopsis: Synopsis | None
    trivia: tuple[Trivia, ...]
    editions: tuple[PrizesOfEdition, ...]
    title: str
    staff_by_job: dict[str, tuple[Credit, ...]] = field(default_factory=dict)

    @property
    def directors(self) -> tuple[Credit, ...]:
        """Who directed."""
        return self.staff_by_job.get(Job.DIRECTOR, ())

    @property
    def writers(self) -> tuple[Credit, ...]:
        """Who wrote."""
        return self.staff_by_job.get(Job.WRITER, ())


def films_named(language: str) -> QuerySet[Film]:
    """Return all films, each with `title_here`: its title in the language, None where that is the German one."""
    titles = FilmTitle.objects.filter(film=OuterRef("pk"), language=language).order_by("id").values("text")[:1]
    return Film.objects.annotate(title_here=Subquery(titles))


def film_at(slug: str, language: str) -> Film | None:
    """Return the film at an address, with its title and its release in the home country."""
    released = Release.objects.filter(film=OuterRef("pk"), country=HOME_COUNTRY).values("date")[:1]
    return films_named(language).annotate(released_on=Subquery(released)).filter(slug=slug).first()


def film_formerly_at(slug: str) -> Film | None:
    """Return the film that once had this address."""
    former = FilmSlug.objects.select_related("film").filter(slug=slug).first()
    return former.film if former else None


def film_page(film: Film, language: str) -> FilmPage:
    """Read a film's page, in seven queries whatever its size."""
    facets = list(FilmFacet.objects.filter(film=film).order_by("position"))
    companies = list(FilmCompany.objects.filter(film=film).select_related("company").order_by("position"))
    cast, staff = credit_roll(film)
    synopses = list(Synopsis.objects.filter(film=film).shown().order_by("id"))
    trivia = Trivia.objects.filter(film=film).shown().order_by("id")
    return FilmPage(
        film=film,
        genres=_codes(facets, FacetKind.GENRE),
        countries=_codes(facets, FacetKind.COUNTRY),
        languages=_codes(facets, FacetKind.LANGUAGE),
        productions=tuple(c.company.name for c in companies if c.job == CompanyJob.PRODUCTION),
        distributors=tuple(c.company.name for c in companies if c.job == CompanyJob.DISTRIBUTION),
        cast=cast,
        staff=staff,
        synopsis=in_language(synopses, language),
        trivia=tuple(trivia),
        editions=prizes(Q(film=film), with_films=False),
        title=title_of(film),
        staff_by_job=dict(staff),
    )


def title_of(film: Film) -> str:
    """Return a film's title in the language for which it was read; the German one where there is no other."""
    return getattr(film, "title_here", None) or film.title


def in_language(texts: Sequence[Synopsis], language: str) -> Synopsis | None:
    """Return the text in the reader's language, else the German one, else any."""
    return min(texts, key=lambda text: (text.language != language, text.language != "de"), default=None)


def credit_roll(film: Film) -> tuple[tuple[Credit, ...], tuple[tuple[Job, tuple[Credit, ...]], ...]]:
    """Return a film's cast in billing order, and its staff by job in the order of the credit roll."""
    credits = list(Credit.objects.filter(film=film).select_related("person").order_by("billing", "id"))
    order = list(Job)
    cast = tuple(credit for credit in credits if credit.job in ON_SCREEN)
    rest = sorted((c for c in credits if c.job not in ON_SCREEN), key=lambda c: (order.index(Job(c.job)), c.billing))
    return cast, tuple((Job(job), tuple(group)) for job, group in groupby(rest, key=lambda credit: credit.job))


def prizes(where: Q, *, with_films: bool = True) -> tuple[PrizesOfEdition, ...]:
    """Return what came of films at festivals, newest edition first, won before nominated; one query with the people.

    A film's own page knows the film and asks for none.
    """
    rows = (
        Outcome.objects.filter(pk__in=Outcome.objects.filter(where).values("pk"))
        .select_related("edition__festival", "section", "award", *(["film"] if with_films else []))
        .annotate(holder=F("people__person__name"), holder_slug=F("people__person__slug"))
        .order_by(
            "-edition__year",
            "edition__festival__name",
            "edition",
            F("award__position").asc(nulls_last=True),
            "id",
            "people__id",
        )
    )
    rank = {Result.WON: 0, Result.NOMINATED: 1, Result.SELECTED: 2}
    found = []
    for edition, of_edition in groupby(rows, key=lambda outcome: outcome.edition):
        read = [_prize(list(same)) for _pk, same in groupby(of_edition, key=lambda outcome: outcome.pk)]
        read.sort(key=lambda prize: rank[Result(prize.outcome.result)])
        found.append(PrizesOfEdition(edition, tuple(read)))
    return tuple(found)


def _prize(rows: Sequence[Any]) -> Prize:
    """One outcome, which the join repeats for each person to whom it belongs."""
    return Prize(rows[0], tuple(Holder(row.holder, row.holder_slug) for row in rows if row.holder))


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


@dataclass(frozen=True, slots=True)
class EditionPage:
    """A festival's year: its prizes, and the films of each section."""

    edition: Edition
    won: tuple[Prize, ...]
    sections: tuple[tuple[str, tuple[Film, ...]], ...]
    others: tuple[Edition, ...]


def festivals_with_editions() -> QuerySet[Festival]:
    """Return all festivals, those with most films first, with their editions, newest first."""
    editions = Edition.objects.annotate(entries=Count("outcomes__film", distinct=True)).order_by("-year")
    return (
        Festival.objects.annotate(entries=Count("editions__outcomes__film", distinct=True))
        .prefetch_related(Prefetch("editions", editions))
        .order_by("-entries", "name")
    )


def festival_at(slug: str) -> Festival | None:
    """Return the festival at an address."""
    return Festival.objects.filter(slug=slug).first()


def edition_of(festival: Festival, year: int) -> Edition | None:
    """Return a festival's year."""
    return Edition.objects.select_related("festival", "jury_president").filter(festival=festival, year=year).first()


def edition_page(edition: Edition, language: str) -> EditionPage:
    """Read an edition's page: what was won, and every film by section, in the order of their titles."""
    read = prizes(Q(edition=edition))
    entries = [prize for group in read for prize in group.prizes]
    films = films_named(language).in_bulk({prize.outcome.film_id for prize in entries})
    sections: dict[str, dict[int, Film]] = {}
    ordered = sorted(entries, key=lambda prize: prize.outcome.section.position if prize.outcome.section else 1000)
    for prize in ordered:
        code = prize.outcome.section.code if prize.outcome.section else ""
        sections.setdefault(code, {})[prize.outcome.film_id] = films[prize.outcome.film_id]
    shown_in_section = {pk for code, group in sections.items() if code for pk in group}
    loose = {pk: film for pk, film in sections.pop("", {}).items() if pk not in shown_in_section}
    if loose:
        sections[""] = loose
    for prize in entries:
        prize.outcome.film = films[prize.outcome.film_id]
    won = sorted((p for p in entries if p.outcome.result == Result.WON), key=_award_position)
    others = Edition.objects.filter(festival=edition.festival_id).exclude(pk=edition.pk).order_by("-year")
    return EditionPage(
        edition=edition,
        won=tuple(won),
        sections=tuple((code, tuple(_by_title(group.values()))) for code, group in sections.items()),
        others=tuple(others),
    )


def _award_position(prize: Prize) -> int:
    return prize.outcome.award.position if prize.outcome.award else 1000


def _by_title(films: Iterable[Film]) -> list[Film]:
    return sorted(films, key=lambda film: film.sort_title)


def _codes(facets: Iterable[FilmFacet], kind: FacetKind) -> tuple[str, ...]:
    return tuple(facet.code for facet in facets if facet.kind == kind)


def film_count() -> int:
    """Return how many films the catalog has."""
    return Film.objects.count()


def fullest_edition(language: str) -> EditionPage | None:
    """Return the edition of which the house has most films; None without festivals."""
    edition = (
        Edition.objects.select_related("festival", "jury_president")
        .annotate(entries=Count("outcomes__film", distinct=True))
        .filter(entries__gt=0)
        .order_by("-entries", "-year")
        .first()
    )
    return edition_page(edition, language) if edition else None


def sheet_of(film: Film) -> Sheet:
    """Return what a film's drawn poster says, in the house's first language."""
    facets = list(FilmFacet.objects.filter(film=film).order_by("position"))
    directors = (
        Credit.objects.filter(film=film, job=Job.DIRECTOR).order_by("billing").values_list("person__name", flat=True)
    )
    return Sheet(
        title=film.title,
        original_title=film.original_title or "",
        year=film.year,
        director=", ".join(directors) or None,
        countries=tuple(country(code, HOME_LANGUAGE, film.year) for code in _codes(facets, FacetKind.COUNTRY)),
        genres=_codes(facets, FacetKind.GENRE),
    )


def films_titled(title: str) -> list[Film]:
    """Return the films that have exactly this title, in any language, whatever case and accents."""
    wanted = folded(title)
    near = Film.objects.filter(
        Q(sort_title=sort_key(title)) | Q(titles__text__iexact=title) | Q(original_title__iexact=title)
    )
    return [
        film
        for film in near.distinct().prefetch_related("titles").order_by("pk")
        if wanted
        in {folded(name) for name in (film.title, film.original_title or "", *(t.text for t in film.titles.all()))}
    ]


def festival_named(name: str) -> Festival | None:
    """Return the festival that a name means: its name in either language, or one that holds the name of its city."""
    wanted = folded(name)
    festivals = list(Festival.objects.order_by("pk"))
    for festival in festivals:
        if wanted in {folded(festival.name), folded(festival.name_en or "")}:
            return festival
    words = set(wanted.split())
    return next((f for f in festivals if f.city and folded(f.city) in words and "festival" in folded(f.name)), None)
