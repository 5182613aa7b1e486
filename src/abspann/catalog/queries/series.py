"""Series of films, and companies, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from abspann.catalog.models import Company, Film, FilmCompany, FilmSeries, FilmTitle, SeriesFilm
from abspann.catalog.queries.films import films_named
from abspann.core.paging import Key, Page, page_of

IN_ORDER = (F("number").asc(nulls_last=True), F("film__year").asc(nulls_last=True), "film__sort_title", "pk")


@dataclass(frozen=True, slots=True)
class PlaceInSeries:
    """Where a film stands in a series, with the films beside it that the house has."""

    series: FilmSeries
    number: int | None
    before: Film | None
    behind: Film | None


def series_at(slug: str) -> FilmSeries | None:
    """Return the series at an address."""
    return FilmSeries.objects.filter(slug=slug).first()


def series_called(name: str, slug: str) -> FilmSeries | None:
    """Return the series that somebody means who writes a name, in whatever language; else the one at this address."""
    named = FilmSeries.objects.filter(Q(name=name) | Q(name_en=name))
    return named.order_by("pk").first() or series_at(slug)


def series_rows(film: Film) -> list[list[Any]]:
    """Return a film's places in series as rows of a record."""
    places = SeriesFilm.objects.filter(film=film).order_by("series__name", "series")
    return [list(row) for row in places.values_list("series__slug", "series__name", "series__name_en", "number")]


def parts_of(series: FilmSeries, language: str) -> list[SeriesFilm]:
    """Return a series' films in their order; those whose place is not known by their year, behind the others."""
    films = Prefetch("film", films_named(language))
    return list(SeriesFilm.objects.filter(series=series).prefetch_related(films).order_by(*IN_ORDER))


def places_of(film: Film, language: str) -> tuple[PlaceInSeries, ...]:
    """Return a film's place in each series that it belongs to, in one query."""
    own = SeriesFilm.objects.filter(film=film).values("series")
    titles = FilmTitle.objects.filter(film=OuterRef("film"), language=language).order_by("id").values("text")[:1]
    parts = (
        SeriesFilm.objects.filter(series__in=own)
        .select_related("series", "film")
        .annotate(title_here=Subquery(titles))
        .order_by("series__name", "series", *IN_ORDER)
    )
    by_series: dict[int, list[SeriesFilm]] = {}
    for part in parts:
        part.film.title_here = part.title_here  # type: ignore[attr-defined]  # as films_named() names films
        by_series.setdefault(part.series_id, []).append(part)
    return tuple(_place(film, parts) for parts in by_series.values())


def _place(film: Film, parts: list[SeriesFilm]) -> PlaceInSeries:
    at = next(index for index, part in enumerate(parts) if part.film_id == film.pk)
    before = parts[at - 1].film if at else None
    behind = parts[at + 1].film if at + 1 < len(parts) else None
    return PlaceInSeries(parts[at].series, parts[at].number, before, behind)


COMPANY_PAGE = 24


def company_at(slug: str) -> Company | None:
    """Return the company at an address."""
    return Company.objects.filter(slug=slug).first()


def films_of_company(company: Company, *, language: str, after: str | None) -> Page[Film]:
    """Return a page of a company's films, the newest first, those without a year last."""
    films = films_named(language).filter(pk__in=FilmCompany.objects.filter(company=company).values("film"))
    order = (Key("year_or_0", descending=True), Key("sort_title", kind=str), Key("public_id", kind=str))
    return page_of(_with_year(films), of=f"company:{company.pk}", order=order, after=after, size=COMPANY_PAGE)


def jobs_of_company(company: Company) -> dict[str, int]:
    """Return how many films a company made and brought out, by job."""
    counted: dict[str, int] = {}
    for job in FilmCompany.objects.filter(company=company).values_list("job", flat=True):
        counted[job] = counted.get(job, 0) + 1
    return counted


def _with_year(films: QuerySet[Film]) -> QuerySet[Film]:
    return films.annotate(year_or_0=Coalesce(F("year"), Value(0)))
