"""Who may use a home at the same time as whom."""

import os
import signal
import subprocess
import sys

import pytest

from abspann.keeper.lock import LOCK, hold, hold_alone, is_held
from abspann.keeper.trouble import HomeTrouble

SERVER = """
import sys, pathlib, time
from abspann.keeper.lock import hold
with hold(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_servers_may_share_a_home(tmp_path):
    with hold(tmp_path), hold(tmp_path):
        assert is_held(tmp_path)


def test_a_home_is_free_again_afterwards(tmp_path):
    with hold(tmp_path):
        pass
    assert not is_held(tmp_path)


def test_a_home_that_nobody_ever_served_is_free_and_stays_untouched(tmp_path):
    assert not is_held(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nobody_is_alone_beside_a_server(tmp_path):
    with hold(tmp_path), pytest.raises(HomeTrouble, match="The portal is running on the home"), hold_alone(tmp_path):
        pass


def test_no_server_starts_beside_one_that_is_alone(tmp_path):
    with hold_alone(tmp_path), pytest.raises(HomeTrouble, match="A restore is putting the home"), hold(tmp_path):
        pass


def test_a_killed_server_holds_nothing(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path)], stdout=subprocess.PIPE, env={"PYTHONPATH": "src"}
    ) as server:
        server.stdout.readline()
        assert is_held(tmp_path)
        server.send_signal(signal.SIGKILL)
        server.wait()
    assert not is_held(tmp_path)


def test_a_server_that_opened_the_old_home_waits_for_no_ghost(tmp_path, monkeypatch):
    old, new = tmp_path / "home", tmp_path / "new"
    new.mkdir()
    real, opened = os.open, []

    def exchanged_meanwhile(path, *args, **kwargs):
        lock = real(path, *args, **kwargs)
        if not opened:
            opened.append(path)
            old.rename(tmp_path / "kept")
            new.rename(old)
        return lock

    monkeypatch.setattr(os, "open", exchanged_meanwhile)
    with hold(old):
        assert (old / LOCK).exists()
        assert is_held(old)


def test_a_lock_in_a_folder_that_cannot_be_made_is_a_plain_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeTrouble, match=r"cannot be written: Not a directory\."), hold(tmp_path / "file" / "home"):
        pass
