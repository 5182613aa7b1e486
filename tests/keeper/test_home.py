"""A home that cannot be used says why, in plain words."""

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from abspann.keeper import home as keeper
from abspann.keeper.trouble import HomeTrouble, cannot_write, in_megabytes, why_settings_fail
from tests.keeper.homes import in_child, settled, sqlite_in


def refused(sentence):
    with pytest.raises(HomeTrouble, match=sentence) as trouble:
        keeper.prepare()
    return str(trouble.value)


def test_preparing_twice_is_once(home):
    before = home.state()
    keeper.prepare()
    assert home.state() == before


def test_a_home_that_is_a_file_is_said(new_home):
    new_home.path.write_text("")
    refused("is a file, not a folder: move it away, or set ABSPANN_HOME")


def test_a_home_in_a_file_is_said(tmp_path, new_home):
    (tmp_path / "file").write_text("")
    with settled(tmp_path / "file" / "home", sqlite_in(tmp_path / "file" / "home")):
        refused(r"cannot be written: Not a directory\.")


def test_an_empty_secret_is_said(sqlite_home):
    (sqlite_home.path / "secret.key").write_text("")
    refused(r"secret\.key is empty: restore it from a backup, or delete it")


def test_a_file_that_is_no_database_is_said(sqlite_home):
    connection.close()
    sqlite_home.database.write_bytes(b"This is no database. " * 1000)
    assert refused("is not a database").endswith("Restore a backup: abspann restore --replace FILE.")


def test_a_newer_home_is_said_and_left_alone(home):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('catalog', '0999_later', '2026-11-22')"
        )
    before = home.state()
    refused("written by a newer version of Abspann .it has catalog.0999_later")
    assert home.state() == before


def test_a_database_that_is_locked_on_migrating_is_said(sqlite_home):
    call_command("migrate", "sessions", "zero", verbosity=0)
    holder = sqlite3.connect(sqlite_home.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        refused("Another program keeps the database locked")
    finally:
        holder.close()
    keeper.prepare()


def test_a_home_that_an_interrupted_restore_left_aside_is_not_made_anew(new_home):
    new_home.path.with_name("new.restoring-20261122-120000-000001").mkdir()
    refused("There is no home at .*left by an interrupted restore")
    assert not new_home.path.exists()


def test_an_unreachable_postgresql_is_said(postgresql_home):
    connection.settings_dict["PORT"] = "1"
    refused("PostgreSQL cannot be reached: .*refused")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("part", ["folder", "database"])
def test_what_may_not_be_written_is_said(sqlite_home, part):
    call_command("migrate", "sessions", "zero", verbosity=0)
    connection.close()
    place = Path(tempfile.mkdtemp(prefix="abspann-anybody-"))
    place.chmod(0o755)
    path = place / "home"
    shutil.copytree(sqlite_home.path, path)
    for name in [path, *path.rglob("*")]:
        os.chown(name, 65534, 65534)
    path.chmod(0o755)
    if part == "folder":
        os.chown(path, 0, 0)
        (path / "secret.key").unlink()
    else:
        os.chown(path / "abspann.sqlite3", 0, 0)
        (path / "abspann.sqlite3").chmod(0o644)

    def as_nobody():
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        with settled(path, sqlite_in(path)):
            try:
                keeper.prepare()
            except HomeTrouble as trouble:
                return trouble

    try:
        status, text = in_child(as_nobody)
    finally:
        shutil.rmtree(place)
    assert status == 0, text
    expected = (
        f"{path} cannot be written: Permission denied." if part == "folder" else "abspann.sqlite3 may not be written"
    )
    assert expected in text


def test_settings_that_fail_are_explained(tmp_path):
    denied = PermissionError(13, "Permission denied", str(tmp_path / "secret.key"))
    assert why_settings_fail(denied).startswith(f"{tmp_path / 'secret.key'} may not be read by this user")
    assert "A setting in the environment cannot be understood: ABSPANN_BODY_LIMIT" in why_settings_fail(
        ValueError("ABSPANN_BODY_LIMIT is no number")
    )
    assert why_settings_fail(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "odd")).startswith(
        "secret.key in the home is not text"
    )


def test_a_full_disk_and_a_forbidden_folder_are_told_apart(tmp_path):
    assert "is full" in str(cannot_write(tmp_path, OSError(28, "No space left on device")))
    assert "cannot be written: Permission denied." in str(cannot_write(tmp_path, OSError(13, "Permission denied")))


@pytest.mark.parametrize(("size", "said"), [(0, "1 MB"), (1, "1 MB"), (1_000_001, "2 MB"), (1_234_000_000, "1,234 MB")])
def test_sizes_are_whole_megabytes(size, said):
    assert in_megabytes(size) == said
