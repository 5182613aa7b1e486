"""Take a merge back to the row: two are two again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.history import record_revision
from abspann.catalog.commands.merging import people_of
from abspann.catalog.commands.moving import (
    as_json,
    insert_rows,
    keys_to,
    return_rows,
)
from abspann.catalog.commands.moving_parts import DERIVED, agree
from abspann.catalog.commands.possible import possible
from abspann.catalog.events import (
    FilmChanged,
    FilmsParted,
    PeopleParted,
    PersonChanged,
)
from abspann.catalog.models import (
    Credit,
    Film,
    Merge,
    Moved,
    Person,
    Revision,
)
from abspann.catalog.queries import newest_number, record_of
from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.core.slugs import numbered
from abspann.events.publish import publish
from abspann.members.models import Actor
from abspann.members.queries import demand
from abspann.members.rights import Act


def undo_merge(*, by: Actor, merge: Merge) -> Film | Person:
    """Part again what was merged, to the row; return who came back.

    What was given to the one who stayed since then stays there. Merges are undone in reverse order.
    """
    demand(by, Act.MERGE)
    with transaction.atomic():
        held = Merge.objects.select_for_update(of=("self",)).filter(pk=merge.pk).first()
        if held is None or held.undone_at:
            raise Refusal(_("This merge has been undone already."), status=409)
        model: type[Film] | type[Person] = Film if held.kind == Merge.Kind.FILM else Person
        key = held.kept_film_id or held.kept_person_id
        kept = model._default_manager.select_for_update().filter(pk=key or 0).first()
        if kept is None:
            raise Refusal(_("The page that stayed has been removed meanwhile."), status=409)
        _refuse_out_of_order(held, kept)
        _refuse_while_leaving(held)
        before = record_of(kept)
        with possible(held.gone_name):
            _give_back(held, kept)
            back = _bring_back(held, model)
            for table in _tables(model):
                return_rows(merge=held, model=table)
            for film in (kept, back):
                if isinstance(film, Film):
                    agree(film=film)
        _note_undoing(by, held, kept, before)
        _tell_parted(held, kept, back)
    return back


def _tables(model: type[Film] | type[Person]) -> list[type[Model]]:
    """The catalog's tables that a merge touches, history first: others lead to it."""
    keys = [key.model for key in keys_to(model=model) if key.model._meta.app_label == model._meta.app_label]
    ordered: list[type[Model]] = [Revision, *(table for table in keys if table not in DERIVED)]
    return list(dict.fromkeys(ordered))


def _refuse_out_of_order(merge: Merge, kept: Film | Person) -> None:
    """Refuse while a later merge stands that took up what this one would give back."""
    later = Merge.objects.filter(undone_at__isnull=True, pk__gt=merge.pk)
    own = later.filter(Q(kept_film=kept) if isinstance(kept, Film) else Q(kept_person=kept))
    theirs = Moved.objects.filter(merge=merge, label=OuterRef("label"), key=OuterRef("key"))
    taken = Moved.objects.filter(Exists(theirs), merge__in=later, act=Moved.Act.DISPLACED).order_by("-merge").first()
    first = own.order_by("-pk").first() or (taken.merge if taken else None)
    first = first or _merged_away(merge, later)
    if first:
        raise Refusal(_("“%(name)s” was merged later: undo that first.") % {"name": first.gone_name}, status=409)


def _merged_away(merge: Merge, later: Any) -> Merge | None:
    """A later merge of somebody to whom a row in the journal leads."""
    gone: dict[tuple[str, int], Merge] = {(one.kind, one.gone_key): one for one in later}
    if not gone:
        return None
    for row in merge.moved.filter(act=Moved.Act.DISPLACED).values_list("row", flat=True).iterator():
        assert row
        for kind in ("film", "person"):
            for column in (f"{kind}_id", f"other_{kind}_id"):
                if (kind, row.get(column)) in gone:
                    return gone[kind, row[column]]
    return None


def _refuse_while_leaving(merge: Merge) -> None:
    """What members wrote comes back with their names: not while one of them is about to leave."""
    theirs = merge.moved.filter(act=Moved.Act.DISPLACED, member__leaving_since__isnull=False)
    if theirs.exclude(label__startswith="catalog.").exists():
        raise Refusal(
            _("Somebody who wrote about this is about to leave; it waits until they come back or are gone."), status=409
        )


def _give_back(merge: Merge, kept: Film | Person) -> None:
    """Let who stayed be as before, but for what was changed since."""
    now = as_json(row={name: getattr(kept, name) for name in merge.changed})
    back = {name: was for name, (was, became) in merge.changed.items() if now[name] == became}
    if back:
        type(kept)._default_manager.filter(pk=kept.pk).update(**back)


def _bring_back(merge: Merge, model: type[Film] | type[Person]) -> Film | Person:
    """Put the row back of who was gone; another address only where theirs is taken."""
    row, count = dict(merge.gone), 1
    while model._default_manager.filter(slug=row["slug"]).exists():
        count += 1
        row["slug"] = numbered(merge.gone_slug, count)
    if isinstance(row.get("imdb"), str) and Person.objects.filter(imdb=row["imdb"]).exists():
        row["imdb"] = None
    insert_rows(model=model, rows=[row])
    return model._default_manager.get(pk=merge.gone_key)


def _note_undoing(by: Actor, merge: Merge, kept: Film | Person, before: dict[str, Any]) -> None:
    """Close the journal; in the history of who stayed nothing is left of it, unless something was changed since."""
    revision = merge.revision
    kept.refresh_from_db()
    if revision and revision.number == newest_number(kept):
        revision.delete()
    else:
        record_revision(by=by, subject=kept, before=before, after=record_of(kept), undoes=revision, decides=False)
    Merge.objects.filter(pk=merge.pk).update(
        undone_at=timezone.now(), undone_by=None if isinstance(by, System) else by.pk
    )


def _tell_parted(merge: Merge, kept: Film | Person, back: Film | Person) -> None:
    if isinstance(kept, Film):
        publish(FilmsParted(kept.pk, back.pk, merge.pk))
        publish(
            FilmChanged(kept.pk),
            FilmChanged(back.pk),
            *dict.fromkeys([*people_of(subject=kept), *people_of(subject=back)]),
        )
    else:
        publish(PeopleParted(kept.pk, back.pk, merge.pk))
        films = sorted(set(Credit.objects.filter(person__in=[kept.pk, back.pk]).values_list("film", flat=True)))
        publish(PersonChanged(kept.pk), PersonChanged(back.pk), *(FilmChanged(pk) for pk in films))
    if merge.moved.exists():
        raise RuntimeError("A merge was undone, and some table did not take its rows back.")
