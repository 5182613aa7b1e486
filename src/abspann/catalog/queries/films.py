"""Films as their pages show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value

from abspann.catalog.models import (
    Credit,
    Film,
    FilmCompany,
    FilmFacet,
    FilmKeyword,
    FilmSlug,
    FilmTitle,
    Keyword,
    Picture,
    Release,
    SeriesFilm,
    SourceRecord,
    Synopsis,
    Trivia,
)
from abspann.catalog.poster.facts import Sheet
from abspann.catalog.queries.prizes import PrizesOfEdition, prizes
from abspann.catalog.rules import ON_SCREEN, CompanyJob, FacetKind, Job
from abspann.core.formats import country
from abspann.core.sorting import sort_key
from abspann.core.text import folded

HOME_COUNTRY = "DE"
HOME_LANGUAGE = "de"


class CompanyOfFilm(NamedTuple):
    """A company with what it did for a film; without an address for the moment after it came in with many others."""

    job: str
    slug: str | None
    name: str


@dataclass(frozen=True, slots=True)
class FilmPage:
    """What the catalog knows about a film, as its page shows it. `sources`: the names of those that told of it."""

    film: Film
    genres: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    productions: tuple[str, ...]
    distributors: tuple[str, ...]
    companies: tuple[CompanyOfFilm, ...]
    cast: tuple[Credit, ...]
    staff: tuple[tuple[Job, tuple[Credit, ...]], ...]
    synopsis: Synopsis | None
    trivia: tuple[Trivia, ...]
    editions: tuple[PrizesOfEdition, ...]
    title: str
    keywords: tuple[Keyword, ...] = ()
    sources: tuple[str, ...] = ()
    is_in_series: bool = False
    has_pictures: bool = False
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


def film_ever_at(slug: str) -> Film | None:
    """Return the film at an address as it is kept, or the one that once had it."""
    return Film.objects.filter(slug=slug).first() or film_formerly_at(slug)


def film_page(film: Film, language: str) -> FilmPage:
    """Read a film's page, in four queries whatever its size, and one for keywords if it has any."""
    facts = _short_facts(film)
    companies = tuple(CompanyOfFilm(*fact[:3]) for fact in facts if fact.kind in CompanyJob.values)
    cast, staff = credit_roll(film)
    synopses, trivia = _texts(film)
    return FilmPage(
        film=film,
        genres=codes_of(facts, FacetKind.GENRE),
        countries=codes_of(facts, FacetKind.COUNTRY),
        languages=codes_of(facts, FacetKind.LANGUAGE),
        productions=tuple(company.name for company in companies if company.job == CompanyJob.PRODUCTION),
        companies=companies,
        distributors=tuple(company.name for company in companies if company.job == CompanyJob.DISTRIBUTION),
        cast=cast,
        staff=staff,
        synopsis=in_language(synopses, language),
        trivia=tuple(trivia),
        editions=prizes(Q(film=film), with_films=False),
        title=title_of(film),
        keywords=keywords_of(film) if any(fact.kind == "keyword" for fact in facts) else (),
        sources=tuple(sorted({fact.code for fact in facts if fact.kind == "source"})),
        is_in_series=any(fact.kind == "series" for fact in facts),
        has_pictures=any(fact.kind == "picture" for fact in facts),
        staff_by_job=dict(staff),
    )


def keywords_of(film: Film) -> tuple[Keyword, ...]:
    """Return what a film is about."""
    return tuple(Keyword.objects.filter(films__film=film).order_by("code"))


class _ShortFact(NamedTuple):
    kind: str
    code: str
    name: str
    position: int


def _short_facts(film: Film) -> list[_ShortFact]:
    """Return a film's facets and companies in their order, its sources, and whether it has pictures, series and
    keywords, in one query: each is a word or two, and the page is drawn more often than any of them changes."""
    nothing = Value(""), Value(0)
    facets = FilmFacet.objects.filter(film=film).order_by().values_list("kind", "code", Value(""), "position")
    companies = FilmCompany.objects.filter(film=film).order_by()
    sources = SourceRecord.objects.filter(film=film).order_by()
    series = SeriesFilm.objects.filter(film=film).order_by()
    pictures = Picture.objects.filter(film=film).shown().order_by()
    keywords = FilmKeyword.objects.filter(film=film).order_by()
    together = facets.union(
        companies.values_list("job", "company__slug", "company__name", "position"),
        sources.values_list(Value("source"), "source", *nothing),
        series.values_list(Value("series"), Value(""), *nothing),
        pictures.values_list(Value("picture"), Value(""), *nothing),
        keywords.values_list(Value("keyword"), Value(""), *nothing),
        all=True,
    )
    return sorted((_ShortFact(*row) for row in together), key=lambda fact: fact.position)


def _texts(film: Film) -> tuple[list[Synopsis], list[Trivia]]:
    """Return a film's synopses and trivia that pages may show, the older first, in one query."""
    columns = ("id", "language", "source", "source_url", "license", "text")
    synopses = Synopsis.objects.filter(film=film).shown().order_by().values_list(Value("synopsis"), *columns)
    trivia = Trivia.objects.filter(film=film).shown().order_by().values_list(Value("trivia"), *columns)
    found: dict[str, list[dict[str, Any]]] = {"synopsis": [], "trivia": []}
    for kind, *told in synopses.union(trivia, all=True):
        found[kind].append(dict(zip(columns, told, strict=True)))
    for texts in found.values():
        texts.sort(key=lambda text: text["id"])
    return (
        [Synopsis(film=film, **text) for text in found["synopsis"]],
        [Trivia(film=film, **text) for text in found["trivia"]],
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


def codes_of(facets: Iterable[FilmFacet | _ShortFact], kind: FacetKind) -> tuple[str, ...]:
    """Return the codes of one kind among facets, in their order."""
    return tuple(facet.code for facet in facets if facet.kind == kind)


def film_count() -> int:
    """Return how many films the catalog has."""
    return Film.objects.count()


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
        countries=tuple(country(code, HOME_LANGUAGE, film.year) for code in codes_of(facets, FacetKind.COUNTRY)),
        genres=codes_of(facets, FacetKind.GENRE),
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


def film_with_id(scheme: str, value: str) -> Film | None:
    """Return the film that has this number in another catalog."""
    return Film.objects.filter(external_ids__scheme=scheme, external_ids__value=value).first()


def directors_of(films: Collection[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return who directed, as (name, slug), by film; one query."""
    credits = Credit.objects.filter(film__in=films, job=Job.DIRECTOR).order_by("billing", "id")
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for film, name, slug in credits.values_list("film", "person__name", "person__slug"):
        found[film] = (*found.get(film, ()), (name, slug))
    return found


def films_by_key(films: Collection[int], language: str) -> dict[int, Film]:
    """Return films by their keys, each with its title in a language; one query."""
    return films_named(language).in_bulk(films)
