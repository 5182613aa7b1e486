"""What keeps a backup from being written, and what it says then. It leaves nothing behind."""

import os
import resource
import shutil
import signal
import subprocess

import pytest
from django.db import connection

from abspann.keeper import backup, contents
from abspann.keeper.backup import back_up
from abspann.keeper.trouble import HomeTrouble
from tests.keeper.homes import in_child, write_to


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def place(tmp_path):
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def refused(file, sentence):
    before = names_in(file.parent) if file.parent.is_dir() else None
    with pytest.raises(HomeTrouble, match=sentence):
        back_up(file)
    assert before is None or names_in(file.parent) == before


def test_a_file_is_never_overwritten(sqlite_home, place):
    (place / "backup.tar").write_text("mine")
    refused(place / "backup.tar", "exists already: a backup never overwrites anything")
    assert (place / "backup.tar").read_text() == "mine"


def test_a_file_that_appears_meanwhile_is_not_overwritten(sqlite_home, place, monkeypatch):
    real = backup._checked

    def meanwhile(*args):
        (place / "backup.tar").write_text("mine")
        return real(*args)

    monkeypatch.setattr(backup, "_checked", meanwhile)
    with pytest.raises(HomeTrouble, match="has appeared meanwhile"):
        back_up(place / "backup.tar")
    assert (place / "backup.tar").read_text() == "mine"
    assert names_in(place) == ["backup.tar"]


def test_a_dangling_link_is_not_followed(sqlite_home, place):
    (place / "backup.tar").symlink_to(place / "elsewhere")
    refused(place / "backup.tar", "exists already")


def test_a_missing_folder_is_said(sqlite_home, place):
    refused(place / "nowhere" / "backup.tar", "The folder .*nowhere does not exist: make it first")


def test_a_missing_home_is_said(new_home, place):
    refused(place / "backup.tar", "There is no home at .*: nothing to back up")


def test_a_home_without_a_database_is_said(sqlite_home, place):
    connection.close()
    sqlite_home.database.unlink()
    refused(place / "backup.tar", "There is no database at .*: nothing to back up")
    assert not sqlite_home.database.exists()


@pytest.mark.parametrize("folder", ["uploads", "static", "cache"])
def test_a_backup_does_not_lie_among_what_it_holds(sqlite_home, folder):
    refused(sqlite_home.path / folder / "backup.tar", "belongs to the portal itself")


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(sqlite_home, place):
    connection.close()
    with sqlite_home.database.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\xde\xad" * 4096)
    refused(place / "backup.tar", "is damaged")


def test_a_file_that_is_no_database_is_not_backed_up(sqlite_home, place):
    connection.close()
    sqlite_home.database.write_bytes(b"This is no database. " * 1000)
    refused(place / "backup.tar", "is not a database")


def test_rows_that_point_nowhere_are_told_and_backed_up(sqlite_home, place):
    write_to(sqlite_home.database, "UPDATE reviews_rating SET film_id = 4711 WHERE id = 1")
    summary = back_up(place / "backup.tar")
    assert summary.warnings == ("1 rows of reviews_rating point at rows that are missing.",)
    assert contents.read(summary.file) == summary.manifest


def test_links_among_the_uploads_are_named_and_not_followed(sqlite_home, place):
    (sqlite_home.path / "uploads" / "passwd").symlink_to("/etc/passwd")
    (sqlite_home.path / "uploads" / "etc").symlink_to("/etc")
    os.mkfifo(sqlite_home.path / "uploads" / "pipe")
    summary = back_up(place / "backup.tar")
    assert summary.left_out == ("etc", "passwd", "pipe")
    assert "Not in the backup, as it is no plain file: uploads/etc." in summary.sentences


def test_neither_cache_nor_static_files_are_in_a_backup(sqlite_home, place):
    held = back_up(place / "backup.tar").manifest
    assert {member.name.partition("/")[0] for member in held.members} == {
        "database.sqlite3",
        "secret.key",
        "demo",
        "uploads",
    }


def test_an_upload_that_changes_meanwhile_is_read_again(sqlite_home, place, monkeypatch):
    real, times = backup.archive.digest_of, []

    def changing(path):
        found = real(path)
        if path.name == "rost.webp" and not times:
            times.append(1)
            path.write_bytes(b"changed")
        return found

    monkeypatch.setattr(backup.archive, "digest_of", changing)
    held = back_up(place / "backup.tar").manifest
    assert next(member.size for member in held.members if member.name.endswith("rost.webp")) == len(b"changed")


def test_uploads_that_never_rest_are_said(sqlite_home, place, monkeypatch):
    real = backup.archive.digest_of

    def changing(path):
        found = real(path)
        if path.name == "rost.webp":
            path.write_bytes(b"x" + path.read_bytes())
        return found

    monkeypatch.setattr(backup.archive, "digest_of", changing)
    refused(place / "backup.tar", "The uploads change too quickly")


def test_a_disk_that_writes_something_else_is_noticed(sqlite_home, place, monkeypatch):
    real = os.fsync

    def failing(number):
        real(number)
        path = next((path for path in place.glob(".*/draft")), None)
        if path:
            content = bytearray(path.read_bytes())
            content[len(content) // 2] ^= 4
            path.write_bytes(content)

    monkeypatch.setattr(os, "fsync", failing)
    refused(place / "backup.tar", "the disk, or the memory, of this machine is failing")


@pytest.mark.parametrize("room", [20_000, 300_000, 1_100_000, 1_400_000])
def test_a_file_that_may_not_grow_ends_in_a_sentence_and_leaves_nothing(sqlite_home, place, room):
    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        try:
            back_up(place / "backup.tar")
        except HomeTrouble as trouble:
            return trouble
        return "written"

    status, text = in_child(limited)
    assert status == 0, text
    assert "disk" in text or text == "written"
    assert names_in(place) == (["backup.tar"] if text == "written" else [])


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("mounting a small disk is not permitted here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_full_disk_is_said_and_nothing_remains(sqlite_home, small_disk):
    refused(small_disk / "backup.tar", f"The disk of {small_disk}.* is full")
    assert names_in(small_disk) == []


def test_a_killed_backup_leaves_no_file_of_that_name(sqlite_home, place, monkeypatch):
    monkeypatch.setattr(backup, "_publish", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    status, _text = in_child(lambda: back_up(place / "backup.tar"))
    assert status == -signal.SIGKILL
    assert not (place / "backup.tar").exists()


def test_progress_ends_at_the_whole(sqlite_home, place):
    heard = []
    summary = back_up(place / "backup.tar", progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (summary.manifest.size, summary.manifest.size)
