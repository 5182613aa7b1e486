"""How the server starts and stops: with all it started, and with nothing left behind."""

import os
import signal
import time
from pathlib import Path

import pytest
from towns import HOST, Town, alive, read, soon

pytestmark = pytest.mark.enable_socket


def test_it_is_ready_before_the_background_process_starts(own_town: Town) -> None:
    assert own_town.first_word == "ready"
    assert own_town.get()["method"] == "GET"
    assert soon(own_town.jobs)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_a_signal_stops_everything_after_the_last_answer(own_town: Town, name: str) -> None:
    assert soon(own_town.jobs)
    family = own_town.family()
    with own_town.connect() as idle, own_town.connect() as line:
        idle.sendall(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
        line.sendall(b"GET /slow HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        time.sleep(0.2)
        began = time.monotonic()
        own_town.process.send_signal(signal.Signals[name])
        assert read(line)[0] == 200
        assert own_town.process.wait(5) == 0
        assert time.monotonic() - began < 5
    assert (len(family), [pid for pid in family if alive(pid)]) == (2, [])


def test_a_server_stopped_at_once_need_not_be_forced(tmp_path: Path) -> None:
    town = Town(tmp_path, workers=2, TOWN_LOADS_FOR="0.3")
    began = time.monotonic()
    town.process.terminate()
    assert (town.hear(), town.process.wait(5)) == ("", 0)
    assert time.monotonic() - began < 2
    town.end()


def test_nobody_survives_a_killed_server(own_town: Town) -> None:
    assert soon(own_town.jobs)
    family = own_town.family()
    own_town.process.kill()
    own_town.process.wait()
    assert soon(lambda: not [pid for pid in family if alive(pid)])
    assert len(family) == 2


def test_a_dead_worker_and_a_dead_background_process_are_replaced(own_town: Town) -> None:
    assert soon(own_town.jobs)
    worker = int(own_town.get()["pid"])
    os.kill(own_town.jobs()[0], signal.SIGKILL)
    assert own_town.hear() == "The background process ended by itself (-9); starting it again in 1 s."
    os.kill(worker, signal.SIGKILL)
    assert own_town.hear() == "Unexpected exit from worker-1"
    assert soon(lambda: answers(own_town))
    assert int(own_town.get()["pid"]) != worker
    assert soon(lambda: len(own_town.jobs()) == 2)


def answers(town: Town) -> bool:
    try:
        town.connect().close()
    except OSError:
        return False
    return True


def test_a_port_in_use_is_told_before_anything_starts(town: Town, tmp_path: Path) -> None:
    second = Town(tmp_path, port=town.port)
    assert second.first_word == f"Port {town.port} on 127.0.0.1 is already in use."
    assert second.process.wait(5) == 3
    second.end()
