"""One import of a source: batch after batch, on the record, to be gone on with after whatever interrupted it."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog import rules
from abspann.catalog.commands.settling import merge_sure_people
from abspann.catalog.commands.taking_in import BATCH, Counts, recompose, take_in
from abspann.catalog.models import Film, FilmName, FilmTitle, ImportRun, Person, SourceRank, SourceRecord
from abspann.catalog.sources import SOURCES
from abspann.catalog.sources.told import Choice, LeftOut, Missing, Place, Refused, Source, Told, ToldFilm
from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.core.rows import insert, update
from abspann.members.models import Actor
from abspann.members.queries import demand
from abspann.members.rights import Act

State = ImportRun.State

SHOWN_REFUSALS = 100
SILENT_FOR = timedelta(minutes=10)
"""An import whose process cannot be asked (another machine) and that has said nothing for so long is dead."""

RANKS = (0, 999)

ROUND = 1.0
"""So many seconds the worker lets films follow a rank before it looks after its other duties."""

FIRST_BATCH, LASTING = 200, 0.5
"""Of how many films a batch is at least, and how many seconds it should last: the portal's own writers wait so long."""


class Interrupted(Exception):
    """The import ended before its end, and can be gone on with; the sentence says why and how."""


@dataclass(slots=True)
class Progress:
    """How far an import is. `position` counts what was read, `done` of it in this run of the command."""

    run: ImportRun
    counts: Counts
    position: int = 0
    done: int = 0
    films: int = 0
    total: int | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    missing: list[list[str]] = field(default_factory=list)


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
    run = _begin(by, source, path, choice, dry_run=dry_run)
    make_room()
    if not dry_run:
        name_unnamed()
    state = Progress(run, _counts_of(run), run.position)
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
        _end(state, State.FAILED, trouble=f"{type(error).__name__}: {error}"[:1000], dry_run=dry_run)
        raise
    if stop is not None and stop.is_set():
        raise Interrupted(_interrupted(state, "it was told to stop", dry_run=dry_run))
    _end(state, State.DONE, dry_run=dry_run)
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
        _beat(state, dry_run=dry_run)

    before = state.position
    kept = (replace(state.counts, refusals=list(state.counts.refusals)), state.done, state.films)
    try:
        take_in(
            by=actor, source=source.name, batch=batch, run=None if dry_run else state.run, write=not dry_run, then=note
        )
    except BaseException:
        state.position, (state.counts, state.done, state.films) = before, kept
        raise


def _beat(state: Progress, *, dry_run: bool) -> None:
    run, counts = state.run, state.counts
    run.position, run.beat_at = state.position, timezone.now()
    run.new, run.changed, run.unchanged = counts.new, counts.changed, counts.unchanged
    run.refused, run.doubtful = counts.refused, counts.doubtful
    run.left_out, run.missing = state.left_out, state.missing
    run.refusals = [[told.file[-200:], told.line, told.reason[:300]] for told in counts.refusals[:SHOWN_REFUSALS]]
    if dry_run:
        return
    # Whoever took this run over has written their own process into it: then this one must not go on.
    updated = ImportRun.objects.filter(pk=run.pk, process=run.process, state=State.RUNNING).update(
        **{name: getattr(run, name) for name in _KEPT}
    )
    if not updated:
        raise Refusal(_("Another import has taken this one over."), status=409)


_KEPT = (
    "position",
    "beat_at",
    "new",
    "changed",
    "unchanged",
    "refused",
    "doubtful",
    "left_out",
    "missing",
    "refusals",
)


def _counts_of(run: ImportRun) -> Counts:
    return Counts(
        run.new,
        run.changed,
        run.unchanged,
        run.refused,
        run.doubtful,
        [Refused(file, line, reason) for file, line, reason in run.refusals],
    )


def _begin(by: Actor, source: Source, path: Path, choice: Choice, *, dry_run: bool) -> ImportRun:
    """Open a run, go on with one that was interrupted, or refuse while another is at work."""
    now = timezone.now()
    name = by.name if isinstance(by, System) else by.handle or by.display_name
    told: dict[str, Any] = {
        "source": source.name,
        "path": str(path.resolve())[-500:],
        "fingerprint": fingerprint_of_files(path=path),
        "choice": asdict(choice) | {"languages": list(choice.languages)},
    }
    fresh: dict[str, Any] = {"by_name": name[:80], "started_at": now, "beat_at": now, "process": _this_process()}
    if dry_run:
        return ImportRun(**told, **fresh)
    with transaction.atomic():
        at_work = ImportRun.objects.select_for_update().filter(state=State.RUNNING).first()
        if at_work:
            if not _is_dead(at_work):
                raise Refusal(
                    _("An import of %(source)s is running since %(when)s, begun by %(who)s: wait for it, or end it.")
                    % {
                        "source": at_work.source,
                        "when": timezone.localtime(at_work.started_at).strftime("%Y-%m-%d %H:%M"),
                        "who": at_work.by_name or "–",
                    },
                    status=409,
                )
            at_work.state, at_work.trouble = State.INTERRUPTED, "Its process ended without a word."
            at_work.save(update_fields=["state", "trouble"])
        last = ImportRun.objects.filter(source=source.name, path=told["path"]).order_by("-started_at", "-pk").first()
        if last and last.state == State.INTERRUPTED and _is_same(last, told):
            last.state, last.process, last.beat_at, last.trouble = State.RUNNING, fresh["process"], now, ""
            last.ended_at = None
            last.save(update_fields=["state", "process", "beat_at", "trouble", "ended_at"])
            return last
        try:
            with transaction.atomic():
                return ImportRun.objects.create(**told, **fresh)
        except IntegrityError as error:
            raise Refusal(_("Another import has just begun: wait for it, or end it."), status=409) from error


def _is_same(run: ImportRun, told: dict[str, Any]) -> bool:
    return bool(run.fingerprint == told["fingerprint"] and run.choice == told["choice"])


def fingerprint_of_files(*, path: Path) -> str:
    """Return what tells whether files are the same: names, sizes and times of change, without reading them."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            stat = file.stat()
            digest.update(f"{file.name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _this_process() -> str:
    return f"{socket.gethostname()[:60]} {os.getpid()} {_started(os.getpid())}"


def _started(process: int) -> str:
    """When a process began, in ticks since the machine did, as numbers are given anew; empty if it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""


def _is_dead(run: ImportRun) -> bool:
    """Tell whether nobody works on a run any more: its process is gone, or, elsewhere, has been silent too long."""
    machine, _space, rest = run.process.partition(" ")
    number, _space, began = rest.partition(" ")
    if machine == socket.gethostname()[:60] and number.isdigit():
        if Path("/proc").is_dir():
            return bool(_started(int(number)) != began)
        try:
            os.kill(int(number), 0)
        except OSError:
            return True
        return False
    return timezone.now() - run.beat_at > SILENT_FOR


def _interrupted(state: Progress, why: str, *, dry_run: bool) -> str:
    _end(state, State.INTERRUPTED, trouble=why, dry_run=dry_run)
    return f"The import was interrupted: {why}. The same command goes on after {state.position:,} of what it read."


def _end(state: Progress, end: State, *, trouble: str = "", dry_run: bool) -> None:
    run = state.run
    run.state, run.ended_at, run.trouble = end, timezone.now(), trouble
    if dry_run:
        return
    mine = ImportRun.objects.filter(pk=run.pk, process=run.process, state=State.RUNNING)
    try:
        mine.update(state=end, ended_at=run.ended_at, trouble=trouble)
    except OperationalError:
        # A disk so full that not even this fits: the next import sees that the process is gone.
        run.trouble = trouble


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
    films = list(told.values_list("film", flat=True).distinct()[:FIRST_BATCH])
    changed = recompose(by=System(f"rank of {due.source}"), films=films) if films else 0
    due.films_changed += changed
    due.followed_to = films[-1] if films else None
    due.followed_at = None if films else timezone.now()
    due.save(update_fields=["followed_to", "films_changed", "followed_at"])
    return changed


def rebuild_names(*, only_missing: bool = False) -> int:
    """Build the names by which films and people are recognized anew; return how many films and people there were."""
    return sum(_named_films(only_missing)) + sum(_named_people(only_missing))


def name_unnamed() -> int:
    """Name the films and people that were there before names were kept; return how many there were."""
    return rebuild_names(only_missing=True)


def _named_films(only_missing: bool) -> Iterator[int]:
    last = 0
    while True:
        films = Film.objects.filter(pk__gt=last)
        if only_missing:
            films = films.filter(names__isnull=True)
        batch = list(films.order_by("pk").values_list("pk", "title", "original_title")[:BATCH])
        if not batch:
            return
        last = batch[-1][0]
        with transaction.atomic():
            keys = [pk for pk, _title, _original in batch]
            titles: dict[int, list[str | None]] = {pk: [title, original] for pk, title, original in batch}
            for film, text in _titles_of(keys):
                titles[film].append(text)
            FilmName.objects.filter(film__in=keys).delete()
            rows = [(film, name) for film, texts in titles.items() for name in rules.film_names(texts)]
            insert(FilmName, ("film_id", "folded"), rows)
        yield len(batch)


def _titles_of(films: list[int]) -> Iterator[tuple[int, str]]:
    yield from FilmTitle.objects.filter(film__in=films).order_by("pk").values_list("film_id", "text")


def _named_people(only_missing: bool) -> Iterator[int]:
    last = 0
    while True:
        people = Person.objects.filter(pk__gt=last)
        if only_missing:
            people = people.filter(folded="")
        batch = list(people.order_by("pk").values_list("pk", "name")[:BATCH])
        if not batch:
            return
        last = batch[-1][0]
        with transaction.atomic():
            update(Person, ("folded",), [(rules.person_name(name), pk) for pk, name in batch])
        yield len(batch)
