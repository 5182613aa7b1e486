"""Each thing that can be wrong with a home is found, in words; and only that."""

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from abspann.catalog.models import Film, Picture
from abspann.keeper import doctor
from abspann.keeper.doctor import examine, exit_status
from abspann.keeper.engines import postgresql, sqlite
from abspann.keeper.examinations import database, folder
from abspann.keeper.finding import error, warning
from abspann.keeper.home import prepare
from abspann.keeper.lock import hold
from abspann.reviews.models import FilmScore
from tests.keeper.homes import Home, in_child, settled, sqlite_in, write_to

Disk = namedtuple("Disk", "total used free")


@pytest.fixture(autouse=True)
def _as_a_keeper_sets_it(settings):
    settings.SITE_URL = "https://film.example"
    settings.ALLOWED_HOSTS = ["film.example", "localhost", "127.0.0.1", "[::1]"]
    settings.TRUSTED_PROXIES = []


def found():
    """What the doctor says, in short: level, sentence."""
    return [(finding.level, finding.sentence) for finding in examine()]


def only(level, beginning):
    [finding] = examine()
    assert (finding.level, finding.sentence[: len(beginning)]) == (level, beginning)
    assert finding.remedy.endswith(finding.remedy.strip()[-1])
    return finding


def test_a_healthy_home_has_no_findings_and_ends_with_0(home):
    assert found() == []
    assert exit_status([]) == 0


def test_anything_found_ends_with_1():
    assert exit_status([warning("a", "b")]) == exit_status([error("a", "b")]) == 1


def test_a_home_that_is_being_served_is_examined_too(sqlite_home):
    with hold(sqlite_home.path):
        assert found() == []


def test_the_doctor_changes_nothing(sqlite_home):
    before = sqlite_home.state()
    examine()
    assert sqlite_home.state() == before


def test_an_examination_that_fails_is_a_finding_and_not_the_end(sqlite_home, monkeypatch):
    def breaks():
        raise ZeroDivisionError("no")
        yield

    monkeypatch.setattr(doctor, "STAGES", ((breaks, folder.has_a_secret),))
    (sqlite_home.path / "secret.key").unlink()
    assert [sentence.partition(":")[0] for _level, sentence in found()] == [
        "It could not be examined whether all is well with «test_doctor",
        "The home has no secret key.",
    ]


def test_errors_come_first(sqlite_home, settings):
    settings.ALLOWED_HOSTS = ["*"]
    (sqlite_home.path / "secret.key").unlink()
    assert [finding.level for finding in examine()] == ["error", "warning"]


# The folder.


def test_a_home_that_is_missing_is_found_and_not_made(new_home):
    only("error", f"There is no home at {new_home.path}.")
    assert not new_home.path.exists()


def test_a_home_that_an_interrupted_exchange_put_aside_is_found(new_home):
    kept = new_home.path.with_name("new.before-restore-20261122-120000")
    kept.mkdir()
    assert only("error", "There is no home").remedy == f"Put it back: mv {kept} {new_home.path}"


def test_a_home_that_is_a_file_is_found(new_home):
    new_home.path.write_text("")
    only("error", f"The home {new_home.path} is no folder.")


def test_a_missing_secret_is_found(sqlite_home):
    (sqlite_home.path / "secret.key").unlink()
    only("error", "The home has no secret key.")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_secret_that_others_may_read_is_found(sqlite_home, mode):
    (sqlite_home.path / "secret.key").chmod(mode)
    finding = only("error", "Other users of this machine may read the secret key.")
    assert finding.remedy == f"chmod 600 {sqlite_home.path / 'secret.key'}"


def test_a_secret_that_is_too_short_is_found(sqlite_home):
    (sqlite_home.path / "secret.key").write_text("short")
    only("error", "The secret key has only 5 characters.")


def test_a_secret_that_is_no_text_is_found(sqlite_home):
    (sqlite_home.path / "secret.key").write_bytes(b"\xff" * 64)
    only("error", "The secret key cannot be read")


def test_a_database_that_others_may_read_is_found(sqlite_home):
    sqlite_home.path.chmod(0o755)
    sqlite_home.database.chmod(0o644)
    only("warning", "Other users of this machine may read the database.")


@pytest.mark.parametrize(
    ("disk", "level"),
    [
        (Disk(10**12, 0, 10**8), "error"),
        (Disk(10**12, 0, 4 * 10**9), "warning"),
        (Disk(10**10, 0, 10**9), None),
        (Disk(10**12, 0, 10**10), None),
    ],
)
def test_a_disk_that_is_nearly_full_is_found(sqlite_home, monkeypatch, disk, level):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: disk)
    assert [finding.level for finding in examine()] == ([level] if level else [])


def test_old_static_files_are_found(sqlite_home):
    (sqlite_home.path / "static" / ".stamp").write_text("of another version")
    only("warning", "The static files")


def test_what_an_interrupted_restore_left_is_found(sqlite_home):
    left = sqlite_home.path.with_name("home.restoring-20261122-120000-000001")
    left.mkdir()
    assert only("warning", f"An interrupted restore left {left}").remedy.endswith(f"rm -r {left}")


# The addresses.


@pytest.mark.parametrize(
    "url",
    [
        "film.example",
        "ftp://film.example",
        "https://film.example/club",
        "https://",
        "http://a:b",
        "https://u@film.example",
    ],
)
def test_a_site_url_that_is_none_is_found(sqlite_home, settings, url):
    settings.SITE_URL = url
    only("error", f"ABSPANN_SITE_URL is «{url}», which is no address of a site.")


@pytest.mark.parametrize("url", ["http://film.example", "http://8.8.8.8:8000"])
def test_a_public_address_without_encryption_is_found(sqlite_home, settings, url):
    settings.SITE_URL = url
    only("error", f"ABSPANN_SITE_URL is «{url}»: the public reaches it without encryption")


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://192.168.1.5", "http://cinema.local", "http://[::1]:8000", "http://box"]
)
def test_an_address_at_home_needs_no_encryption(sqlite_home, settings, url):
    settings.SITE_URL = url
    assert found() == []


def test_allowing_every_host_is_found(sqlite_home, settings):
    settings.ALLOWED_HOSTS = ["*"]
    only("warning", "ABSPANN_ALLOWED_HOSTS allows every host.")


@pytest.mark.parametrize("host", ["https://film.example", "film.example:8000", "film.example/club"])
def test_a_host_that_is_none_is_found(sqlite_home, settings, host):
    settings.ALLOWED_HOSTS = ["film.example", host]
    only("warning", f"ABSPANN_ALLOWED_HOSTS holds «{host}», which matches no request.")


def test_a_proxy_that_is_no_network_is_found(sqlite_home, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1", "the proxy"]
    only("error", "ABSPANN_TRUSTED_PROXIES holds «the proxy», which is no address")


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0"])
def test_trusting_the_whole_world_is_found(sqlite_home, settings, network):
    settings.TRUSTED_PROXIES = [network]
    only("error", f"ABSPANN_TRUSTED_PROXIES holds «{network}»: everybody may say")


# The database.


def test_a_sqlite_that_can_corrupt_is_found(sqlite_home, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    only("error", "SQLite 3.51.2 can damage the database")


def test_a_missing_database_is_found_and_not_made(sqlite_home):
    connection.close()
    sqlite_home.database.unlink()
    only("error", f"There is no database at {sqlite_home.database}.")
    assert not sqlite_home.database.exists()


def test_a_file_that_is_no_database_is_found(sqlite_home):
    connection.close()
    sqlite_home.database.write_bytes(b"This is no database. " * 1000)
    only("error", f"{sqlite_home.database} is not a database.")


def test_a_damaged_database_is_found(sqlite_home):
    connection.close()
    with sqlite_home.database.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\xde\xad" * 4096)
    only("error", f"The database {sqlite_home.database} is damaged")


def test_an_empty_database_is_found(sqlite_home):
    connection.close()
    sqlite_home.database.write_bytes(b"")
    only("error", "The database is older than this version")


def test_rows_that_point_nowhere_are_found(sqlite_home):
    write_to(sqlite_home.database, "UPDATE members_role SET member_id = 4711")
    write_to(sqlite_home.database, "INSERT INTO members_role (member_id, name) VALUES (4711, 'critic')")
    only("error", "1 rows of members_role point at rows that are missing.")


def test_a_database_that_another_program_keeps_locked_is_found(sqlite_home):
    holder = sqlite3.connect(sqlite_home.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        only("error", "Another program has kept the database locked for more than 0.3 seconds.")
    finally:
        holder.close()


def test_a_log_that_has_grown_is_found(sqlite_home, monkeypatch):
    connection.ensure_connection()
    write_to(sqlite_home.database, "DELETE FROM django_session")
    monkeypatch.setattr(database, "LONGEST_LOG", -1)
    only("warning", "The database's log has grown to 1 MB")


def test_a_migration_of_a_newer_version_is_found(home):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('catalog', '0999_later', '2026-11-22')"
        )
    only("error", "A newer version of Abspann wrote this home (it has catalog.0999_later")


def test_a_missing_migration_is_found(home):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    only("error", "The database is older than this version: 1 steps are missing.")


@pytest.fixture
def homes_for_anybody():
    """A folder that every user of the machine may enter."""
    place = Path(tempfile.mkdtemp(prefix="abspann-anybody-"))
    place.chmod(0o777)
    yield place
    shutil.rmtree(place)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("part", ["folder", "database"])
def test_what_may_not_be_written_is_found(sqlite_home, homes_for_anybody, part):
    path = homes_for_anybody / "home"
    connection.close()
    shutil.copytree(sqlite_home.path, path)
    for name in [path, *path.rglob("*")]:
        os.chown(name, 65534, 65534)
    os.chown(path if part == "folder" else path / "abspann.sqlite3", 0, 0)
    path.chmod(0o755)
    (path / "abspann.sqlite3").chmod(0o644)

    def as_nobody():
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        with settled(path, sqlite_in(path)):
            return [sentence for _level, sentence in found()]

    status, text = in_child(as_nobody)
    assert status == 0, text
    expected = f"The home {path} cannot be written: Permission denied." if part == "folder" else "may not be written"
    assert expected in text


# The work.


def job(**changes):
    now = timezone.now()
    values = {
        "args_kwargs": {},
        "task_path": "x.y",
        "backend_name": "default",
        "queue_name": "default",
        "run_after": now,
    }
    return DBTaskResult.objects.create(**{**values, "exception_class_path": "", "traceback": "", **changes})


def aged(made, **fields):
    DBTaskResult.objects.filter(pk=made.pk).update(**fields)


def test_a_failed_job_is_found_for_a_week(home):
    made = job(status="FAILED", exception_class_path="builtins.OSError", finished_at=timezone.now())
    only("warning", "1 background jobs have failed in the last week, the last with builtins.OSError.")
    aged(made, finished_at=timezone.now() - dt.timedelta(days=8))
    assert found() == []


def test_a_job_that_nobody_does_is_found(home):
    made = job()
    assert found() == []
    aged(
        made, enqueued_at=timezone.now() - dt.timedelta(minutes=11), run_after=timezone.now() - dt.timedelta(minutes=11)
    )
    only("warning", "1 background jobs have waited for more than 10 minutes")


def test_a_job_without_a_day_that_nobody_does_is_found(home):
    made = job(run_after=dt.datetime(9999, 1, 1, tzinfo=dt.UTC))
    assert found() == []
    aged(made, enqueued_at=timezone.now() - dt.timedelta(minutes=11))
    only("warning", "1 background jobs have waited for more than 10 minutes")


def test_a_job_that_is_meant_for_later_is_none(home):
    aged(job(run_after=timezone.now() + dt.timedelta(days=1)), enqueued_at=timezone.now() - dt.timedelta(days=1))
    assert found() == []


def test_a_job_that_never_ends_is_found(home):
    job(status="RUNNING", started_at=timezone.now() - dt.timedelta(hours=2))
    only("warning", "1 background jobs have been running for more than an hour.")


@pytest.mark.parametrize("column", ["rating_count", "half_star_sum", "review_count"])
def test_a_score_that_is_not_that_of_its_ratings_is_found(home, column):
    FilmScore.objects.filter(rating_count__gt=0).update(**{column: 999})
    only("warning", "The scores of 1 films are not those of their ratings and reviews.")


def test_a_score_that_is_missing_is_found(home):
    FilmScore.objects.filter(rating_count__gt=0).delete()
    only("warning", "The scores of 1 films")


# PostgreSQL.


def test_a_postgresql_that_is_not_there_is_found(postgresql_home):
    connection.settings_dict["PORT"] = "1"
    finding = only("error", "PostgreSQL cannot be reached: ")
    assert "refused" in finding.sentence


def test_a_postgresql_that_is_too_old_is_found(postgresql_home, monkeypatch):
    monkeypatch.setattr(postgresql, "OLDEST", 99)
    assert "is too old: Abspann needs 99 or newer." in only("error", "PostgreSQL ").sentence


def test_missing_programs_of_postgresql_are_found(postgresql_home, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    only("warning", "Backup and restore need pg_dump, pg_restore, psql, not found here.")


def test_a_pool_that_is_too_large_is_found(postgresql_home):
    connection.close()
    connection.settings_dict["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 100}
    try:
        only("warning", "PostgreSQL lets in 197 connections, and Abspann may open 300.")
    finally:
        connection.close()
        connection.close_pool()


# The whole.


@pytest.mark.slow
def test_a_lock_of_5_seconds_is_waited_for(sqlite_home):
    connection.close()
    connection.settings_dict["OPTIONS"]["timeout"] = 5
    holder = sqlite3.connect(sqlite_home.database, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    try:
        only("error", "Another program has kept the database locked for more than 5 seconds.")
    finally:
        holder.close()


def test_the_engine_explains_what_it_does_not_know(tmp_path):
    assert sqlite.explained(ValueError("odd."), tmp_path) == (
        "The database cannot be used: odd.",
        "Run abspann doctor.",
    )


@pytest.mark.slow
def test_a_new_home_is_healthy(new_home):
    prepare()
    assert found() == []
    assert Home(new_home.path, "sqlite").database.stat().st_mode & 0o077 == 0
    assert subprocess.run(
        [sys.executable, "-c", "import abspann.keeper.trouble"], env={"PYTHONPATH": "src"}, check=True
    )


def test_pictures_without_files_are_found(home):
    film = Film.objects.order_by("pk")[0]
    about = {"kind": "still", "digest": "a" * 64, "width": 480, "height": 270, "license": "cc0"}
    Picture.objects.create(film=film, added_at=timezone.now(), lost_at=timezone.now(), **about)
    only("warning", "1 pictures lack files")
