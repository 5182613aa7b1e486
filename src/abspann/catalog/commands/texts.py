"""Put the house's texts about a film into the catalog."""

from __future__ import annotations

from django.db import transaction

from abspann.catalog.events import FilmChanged
from abspann.catalog.facts import Provenance
from abspann.catalog.models import Film, Synopsis, Trivia
from abspann.events.publish import publish
from abspann.members.models import Actor


def put_synopsis(*, by: Actor, film: Film, text: str, provenance: Provenance) -> Synopsis:
    """Set the synopsis of a film in a language from a source; one of each source stands."""
    with transaction.atomic():
        synopsis, _ = Synopsis.objects.update_or_create(
            film=film,
            language=provenance.language,
            source=provenance.source,
            defaults={"text": text, "license": provenance.license, "source_url": provenance.source_url},
        )
        publish(FilmChanged(film.pk))
    return synopsis


def put_trivia(*, by: Actor, film: Film, text: str, provenance: Provenance) -> tuple[Trivia, bool]:
    """Add something worth knowing, once; return it, and whether it is new."""
    with transaction.atomic():
        trivia, is_new = Trivia.objects.update_or_create(
            film=film,
            language=provenance.language,
            text=text,
            defaults={
                "source": provenance.source,
                "license": provenance.license,
                "source_url": provenance.source_url,
            },
        )
        publish(FilmChanged(film.pk))
    return trivia, is_new
