"""Make one of two people whom the catalog surely has twice, without asking an editor."""

from __future__ import annotations

import threading

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from abspann.catalog.commands.merging import merge_people
from abspann.catalog.commands.taking_in.sameness import PERSON_SURE
from abspann.catalog.models import Credit, Doubt, Merge, Person, PersonNumber, SourceRecord
from abspann.core.actor import System
from abspann.core.refusal import Refusal

AT_ONCE = 200

MOST = 2_000
"""How many people one import, or one night, merges at most; the others wait for the next."""


def merge_sure_people(*, by: System, most: int = MOST, stop: threading.Event | None = None) -> int:
    """Merge those pairs of people in doubt that are sure by now, each in a transaction of its own; return how many.

    A source that knows people by name only makes somebody a second time, until a film that both share tells that they
    are one. Who has more credits stays, of equals the older. An editor is still asked where one source tells of both,
    where their numbers in one catalog or their years differ, where it might be a third instead, and where somebody
    parted them after they were merged.
    """
    merged, last = 0, 0
    while True:
        doubts = _sure().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        some = list(doubts[:AT_ONCE])
        for pk in some:
            if merged >= most or (stop is not None and stop.is_set()):
                return merged
            merged += _merge_if_sure(by, pk)
        if not some:
            return merged
        last = some[-1]


def merge_sure_people_nightly() -> int:
    """Merge what imports left of them."""
    return merge_sure_people(by=System("sameness"))


def _sure() -> QuerySet[Doubt]:
    """Doubts that no editor has decided, neither by an answer nor by undoing a merge of the two."""
    undone = Merge.objects.filter(kind=Merge.Kind.PERSON, undone_at__isnull=False)
    parted = [
        Exists(undone.filter(kept_person=OuterRef(one), gone_key=OuterRef(other)))
        for one, other in (("person", "other_person"), ("other_person", "person"))
    ]
    sure = Doubt.objects.filter(state=Doubt.State.OPEN, person__isnull=False, score__gte=PERSON_SURE)
    return sure.exclude(parted[0] | parted[1])


def _merge_if_sure(by: System, pk: int) -> bool:
    with transaction.atomic():
        doubt = _sure().select_for_update(of=("self",)).filter(pk=pk).select_related("person", "other_person").first()
        if doubt is None or doubt.person is None or doubt.other_person is None:  # settled by an earlier one, or decided
            return False
        pair = [doubt.person, doubt.other_person]
        if _speaks_against(*pair) or _might_be_a_third(*pair):
            return False
        kept, gone = sorted(pair, key=lambda one: (-Credit.objects.filter(person=one).count(), one.pk))
        try:
            merge_people(by=by, kept=kept, gone=gone)
        except Refusal:  # somebody was quicker
            return False
    return True


def _speaks_against(one: Person, other: Person) -> bool:
    """Tell whether two people are told apart: by a source that knows both, by a number, or by when they lived."""
    for name in ("imdb", "born_year", "died_year"):
        here, there = getattr(one, name), getattr(other, name)
        if here is not None and there is not None and here != there:
            return True
    told = SourceRecord.objects.filter(person=one)
    if told.filter(source__in=SourceRecord.objects.filter(person=other).values("source")).exists():
        return True
    numbers = PersonNumber.objects.filter(person=one)
    return numbers.filter(scheme__in=PersonNumber.objects.filter(person=other).values("scheme")).exists()


def _might_be_a_third(one: Person, other: Person) -> bool:
    """Tell whether one of two is as surely somebody else whom the other cannot be."""
    for here, there in ((one, other), (other, one)):
        sure = Doubt.objects.filter(Q(person=here) | Q(other_person=here), score__gte=PERSON_SURE)
        pairs = sure.exclude(state=Doubt.State.TWO).values_list("person", "other_person")
        others = {pk for pair in pairs for pk in pair} - {one.pk, other.pk}
        two = Doubt.objects.filter(Q(person=there) | Q(other_person=there), state=Doubt.State.TWO)
        apart = {pk for pair in two.values_list("person", "other_person") for pk in pair}
        if others & apart or any(_speaks_against(third, there) for third in Person.objects.filter(pk__in=others)):
            return True
    return False
