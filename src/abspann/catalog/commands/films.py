"""Put a film into the catalog."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.people import people_by_name
from abspann.catalog.events import FilmChanged
from abspann.catalog.facts import FilmFacts
from abspann.catalog.models import (
    Company,
    Credit,
    ExternalId,
    Film,
    FilmCompany,
    FilmFacet,
    FilmSlug,
    FilmTitle,
    Release,
)
from abspann.catalog.poster.design import choose_design
from abspann.catalog.queries import sheet_of
from abspann.catalog.rules import FacetKind, Job
from abspann.core.refusal import Refusal
from abspann.core.slugs import numbered, slug_of
from abspann.core.sorting import sort_key
from abspann.events.publish import publish
from abspann.members.models import Actor

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
    """Add a film, or make the one at `slug` agree with the facts; return it.

    A film's address follows its title and year; a former address goes on leading to it. The drawn poster's design is
    chosen once and kept. Refuses facts that no film can have.
    """
    with transaction.atomic():
        film = Film.objects.filter(slug=slug).first() if slug else None
        film = film or Film()
        wanted = slug_of(facts.title, facts.year)
        for name in PLAIN_FACTS:
            setattr(film, name, getattr(facts, name))
        film.sort_title = sort_key(facts.title)
        _move(film, wanted)
        try:
            with transaction.atomic():
                film.save()
                _put_parts(film, facts)
                if film.poster_design is None:
                    film.poster_design = choose_design(sheet_of(film)).to_json()
                    film.save(update_fields=["poster_design", "updated_at"])
        except IntegrityError as error:
            raise Refusal(_("These facts cannot be right: %(title)s.") % {"title": facts.title}) from error
        publish(FilmChanged(film.pk))
    return film


def _move(film: Film, wanted: str) -> None:
    """Give the film the first free address, leaving a redirect at the one it had."""
    taken = set(Film.objects.exclude(pk=film.pk).filter(slug__startswith=wanted).values_list("slug", flat=True))
    taken |= set(
        FilmSlug.objects.exclude(film_id=film.pk).filter(slug__startswith=wanted).values_list("slug", flat=True)
    )
    count, slug = 1, wanted
    while slug in taken:
        count += 1
        slug = numbered(wanted, count)
    if film.pk and film.slug != slug:
        FilmSlug.objects.filter(slug=slug).delete()
        FilmSlug.objects.get_or_create(slug=film.slug, film=film)
    film.slug = slug


def _put_parts(film: Film, facts: FilmFacts) -> None:
    film.facets.all().delete()
    codes = {FacetKind.GENRE: facts.genres, FacetKind.COUNTRY: facts.countries, FacetKind.LANGUAGE: facts.languages}
    FilmFacet.objects.bulk_create(
        FilmFacet(film=film, kind=kind, code=code, position=position)
        for kind, values in codes.items()
        for position, code in enumerate(dict.fromkeys(values))
    )
    film.titles.all().delete()
    FilmTitle.objects.bulk_create(FilmTitle(film=film, language=lang, text=text) for lang, text in facts.titles)
    film.releases.all().delete()
    Release.objects.bulk_create(Release(film=film, country=country, date=date) for country, date in facts.releases)
    film.external_ids.all().delete()
    ExternalId.objects.bulk_create(ExternalId(film=film, scheme=key, value=value) for key, value in facts.external_ids)
    _put_companies(film, facts)
    _put_credits(film, facts)


def _put_companies(film: Film, facts: FilmFacts) -> None:
    film.companies.all().delete()
    companies = {name: Company.objects.get_or_create(name=name)[0] for name in {c.name for c in facts.companies}}
    FilmCompany.objects.bulk_create(
        FilmCompany(film=film, company=companies[c.name], job=c.job, country=c.country, position=position)
        for position, c in enumerate(facts.companies)
    )


def _put_credits(film: Film, facts: FilmFacts) -> None:
    film.credits.all().delete()
    people = people_by_name([credit.person for credit in facts.credits])
    Credit.objects.bulk_create(
        Credit(
            film=film,
            person=people[credit.person],
            job=credit.job,
            role=credit.role,
            role_aliases=list(credit.role_aliases),
            billing=billing,
        )
        for billing, credit in enumerate(facts.credits)
    )


def add_cast(*, by: Actor, film: Film, pairs: list[tuple[str, str]]) -> int:
    """Add actors with their roles (person, role) at the end of the cast; return how many came in.

    Whoever acts in the film already stays as they are: what the house knows is not overwritten by what a page says.
    """
    with transaction.atomic():
        known = set(film.credits.filter(job=Job.ACTOR).values_list("person__name", flat=True))
        missing = {person: role for person, role in pairs if person not in known}
        last = film.credits.aggregate(last=Max("billing"))["last"]
        first = 0 if last is None else last + 1
        people = people_by_name(missing)
        Credit.objects.bulk_create(
            Credit(film=film, person=people[person], job=Job.ACTOR, role=role, billing=first + place)
            for place, (person, role) in enumerate(missing.items())
        )
        publish(FilmChanged(film.pk))
    return len(missing)
