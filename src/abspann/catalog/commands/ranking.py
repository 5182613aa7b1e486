"""Which source's word counts more: the keeper's ranks."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.taking_in import recompose
from abspann.catalog.models import SourceRank, SourceRecord
from abspann.catalog.sources import SOURCES
from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.members.models import Actor
from abspann.members.queries import demand
from abspann.members.rights import Act

RANKS = (0, 999)

ROUND = 1.0
"""So many seconds the worker lets films follow a rank before it looks after its other duties."""

AT_ONCE = 200
"""So many films follow in one transaction: the portal's own writers wait so long."""


def rank_source(*, by: Actor, source: str, rank: int) -> None:
    """Give a source its rank, the lowest counts most. The films of which it tells follow by `follow_ranks`."""
    if not isinstance(by, System):
        demand(by, Act.IMPORT)
    if source not in SOURCES:
        raise Refusal(_("There is no source “%(name)s”.") % {"name": source[:40]}, field="rank")
    if not RANKS[0] <= rank <= RANKS[1]:
        raise Refusal(_("A rank is a number from %(least)s to %(most)s.") % {"least": 0, "most": 999}, field="rank")
    told = {"rank": rank, "followed_to": 0, "films_changed": 0, "ranked_at": timezone.now(), "followed_at": None}
    with transaction.atomic():
        SourceRank.objects.update_or_create(source=source, defaults=told)


def follow_ranks(*, seconds: float = ROUND, progress: Callable[[int], None] | None = None) -> int:
    """Let films follow the ranks that sources were given, some in one transaction, while there is time.

    Return how many changed. Whatever interrupts it, the next round goes on behind the last film that followed; a rank
    that is given anew meanwhile begins anew.
    """
    until, changed = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        with transaction.atomic():
            due = SourceRank.objects.select_for_update().filter(followed_to__isnull=False).order_by("source").first()
            if due is None:
                return changed
            changed += _follow(due)
            if progress:
                progress(due.films_changed)
    return changed


def _follow(due: SourceRank) -> int:
    told = SourceRecord.objects.filter(source=due.source, film__gt=due.followed_to).order_by("film")
    films = list(told.values_list("film", flat=True).distinct()[:AT_ONCE])
    changed = recompose(by=System(f"rank of {due.source}"), films=films) if films else 0
    due.films_changed += changed
    due.followed_to = films[-1] if films else None
    due.followed_at = None if films else timezone.now()
    due.save(update_fields=["followed_to", "films_changed", "followed_at"])
    return changed
