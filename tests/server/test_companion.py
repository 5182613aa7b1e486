"""The process beside the server: stopped politely or by force, with all it started, and never started too late."""

import os
import sys
import time
from pathlib import Path

import pytest

from abspann.server import companion
from abspann.server.companion import Companion

STUBBORN = """
import os, pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child} ")
time.sleep(30)
"""


def pids(file: Path, count: int) -> list[int]:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        found = file.read_text().split() if file.exists() else []
        if len(found) >= count:
            return [int(pid) for pid in found]
        time.sleep(0.01)
    raise TimeoutError


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_stubborn_process_is_killed_with_its_children(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    beside = Companion([sys.executable, "-c", STUBBORN, str(file)], say=lambda _: None)
    beside.start()
    family = pids(file, 2)
    began = time.monotonic()
    beside.stop(within=0.2)
    assert time.monotonic() - began < 1
    time.sleep(0.1)
    assert [pid for pid in family if alive(pid)] == []


def test_it_is_started_again_with_growing_pauses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companion, "FIRST_PAUSE", 0.01)
    file, said = tmp_path / "pids", list[str]()
    program = f"import os; open({os.fspath(file)!r}, 'a').write(f'{{os.getpid()}} '); os._exit(7)"
    beside = Companion([sys.executable, "-c", program], say=said.append)
    beside.start()
    assert len(set(pids(file, 3))) >= 3
    beside.stop(within=1)
    assert said[0] == "The background process ended by itself (7); starting it again in 0 s."


def test_what_was_stopped_is_not_started_any_more(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    beside = Companion([sys.executable, "-c", STUBBORN, str(file)], say=lambda _: None)
    beside.ask_to_stop()
    beside.start()
    beside.stop(within=1)
    time.sleep(0.1)
    assert not file.exists()
