"""Make one of two films, or of two people, that are one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import CASCADE
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.history import record_revision
from abspann.catalog.commands.moving import (
    as_json,
    columns_of,
    keys_to,
)
from abspann.catalog.commands.moving_parts import DERIVED, move_parts
from abspann.catalog.commands.possible import possible
from abspann.catalog.events import (
    FilmChanged,
    FilmRemoved,
    FilmsMerged,
    PeopleMerged,
    PersonChanged,
    PersonRemoved,
)
from abspann.catalog.models import (
    Credit,
    Doubt,
    Film,
    Merge,
    Moved,
    Person,
)
from abspann.catalog.queries import record_of
from abspann.core.actor import System
from abspann.core.provenance import Sourced
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act

FILLED = (
    ("original_title",),
    ("original_language",),
    ("year",),
    ("running_minutes",),
    ("fsk",),
    ("budget_amount", "budget_currency"),
    ("admissions_de",),
    ("color",),
    ("sound",),
    ("aspect_ratio",),
    ("born_on", "born_year"),
    ("died_on", "died_year"),
    ("birthplace",),
    ("imdb",),
)
"""What one takes from the other where it knows nothing of it itself; what belongs together comes together."""


def merge_films(*, by: Actor, kept: Film, gone: Film) -> Merge:
    """Make one film of two: all that hangs on `gone` hangs on `kept` from now on, its addresses lead there.

    What `kept` knows stays; what it does not know it takes from the other, and lists are united. Refuses a film that
    is gone already: of two who merge the same two at once, one does.
    """
    return _merge(by, kept, gone)


def merge_people(*, by: Actor, kept: Person, gone: Person) -> Merge:
    """Make one person of two, in the same way."""
    return _merge(by, kept, gone)


def decide_doubt(*, by: Actor, doubt: Doubt, kept: Film | Person | None) -> Merge | None:
    """Decide whether two are one: `kept` is who stays, None says that they are two, for good."""
    demand(by, Act.MERGE)
    with transaction.atomic():
        held = Doubt.objects.select_for_update(of=("self",)).filter(pk=doubt.pk).first()
        if held is None or held.state != Doubt.State.OPEN:
            raise Refusal(_("Somebody has decided this already."), status=409)
        if kept is None:
            held.state, held.decided_at = Doubt.State.TWO, timezone.now()
            held.save(update_fields=["state", "decided_at"])
            return None
        pair = [held.film, held.other_film] if held.film else [held.person, held.other_person]
        others = [one for one in pair if one and one != kept]
        if kept not in pair or len(others) != 1:
            raise Refusal(_("Choose one of these two."), field="kept")
        return _merge(by, kept, others[0])


def _merge(by: Actor, kept: Film | Person, gone: Film | Person) -> Merge:
    demand(by, Act.MERGE)
    model = type(kept)
    if kept.pk == gone.pk:
        raise Refusal(_("These are one page already: nothing can be merged with itself."))
    with transaction.atomic():
        rows = model._default_manager.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
        held = {row.pk: row for row in rows}
        if len(held) < 2:  # both of them
            raise Refusal(_("One of these pages has been removed or merged meanwhile."), status=409)
        kept, gone = held[kept.pk], held[gone.pk]
        with possible(str(kept)):
            merge = _write_down(by, kept, gone)
            before = record_of(kept)
            _fill(merge, kept, gone)
            move_parts(merge=merge, kept=kept, gone=gone)
            revision = record_revision(by=by, subject=kept, before=before, after=record_of(kept), decides=False)
            Merge.objects.filter(pk=merge.pk).update(revision=revision, changed=merge.changed)
        people = people_of(subject=kept)
        if isinstance(kept, Film):
            publish(FilmsMerged(kept.pk, gone.pk, merge.pk))
            _remove(gone)
            publish(FilmChanged(kept.pk), FilmRemoved(gone.pk), *people)
        else:
            publish(PeopleMerged(kept.pk, gone.pk, merge.pk))
            _remove(gone)
            films = merge.moved.filter(label=Credit._meta.label, act=Moved.Act.MOVED).values("key")
            named = Credit.objects.filter(pk__in=films).values_list("film", flat=True)
            publish(PersonChanged(kept.pk), PersonRemoved(gone.pk), *(FilmChanged(pk) for pk in sorted(set(named))))
    merge.refresh_from_db()
    return merge


def _write_down(by: Actor, kept: Film | Person, gone: Film | Person) -> Merge:
    """Open the journal."""
    model = type(gone)
    row = model._default_manager.values(*columns_of(model=model)).get(pk=gone.pk)
    who: dict[str, Any] = {"by_name": by.name[:80]} if isinstance(by, System) else {"by": by}
    if isinstance(kept, Film):
        who |= {"kind": Merge.Kind.FILM, "kept_film": kept}
    else:
        who |= {"kind": Merge.Kind.PERSON, "kept_person": kept}
    return Merge.objects.create(
        gone=as_json(row=row),
        gone_key=gone.pk,
        gone_public_id=gone.public_id,
        gone_slug=gone.slug,
        gone_name=gone.title if isinstance(gone, Film) else gone.name,
        made_at=timezone.now(),
        **who,
    )


def _fill(merge: Merge, kept: Film | Person, gone: Film | Person) -> None:
    """Let who stays take over what it does not know, and the decisions of the house on it."""
    wanted: dict[str, Any] = {}
    for names in FILLED:
        if hasattr(kept, names[0]) and all(getattr(kept, name) is None for name in names):
            wanted |= {name: getattr(gone, name) for name in names if getattr(gone, name) is not None}
    wanted["held"] = _held_by_both(kept, gone, wanted)
    if isinstance(kept, Film) and isinstance(gone, Film):
        wanted |= {"votes": max(kept.votes, gone.votes), "updated_at": timezone.now()}
    wanted = {name: value for name, value in wanted.items() if getattr(kept, name) != value}
    was, becomes = as_json(row={name: getattr(kept, name) for name in wanted}), as_json(row=wanted)
    merge.changed = {name: [was[name], becomes[name]] for name in wanted}
    if wanted.get("imdb"):
        # Nobody shares a number, and who goes still stands here for a moment.
        Person.objects.filter(pk=gone.pk).update(imdb=None)
    type(kept)._default_manager.filter(pk=kept.pk).update(**wanted)
    kept.refresh_from_db()


def _held_by_both(kept: Film | Person, gone: Film | Person, taken: Iterable[str]) -> dict[str, Any]:
    """What no import writes: as it was, with what was taken over, and rows that the house removed from either."""
    fields = [*kept.held.get("fields", ()), *(name for name in gone.held.get("fields", ()) if name in set(taken))]
    removed: dict[str, list[Any]] = {}
    for record in (kept.held, gone.held):
        for name, rows in record.get("removed", {}).items():
            removed.setdefault(name, []).extend(row for row in rows if row not in removed.get(name, []))
    held = dict(kept.held)
    if fields:
        held["fields"] = list(dict.fromkeys(fields))
    if removed:
        held["removed"] = removed
    return held


def _remove(gone: Film | Person) -> None:
    """Delete who is gone; fails loudly where somebody's words or an editor's still hang on them."""
    for key in keys_to(model=type(gone)):
        if key.remote_field.on_delete is not CASCADE or key.model in DERIVED:
            continue
        theirs = any(field.related_model is Member for field in key.model._meta.concrete_fields)
        facts = key.model._meta.app_label == gone._meta.app_label
        is_written = theirs or facts or issubclass(key.model, Sourced)
        if is_written and key.model._base_manager.filter(**{key.name: gone.pk}).exists():
            raise RuntimeError(f"Merging would lose rows of {key.model._meta.label}.{key.name}.")
    type(gone)._default_manager.filter(pk=gone.pk).delete()


def people_of(*, subject: Film | Person) -> list[PersonChanged]:
    """The people whose pages tell of a film."""
    if isinstance(subject, Person):
        return []
    return [PersonChanged(pk) for pk in sorted(set(subject.credits.values_list("person", flat=True)))]
