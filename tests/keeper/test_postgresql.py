"""What is PostgreSQL's own in backup and restore; runs under tools/with-postgres."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from abspann.catalog.models import Film
from abspann.keeper.backup import back_up
from abspann.keeper.engines import postgresql
from abspann.keeper.restore import DUMP, restore
from abspann.keeper.trouble import HomeTrouble
from tests.keeper.homes import empty_database
from tests.keeper.test_restore import rewritten

WRITER = """
import psycopg, sys
with psycopg.connect(sys.argv[1], autocommit=True) as database:
    print("writing", flush=True)
    for number in range(1_000_000):
        with database.transaction():
            database.execute("INSERT INTO events_nounversion (key, version) VALUES (%s, 1)", [f"left:{number}"])
            database.execute("INSERT INTO django_session VALUES (%s, '', '2030-01-01')", [f"right:{number}"])
"""


def test_a_missing_pg_dump_is_said_and_nothing_remains(postgresql_home, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(HomeTrouble, match=r"pg_dump is not installed: install the PostgreSQL client"):
        back_up(tmp_path / "backup.tar")
    assert sorted(tmp_path.iterdir()) == before


def test_an_unreachable_server_is_said(postgresql_home, tmp_path):
    connection.close()
    connection.settings_dict["PORT"] = "1"
    with pytest.raises(HomeTrouble, match=r"PostgreSQL cannot be reached: .*refused"):
        back_up(tmp_path / "backup.tar")


def test_a_backup_while_another_process_writes_is_of_one_moment(postgresql_home, tmp_path):
    command = [sys.executable, "-c", WRITER, postgresql._where()]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        try:
            writer.stdout.readline()
            file = back_up(tmp_path / "backup.tar").file
            assert writer.poll() is None
        finally:
            writer.kill()
    restore(file, replace=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM events_nounversion WHERE key LIKE 'left:%%'")
        left = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM django_session WHERE session_key LIKE 'right:%%'")
        assert cursor.fetchone()[0] == left


def test_a_restore_that_fails_in_the_database_leaves_it_as_it_was(postgresql_home, tmp_path, monkeypatch):
    file = back_up(tmp_path / "backup.tar").file
    Film.objects.update(title="Later")
    before = postgresql_home.state()
    real = postgresql._run

    def spoiled(command):
        real(command)
        for part in command:
            if part.endswith("database.sql"):
                with Path(part.removeprefix("--file=")).open("a") as script:
                    script.write("SELECT 1 / 0;\n")

    monkeypatch.setattr(
        postgresql, "_run", lambda command: spoiled(command) if "pg_restore" in command[0] else real(command)
    )
    with pytest.raises(HomeTrouble, match=r"psql did not succeed: .*division by zero"):
        restore(file, replace=True)
    assert postgresql_home.state() == before


def test_the_database_that_was_replaced_is_kept_with_the_old_home(postgresql_home, tmp_path):
    file = back_up(tmp_path / "backup.tar").file
    Film.objects.update(title="Later")
    later = postgresql_home.rows()
    kept = restore(file, replace=True).kept
    assert postgresql_home.rows() != later
    empty_database()
    postgresql.put_back(kept / DUMP, script=tmp_path / "script.sql")
    assert postgresql_home.rows() == later


def test_rows_that_the_manifest_does_not_know_are_noticed(postgresql_home, tmp_path):
    file = back_up(tmp_path / "backup.tar").file
    other = rewritten(file, tmp_path / "x.tar", lambda held: replace(held, tables={**held.tables, "catalog_film": 3}))
    before = postgresql_home.state()
    with pytest.raises(HomeTrouble, match="does not hold the rows that the manifest names"):
        restore(other, replace=True)
    assert postgresql_home.state() == before


def test_a_dump_that_is_damaged_is_noticed(postgresql_home, tmp_path):
    postgresql.dump(tmp_path / "dump")
    content = (tmp_path / "dump").read_bytes()
    (tmp_path / "dump").write_bytes(content[: len(content) // 2])
    with pytest.raises(HomeTrouble, match="is damaged"):
        postgresql.check(tmp_path / "dump", {})


def test_no_command_line_shows_the_password(postgresql_home, monkeypatch):
    connection.settings_dict["PASSWORD"] = "very-secret"
    shown = []
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda command, env, **_: shown.append((command, env)) or subprocess.CompletedProcess(command, 0),
    )
    postgresql._run(["pg_dump", f"--dbname={postgresql._where()}"])
    [(command, environment)] = shown
    assert "very-secret" not in " ".join(command)
    assert environment["PGPASSWORD"] == "very-secret"


def test_a_backup_of_sqlite_says_which_engine_it_needs(postgresql_home, sqlite_model, tmp_path):
    file = back_up(tmp_path / "backup.tar").file

    def other(held):
        members = tuple(replace(m, name="database.sqlite3") if m.name == "database.dump" else m for m in held.members)
        return replace(held, engine="sqlite", members=members)

    with pytest.raises(HomeTrouble, match="on SQLite, and this home is on PostgreSQL"):
        restore(rewritten(file, tmp_path / "x.tar", other), replace=True)


def test_a_table_that_somebody_keeps_locked_ends_in_a_sentence(postgresql_home, tmp_path):
    file = back_up(tmp_path / "backup.tar").file
    before = postgresql_home.rows()
    connection.close()
    with psycopg.connect(postgresql._where()) as other:
        other.execute("LOCK TABLE catalog_film IN SHARE MODE")
        with pytest.raises(HomeTrouble, match=r"psql did not succeed: .*lock timeout"):
            restore(file, replace=True)
    assert postgresql_home.rows() == before
