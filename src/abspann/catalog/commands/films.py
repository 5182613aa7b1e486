"""Put a film into the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, Model

from abspann.catalog.commands.companies import companies_by_name
from abspann.catalog.commands.held import put_aside
from abspann.catalog.commands.history import record_revision
from abspann.catalog.commands.people import people_by_name, people_of_credits
from abspann.catalog.commands.possible import possible
from abspann.catalog.events import FilmChanged, PersonChanged
from abspann.catalog.facts import FilmFacts
from abspann.catalog.models import (
    Credit,
    ExternalId,
    Film,
    FilmCompany,
    FilmFacet,
    FilmName,
    FilmSlug,
    FilmTitle,
    Release,
)
from abspann.catalog.poster.design import choose_design
from abspann.catalog.queries import facts_of, film_formerly_at, sheet_of
from abspann.catalog.records import Record, film_record
from abspann.catalog.rules import FacetKind, Job, film_names
from abspann.core.fitting import as_name, refuse_misfits, tidied
from abspann.core.slugs import first_free, slug_of
from abspann.core.sorting import sort_key
from abspann.events.publish import publish
from abspann.members.models import Actor

TITLE_LIMIT = 300
"""The width of the title's columns; folding can make a title longer than it was."""

PLAIN_FACTS = (
    "title",
    "year",
    "original_title",
    "original_language",
    "running_minutes",
    "fsk",
    "budget_amount",
    "budget_currency",
    "admissions_de",
    "color",
    "sound",
    "aspect_ratio",
)


def put_film(*, by: Actor, facts: FilmFacts, slug: str | None = None) -> Film:
    """Add a film, or make the one at `slug` (or formerly there) agree with the facts; return it.

    A film's address follows its title and year; a former address goes on leading to it. The drawn poster's design is
    chosen once and kept. Refuses facts that no film can have. What changed stands in the film's history.
    """
    facts = tidied(facts)
    with transaction.atomic():
        film = (Film.objects.filter(slug=slug).first() or film_formerly_at(slug)) if slug else None
        before: Record = {}
        if film:
            hold_film(film=film)
            film.refresh_from_db()
            before = film_record(facts_of(film))
        film = film or Film()
        people = write_film(film=film, facts=facts)
        record_revision(by=by, subject=film, before=before, after=film_record(facts_of(film)))
        publish(FilmChanged(film.pk), *(PersonChanged(person) for person in sorted(people)))
    return film


def hold_film(*, film: Film) -> None:
    """Let nobody else change a film's facts until this transaction ends, so that its history tells each change."""
    Film.objects.select_for_update(no_key=True).get(pk=film.pk)


def write_film(*, film: Film, facts: FilmFacts) -> set[int]:
    """Make a film, new or held, agree with tidied facts; return the people whose credits changed."""
    for name in PLAIN_FACTS:
        setattr(film, name, getattr(facts, name))
    film.sort_title = sort_key(facts.title)[:TITLE_LIMIT]
    film.slug, former = _address(film, slug_of(facts.title, facts.year)), film.slug
    refuse_misfits(film)
    with possible(facts.title):
        film.save()
        if former and former != film.slug:
            FilmSlug.objects.filter(slug=film.slug).delete()
            FilmSlug.objects.get_or_create(slug=former, film=film)
        people = _put_parts(film, facts)
        if film.poster_design is None:
            film.poster_design = choose_design(sheet_of(film)).to_json()
            film.save(update_fields=["poster_design", "updated_at"])
    return people


def _address(film: Film, wanted: str) -> str:
    """The first free address for a film; its own, present or former, is free for it."""

    def taken(slugs: Sequence[str]) -> set[str]:
        present = Film.objects.exclude(pk=film.pk).filter(slug__in=slugs).values_list("slug", flat=True)
        former = FilmSlug.objects.exclude(film_id=film.pk).filter(slug__in=slugs).values_list("slug", flat=True)
        return {*present, *former}

    return first_free(wanted, taken)


def _put_parts(film: Film, facts: FilmFacts) -> set[int]:
    """Make a film's parts agree with the facts; return the people whose credits changed."""
    codes = {FacetKind.GENRE: facts.genres, FacetKind.COUNTRY: facts.countries, FacetKind.LANGUAGE: facts.languages}
    _replace(
        film.facets,
        *(
            FilmFacet(film=film, kind=kind, code=code, position=position)
            for kind, values in codes.items()
            for position, code in enumerate(dict.fromkeys(values))
        ),
    )
    _replace_told(film, "titles", [FilmTitle(film=film, language=lang, text=text) for lang, text in facts.titles])
    _replace_told(film, "releases", [Release(film=film, country=land, date=date) for land, date in facts.releases])
    numbers = [ExternalId(film=film, scheme=key, value=value) for key, value in facts.external_ids]
    _replace_told(film, "external_ids", numbers)
    write_names(film=film, titles=(facts.title, facts.original_title, *(text for _lang, text in facts.titles)))
    _put_companies(film, facts)
    return _put_credits(film, facts)


def _replace(parts: Any, *rows: Model) -> None:
    """Put rows in the place of a film's parts, unless these say the same: then they stay, with their keys."""
    refuse_misfits(*rows)
    names = [field.attname for field in parts.model._meta.concrete_fields if not field.primary_key]
    if list(parts.order_by("pk").values_list(*names)) != [tuple(getattr(row, name) for name in names) for row in rows]:
        parts.all().delete()
        parts.model._default_manager.bulk_create(rows)


def _replace_told(film: Film, name: str, rows: Sequence[Any]) -> None:
    """Replace rows that sources may have told: one that stays is still theirs, what is removed stands aside."""
    parts = getattr(film, name)
    told = [field.attname for field in parts.model._meta.concrete_fields if field.name not in ("id", "film", "source")]
    had = {tuple(getattr(row, part) for part in told): row.source for row in parts.all()}
    for row in rows:
        row.source = had.pop(tuple(getattr(row, part) for part in told), "")
    put_aside(film=film, name=name, rows={row: source for row, source in had.items() if source})
    _replace(parts, *rows)


def write_names(*, film: Film, titles: Iterable[str | None]) -> None:
    """Make the names under which a film is recognized agree with its titles."""
    wanted, had = film_names(titles), set(film.names.values_list("folded", flat=True))
    if had != set(wanted):
        film.names.exclude(folded__in=wanted).delete()
        FilmName.objects.bulk_create(FilmName(film=film, folded=name) for name in wanted if name not in had)


def name_film(*, film: Film) -> None:
    """Make the names under which a film is recognized agree with the titles that it has in the catalog now."""
    titles = film.titles.order_by("pk").values_list("text", flat=True)
    write_names(film=film, titles=(film.title, film.original_title, *titles))


def _put_companies(film: Film, facts: FilmFacts) -> None:
    companies = companies_by_name(company.name for company in facts.companies)
    _replace(
        film.companies,
        *(
            FilmCompany(film=film, company=companies[c.name], job=c.job, country=c.country, position=position)
            for position, c in enumerate(facts.companies)
        ),
    )


def _put_credits(film: Film, facts: FilmFacts) -> set[int]:
    before = set(film.credits.values_list("person", "job", "role"))
    people = people_of_credits(credits=facts.credits)
    _replace(
        film.credits,
        *(
            Credit(
                film=film,
                person=person,
                job=credit.job,
                role=credit.role,
                role_aliases=list(credit.role_aliases),
                billing=billing,
            )
            for billing, (credit, person) in enumerate(zip(facts.credits, people, strict=True))
        ),
    )
    return {person for person, _job, _role in before ^ set(film.credits.values_list("person", "job", "role"))}


def add_cast(*, by: Actor, film: Film, pairs: list[tuple[str, str]]) -> int:
    """Add actors with their roles (person, role) at the end of the cast; return how many came in.

    Whoever acts in the film already stays as they are: what the house knows is not overwritten by what a page says.
    """
    pairs = [(as_name(person), as_name(role)) for person, role in pairs]
    with transaction.atomic(), possible(film.title):
        hold_film(film=film)
        before = film_record(facts_of(film))
        known = set(film.credits.filter(job=Job.ACTOR).values_list("person__name", flat=True))
        missing = {person: role for person, role in pairs if person not in known}
        last = film.credits.aggregate(last=Max("billing"))["last"]
        first = 0 if last is None else last + 1
        people = people_by_name(missing)
        credits = [
            Credit(film=film, person=people[person], job=Job.ACTOR, role=role or None, billing=first + place)
            for place, (person, role) in enumerate(missing.items())
        ]
        refuse_misfits(*credits)
        Credit.objects.bulk_create(credits)
        record_revision(by=by, subject=film, before=before, after=film_record(facts_of(film)))
        publish(FilmChanged(film.pk), *(PersonChanged(person.pk) for person in people.values()))
    return len(missing)
