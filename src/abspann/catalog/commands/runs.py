"""The log of imports: a run is begun, gone on with, noted as it proceeds, and ended; no two at once."""

from __future__ import annotations

import hashlib
import os
import socket
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.taking_in import Counts
from abspann.catalog.models import ImportRun
from abspann.catalog.sources.told import Choice, Refused, Source
from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.members.models import Actor

State = ImportRun.State
SHOWN_REFUSALS = 100

SILENT_FOR = timedelta(minutes=10)
"""An import whose process cannot be asked (another machine) and that has said nothing for so long is dead."""


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


def counts_of(*, run: ImportRun) -> Counts:
    """Return what became of what a run has read so far."""
    return Counts(
        run.new,
        run.changed,
        run.unchanged,
        run.refused,
        run.doubtful,
        [Refused(file, line, reason) for file, line, reason in run.refusals],
    )


def begin_run(*, by: Actor, source: Source, path: Path, choice: Choice, dry_run: bool) -> ImportRun:
    """Open a run, go on with one that was interrupted, or refuse while another is at work."""
    now = timezone.now()
    name = by.name if isinstance(by, System) else by.handle or by.display_name
    told: dict[str, Any] = {
        "source": source.name,
        "path": str(path.resolve())[-500:],
        "fingerprint": fingerprint_of_files(path=path),
        "choice": asdict(choice) | {"languages": list(choice.languages)},
    }
    fresh: dict[str, Any] = {"by_name": name[:80], "started_at": now, "beat_at": now, "process": this_process()}
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


def note_progress(*, state: Progress, dry_run: bool) -> None:
    """Write down how far a run is; refuses where another process has taken it over."""
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


def end_run(*, state: Progress, end: State, trouble: str = "", dry_run: bool) -> None:
    """Note how a run ended, and why."""
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


def fingerprint_of_files(*, path: Path) -> str:
    """Return what tells whether files are the same: names, sizes and times of change, without reading them."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            stat = file.stat()
            digest.update(f"{file.name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def this_process() -> str:
    """Return what tells this process from every other, also from a later one of its number."""
    return f"{socket.gethostname()[:60]} {os.getpid()} {_started(os.getpid())}"


def _is_same(run: ImportRun, told: dict[str, Any]) -> bool:
    return bool(run.fingerprint == told["fingerprint"] and run.choice == told["choice"])


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


def _started(process: int) -> str:
    """When a process began, in ticks since the machine did, as numbers are given anew; empty if it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""
