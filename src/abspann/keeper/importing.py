"""An import at the command line: what it shows while it runs, and how it ends."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from rich.console import Console
from rich.live import Live
from rich.text import Text

from abspann.catalog.commands import Interrupted, Progress, import_films
from abspann.catalog.models import ImportRun
from abspann.catalog.queries.sources import films_by_source, open_doubts, sources_listed
from abspann.catalog.sources import SOURCES
from abspann.catalog.sources.told import Choice, Unreadable
from abspann.core.actor import System
from abspann.keeper import home

DONE, STOPPED, UNREADABLE = 0, 2, 3
"""Exit statuses, as docs/keeper.md tells them."""

LINE_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""


def run_import(
    name: str,
    path: Path,
    *,
    dry_run: bool,
    limit: int | None,
    only_released: bool,
    min_votes: int,
    languages: tuple[str, ...],
) -> int:
    """Import, with progress on standard error and a report on standard output; return the exit status."""
    source = SOURCES.get(name)
    if source is None:
        known = "\n".join(f"  {key:12} {each.title}" for key, each in sorted(SOURCES.items()))
        _say(f"There is no source «{name}». There are:\n{known or '  none'}")
        return STOPPED
    home.prepare()
    choice = Choice(limit=limit, only_released=only_released, min_votes=min_votes, languages=languages)
    stop = threading.Event()
    try:
        with _told_to(stop), _shown() as show:
            run = import_films(
                by=System("keeper at the command line"),
                source=source,
                path=path,
                choice=choice,
                key=settings.TMDB_KEY,
                endpoint=settings.TMDB_URL,
                dry_run=dry_run,
                progress=show,
                stop=stop,
            )
    except Interrupted as sentence:
        _say(str(sentence))
        return STOPPED
    except Unreadable as sentence:
        _say(str(sentence))
        return UNREADABLE
    for line in report(run, dry_run=dry_run):
        print(line)  # noqa: T201  # the report is what the command is for
    return DONE


def report(run: ImportRun, *, dry_run: bool) -> Iterator[str]:
    """Say what an import did, line by line."""
    if dry_run:
        yield "Nothing was written. This would come in:"
    yield (
        f"{run.new:,} new, {run.changed:,} changed, {run.unchanged:,} unchanged, {run.refused:,} refused, "
        f"{run.doubtful:,} doubtful."
    )
    for kind, count in sorted(run.left_out.items()):
        yield f"Left out: {count:,} {kind}."
    for name, what in run.missing:
        yield f"Missing: {name} ({what})."
    for file, line, reason in run.refusals:
        yield f"Refused: {file}:{line}: {reason}"
    if run.refused > len(run.refusals):
        yield f"{run.refused - len(run.refusals):,} more were refused; the log keeps the first {len(run.refusals)}."
    if run.doubtful and not dry_run:
        yield f"{open_doubts():,} pairs wait for an editor, who decides whether they are one."


def listed() -> Iterator[str]:
    """Say which sources there are, a few lines each."""
    films = films_by_source()
    for each in sources_listed():
        source = each.source
        here = f"{films.get(source.name, 0):>9,} films"
        yield f"{source.name:12} rank {each.rank:3}  {here}  {source.title} ({source.license})"
        yield f"{'':12} {source.terms}"


@contextmanager
def _told_to(stop: threading.Event) -> Iterator[None]:
    """Let Ctrl+C and a service manager's stop end the import after its batch; the second Ctrl+C ends it at once."""

    def heed(_number: int, _frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        _say("Ending after this batch …")

    before = {number: signal.signal(number, heed) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _shown() -> Iterator[Callable[[Progress], None]]:
    """Show one line that moves in a terminal; elsewhere a plain line now and then."""
    began = time.monotonic()
    console = Console(stderr=True, highlight=False)
    if console.is_terminal:
        with Live("", console=console, refresh_per_second=4, transient=True) as live:
            yield lambda state: live.update(Text(line(state, time.monotonic() - began)))
        return
    last = [began]

    def say(state: Progress) -> None:
        now = time.monotonic()
        if now - last[0] >= LINE_EVERY:
            last[0] = now
            _say(line(state, now - began))

    yield say


def line(state: Progress, seconds: float) -> str:
    """Say in one line how far an import is, how fast, and, where that is known, how long it will take."""
    counts, rate = state.counts, state.done / seconds if seconds > 0 else 0.0
    told = (
        f"{state.position:,} read, {counts.new:,} new, {counts.changed:,} changed, {counts.unchanged:,} unchanged, "
        f"{counts.refused:,} refused · {rate:,.0f} a second"
    )
    if state.total and rate > 0:
        left = max(0.0, (state.total - state.position) / rate)
        told += f" · about {_lasting(left)} left"
    return told


def _lasting(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201  # a command speaks
