"""The command line, as a process of its own on a home of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

PAGE = (Path(__file__).parent / "exchange" / "ingest" / "pages" / "das-salz-der-kueste.txt").read_bytes()


ZOE = ("user", "add", "zoe", "--name", "Zoe", "--email", "zoe@example.org")


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"ABSPANN_HOME": str(folder / "home")}
    env.pop("ABSPANN_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "abspann", *arguments],
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


@pytest.fixture
def abspann(tmp_path):
    """abspann("ingest", "FILE") runs the command on an empty home."""
    return partial(_run, tmp_path)


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    assert _run(folder, *ZOE).returncode == 0
    return folder / "home"


@pytest.fixture
def prepared(tmp_path, _prepared) -> Path:
    """A home that is prepared already, with a member: the making of one takes seconds."""
    return shutil.copytree(_prepared, tmp_path / "home")


def test_reading_a_page_in_says_what_was_read_and_writes_nothing(abspann, tmp_path):
    (tmp_path / "page.txt").write_bytes(PAGE)
    done = abspann("ingest", "page.txt")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("Nothing was written.")
    assert not (tmp_path / "home").exists()


def test_the_json_has_the_promised_shape(abspann, tmp_path):
    (tmp_path / "page.txt").write_bytes(PAGE)
    told = json.loads(abspann("ingest", "page.txt", "--json").stdout)
    assert list(told) == ["film", "synopsis", "critique", "reviews", "trivia", "festivals", "mentions", "unplaced"]
    assert list(told["reviews"][0]) == [
        "author",
        "anonymous",
        "followers",
        "reviews",
        "stars",
        "published_on",
        "truncated",
        "text",
        "lines",
        "confidence",
    ]


def test_applying_prepares_an_empty_home_and_the_second_time_changes_nothing(abspann, tmp_path):
    (tmp_path / "page.txt").write_bytes(PAGE)
    first = abspann("ingest", "page.txt", "--apply", "--right", "permission")
    second = abspann("ingest", "page.txt", "--apply", "--right", "permission")
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stderr.startswith("/film/")
    assert second.stderr.splitlines()[0].endswith(": nothing new.")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n \n",
        b"\x00\x01\x02" * 50,
        b"Nur ein Einkaufszettel: Milch und Brot.\n",
        b"Zeile um Zeile um Zeile\n" * 450_000,
    ],
    ids=["empty", "blank", "binary", "another text", "10 MB"],
)
def test_what_is_no_film_page_gets_one_sentence_and_status_2(abspann, tmp_path, content):
    (tmp_path / "page.txt").write_bytes(content)
    done = abspann("ingest", "page.txt", "--apply")
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_said(abspann):
    done = abspann("ingest", "nirgends.txt")
    assert (done.returncode, done.stderr) == (2, "nirgends.txt cannot be read: No such file or directory.\n")


def test_a_port_in_use_is_said_with_another_to_try(abspann, prepared):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = abspann("serve", "--port", str(port))
    assert done.returncode == 2
    assert done.stderr == f"Port {port} on 127.0.0.1 is already in use. Another port: --port {port + 1}.\n"


def test_a_home_of_a_newer_version_is_refused_and_left_alone(abspann, prepared):
    database = prepared / "abspann.sqlite3"
    with sqlite3.connect(database) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('catalog', '0999_later', '2030-01-01')"
        )
    connection.close()
    done = abspann("serve", "--port", "0")
    assert done.returncode == 2
    assert done.stderr.startswith("This home was written by a newer version of Abspann")


def test_a_first_keeper_is_made_and_found_healthy(abspann, prepared):
    made = abspann("user", "add", "karla", "--name", "Karla", "--email", "karla@example.org", "--role", "keeper")
    assert made.returncode == 0
    assert "Password, shown this once:" in made.stdout
    assert abspann("user", "grant", "karla", "critic").returncode == 0
    assert abspann("user", "grant", "niemand", "critic").returncode == 2


def test_a_link_to_sign_up_is_printed_and_counts_are_counted_anew(abspann, prepared):
    made = abspann("user", "invite")
    assert made.returncode == 0
    assert re.fullmatch(r"http://\S+/accounts/signup/\?invitation=\S{20,}\n", made.stdout)
    for what in ("marks", "followers"):
        done = abspann("rebuild", what)
        assert (done.returncode, done.stdout) == (0, f"Rebuilt: {what}.\n")
    refused = abspann("user", "invite", "--email", "nobody")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "no e-mail address" in refused.stderr


def test_backup_and_restore_bring_a_home_back(abspann, prepared):
    assert abspann("backup", "backup.tar.gz").returncode == 0
    refused = abspann("restore", "backup.tar.gz")
    assert refused.returncode == 2
    assert "--replace" in refused.stderr
    assert abspann("restore", "backup.tar.gz", "--replace").returncode == 0
    assert abspann("user", "grant", "zoe", "keeper").returncode == 0
