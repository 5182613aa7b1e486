"""Which source's word counts more: the keeper's ranks."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.taking_in import BATCH, recompose
from abspann.catalog.models import SourceRank, SourceRecord
from abspann.catalog.sources import SOURCES
from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.members.models import Actor
from abspann.members.queries import demand
from abspann.members.rights import Act

RANKS = (0, 999)


def rank_source(*, by: Actor, source: str, rank: int, progress: Callable[[int], None] | None = None) -> int:
    """Give a source its rank, the lowest counts most; films change accordingly. Return how many did."""
    if not isinstance(by, System):
        demand(by, Act.IMPORT)
    if source not in SOURCES:
        raise Refusal(_("There is no source “%(name)s”.") % {"name": source[:40]}, field="rank")
    if not RANKS[0] <= rank <= RANKS[1]:
        raise Refusal(_("A rank is a number from %(least)s to %(most)s.") % {"least": 0, "most": 999}, field="rank")
    with transaction.atomic():
        SourceRank.objects.update_or_create(source=source, defaults={"rank": rank})
    actor, changed, last = System(f"rank of {source}"), 0, 0
    while True:
        films = list(
            SourceRecord.objects.filter(source=source, film__gt=last)
            .order_by("film")
            .values_list("film", flat=True)
            .distinct()[:BATCH]
        )
        if not films:
            return changed
        changed += recompose(by=actor, films=films)
        last = films[-1]
        if progress:
            progress(last)
