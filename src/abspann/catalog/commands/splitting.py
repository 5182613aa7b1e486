"""Make two of one film, where what a source told was wrongly taken for it from the start."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.changes import hold
from abspann.catalog.commands.films import name_film, write_film
from abspann.catalog.commands.history import record_revision
from abspann.catalog.events import FilmChanged, PersonChanged
from abspann.catalog.models import Doubt, ExternalId, Film, FilmKeyword, FilmTitle, Release, SourceRecord
from abspann.catalog.queries import record_of
from abspann.catalog.records import PLAIN, film_facts
from abspann.core.fitting import as_name
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.models import Actor
from abspann.members.queries import demand
from abspann.members.rights import Act

COPIED = frozenset({*PLAIN, "budget", "genres", "countries", "languages"}) - {"title", "year"}
"""What the new film has of the source, if the film had it from there; the next import tells the rest."""

EMPTIED = frozenset(PLAIN) - {"title", "year"}


def split_film(*, by: Actor, film: Film, record: SourceRecord, title: str, year: int | None) -> Film:
    """Let what one source told of a film be of a film of its own; return that.

    With the source go its titles, keywords, days of release and numbers. What members gave stays with the film.
    The two are remembered as two, and the next import of either source writes its facts anew; merging them undoes the
    split.
    """
    demand(by, Act.MERGE)
    title = as_name(title)
    if not title:
        raise Refusal(_("A new film needs a title."), field="title")
    with transaction.atomic():
        hold(subject=film)
        film.refresh_from_db()
        held = SourceRecord.objects.select_for_update().filter(pk=record.pk, film=film).first()
        if held is None:
            raise Refusal(_("This source tells nothing of this film any longer."), field="record", status=409)
        before = record_of(film)
        new = Film()
        told = {name: before[name] for name in held.taken if name in COPIED}
        people = write_film(film=new, facts=film_facts(told | {"title": title, "year": year}))
        _move(film, new, held)
        record_revision(by=by, subject=film, before=before, after=record_of(film), decides=False)
        record_revision(by=by, subject=new, before={}, after=record_of(new))
        first, second = sorted((film, new), key=lambda one: one.pk)
        now = timezone.now()
        Doubt.objects.create(
            film=first, other_film=second, score=0, state=Doubt.State.TWO, raised_at=now, decided_at=now
        )
        publish(FilmChanged(film.pk), FilmChanged(new.pk), *(PersonChanged(pk) for pk in sorted(people)))
    return new


def _move(film: Film, new: Film, record: SourceRecord) -> None:
    """Move the source's rows, and empty what only it told; digests of none make the next import write anew."""
    others = SourceRecord.objects.filter(film=film, source=record.source).exclude(pk=record.pk)
    if not others.exists():  # of two records of one source nobody can tell which told a row
        for table in (FilmTitle, FilmKeyword, Release, ExternalId):
            table._default_manager.filter(film=film, source=record.source).update(film=new)
    decided = set(film.held.get("fields", ()))
    emptied: dict[str, Any] = {name: None for name in record.taken if name in EMPTIED and name not in decided}
    if emptied:
        Film.objects.filter(pk=film.pk).update(**emptied)
        film.refresh_from_db()
    for one in (film, new):
        name_film(film=one)
    SourceRecord.objects.filter(film=film).update(digest=0)
    SourceRecord.objects.filter(pk=record.pk).update(film=new, digest=0)
