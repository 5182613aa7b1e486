"""Move rows from one that goes to one that stays, in any package; and give each back as it was.

A merge is done set-wise and writes a journal (`Moved`). Each package moves its own tables, by these commands, when it
hears of a merge, and gives them back when it hears that the merge was undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import (
    CASCADE,
    SET_NULL,
    Exists,
    F,
    ForeignKey,
    Model,
    OuterRef,
    Q,
    QuerySet,
    UniqueConstraint,
)
from django.db.models.constants import OnConflict

from abspann.catalog.models import Merge, Moved
from abspann.members.models import Member

Act = Moved.Act
Row = dict[str, Any]

BATCH = 400
"""Rows of one statement: no database takes parameters without number."""

PLACES = frozenset({"billing", "position"})
"""Where a row stands among its like: that may change while it is elsewhere."""

SHIFTING = PLACES | {"source", "role_aliases"}
"""What may differ between two rows that say the same."""


def move_rows(
    *,
    merge: Merge,
    model: type[Model],
    field: str,
    newest: str = "",
    spare: Q | None = None,
    remembered: bool = False,
) -> None:
    """Let every row of a table lead to who stays instead of who goes.

    Where the table has no place for two, the row of who stays has it, or with `newest` the one that is newer by that
    column; rows that are `spare` are not wanted beside those that stand. Whatever finds no place goes into the journal
    with all that hangs on it. `remembered`: the journal keeps how each moved row stood, for tables whose rows are
    written anew when somebody edits.
    """
    gone, kept = merge.gone_key, _kept_key(merge)
    if not model._base_manager.filter(**{field: gone}).exists():  # as in most tables: of two, few hold both
        return
    if newest:
        for doubled in _doubled(model, field, here=kept, there=gone, newer=newest):
            displace_rows(merge=merge, model=model, keys=doubled)
    if spare is not None:
        displace_rows(merge=merge, model=model, keys=model._base_manager.filter(spare, **{field: gone}))
    for doubled in _doubled(model, field, here=gone, there=kept):
        displace_rows(merge=merge, model=model, keys=doubled)
    rows = model._base_manager.filter(**{field: gone})
    stood = rows.order_by("pk").values(*columns_of(model=model)) if remembered else ()
    label, key = model._meta.label, _key_of(model)
    Moved.objects.bulk_create(
        [
            Moved(merge=merge, root=label, label=label, key=pk, act=Act.MOVED, field=field, row=row)
            for pk, row in (
                [(row[key], as_json(row=row)) for row in stood]
                if remembered
                else [(pk, None) for pk in rows.order_by("pk").values_list("pk", flat=True)]
            )
        ],
        batch_size=BATCH,
    )
    rows.update(**{field: kept})


def displace_rows(*, merge: Merge, model: type[Model], keys: QuerySet[Any], root: str = "") -> None:
    """Take rows out of their table into the journal, with all that would go with them."""
    root = root or model._meta.label
    for some in _batches(keys.order_by("pk").values_list("pk", flat=True)):
        rows = model._base_manager.filter(pk__in=some)
        Moved.objects.bulk_create(
            [
                Moved(
                    merge=merge,
                    root=root,
                    label=model._meta.label,
                    key=row[_key_of(model)],
                    act=Act.DISPLACED,
                    row=as_json(row=row),
                    member_id=_member_of(model, row),
                )
                for row in rows.order_by("pk").values(*columns_of(model=model))
            ],
            batch_size=BATCH,
        )
        for key in keys_to(model=model):
            hanging = key.model._base_manager.filter(**{f"{key.name}__in": some})
            if key.remote_field.on_delete is CASCADE:
                displace_rows(merge=merge, model=key.model, keys=hanging, root=root)
            elif key.remote_field.on_delete is SET_NULL:
                for pk in list(hanging.order_by("pk").values_list("pk", flat=True)):
                    change_row(merge=merge, model=key.model, key=pk, changes={key.attname: None}, root=root)
            elif hanging.exists():
                raise RuntimeError(f"{key} holds rows that a merge would displace.")
        rows._raw_delete(rows.db)  # what hangs on them has been dealt with


def change_row(*, merge: Merge, model: type[Model], key: int, changes: Mapping[str, Any], root: str = "") -> None:
    """Change columns of a row, and note what stood there."""
    rows = model._base_manager.filter(pk=key)
    stood = rows.values(*changes).get()
    label = model._meta.label
    Moved.objects.bulk_create(
        Moved(
            merge=merge,
            root=root or label,
            label=label,
            key=key,
            act=Act.CHANGED,
            field=name,
            row=[_plain(stood[name]), _plain(value)],
        )
        for name, value in changes.items()
        if stood[name] != value
    )
    rows.update(**changes)


def note_made(*, merge: Merge, rows: Iterable[Model]) -> None:
    """Note rows that the merge made: undone, they go, unless somebody changed them since."""
    Moved.objects.bulk_create(
        Moved(
            merge=merge,
            root=row._meta.label,
            label=row._meta.label,
            key=row.pk,
            act=Act.MADE,
            row=as_json(row=type(row)._base_manager.values(*columns_of(model=type(row))).get(pk=row.pk)),
        )
        for row in rows
    )


def return_rows(*, merge: Merge, model: type[Model]) -> None:
    """Give a table back all that a merge did to it; what was changed since stays as it is now."""
    journal = merge.moved.filter(root=model._meta.label)
    for made in journal.filter(act=Act.MADE):
        row = model._base_manager.filter(pk=made.key).values(*columns_of(model=model)).first()
        if row and as_json(row=row) == made.row:
            model._base_manager.filter(pk=made.key).delete()
    lost = [*_return_moved(merge, model, journal)]
    displaced = journal.filter(act=Act.DISPLACED).order_by("pk").values_list("label", "row")
    for label, entries in groupby(
        [*lost, *((label, row or {}) for label, row in displaced)], key=lambda entry: entry[0]
    ):
        insert_rows(model=_model(label), rows=[row for _label, row in entries])
    for (label, key), changes in groupby(
        journal.filter(act=Act.CHANGED).order_by("label", "key", "pk"), key=lambda change: (change.label, change.key)
    ):
        _change_back(_model(label), key, [(change.field, *(change.row or ())) for change in changes])
    journal.delete()


def _change_back(model: type[Model], key: int, changes: list[Any]) -> None:
    """Give columns of a row, all in one, what stood there before; but for those changed since."""
    rows = model._base_manager.filter(pk=key)
    now = rows.values(*(name for name, _was, _became in changes)).first()
    if now:
        rows.update(**{name: was for name, was, became in changes if _plain(now[name]) == became})


def _return_moved(merge: Merge, model: type[Model], journal: QuerySet[Moved]) -> Iterator[tuple[str, Row]]:
    """Let moved rows lead back; yield those that are no longer there, though how they stood is known."""
    gone, kept = merge.gone_key, _kept_key(merge)
    moved = journal.filter(act=Act.MOVED)
    for field in sorted(set(moved.values_list("field", flat=True))):
        here = moved.filter(field=field)
        bare = here.filter(row__isnull=True).values("key")
        model._base_manager.filter(pk__in=bare, **{field: kept}).update(**{field: gone})
        attname, key = _attname(model, field), _key_of(model)
        for some in _batches(here.filter(row__isnull=False).order_by("pk").values_list("row", flat=True)):
            present = model._base_manager.in_bulk([row[key] for row in some])
            for row in some:
                now = present.get(row[key])
                if now is None:
                    # Somebody edited the list since, and its rows were written anew: the one that says the same goes.
                    says = {name: row[name] for name in row if name not in SHIFTING | {key, attname}}
                    same = model._base_manager.filter(**{field: kept}, **_matching(says)).order_by("pk").first()
                    if same is None:
                        yield model._meta.label, row
                        continue
                    now = same
                if getattr(now, attname) == kept:
                    places = {name: row[name] for name in PLACES & set(row)}
                    model._base_manager.filter(pk=now.pk).update(**{field: gone}, **places)


def renumber_row(*, model: type[Model], former: int, now: int) -> None:
    """Let a journal find a row that has another key from now on; the former one stands nowhere any more."""
    Moved.objects.filter(label=model._meta.label, key=former).update(key=now)


def keys_to(*, model: type[Model]) -> list[ForeignKey[Any, Any]]:
    """Return every foreign key in the house that leads to a table."""
    return [
        relation.field  # type: ignore[union-attr, misc]  # a reverse relation knows its key
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and isinstance(getattr(relation, "field", None), ForeignKey)
    ]


def _doubled(model: type[Model], field: str, *, here: int, there: int, newer: str = "") -> Iterator[QuerySet[Any]]:
    """Yield, for each rule that something stands once, the rows here that stand there, too (and there are newer)."""
    for number, rule in enumerate(_rules(model)):
        parts = rule.expressions or [F(name) for name in rule.fields]
        if F(field) not in parts:
            continue
        says = {f"says_{number}_{place}": part for place, part in enumerate(parts) if part != F(field)}
        mine, theirs = (
            model._base_manager.filter(rule.condition or Q(), **{field: pk}).alias(**says) for pk in (here, there)
        )
        theirs = theirs.filter(**{name: OuterRef(name) for name in says})
        if newer:
            theirs = theirs.filter(**{f"{newer}__gt": OuterRef(newer)})
        yield mine.filter(Exists(theirs))


def _rules(model: type[Model]) -> list[UniqueConstraint]:
    plain = [
        UniqueConstraint(fields=[field.name], name=f"{field.name}_once")
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    ]
    return [*plain, *(rule for rule in model._meta.constraints if isinstance(rule, UniqueConstraint))]


def insert_rows(*, model: type[Model], rows: Sequence[Row]) -> None:
    """Put rows back with their keys, every column as it was; a place that somebody has taken since is theirs."""
    fields = list(model._meta.concrete_fields)
    for some in _batches(_whole(model, rows)):
        made = [model(**{f.attname: f.to_python(row[f.attname]) for f in fields if f.attname in row}) for row in some]
        # Raw, as a backup is read in: no column may set itself anew.
        model._base_manager._insert(  # type: ignore[attr-defined]  # Django's own, and the only one that inserts raw
            made, fields=fields, raw=True, using=model._base_manager.db, on_conflict=OnConflict.IGNORE
        )


def _whole(model: type[Model], rows: Sequence[Row]) -> Iterator[Row]:
    """Leave out keys that lead to what is gone meanwhile; and rows that are nothing without it."""
    missing: dict[str, set[Any]] = {}
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    for key in keys:
        wanted = {row[key.attname] for row in rows if row[key.attname] is not None}
        there = key.related_model
        assert isinstance(there, type)
        found = {
            pk
            for some in _batches(wanted)
            for pk in there._base_manager.filter(pk__in=some).values_list("pk", flat=True)
        }
        own = {row[_key_of(model)] for row in rows} if there is model else set()
        missing[key.attname] = wanted - found - own
    for row in rows:
        lost = [key for key in keys if row[key.attname] in missing[key.attname]]
        if all(key.remote_field.on_delete is SET_NULL for key in lost):
            yield row | {key.attname: None for key in lost}


def _member_of(model: type[Model], row: Row) -> int | None:
    keys = [field.attname for field in model._meta.concrete_fields if field.related_model is Member]
    return next((row[name] for name in keys if row[name] is not None), None)


def _kept_key(merge: Merge) -> int:
    key = merge.kept_film_id if merge.kind == Merge.Kind.FILM else merge.kept_person_id
    assert key is not None
    return key


def columns_of(*, model: type[Model]) -> list[str]:
    """Return the names of a table's columns, as rows are read by them."""
    return [field.attname for field in model._meta.concrete_fields]


def _key_of(model: type[Model]) -> str:
    assert model._meta.pk
    return model._meta.pk.attname


def _attname(model: type[Model], field: str) -> str:
    return str(model._meta.get_field(field).attname)  # type: ignore[union-attr]  # a key has a column


def _model(label: str) -> type[Model]:
    return apps.get_model(label)


def as_json(*, row: Mapping[str, Any]) -> Row:
    """Return a row's columns as JSON holds them exactly: a moment to the microsecond."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _matching(row: Row) -> Row:
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value for name, value in row.items()
    }


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for row in list(rows):
        some.append(row)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some
