"""One import of a source: batch after batch, on the record, to be gone on with after whatever interrupted it."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.naming import name_unnamed
from abspann.catalog.commands.runs import SHOWN_REFUSALS, Progress, State, begin_run, counts_of, end_run, note_progress
from abspann.catalog.commands.settling import merge_sure_people
from abspann.catalog.commands.taking_in import BATCH, Counts, take_in
from abspann.catalog.models import ImportRun
from abspann.catalog.sources.told import Choice, LeftOut, Missing, Place, Refused, Source, Told, ToldFilm
from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.members.models import Actor
from abspann.members.queries import demand
from abspann.members.rights import Act

FIRST_BATCH, LASTING = 200, 0.5
"""Of how many films a batch is at least, and how many seconds it should last: the portal's own writers wait so long."""


class Interrupted(Exception):
    """The import ended before its end, and can be gone on with; the sentence says why and how."""


Watch = Callable[[Progress], None]


def import_films(
    *,
    by: Actor,
    source: Source,
    path: Path,
    choice: Choice | None = None,
    key: str = "",
    endpoint: str = "",
    dry_run: bool = False,
    progress: Watch | None = None,
    stop: threading.Event | None = None,
) -> ImportRun:
    """Read all that a source tells at a path and take it in; return the run as the import log has it.

    An interrupted import of the same files with the same choice is gone on with where it stopped. While another import
    runs this is refused; one that has died is taken over. A dry run finds out the same, and writes nothing at all: its
    run is in no log. Raises `Interrupted` when `stop` was set or the disk is full: nothing half is left then.
    """
    if not isinstance(by, System):
        demand(by, Act.IMPORT)
    choice = choice or Choice()
    if not path.exists() and not source.takes_wishes:
        raise Refusal(_("There is nothing at %(path)s.") % {"path": path})
    run = begin_run(by=by, source=source, path=path, choice=choice, dry_run=dry_run)
    make_room()
    if not dry_run:
        name_unnamed()
    state = Progress(run, counts_of(run=run), run.position)
    state.left_out, state.missing = dict(run.left_out), list(run.missing)
    try:
        with _scratch() as scratch:
            place = Place(path=path, scratch=scratch, key=key, endpoint=endpoint)
            state.total = source.total(place) if source.total else _total_before(run)
            _go_on(by, source, place, choice, state, dry_run=dry_run, progress=progress, stop=stop)
        if not dry_run:
            merge_sure_people(by=System(f"import {source.name}"), stop=stop)
    except (OperationalError, OSError) as error:
        raise Interrupted(_interrupted(state, f"it could not go on ({error})", dry_run=dry_run)) from error
    except KeyboardInterrupt as error:
        raise Interrupted(_interrupted(state, "it was told to stop at once", dry_run=dry_run)) from error
    except BaseException as error:
        end_run(state=state, end=State.FAILED, trouble=f"{type(error).__name__}: {error}"[:1000], dry_run=dry_run)
        raise
    if stop is not None and stop.is_set():
        raise Interrupted(_interrupted(state, "it was told to stop", dry_run=dry_run))
    end_run(state=state, end=State.DONE, dry_run=dry_run)
    return run


def make_room() -> None:
    """Let SQLite keep more of a large catalog's indexes in memory than a web worker may: 128 MB, in this process."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-131072")


@contextmanager
def _scratch() -> Iterator[Path]:
    """Give a folder under the home in which a source may sort what does not fit into memory; it goes afterwards."""
    rooms = Path(settings.HOME) / "imports"
    rooms.mkdir(parents=True, exist_ok=True)
    yesterday = time.time() - 86_400
    for left in rooms.iterdir():
        if left.stat().st_mtime < yesterday:  # of an import that was killed
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=rooms) as room:
        yield Path(room)


def _total_before(run: ImportRun) -> int | None:
    """How much there was to read when the same was read to its end before."""
    before = ImportRun.objects.filter(source=run.source, path=run.path, choice=run.choice, state=State.DONE)
    return before.order_by("-started_at").values_list("position", flat=True).first()


def _go_on(
    by: Actor,
    source: Source,
    place: Place,
    choice: Choice,
    state: Progress,
    *,
    dry_run: bool,
    progress: Watch | None,
    stop: threading.Event | None,
) -> None:
    actor = System(f"import {source.name}")
    seen: set[int] = set()
    counts = Counts()
    batch: list[ToldFilm] = []
    skip = state.position
    read, size = 0, min(FIRST_BATCH, BATCH)
    for told in source.read(place, choice):
        read += 1
        is_twice = isinstance(told, ToldFilm) and _is_twice(told, seen)
        if read <= skip:
            continue
        if is_twice:
            assert isinstance(told, ToldFilm)
            counts.refuse(told, "told twice; the first counts")
        else:
            _note(told, state, counts, batch)
        if len(batch) >= size or read - state.position >= 20 * BATCH:
            began = time.monotonic()
            _take(actor, source, batch, counts, state, read, dry_run=dry_run)
            size = _next_size(len(batch), time.monotonic() - began)
            counts, batch = Counts(), []
            if progress:
                progress(state)
            if stop is not None and stop.is_set():
                return
    _take(actor, source, batch, counts, state, read, dry_run=dry_run)
    if progress:
        progress(state)


def _next_size(size: int, seconds: float) -> int:
    """Return how many films the next transaction takes in, so that it is over before anybody minds."""
    if not size or seconds <= 0:
        return min(FIRST_BATCH, BATCH)
    return max(min(FIRST_BATCH, BATCH), min(BATCH, int(size * min(2.0, LASTING / seconds))))


def _is_twice(told: ToldFilm, seen: set[int]) -> bool:
    """Tell whether a number was told before in this import; 64 bits of each are kept, not the numbers."""
    sign = hash(told.key)
    if sign in seen:
        return True
    seen.add(sign)
    return False


def _note(told: Told, state: Progress, counts: Counts, batch: list[ToldFilm]) -> None:
    if isinstance(told, ToldFilm):
        batch.append(told)
    elif isinstance(told, Refused):
        counts.refused += 1
        counts.refusals.append(told)
    elif isinstance(told, LeftOut):
        state.left_out[told.kind] = state.left_out.get(told.kind, 0) + told.count
    elif isinstance(told, Missing) and [told.name, told.what] not in state.missing:
        state.missing.append([told.name, told.what])


def _take(
    actor: System,
    source: Source,
    batch: list[ToldFilm],
    counts: Counts,
    state: Progress,
    read: int,
    *,
    dry_run: bool,
) -> None:
    """Take a batch in and note how far the import is, in one transaction: after a power cut both stand or neither."""

    def note(taken: Counts) -> None:
        counts.add(taken)
        state.counts.add(counts, SHOWN_REFUSALS)
        state.position, state.done, state.films = read, state.done + read - before, state.films + len(batch)
        note_progress(state=state, dry_run=dry_run)

    before = state.position
    kept = (replace(state.counts, refusals=list(state.counts.refusals)), state.done, state.films)
    try:
        take_in(
            by=actor, source=source.name, batch=batch, run=None if dry_run else state.run, write=not dry_run, then=note
        )
    except BaseException:
        state.position, (state.counts, state.done, state.films) = before, kept
        raise


def _interrupted(state: Progress, why: str, *, dry_run: bool) -> str:
    end_run(state=state, end=State.INTERRUPTED, trouble=why, dry_run=dry_run)
    return f"The import was interrupted: {why}. The same command goes on after {state.position:,} of what it read."
