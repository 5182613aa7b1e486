"""The demo's letters, open to everybody; elsewhere there is no such page."""

from __future__ import annotations

import os

import pytest
from django.core.mail import EmailMessage

from abspann.web.site.mail import newest

pytestmark = pytest.mark.django_db
MAIL = "/demo/mail/"


@pytest.fixture
def folder(settings, tmp_path):
    """A demo's folder of letters, and a mail server that writes into it."""
    settings.DEMO, settings.MAIL_FOLDER, settings.EMAIL_FILE_PATH = True, tmp_path, tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    return tmp_path


def send(subject: str, text: str = "A word.", to: str = "greta@example.org") -> None:
    EmailMessage(subject, text, "house@example.org", [to]).send()


def test_letters_lie_open_in_a_demo_only(folder, client, settings):
    send("Dein Code für Köln")
    for address in (MAIL, f"/en{MAIL}"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Dein Code für Köln" in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
    settings.DEMO = False
    assert client.get(MAIL).status_code == 404


def test_a_demo_without_letters_says_so(folder, client):
    assert client.get(MAIL).status_code == 200
    folder.rmdir()
    assert client.get(MAIL).status_code == 200


def test_the_newest_fifty_are_shown_the_newest_first(folder):
    for number in range(53):
        send(f"Letter {number}")
        path = next(folder.glob("2*.log")).rename(folder / f"letter-{number}.log")
        os.utime(path, (number, number))
    assert [letter.subject for letter in newest(folder)] == [f"Letter {number}" for number in range(52, 2, -1)]


def test_only_links_into_this_site_can_be_followed(folder, client):
    send("Links", "http://localhost:8000/accounts/login/?a=1&b=2 http://evil.example/ javascript:alert(1) <b>")
    shown = client.get(MAIL).content.decode()
    assert 'href="/accounts/login/?a=1&amp;b=2"' in shown
    assert 'href="http://evil' not in shown
    assert 'href="javascript' not in shown
    assert "&lt;b&gt;" in shown


def test_a_half_written_or_foreign_file_spoils_nothing(folder, client):
    send("Whole")
    whole = next(folder.glob("*.log")).read_bytes()
    (folder / "20300101-000000-1.log").write_bytes(whole[: len(whole) // 2])
    (folder / "20300101-000000-2.log").write_bytes(b"\xff\x00" * 5_000)
    (folder / "20300101-000000-3.log").write_bytes(
        b"To: a@b\nContent-Type: text/plain; charset=nonsense\n\nx\n" + b"-" * 79 + b"\n"
    )
    (folder / "20300101-000000-4.log").write_bytes(b"To: a@b\nContent-Type: multipart/mixed\n\nx\n" + b"-" * 79 + b"\n")
    (folder / "20300101-000000-5.log").mkdir()
    assert client.get(MAIL).status_code == 200
    assert "Whole" in [letter.subject for letter in newest(folder)]
