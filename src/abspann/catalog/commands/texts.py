"""Put the house's texts about a film into the catalog."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from abspann.catalog.commands.possible import possible
from abspann.catalog.events import FilmChanged
from abspann.catalog.facts import Provenance
from abspann.catalog.models import Film, Synopsis, Trivia
from abspann.core.fitting import as_text, refuse_misfits, tidied
from abspann.events.publish import publish
from abspann.members.models import Actor
from abspann.members.queries import demand
from abspann.members.rights import Act


def put_synopsis(*, by: Actor, film: Film, text: str, provenance: Provenance) -> Synopsis:
    """Set the synopsis of a film in a language from a source; one of each source stands."""
    text, provenance = as_text(text), tidied(provenance)
    rights: dict[str, Any] = {"license": provenance.license, "source_url": provenance.source_url}
    where: dict[str, Any] = {"language": provenance.language, "source": provenance.source}
    refuse_misfits(Synopsis(text=text, **where, **rights))
    with transaction.atomic():
        with possible(film.title):
            synopsis, _is_new = Synopsis.objects.update_or_create(film=film, **where, defaults={"text": text, **rights})
        publish(FilmChanged(film.pk))
    return synopsis


def put_trivia(*, by: Actor, film: Film, text: str, provenance: Provenance) -> tuple[Trivia, bool]:
    """Add something worth knowing, once; return it, and whether it is new."""
    text, provenance = as_text(text), tidied(provenance)
    rights: dict[str, Any] = {
        "source": provenance.source,
        "license": provenance.license,
        "source_url": provenance.source_url,
    }
    where: dict[str, Any] = {"language": provenance.language, "text": text}
    refuse_misfits(Trivia(**where, **rights))
    with transaction.atomic():
        # No constraint holds a whole text: whoever adds holds the film, so that two at once add it once.
        Film.objects.select_for_update(no_key=True).get(pk=film.pk)
        with possible(film.title):
            trivia, is_new = Trivia.objects.update_or_create(film=film, **where, defaults=rights)
        publish(FilmChanged(film.pk))
    return trivia, is_new


def hide_text(*, by: Actor, text: Synopsis | Trivia) -> None:
    """Keep a text from every page, as moderators do; it stays as it is. Twice is once."""
    demand(by, Act.MODERATE)
    with transaction.atomic():
        if type(text).objects.filter(pk=text.pk, hidden_at__isnull=True).update(hidden_at=timezone.now()):
            publish(FilmChanged(text.film_id))


def show_text(*, by: Actor, text: Synopsis | Trivia) -> None:
    """Let a hidden text stand where it stood."""
    demand(by, Act.MODERATE)
    with transaction.atomic():
        if type(text).objects.filter(pk=text.pk, hidden_at__isnull=False).update(hidden_at=None):
            publish(FilmChanged(text.film_id))
