"""The demo's letters: nobody gets them by mail, so everybody may read them here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from abspann.core.text import cleaned, one_line

MOST = 50
MOST_BYTES = 100_000
BETWEEN = b"\n" + b"-" * 79 + b"\n"
"""What Django's file backend writes after each letter."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a letter's text; `address` if it is a link into this site."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter as the demo shows it."""

    to: str
    subject: str
    parts: tuple[Part, ...]


def letters(request: HttpRequest) -> HttpResponse:
    """Show the newest fifty letters, in a demo; elsewhere there is no such page."""
    if not settings.DEMO:
        raise Http404
    response = render(request, "site/mail.html", {"letters": list(newest(Path(settings.MAIL_FOLDER)))})
    add_never_cache_headers(response)
    return response


def newest(folder: Path) -> Iterator[Sent]:
    """Yield the newest letters of a folder, the newest first; a file that is half-written or no letter is left out."""
    shown = 0
    for path in sorted(folder.glob("*.log"), key=lambda file: file.name, reverse=True)[:MOST]:
        for letter in reversed(list(_in_file(path))):
            yield letter
            shown += 1
            if shown == MOST:
                return


def _in_file(path: Path) -> Iterator[Sent]:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES)
    except OSError:
        return
    # What comes after the last line of hyphens is not written to its end yet.
    for one in content.split(BETWEEN)[:-1]:
        try:
            message = message_from_bytes(one.lstrip(b"\n"), policy=policy.default)
            if isinstance(message, EmailMessage) and message["To"]:
                yield Sent(
                    to=one_line(str(message["To"])),
                    subject=one_line(str(message["Subject"] or "")),
                    parts=tuple(_parts(cleaned(str(message.get_content())).strip())),
                )
        except (MessageError, LookupError, ValueError, TypeError, AttributeError):
            continue


def _parts(text: str) -> Iterator[Part]:
    own = re.compile(rf"{re.escape(settings.SITE_URL)}/[\w\-./?=&%~]*")
    end = 0
    for found in own.finditer(text):
        yield Part(text[end : found.start()])
        yield Part(found[0], found[0].removeprefix(settings.SITE_URL))
        end = found.end()
    yield Part(text[end:])
