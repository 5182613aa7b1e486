"""What keeps a backup from being restored, and what it says then. The home is as it was."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from abspann.catalog.models import Film
from abspann.keeper import archive, manifest, restore, swap
from abspann.keeper.backup import back_up
from abspann.keeper.engines import sqlite
from abspann.keeper.lock import hold
from abspann.keeper.swap import leftovers
from abspann.keeper.trouble import HomeTrouble
from tests.keeper.homes import in_child, settled, sqlite_in, write_to

READER = """
import abspann, sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("PRAGMA journal_mode=WAL")
database.execute("SELECT * FROM catalog_film").fetchone()
print("reading", flush=True)
input()
"""


def everything_in(folder):
    """Each file's bytes, but for what SQLite and the lock keep beside them."""
    beside = ("-wal", "-shm", "serving.lock")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(beside)
    }


@pytest.fixture
def backed_up(sqlite_home, tmp_path):
    """A home that has changed since it was backed up, and the backup."""
    file = back_up(tmp_path / "backup.tar").file
    Film.objects.update(title="Later")
    (sqlite_home.path / "uploads" / "later.txt").write_bytes(b"later")
    sqlite.is_used_by_others(sqlite_home.database)  # as a portal that has been stopped leaves it
    return file


def refused(file, sentence, home):
    before, beside = everything_in(home.path), sorted(home.path.parent.iterdir())
    with pytest.raises(HomeTrouble, match=sentence):
        restore.restore(file, replace=True)
    assert everything_in(home.path) == before
    assert sorted(home.path.parent.iterdir()) == beside


def rewritten(file, target, change):
    """A sealed copy of a backup, its manifest changed."""
    with archive.opened(file) as entries, target.open("wb") as out:
        writer = archive.Writer(out, compressed=False)
        for entry in entries:
            content = b"".join(entry.chunks)
            if entry.name == manifest.NAME:
                content = sealed = change(manifest.from_json(content)).to_json()
            if entry.name == manifest.SEAL:
                content = manifest.seal_of(sealed)
            writer.add_bytes(entry.name, content)
        writer.close()
    return target


def test_a_file_that_is_missing_is_said(sqlite_home, tmp_path):
    refused(tmp_path / "none.tar", r"none\.tar cannot be read: No such file or directory\.", sqlite_home)


def test_a_folder_is_no_backup(sqlite_home, tmp_path):
    refused(tmp_path, r"cannot be read: Is a directory\.", sqlite_home)


def test_another_file_is_no_backup(sqlite_home, tmp_path):
    (tmp_path / "letter.tar").write_text("Dear keeper, " * 100)
    refused(
        tmp_path / "letter.tar",
        "cannot be restored: it is damaged, or no archive. The home was not touched",
        sqlite_home,
    )


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_backup_that_is_cut_off_is_refused(sqlite_home, backed_up, part):
    os.truncate(backed_up, int(backed_up.stat().st_size * part))
    refused(backed_up, r"cannot be restored: it is cut off\.", sqlite_home)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_one_changed_byte_is_enough_to_refuse(sqlite_home, backed_up, part):
    content = bytearray(backed_up.read_bytes())
    content[int(len(content) * part)] ^= 1
    backed_up.write_bytes(content)
    refused(backed_up, "cannot be restored: it", sqlite_home)


def test_a_backup_by_a_newer_version_asks_for_an_update(sqlite_home, backed_up, tmp_path):
    newer = rewritten(backed_up, tmp_path / "newer.tar", lambda held: replace(held, abspann="7.0.0"))
    refused(newer, r"newer version of Abspann \(7\.0\.0; this is .*Update Abspann first", sqlite_home)


def test_a_backup_with_an_unknown_migration_asks_for_an_update(sqlite_home, backed_up, tmp_path):
    newer = rewritten(backed_up, tmp_path / "newer.tar", lambda held: replace(held, migrations=("catalog.0999_later",)))
    refused(newer, r"newer version of Abspann \(it has catalog\.0999_later", sqlite_home)


def test_a_backup_of_an_older_version_says_that_it_will_be_updated(sqlite_home, backed_up, tmp_path):
    older = rewritten(backed_up, tmp_path / "older.tar", lambda held: replace(held, abspann="0.0.1"))
    summary = restore.restore(older, replace=True)
    assert any(sentence.startswith("Abspann 0.0.1 wrote it; the next start") for sentence in summary.sentences)


def test_a_backup_of_the_other_engine_says_so(sqlite_home, backed_up, tmp_path):
    def other(held):
        members = tuple(replace(m, name="database.dump") if m.name == "database.sqlite3" else m for m in held.members)
        return replace(held, engine="postgresql", members=members)

    refused(rewritten(backed_up, tmp_path / "x.tar", other), "on PostgreSQL, and this home is on SQLite", sqlite_home)


def test_rows_that_the_manifest_does_not_know_are_noticed(sqlite_home, backed_up, tmp_path):
    def other(held):
        return replace(held, tables={**held.tables, "catalog_film": 3})

    refused(
        rewritten(backed_up, tmp_path / "x.tar", other), "does not hold the rows that the manifest names", sqlite_home
    )


def test_a_backup_larger_than_the_disk_is_refused_before_it_is_unpacked(sqlite_home, backed_up, tmp_path):
    def huge(held):
        members = tuple(replace(m, size=1 << 50) if m.name == "database.sqlite3" else m for m in held.members)
        return replace(held, members=members)

    refused(rewritten(backed_up, tmp_path / "x.tar", huge), "has no room: 1,1.* MB are needed", sqlite_home)


def test_a_running_portal_is_not_pulled_from_under(sqlite_home, backed_up):
    with hold(sqlite_home.path):
        refused(backed_up, "The portal is running on the home", sqlite_home)


def test_a_portal_that_starts_while_unpacking_is_noticed(sqlite_home, backed_up, monkeypatch):
    real = restore._verified
    held = hold(sqlite_home.path)
    monkeypatch.setattr(restore, "_verified", lambda *args: (held.__enter__(), real(*args))[1])
    try:
        refused(backed_up, "The portal is running on the home", sqlite_home)
    finally:
        held.__exit__(None, None, None)


def test_another_program_with_the_database_open_is_noticed(sqlite_home, backed_up):
    command = [sys.executable, "-c", READER, str(sqlite_home.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"PYTHONPATH": "src"}) as other:
        other.stdout.readline()
        with pytest.raises(HomeTrouble, match=r"Another program has the database .* open: end it first"):
            restore.restore(backed_up, replace=True)
        other.stdin.close()
    assert Film.objects.filter(title="Later").count() == 2


def test_no_log_of_another_database_is_left_beside(sqlite_home, backed_up, tmp_path):
    expected = dict(back_up(tmp_path / "later.tar").manifest.tables)
    sqlite_home.wipe()
    sqlite_home.path.mkdir()
    for suffix in sqlite.COMPANIONS:
        (sqlite_home.path / f"abspann.sqlite3{suffix}").write_bytes(b"of another database" * 500)
    restore.restore(tmp_path / "later.tar")
    assert {path.name for path in sqlite_home.path.glob("abspann.sqlite3*")} == {"abspann.sqlite3"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalog_film")
        assert cursor.fetchone()[0] == expected["catalog_film"]


def test_a_home_that_does_not_exist_is_made(sqlite_home, backed_up, new_home):
    summary = restore.restore(backed_up)
    assert (summary.home, summary.kept) == (new_home.path, None)
    assert Film.objects.filter(title="Ein Prophet").exists()
    assert sorted(path.name for path in new_home.path.iterdir() if "sqlite3-" not in path.name) == [
        "abspann.sqlite3", "demo", "secret.key", "serving.lock", "uploads",
    ]  # fmt: skip


def test_a_failure_leaves_no_home_where_none_was(new_home, tmp_path):
    (tmp_path / "x.tar").write_bytes(b"nothing")
    with pytest.raises(HomeTrouble):
        restore.restore(tmp_path / "x.tar")
    assert not new_home.path.exists()


def test_what_else_lies_in_an_empty_home_stays(sqlite_home, backed_up, new_home):
    (new_home.path / "uploads").mkdir(parents=True)
    (new_home.path / "lost+found").mkdir()
    (new_home.path / "notes.txt").write_text("mine")
    restore.restore(backed_up)
    assert (new_home.path / "notes.txt").read_text() == "mine"


def test_a_database_outside_the_home_is_not_touched(sqlite_home, backed_up, tmp_path):
    elsewhere = {**sqlite_in(tmp_path / "elsewhere")}
    with settled(tmp_path / "other", elsewhere), pytest.raises(HomeTrouble, match="names a database outside the home"):
        restore.restore(backed_up)


def test_a_home_behind_a_link_is_replaced_where_it_is(sqlite_home, backed_up, tmp_path):
    (tmp_path / "link").symlink_to(sqlite_home.path)
    with settled(tmp_path / "link", sqlite_in(tmp_path / "link")):
        summary = restore.restore(backed_up, replace=True)
    assert (tmp_path / "link").is_symlink()
    assert summary.kept.name.startswith("home.before-restore-")


def test_a_home_that_is_a_file_is_said(backed_up, tmp_path):
    (tmp_path / "file").write_text("")
    with (
        settled(tmp_path / "file", sqlite_in(tmp_path / "file")),
        pytest.raises(HomeTrouble, match="is a file, not a folder"),
    ):
        restore.restore(backed_up)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a disk")
def test_a_home_that_is_a_disk_of_its_own_is_restored_only_when_empty(backed_up, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", disk], capture_output=True, check=False
    ).returncode:
        pytest.skip("mounting a disk is not permitted here")
    try:
        with settled(disk, sqlite_in(disk)):
            restore.restore(backed_up)
            assert Film.objects.filter(title="Ein Prophet").exists()
            connection.close()
            with pytest.raises(
                HomeTrouble, match=r"cannot be exchanged as a whole: it is a disk of its own. Move what"
            ):
                restore.restore(backed_up, replace=True)
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def dies(where, name, *, after):
    """In a child: make a function end the process by SIGKILL, before or after it has done its work."""
    real = getattr(where, name)

    def deadly(*args, **kwargs):
        if after:
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(where, name, deadly)


OLD = [
    (archive, "keep", True),
    (restore, "_verified", False),
    (restore, "_verified", True),
    (restore, "exchange", False),
]
NEW = [(restore, "exchange", True), (swap, "_at_once", True)]


@pytest.mark.parametrize(("where", "name", "after"), OLD)
def test_a_restore_killed_before_the_exchange_leaves_the_old_home(sqlite_home, backed_up, where, name, after):
    before = everything_in(sqlite_home.path)
    status, text = in_child(lambda: (dies(where, name, after=after), restore.restore(backed_up, replace=True)))
    assert status == -signal.SIGKILL, text
    assert everything_in(sqlite_home.path) == before
    assert Film.objects.filter(title="Later").count() == 2
    assert len(leftovers(sqlite_home.path)) == 1


@pytest.mark.parametrize(("where", "name", "after"), NEW)
def test_a_restore_killed_after_the_exchange_leaves_the_new_home_and_keeps_the_old(
    sqlite_home, backed_up, tmp_path, where, name, after
):
    before = everything_in(sqlite_home.path)
    status, text = in_child(lambda: (dies(where, name, after=after), restore.restore(backed_up, replace=True)))
    assert status == -signal.SIGKILL, text
    assert Film.objects.filter(title="Later").count() == 0
    [kept] = [path for path in tmp_path.iterdir() if path.name.startswith("home.")]
    assert everything_in(kept) == before


@pytest.mark.slow
def test_a_restore_killed_at_any_moment_leaves_one_whole_home(sqlite_home, backed_up):
    seen = set()
    for step in range(60):
        connection.close()
        child = os.fork()
        if child == 0:
            restore.restore(backed_up, replace=True)
            os._exit(0)
        time.sleep(step * 0.002)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        titles = set(Film.objects.values_list("title", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone()[0] == "ok"
        is_old = titles == {"Later"}
        assert is_old == (sqlite_home.path / "uploads" / "later.txt").exists()
        seen.add(is_old)
        if not is_old:
            Film.objects.update(title="Later")
            (sqlite_home.path / "uploads" / "later.txt").write_bytes(b"later")
            connection.close()
    assert seen == {True, False}


def test_without_an_exchange_in_one_step_there_are_two(sqlite_home, backed_up, monkeypatch):
    monkeypatch.setattr(swap, "_at_once", lambda *_: False)
    summary = restore.restore(backed_up, replace=True)
    assert Film.objects.filter(title="Later").count() == 0
    assert (summary.kept / "uploads" / "later.txt").exists()


def test_an_exchange_that_fails_half_way_deletes_nothing(sqlite_home, backed_up, monkeypatch, tmp_path):
    real = Path.rename

    def failing(self, target):
        if ".before-restore-" in str(target):
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(HomeTrouble, match="cannot be written: Permission denied"):
        restore.restore(backed_up, replace=True)
    [kept] = leftovers(sqlite_home.path)
    assert (kept / "uploads" / "later.txt").exists()


def test_the_restored_database_takes_writes(sqlite_home, backed_up):
    restore.restore(backed_up, replace=True)
    Film.objects.create(title="New", slug="new", sort_title="new")
    connection.close()
    write_to(sqlite_home.database, "DELETE FROM catalog_film WHERE slug = 'new'")


def test_the_manifest_is_what_a_keeper_may_read(backed_up, tmp_path):
    with archive.opened(backed_up) as entries:
        found = json.loads(b"".join(next(entries).chunks))
    assert list(found) == ["abspann", "engine", "made_at", "members", "tables", "migrations", "format"]
