"""Change single facts of a film or a person, and undo it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import CASCADE, Model
from django.utils.translation import gettext_lazy as _

from abspann.catalog import rules
from abspann.catalog.commands.belonging import write_keywords, write_series
from abspann.catalog.commands.films import hold_film, write_film
from abspann.catalog.commands.history import record_revision
from abspann.catalog.commands.people import hold_person, write_person
from abspann.catalog.commands.possible import possible
from abspann.catalog.commands.texts import write_texts
from abspann.catalog.events import FilmChanged, FilmRemoved, PersonChanged, PersonRemoved, SeriesChanged
from abspann.catalog.models import Film, Merge, Person, Revision
from abspann.catalog.queries import newest_number, record_of
from abspann.catalog.records import (
    BELONGING,
    FILM_FIELDS,
    LISTS,
    PERSON_FIELDS,
    TEXTS,
    Record,
    film_facts,
    is_same,
    overtaken,
    person_facts,
)
from abspann.core.fitting import as_name, tidied
from abspann.core.provenance import Sourced
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act


class Overtaken(Refusal):
    """Others changed the same fields meanwhile; `fields` names them, `number` the revision that is now the newest."""

    def __init__(self, sentence: Any, *, fields: Sequence[str], number: int) -> None:
        super().__init__(sentence, status=409)
        self.fields = tuple(fields)
        self.number = number


def add_film(*, by: Actor, record: Record, source: str) -> Film:
    """Bring in a film with the facts of a record, by somebody who may change facts."""
    demand(by, Act.EDIT_FACTS)
    source = checked_source(source=source)
    check_fields(values=record, known=FILM_FIELDS)
    with transaction.atomic():
        film = Film()
        write_record(subject=film, record=record)
        record_revision(by=by, subject=film, before={}, after=record_of(film), source=source)
        publish(FilmChanged(film.pk), *_people(film), *series_of(film=film))
    return film


def change_facts(
    *, by: Actor, subject: Film | Person, changes: Mapping[str, Sequence[Any]], source: str
) -> Revision | None:
    """Change fields of a film or a person ({field: [old, new]}); return the revision, None where nothing differs.

    Refuses with `Overtaken` where the present is neither the old nor the new: nothing of it is changed then.
    """
    demand(by, Act.EDIT_FACTS)
    source = checked_source(source=source)
    check_fields(values=wanted(changes=changes), known=fields_of(subject=subject))
    with transaction.atomic():
        return apply_changes(by=by, subject=subject, changes=changes, source=source)


def apply_changes(
    *,
    by: Actor,
    subject: Film | Person,
    changes: Mapping[str, Sequence[Any]],
    source: str,
    undoes: Revision | None = None,
) -> Revision | None:
    """Hold a subject, change its fields if nobody else did meanwhile, note it in its history and tell the house."""
    hold(subject=subject)
    subject.refresh_from_db()
    before = record_of(subject)
    if fields := overtaken(before, changes):
        raise Overtaken(_("Somebody else has changed this meanwhile."), fields=fields, number=newest_number(subject))
    touched, places = _people(subject), series_of(film=subject) if isinstance(subject, Film) else []
    write_record(subject=subject, record=before | {field: new for field, (_old, new) in changes.items()})
    revision = record_revision(
        by=by, subject=subject, before=before, after=record_of(subject), source=source, undoes=undoes
    )
    if revision:
        if isinstance(subject, Film):
            credits_differ = "credits" in revision.after
            places = [*places, *series_of(film=subject)] if "series" in revision.after else []
            people = {*touched, *_people(subject)} if credits_differ else ()
            publish(FilmChanged(subject.pk), *people, *dict.fromkeys(places))
        else:
            films = Film.objects.filter(credits__person=subject).distinct().order_by("pk").values_list("pk", flat=True)
            named_anew = "name" in revision.after
            publish(PersonChanged(subject.pk), *(FilmChanged(pk) for pk in (films if named_anew else ())))
    return revision


def undo_revision(*, by: Actor, revision: Revision, seen: int | None = None) -> Revision | None:
    """Take back what a revision changed, whole or not at all; return the revision that did so.

    Where the present is not what the revision made, `Overtaken` names the fields; who has looked at what would be lost
    asks again with `seen`, the newest number, and it is taken back all the same. Undoing how a film or a person came
    in removes them (None), unless people have written about them or credits name them.
    """
    demand(by, Act.UNDO_CHANGE)
    with transaction.atomic():
        subject: Film | Person | None = revision.film or revision.person
        assert subject
        hold(subject=subject)
        subject.refresh_from_db()
        present, newest = record_of(subject), newest_number(subject)
        if Merge.objects.filter(revision=revision, undone_at__isnull=True).exists():
            raise Refusal(_("This came with a merge: undo the merge as a whole."), status=409)
        if revision.brought_in:
            _remove(subject, newest if seen != newest else revision.number)
            return None
        if all(is_same(field, present.get(field), old) for field, old in revision.before.items()):
            raise Refusal(_("This change has been undone already."), status=409)
        late = [field for field, new in revision.after.items() if not is_same(field, present.get(field), new)]
        late = [field for field in late if not is_same(field, present.get(field), revision.before[field])]
        if late and seen != newest:
            raise Overtaken(_("What this change made has been changed again since."), fields=late, number=newest)
        back = {field: [present.get(field), old] for field, old in revision.before.items()}
        return apply_changes(by=by, subject=subject, changes=back, source="", undoes=revision)


def _remove(subject: Film | Person, newest: int) -> None:
    """Remove what has just come in; refuses while anything hangs on it that cannot be derived."""
    if newest > 1:
        raise Overtaken(_("What this change made has been changed again since."), fields=(), number=newest)
    if subject.merges.filter(undone_at__isnull=True).exists():
        raise Refusal(_("Another page was merged into this one: undo that first."), status=409)
    if isinstance(subject, Person):
        if subject.pictures.exists():
            raise Refusal(_("Somebody has added a picture: remove it first."), status=409)
        if subject.credits.exists() or subject.outcomes.exists() or subject.presided.exists():
            raise Refusal(_("This person stands in the credits of a film: undo that first."), status=409)
        event: FilmRemoved | PersonRemoved = PersonRemoved(subject.pk)
        people: list[PersonChanged] = []
        places: list[SeriesChanged] = []
    else:
        if subject.pictures.exists():
            raise Refusal(_("Somebody has added a picture: remove it first."), status=409)
        if subject.outcomes.exists() or any(_holds(model, name, subject) for model, name in _hanging()):
            raise Refusal(_("People have already rated this film or written about it: it stays."), status=409)
        event, people, places = FilmRemoved(subject.pk), _people(subject), series_of(film=subject)
    subject.delete()
    publish(event, *people, *places)


def _hanging() -> Iterable[tuple[type[Model], str]]:
    """Yield (model, field) of what people wrote or marked about films: what would go with one, in any package.

    What is only derived of a film (counts, search entries, similar films) names no member and is no text.
    """
    for relation in Film._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not relation.auto_created or relation.concrete or getattr(relation, "on_delete", None) is not CASCADE:
            continue
        assert isinstance(model, type)
        if model._meta.app_label == Film._meta.app_label:
            continue
        theirs = any(field.related_model is Member for field in model._meta.concrete_fields)
        if theirs or issubclass(model, Sourced):
            yield model, relation.field.name  # type: ignore[union-attr]  # a reverse relation knows its key


def _holds(model: type[Model], name: str, film: Film) -> bool:
    return bool(model._default_manager.filter(**{name: film}).exists())


def _people(subject: Film | Person) -> list[PersonChanged]:
    if isinstance(subject, Person):
        return []
    return [PersonChanged(pk) for pk in sorted(set(subject.credits.values_list("person", flat=True)))]


def series_of(*, film: Film) -> list[SeriesChanged]:
    """Return what tells the house that the series of a film changed."""
    return [SeriesChanged(pk) for pk in film.series.order_by("series").values_list("series", flat=True)]


def hold(*, subject: Film | Person) -> None:
    """Let nobody else change a film's or a person's facts until this transaction ends."""
    try:
        if isinstance(subject, Film):
            hold_film(film=subject)
        else:
            hold_person(person=subject)
    except (Film.DoesNotExist, Person.DoesNotExist) as error:
        raise Refusal(_("This page has been removed meanwhile."), status=409) from error


def write_record(*, subject: Film | Person, record: Record) -> None:
    """Make a subject agree with a record."""
    if isinstance(subject, Person):
        write_person(person=subject, facts=tidied(person_facts(record)))
        return
    write_film(film=subject, facts=tidied(film_facts(record)))
    with possible(str(subject)):
        write_keywords(film=subject, rows=record.get("keywords") or ())
        write_series(film=subject, rows=record.get("series") or ())
    for field in TEXTS:
        write_texts(film=subject, field=field, rows=record.get(field, ()))


def checked_source(*, source: str) -> str:
    """Return a source as it is stored; refuses one that says nothing, or leads where no page is."""
    source = as_name(source)
    if not source:
        raise Refusal(_("Say where you know this from: a page, a book, the film itself."), field="source")
    if len(source) > rules.SOURCE_LIMIT:
        raise Refusal(
            _("This is too long: at most %(limit)s characters.") % {"limit": rules.SOURCE_LIMIT}, field="source"
        )
    if not rules.is_source(source):
        raise Refusal(_("A source is a few words, or an address that begins with http:// or https://."), field="source")
    return source


def check_fields(*, values: Mapping[str, Any], known: Sequence[str]) -> None:
    """Refuse fields that a subject does not have, and lists longer than anybody means."""
    for name, value in values.items():
        if name not in known:
            raise Refusal(_("There is no such field: %(name)s.") % {"name": name[:40]})
        if name in (*LISTS, *BELONGING, *TEXTS) and len(value or ()) > rules.MOST_ROWS:
            raise Refusal(_("These are too many rows."), field=name)


def fields_of(*, subject: Film | Person | None) -> tuple[str, ...]:
    """Return the fields of a film or a person; without one, of a new film."""
    return PERSON_FIELDS if isinstance(subject, Person) else FILM_FIELDS


def wanted(*, changes: Mapping[str, Sequence[Any]]) -> Record:
    """Return what changes want each field to be."""
    return {field: new for field, (_old, new) in changes.items()}
