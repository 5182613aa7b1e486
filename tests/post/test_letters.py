"""Letters: the outbox, a mail server in trouble, a budget for each address."""

from __future__ import annotations

import logging
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from abspann.events.models import Spending
from abspann.post import rules
from abspann.post.commands import send_due_letters, send_letter
from abspann.post.models import Letter
from tests.conftest import TEST
from tests.events.crowd import Crowd

TO = "greta@example.org"


def write(subject: str = "Hello", to: str = TO, **told: bool) -> None:
    send_letter(by=TEST, to=to, subject=subject, text="A word.", **told)


def make_due() -> None:
    Letter.objects.update(due_at=timezone.now() - timedelta(seconds=1))


class Talk(socketserver.StreamRequestHandler):
    """One conversation with a mail server; how it goes, the server's `mood` says."""

    def handle(self) -> None:
        server = self.server
        if server.mood == "hangs":
            server.released.wait(30)
            return
        self.say("554 go away" if server.mood == "turns away" else "220 here")
        while line := self.rfile.readline().decode():
            verb = line.split()[0].upper()
            if verb == "RCPT" and any(one in line for one in server.refused):
                self.say("550 no such box")
            elif verb == "DATA":
                self.say("451 later" if server.mood == "not now" else "354 go on")
                if server.mood != "not now":
                    self.take_in()
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 good")

    def take_in(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.got.append(b"".join(lines).decode())
        self.say("250 taken")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server on this machine; `mood` is how it is today, `got` what it took."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.mood, self.got, self.refused, self.released = "well", [], [], threading.Event()


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    """A mail server, and settings that name it."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        settings.EMAIL_TIMEOUT = 0.3
        yield server
        server.released.set()
        server.shutdown()


@pytest.mark.django_db
def test_a_letter_goes_out_once_and_is_forgotten(server):
    write()
    assert send_due_letters() == 1
    assert send_due_letters() == 0
    assert [letter.count("A word.") for letter in server.got] == [1]
    assert Letter.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("mood", ["hangs", "turns away", "not now", "is away"])
def test_a_mail_server_in_trouble_delays_letters_which_go_out_once_when_it_is_back(server, settings, caplog, mood):
    for number in range(3):
        write(f"Letter {number}")
    server.mood = mood
    if mood == "is away":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            settings.EMAIL_PORT = probe.getsockname()[1]
    begun = time.monotonic()
    with caplog.at_level(logging.CRITICAL):
        assert send_due_letters() == 0
    assert time.monotonic() - begun < 2
    soonest = min(Letter.objects.values_list("due_at", flat=True))
    assert timedelta(seconds=50) < soonest - timezone.now() <= rules.FIRST_WAIT
    assert send_due_letters() == 0

    server.mood, settings.EMAIL_PORT = "well", server.server_address[1]
    make_due()
    assert send_due_letters() == 3
    assert sorted(letter.partition("Subject: ")[2][:8] for letter in server.got) == ["Letter 0", "Letter 1", "Letter 2"]
    assert Letter.objects.count() == 0


@pytest.mark.django_db
def test_a_server_that_hangs_is_asked_once_and_not_for_each_letter(server, caplog):
    for number in range(10):
        write(f"Letter {number}")
    server.mood = "hangs"
    begun = time.monotonic()
    with caplog.at_level(logging.CRITICAL):
        send_due_letters()
    assert time.monotonic() - begun < 1.5
    assert Letter.objects.filter(tries__gt=0).count() == 1


@pytest.mark.django_db
def test_a_box_that_takes_no_letters_delays_nobody_elses(server, caplog):
    server.refused.append("nobody@")
    write(to="nobody@example.org")
    write()
    with caplog.at_level(logging.CRITICAL):
        assert send_due_letters() == 1
    assert [letter.to for letter in Letter.objects.all()] == ["nobody@example.org"]


@pytest.mark.django_db
def test_while_a_server_is_spoken_to_nothing_is_held_in_the_database(monkeypatch):
    held = []
    before = len(connection.savepoint_ids)
    monkeypatch.setattr(EmailMessage, "message", lambda self: held.append(len(connection.savepoint_ids)))
    write()
    send_due_letters()
    assert set(held) <= {before}


@pytest.mark.django_db
def test_tries_are_ever_further_apart(server, caplog):
    write()
    server.mood = "not now"
    waits = []
    with caplog.at_level(logging.CRITICAL):
        for _try in range(12):
            make_due()
            send_due_letters()
            waits.append(round((Letter.objects.get().due_at - timezone.now()).total_seconds() / 60))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


@pytest.mark.django_db
def test_a_letter_of_more_than_nine_days_is_given_up_and_the_log_names_nobody(server, caplog):
    write("Greta, your code")
    server.mood = "not now"
    Letter.objects.update(written_at=timezone.now() - timedelta(days=9))
    with caplog.at_level(logging.ERROR, logger="abspann.post"):
        send_due_letters()
    assert Letter.objects.count() == 0
    said = [record.getMessage() for record in caplog.records]
    assert said == ["A letter was given up after 1 tries: SMTPDataError"]


@pytest.mark.django_db
def test_a_letter_in_anothers_hands_is_left_there():
    write()
    Letter.objects.update(due_at=timezone.now() + rules.CLAIM)
    assert send_due_letters() == 0
    make_due()
    assert send_due_letters() == 1


def test_two_workers_send_each_letter_once(crowd: Crowd):
    for number in range(8):
        write(f"Letter {number}", to=f"g{number}@example.org")
    sent = crowd([send_due_letters] * 3)
    assert sum(sent) == 8
    assert sorted(message.subject for message in mail.outbox) == [f"Letter {number}" for number in range(8)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hostile",
    ["Greta\r\nBcc: all@example.org", "Greta\nX: y", "Greta\x0bX: y", "=?utf-8?q?a=0ABcc=3Aall@example.org?="],
)
def test_no_name_in_a_subject_becomes_a_header(server, hostile):
    write(f"{hostile} wants to come in")
    assert send_due_letters() == 1
    head = server.got[0].replace("\r\n", "\n").partition("\n\n")[0]
    names = [line.partition(":")[0] for line in head.splitlines() if not line.startswith((" ", "\t"))]
    assert {name.casefold() for name in names} & {"bcc", "x", "cc"} == set()


# The budget.


@pytest.mark.django_db
def test_an_address_gets_five_letters_an_hour_from_strangers_and_as_many_as_it_wants_from_the_house():
    for _time in range(7):
        write(budget=True)
    assert Letter.objects.count() == 5
    write(to=" GRETA@example.org", budget=True)
    assert Letter.objects.count() == 5
    write(to="hanna@example.org", budget=True)
    write()
    assert Letter.objects.count() == 7


@pytest.mark.django_db
def test_an_address_gets_twenty_letters_a_day_from_strangers(monkeypatch):
    now = [1_800_000_000.0]
    monkeypatch.setattr("abspann.events.commands.time.time", lambda: now[0])
    for _hour in range(6):
        for _time in range(7):
            write(budget=True)
        now[0] += 3_600
    assert Letter.objects.count() == 20
    now[0] += 86_400
    write(budget=True)
    assert Letter.objects.count() == 21


@pytest.mark.django_db
def test_what_is_counted_names_no_address():
    write(budget=True)
    assert Spending.objects.count() == 2
    assert [row.key for row in Spending.objects.all() if not set(row.key) <= set("0123456789abcdef")] == []


def test_a_crowd_that_writes_to_one_address_gets_five_letters_through(crowd: Crowd):
    crowd([partial(write, budget=True)] * 30)
    assert Letter.objects.count() == 5
