"""Put series of films into the catalog."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.possible import possible
from abspann.catalog.events import FilmChanged, SeriesChanged
from abspann.catalog.facts import SeriesFacts
from abspann.catalog.models import Film, FilmSeries, SeriesFilm
from abspann.core.fitting import refuse_misfits, tidied
from abspann.core.refusal import Refusal
from abspann.core.slugs import slug_of
from abspann.events.publish import publish
from abspann.members.models import Actor


def put_series(*, by: Actor, facts: SeriesFacts) -> FilmSeries:
    """Add a series, or make the one at its address agree with the facts: its name, and which film is which part.

    Refuses films that the catalog does not have, and a film or a number that stands in it twice.
    """
    facts = tidied(facts)
    slug = facts.slug or slug_of(facts.name)
    names = {"name": facts.name, "name_en": facts.name_en}
    refuse_misfits(FilmSeries(slug=slug, **names), *(SeriesFilm(number=number) for number, _film in facts.films))
    films = {film.slug: film for film in Film.objects.filter(slug__in=[film for _number, film in facts.films])}
    unknown = [film for _number, film in facts.films if film not in films]
    if unknown:
        raise Refusal(_("No film is known at “%(slug)s”.") % {"slug": unknown[0]}, field="films")
    with transaction.atomic(), possible(facts.name):
        series, _created = FilmSeries.objects.update_or_create(slug=slug, defaults=names)
        former = set(series.parts.values_list("film", flat=True))
        series.parts.all().delete()
        SeriesFilm.objects.bulk_create(
            [SeriesFilm(series=series, film=films[film], number=number) for number, film in facts.films]
        )
        touched = former | {film.pk for film in films.values()}
        publish(SeriesChanged(series.pk), *(FilmChanged(pk) for pk in sorted(touched)))
    return series
