"""Decide many doubts at once: chosen together, decided one by one by the worker, and taken back as a whole."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from django.db import OperationalError, transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.merging import decide_doubt
from abspann.catalog.commands.parting import undo_merge
from abspann.catalog.commands.taking_in.matching_films import CLOSE
from abspann.catalog.models import Credit, Doubt, Film, Merge, Person, Verdict, VerdictDoubt
from abspann.catalog.queries.doubts import AT_WORK, Choice, doubts_chosen
from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.core.rows import insert
from abspann.core.text import one_line
from abspann.members.models import Actor, Member
from abspann.members.queries import demand, may
from abspann.members.rights import Act

logger = logging.getLogger(__name__)

State, Outcome, Answer = Verdict.State, VerdictDoubt.Outcome, Verdict.Answer

ROUND = 3.0
"""So many seconds the worker decides before it looks after its other duties."""

LONGEST_REASON = 500

SpokenOf = Callable[[Collection[int]], Mapping[int, int]]
"""Tells of films how many ratings and reviews each has; the catalog itself knows nothing of those."""


def _of_none(_films: Collection[int]) -> Mapping[int, int]:
    return {}


def decide_many(*, by: Actor, choice: Choice, answer: str, reason: str) -> Verdict:
    """Decide all open doubts that a choice means now: the same (`one`), or two. The worker carries it out.

    What waits under another decision already is left to that one. Refuses a choice that leaves none.
    """
    demand(by, Act.MERGE)
    reason = one_line(reason)
    if not choice.kind:
        raise Refusal(_("Choose films or people: one answer cannot be for both."), field="kind")
    if answer not in Answer.values:
        raise Refusal(_("Choose whether they are the same."), field="answer")
    if not reason:
        raise Refusal(_("Say in a few words by what you know."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("A reason has at most %(most)s characters.") % {"most": LONGEST_REASON}, field="reason")
    who = {"by_name": by.name[:80]} if isinstance(by, System) else {"by": by}
    with transaction.atomic():
        verdict = Verdict.objects.create(
            kind=choice.kind, choice=choice.to_json(), answer=answer, reason=reason, made_at=timezone.now(), **who
        )
        chosen = doubts_chosen(choice).order_by("pk").values_list("pk", flat=True)
        rows = [(verdict.pk, pk, Outcome.WAITING.value, "") for pk in chosen]
        # Whoever comes second finds them waiting under the first.
        insert(VerdictDoubt, ("verdict_id", "doubt", "outcome", "names"), rows, unless_there=True)
        if not verdict.doubts.exists():
            raise Refusal(_("None of these doubts is open any more."), status=409)
    return verdict


def undo_verdict(*, by: Actor, verdict: Verdict) -> None:
    """Take back a decision on many, as far as it came; the worker does so, the last one first.

    What could not be taken back before is tried again.
    """
    demand(by, Act.MERGE)
    with transaction.atomic():
        held = Verdict.objects.select_for_update(of=("self",)).get(pk=verdict.pk)
        again = held.doubts.filter(outcome=Outcome.STAYS)
        if held.state == State.UNDOING or (held.state == State.UNDONE and not again.exists()):
            raise Refusal(_("This decision has been taken back already."), status=409)
        again.filter(merge__isnull=False).update(outcome=Outcome.ONE)
        again.filter(merge__isnull=True).update(outcome=Outcome.ONE if held.answer == Answer.ONE else Outcome.TWO)
        _leave_waiting(held)
        held.state, held.ended_at = State.UNDOING, None
        held.undone_by, held.undone_by_name = (None, by.name[:80]) if isinstance(by, System) else (by, "")
        held.save(update_fields=["state", "ended_at", "undone_by", "undone_by_name"])


def work_on_verdicts(*, seconds: float = ROUND, spoken_of: SpokenOf = _of_none) -> int:
    """Go on with what was decided on many, one doubt in one transaction, while there is time; return how many.

    Whatever interrupts it, the next round begins where this one ended; two workers never decide one doubt twice.
    """
    until, count = time.monotonic() + seconds, 0
    for pk in list(Verdict.objects.filter(state__in=AT_WORK).order_by("pk").values_list("pk", flat=True)):
        while time.monotonic() < until and _go_on(pk, spoken_of):
            count += 1
    return count


def _go_on(pk: int, spoken_of: SpokenOf) -> bool:
    """Decide, or take back, one doubt; tell whether there was one."""
    with transaction.atomic():
        # Held, so that two workers take turns, and who takes it back waits for the one being decided.
        verdict = Verdict.objects.select_for_update(of=("self",)).select_related("by", "undone_by").get(pk=pk)
        if verdict.state == State.RUNNING:
            item = verdict.doubts.filter(outcome=Outcome.WAITING).order_by("pk").first()
            return _step(verdict, item, _actor(verdict.by_name, verdict.by), State.DONE, spoken_of)
        if verdict.state == State.UNDOING:
            item = verdict.doubts.filter(outcome__in=[Outcome.ONE, Outcome.TWO]).order_by("-pk").first()
            return _step(verdict, item, _actor(verdict.undone_by_name, verdict.undone_by), State.UNDONE, spoken_of)
    return False


def _actor(name: str, member: Member | None) -> Actor | None:
    """Who decides, as long as they may."""
    if name:
        return System(name)
    return member if member is not None and may(member, Act.MERGE) else None


def _step(verdict: Verdict, item: VerdictDoubt | None, by: Actor | None, end: str, spoken_of: SpokenOf) -> bool:
    if item is None or by is None:
        _leave_waiting(verdict)
        verdict.state, verdict.ended_at = end if item is None else State.STOPPED, timezone.now()
        verdict.save(update_fields=["state", "ended_at"])
        return False
    if verdict.state == State.RUNNING:
        _decide(verdict, item, by, spoken_of)
    else:
        _take_back(item, by)
    item.save(update_fields=["outcome", "merge", "names"])
    return True


def _leave_waiting(verdict: Verdict) -> None:
    verdict.doubts.filter(outcome=Outcome.WAITING).update(outcome=Outcome.LEFT)


def _decide(verdict: Verdict, item: VerdictDoubt, by: Actor, spoken_of: SpokenOf) -> None:
    related = ("film", "other_film", "person", "other_person")
    doubt = Doubt.objects.select_related(*related).filter(pk=item.doubt).first()
    if doubt is None:
        item.outcome = Outcome.GONE
        return
    pair = [one for one in (doubt.film, doubt.other_film, doubt.person, doubt.other_person) if one]
    item.names = " = ".join(str(one)[:310] for one in pair)
    if doubt.state != Doubt.State.OPEN:
        item.outcome = Outcome.TAKEN
    elif verdict.answer == Answer.TWO:
        item.outcome = _tried(by, doubt, None, item)
    elif _may_be_another(doubt):
        item.outcome = Outcome.UNSURE
    else:
        item.outcome = _tried(by, doubt, _who_stays(pair, spoken_of), item)


def _tried(by: Actor, doubt: Doubt, kept: Film | Person | None, item: VerdictDoubt) -> str:
    """Decide as an editor does; what cannot be done is noted, and keeps no other doubt from being decided."""
    try:
        with transaction.atomic():
            item.merge = decide_doubt(by=by, doubt=doubt, kept=kept)
    except Refusal as no:
        return Outcome.TAKEN if no.status == 409 else Outcome.REFUSED
    except OperationalError:
        raise
    except Exception:
        logger.exception("Doubt %s could not be decided.", doubt.pk)
        return Outcome.REFUSED
    return Outcome.ONE if kept else Outcome.TWO


def _who_stays(pair: Sequence[Film | Person], spoken_of: SpokenOf) -> Film | Person:
    """Who more people have spoken of, of people who has more credits; of two alike, who came first."""
    keys = [one.pk for one in pair]
    if isinstance(pair[0], Film):
        weight = dict(spoken_of(keys))
    else:
        weight = dict(Credit.objects.filter(person__in=keys).values_list("person").annotate(Count("pk")))
    return min(pair, key=lambda one: (-weight.get(one.pk, 0), one.pk))


def _may_be_another(doubt: Doubt) -> bool:
    """Tell whether one of both may as well be a third: then nobody can say by the choice alone which.

    A third who may be either does no harm, unless one source told of it and of one of the two: that tells them apart.
    """
    kind = "film" if doubt.film_id else "person"
    here, there = f"{kind}_id", f"other_{kind}_id"
    pair = {getattr(doubt, here), getattr(doubt, there)}
    others: dict[int, list[tuple[int, float, str]]] = defaultdict(list)
    near = Doubt.objects.filter(Q(**{f"{here}__in": pair}) | Q(**{f"{there}__in": pair}), state=Doubt.State.OPEN)
    for one, other, score, sources in near.exclude(pk=doubt.pk).values_list(here, there, "score", "sources"):
        third, side = (other, one) if one in pair else (one, other)
        others[third].append((side, score, sources))
    for rows in others.values():
        if max(score for _side, score, _sources in rows) < doubt.score - CLOSE:
            continue
        is_either = {side for side, _score, _sources in rows} == pair
        if not is_either or any(len(set(sources.split())) < 2 for _side, _score, sources in rows):  # one source, twice
            return True
    return False


def _take_back(item: VerdictDoubt, by: Actor) -> None:
    if item.outcome == Outcome.TWO:
        reopened = Doubt.objects.filter(pk=item.doubt, state=Doubt.State.TWO)
        is_open = bool(reopened.update(state=Doubt.State.OPEN, decided_at=None))
        is_open = is_open or Doubt.objects.filter(pk=item.doubt, state=Doubt.State.OPEN).exists()
        item.outcome = Outcome.UNDONE if is_open else Outcome.STAYS
        return
    merge = Merge.objects.filter(pk=item.merge_id or 0).first()
    if merge is None or merge.undone_at is None:
        item.outcome = Outcome.STAYS if merge is None else _undone(by, merge)
    else:
        item.outcome = Outcome.UNDONE


def _undone(by: Actor, merge: Merge) -> str:
    try:
        with transaction.atomic():
            undo_merge(by=by, merge=merge)
    except Refusal:
        return Outcome.STAYS
    except OperationalError:
        raise
    except Exception:
        logger.exception("Merge %s could not be undone.", merge.pk)
        return Outcome.STAYS
    return Outcome.UNDONE
