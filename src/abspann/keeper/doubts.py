"""Doubts at the command line: how many wait, of which kinds, and one decision on many of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from abspann.catalog.commands import decide_many
from abspann.catalog.models import Verdict
from abspann.catalog.queries import Choice, doubts_grouped, progress_of
from abspann.core.actor import System
from abspann.core.refusal import Refusal

SIGNS = frozenset({"title", "year", "director", "cast", "running_minutes", "country", "film", "clear"})
"""What may agree, by the words in which doubts say so."""


def counted() -> Iterator[str]:
    """Say how many doubts wait, group by group, the largest first."""
    groups = doubts_grouped()
    yield f"{groups.count(Choice()):,} pairs wait for an editor."
    for group in sorted(groups.groups, key=lambda one: (-one.count, one.kind, one.sources, one.percent)):
        agrees = " ".join(sorted(group.agrees)) or "nothing"
        yield f"{group.count:>9,}  {group.kind:6}  {group.sources or '–':22}  {group.percent:3} %  {agrees}"


def decide(
    *, kind: str, sources: str, agrees: tuple[str, ...], least: int, answer: str, reason: str, work: Callable[[], int]
) -> Iterator[str]:
    """Decide all doubts that are chosen, and carry it out with `work`; say what became of them."""
    if unknown := sorted(set(agrees) - SIGNS):
        raise Refusal(f"Nothing agrees by the name of {', '.join(unknown)}. There are: {', '.join(sorted(SIGNS))}.")
    chosen = Choice(kind, " ".join(sorted(sources.split())), frozenset(agrees), least)
    verdict = decide_many(by=System("keeper at the command line"), choice=chosen, answer=answer, reason=reason)
    yield f"{progress_of(verdict).total:,} pairs are chosen."
    while Verdict.objects.get(pk=verdict.pk).state == Verdict.State.RUNNING:
        work()
    for outcome, count in sorted(progress_of(verdict).counts.items(), key=lambda told: -told[1]):
        yield f"{count:>9,}  {outcome}"
    yield f"It can be taken back as a whole: /desk/doubts/many/{verdict.public_id}/"
