"""Write down what changed of a film's or a person's facts."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from abspann.catalog.commands.held import hold_decided
from abspann.catalog.models import Film, Person, Revision
from abspann.catalog.queries import newest_number
from abspann.catalog.records import Record, changes_between
from abspann.core.actor import System
from abspann.members.models import Actor


def record_revision(
    *,
    by: Actor,
    subject: Film | Person,
    before: Record,
    after: Record,
    source: str = "",
    undoes: Revision | None = None,
    decides: bool = True,
) -> Revision | None:
    """Add to a held subject's history what differs between two records of it; None where nothing does.

    An empty `before` says that the subject has just come in. What changed belongs to the house from now on, unless
    nobody `decides` facts by it: two films that become one still have each fact from whoever told it. Imports, whose
    changes do not belong to the house either, write their history themselves.
    """
    changes = changes_between(before, after)
    if not changes:
        return None
    if before and decides:
        hold_decided(subject=subject, changes=changes)
    who: dict[str, Any] = {"by_name": by.name[:80]} if isinstance(by, System) else {"by": by}
    return Revision.objects.create(
        film=subject if isinstance(subject, Film) else None,
        person=subject if isinstance(subject, Person) else None,
        number=newest_number(subject) + 1 if before else 1,
        made_at=timezone.now(),
        source=source,
        before={field: old for field, (old, _new) in changes.items()} if before else {},
        after={field: new for field, (_old, new) in changes.items()},
        undoes=undoes,
        **who,
    )
