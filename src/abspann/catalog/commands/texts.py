"""Put the house's texts about a film into the catalog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from abspann.catalog.commands.history import record_revision
from abspann.catalog.commands.possible import possible
from abspann.catalog.events import FilmChanged
from abspann.catalog.facts import Provenance
from abspann.catalog.models import Film, Synopsis, Trivia
from abspann.catalog.queries import TEXT_MODELS, texts_of
from abspann.core.fitting import as_name, as_text, refuse_misfits, tidied
from abspann.core.provenance import License
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
        Film.objects.select_for_update(no_key=True).get(pk=film.pk)
        before = {"synopses": texts_of(film, "synopses")}
        with possible(film.title):
            synopsis, _is_new = Synopsis.objects.update_or_create(film=film, **where, defaults={"text": text, **rights})
        record_revision(by=by, subject=film, before=before, after={"synopses": texts_of(film, "synopses")})
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
        before = {"trivia": texts_of(film, "trivia")}
        with possible(film.title):
            trivia, is_new = Trivia.objects.update_or_create(film=film, **where, defaults=rights)
        record_revision(by=by, subject=film, before=before, after={"trivia": texts_of(film, "trivia")})
        publish(FilmChanged(film.pk))
    return trivia, is_new


def write_texts(*, film: Film, field: str, rows: Sequence[Sequence[str]]) -> None:
    """Make a held film's synopses or trivia agree with the rows of a record.

    A text that stays, or is only reworded, keeps its key. Those kept for the house only are not touched.
    """
    model: Any = TEXT_MODELS[field]
    names = ("language", "text", "license", "source", "source_url")
    wanted = [dict(zip(names, (part or "" for part in row), strict=True)) for row in rows]
    for told in wanted:
        told["text"], told["source"] = as_text(told["text"]), as_name(told["source"])
    refuse_misfits(*(model(**told) for told in wanted))
    standing = list(model._default_manager.filter(film=film).exclude(license=License.PRIVATE).order_by("pk"))
    for told in list(wanted):
        same = next((row for row in standing if all(getattr(row, name) == told[name] for name in names)), None)
        if same:
            standing.remove(same)
            wanted.remove(told)
    with possible(film.title):
        for told in list(wanted):
            reworded = next((row for row in standing if row.language == told["language"]), None)
            if reworded:
                standing.remove(reworded)
                wanted.remove(told)
                for name in names:
                    setattr(reworded, name, told[name])
                reworded.save()
        for row in standing:
            row.delete()
        model._default_manager.bulk_create(model(film=film, **told) for told in wanted)


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
