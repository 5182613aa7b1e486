"""The only writers of what search reads; all of it can be rebuilt."""

from __future__ import annotations

from collections.abc import Iterable

from abspann.catalog.models import Credit
from abspann.discovery.engines import Engine
from abspann.discovery.engines import engine as the_engine
from abspann.discovery.entries import entries_of
from abspann.discovery.models import SearchDue
from abspann.discovery.rules import Kind

DUE_AT_ONCE = 5_000
"""Of how many changes the index is told in one go."""


def queue_for_search(*, kind: str, refs: Iterable[int]) -> None:
    """Have the search index told of things that changed, in the transaction that changed them; also of many at once."""
    SearchDue.objects.bulk_create([SearchDue(kind=Kind(kind), ref=ref) for ref in sorted(set(refs))], batch_size=5_000)


def index_due() -> None:
    """Tell the search index of what changed since the last time, and build it where there is none.

    What changes while another index is being built is told to the present one at once, and to that one when it answers.
    """
    engine = the_engine()
    if not engine.is_ready():
        rebuild_search()
    while True:
        # In this order: an index whose building begins later reads what is committed already.
        edition, is_rebuilt = engine.edition(), engine.is_being_rebuilt()
        due = list(SearchDue.objects.exclude(edition=edition if is_rebuilt else None).order_by("pk")[:DUE_AT_ONCE])
        if not due:
            return
        refs = {kind: {row.ref for row in due if row.kind == kind and row.edition != edition} for kind in Kind}
        refs[Kind.FILM] |= _films_of_renamed(engine, refs[Kind.PERSON])
        for kind in Kind:
            if refs[kind]:
                engine.put(kind, refs[kind])
        done = SearchDue.objects.filter(pk__in=[row.pk for row in due])
        if is_rebuilt:
            done.update(edition=edition)
        else:
            done.delete()


def rebuild_search() -> None:
    """Build the search index from the catalog anew, while the present one goes on answering."""
    the_engine().rebuild()


def _films_of_renamed(engine: Engine, people: set[int]) -> set[int]:
    """Return the films that are found under a former name of one of these people."""
    former = engine.kept(Kind.PERSON, people)
    now = entries_of(Kind.PERSON, list(former))
    renamed = [entry.ref for entry in now if entry.names != former[entry.ref].names]
    return set(Credit.objects.filter(person__in=renamed).values_list("film", flat=True)) if renamed else set()
