"""One import: on the record, resumed after whatever ended it, and one at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace

import pytest
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import override

from abspann.catalog.commands import forget_member, import_films, importing, runs
from abspann.catalog.commands.importing import Interrupted
from abspann.catalog.models import Film, FilmName, ImportRun, SourceRecord
from abspann.catalog.sources.told import Choice, LeftOut, Missing, Refused
from abspann.core.actor import System
from abspann.core.refusal import Refusal
from tests.catalog.taking_in.telling import ONE, credits, directed, source_of, told

pytestmark = pytest.mark.django_db

FILMS = [told(str(n), f"Film {n}", 1950 + n, cast=(*directed(f"R {n % 3}"), *credits(f"S {n}"))) for n in range(20)]
TOLD = [*FILMS[:7], LeftOut("series"), Refused("f", 8, "no title"), *FILMS[7:], FILMS[3], Missing("cast.csv", "cast")]


@pytest.fixture(autouse=True)
def _small(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(importing, "BATCH", 4)
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "films.csv"
    file.write_text("films")
    return file


def _import(path, films=TOLD, **more) -> ImportRun:
    return import_films(by=System("keeper"), source=source_of(ONE, 10, films), path=path, **more)


def test_an_import_leaves_a_row_in_the_log_and_a_second_reports_no_change(path):
    run = _import(path)
    stored = ImportRun.objects.get()
    assert stored.pk == run.pk
    assert (stored.state, stored.new, stored.changed, stored.unchanged, stored.refused) == ("done", 20, 0, 0, 2)
    assert stored.left_out == {"series": 1}
    assert stored.missing == [["cast.csv", "cast"]]
    assert [row[2] for row in stored.refusals] == ["no title", "3 'Film 3': told twice; the first counts"]
    assert (stored.position, stored.by_name) == (len(TOLD), "keeper")
    before = list(Film.objects.order_by("pk").values()), list(SourceRecord.objects.order_by("pk").values())
    again = _import(path)
    assert (again.new, again.changed, again.unchanged, again.doubtful) == (0, 0, 20, 0)
    assert (list(Film.objects.order_by("pk").values()), list(SourceRecord.objects.order_by("pk").values())) == before
    assert not list((importing.Path(importing.settings.HOME) / "imports").iterdir())


@pytest.mark.parametrize("batch", range(6))
def test_stopped_after_any_batch_it_goes_on_there(path, batch):
    stop, seen = threading.Event(), []

    def progress(state):
        seen.append(state.position)
        if len(seen) == batch + 1:
            stop.set()

    with pytest.raises(Interrupted, match="goes on after"):
        _import(path, stop=stop, progress=progress)
    run = ImportRun.objects.get()
    assert (run.state, run.position) == ("interrupted", seen[-1])
    half = Film.objects.count()
    done = _import(path)
    assert (done.pk, done.state) == (run.pk, "done")
    assert half <= Film.objects.count() == done.new == 20
    assert (done.refused, done.left_out) == (2, {"series": 1})


def test_other_files_or_another_choice_begin_anew(path):
    stop = threading.Event()
    stop.set()
    for _time in range(2):
        with pytest.raises(Interrupted):
            _import(path, stop=stop)
    assert ImportRun.objects.count() == 1
    with pytest.raises(Interrupted):
        _import(path, stop=stop, choice=Choice(limit=3))
    path.write_text("other films")
    assert _import(path).position == len(TOLD)
    assert ImportRun.objects.count() == 3


def test_while_one_is_at_work_another_is_refused_and_a_dead_one_is_taken_over(path):
    now = timezone.now()
    run = ImportRun.objects.create(
        source="two", path="/x", by_name="karl", started_at=now, beat_at=now, process=runs.this_process()
    )
    with override("en"), pytest.raises(Refusal, match=r"two is running since .*, begun by karl"):
        _import(path)
    assert not Film.objects.exists()
    machine, number, _began = run.process.split()
    for dead in (f"{machine} {number} 1", f"{machine} 999999999 5"):
        ImportRun.objects.filter(pk=run.pk).update(process=dead, state="running")
        assert _import(path).state == "done"
        run.refresh_from_db()
        assert run.state == "interrupted"
    ImportRun.objects.filter(pk=run.pk).update(process="elsewhere 5 5", state="running")
    with pytest.raises(Refusal):
        _import(path)
    ImportRun.objects.filter(pk=run.pk).update(beat_at=now - runs.SILENT_FOR * 2)
    assert _import(path).state == "done"


def test_a_dry_run_tells_the_same_and_writes_nothing(path):
    run = _import(path, dry_run=True)
    assert (run.new, run.refused, run.left_out) == (20, 2, {"series": 1})
    assert not Film.objects.exists()
    assert not FilmName.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_disk_that_is_full_leaves_nothing_half_and_the_import_goes_on_later(path, monkeypatch):
    real, calls = importing.note_progress, []

    def full(**more):
        calls.append(1)
        if len(calls) == 3:
            raise OperationalError("database or disk is full")
        real(**more)

    monkeypatch.setattr(importing, "note_progress", full)
    with pytest.raises(Interrupted, match="disk is full"):
        _import(path)
    run = ImportRun.objects.get()
    assert (run.state, run.new, Film.objects.count()) == ("interrupted", 8, 8)
    assert _import(path).new == 20


def test_a_source_that_fails_in_the_middle_keeps_what_came_before_and_says_why(path):
    def broken():
        yield from FILMS[:9]
        raise ValueError("cut off")

    source = replace(source_of(ONE, 10, []), read=lambda place, choice: broken())
    with pytest.raises(ValueError, match="cut off"):
        import_films(by=System("keeper"), source=source, path=path)
    run = ImportRun.objects.get()
    assert (run.state, run.new, run.trouble) == ("failed", 8, "ValueError: cut off")


def test_of_many_refusals_the_first_hundred_are_kept(path):
    run = _import(path, [Refused("f", n, "no") for n in range(1_000)])
    assert (run.refused, len(run.refusals), run.refusals[99]) == (1_000, 100, ["f", 99, "no"])


def test_nothing_at_the_path_is_said(tmp_path):
    with override("en"), pytest.raises(Refusal, match="nothing at"):
        _import(tmp_path / "nowhere")


def test_only_keepers_import(world, path):
    with pytest.raises(Refusal):
        import_films(by=world.erik, source=source_of(ONE, 10, []), path=path)
    assert import_films(by=world.karl, source=source_of(ONE, 10, FILMS), path=path).by_name == "karl"
    forget_member(member_id=world.karl.pk, keep=True)
    assert ImportRun.objects.get().by_name == ""


PROGRAM = textwrap.dedent("""
    import os, sys, time
    os.environ["DJANGO_SETTINGS_MODULE"] = "abspann.settings"
    import django
    django.setup()
    from django.core.management import call_command
    from abspann.catalog.commands import importing
    from abspann.catalog.models import Film, ImportRun
    from abspann.catalog.sources import SOURCES
    from tests.catalog.taking_in.telling import source_of
    from tests.catalog.taking_in.test_importing import TOLD
    from abspann.keeper.importing import run_import
    from pathlib import Path
    importing.BATCH = 4
    SOURCES["one"] = source_of("one", 10, TOLD)
    real, waits = importing.note_progress, [int(sys.argv[1])]
    def slow(**more):
        real(**more)
        waits[0] -= 1
        if waits[0] == 0:
            print("here", flush=True)
            time.sleep(60)
    importing.note_progress = slow
    status = run_import("one", Path(sys.argv[2]), dry_run=False, limit=None, only_released=False, min_votes=0,
                        languages=())
    run = ImportRun.objects.get()
    print(status, run.state, run.new, Film.objects.count(), flush=True)
    sys.exit(status)
""")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_in_the_middle_of_a_batch_the_same_command_goes_on(tmp_path, path, number):
    home = tmp_path / "theirs"
    environment = os.environ | {"ABSPANN_HOME": str(home), "ABSPANN_DATABASE_URL": f"sqlite:///{home}/a.sqlite3"}

    def begin(wait: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM, str(wait), str(path)]
        return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    first = begin(3)
    assert first.stdout.readline() == "here\n"
    if number == signal.SIGKILL:
        first.kill()
        first.wait()
    else:
        # Its sleep goes on after the signal: it is told again, as impatient people do.
        first.send_signal(number)
        assert "Ending after this batch" in first.stderr.readline()
        first.send_signal(number)
        assert first.wait(30) == 2
        assert "goes on after" in first.stderr.read()
    second = begin(99)
    out, said = second.communicate(timeout=60)
    assert out.splitlines()[-1] == "0 done 20 20", said
    first.stdout.close()
    first.stderr.close()
