"""What somebody wrote is not lost with the page that could not take it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

PRIVATE = ("pass", "token", "secret", "code", "otp", "pin")
"""Fields whose names hold one of these are never shown again."""

MOST_FIELDS = 60


@dataclass(frozen=True, slots=True)
class Unsent:
    """The longest text of a form that was sent in vain, and the other fields that went with it.

    Only a form of this very site `may_be_sent` again: a foreign page must not lay its own words into our button.
    """

    name: str
    text: str
    others: tuple[tuple[str, str], ...]
    may_be_sent: bool

    @property
    def rows(self) -> int:
        """How many rows a field shows of it."""
        return min(24, 4 + self.text.count("\n") + len(self.text) // 70)


def unsent_of(request: HttpRequest) -> Unsent | None:
    """Return what somebody wrote in the form that this request brought; None where there is no prose."""
    if request.method != "POST":
        return None
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
    except (SuspiciousOperation, RequestDataTooBig, UnreadablePostError, MultiPartParserError):
        return None
    told = [(name, str(value)) for name, value in sent if not any(part in name.lower() for part in PRIVATE)]
    prose = [(name, value) for name, value in told if _is_prose(name, value)]
    if not prose:
        return None
    longest = max(prose, key=lambda field: len(field[1]))
    others = list(told)
    others.remove(longest)
    is_whole = len(others) < MOST_FIELDS and not request.FILES
    return Unsent(*longest, others=tuple(others), may_be_sent=is_whole and _is_from_here(request))


def _is_prose(name: str, value: str) -> bool:
    """Whether somebody wrote this, rather than chose it."""
    return bool(value.strip()) and (name == "text" or len(value.split()) > 1)


def _is_from_here(request: HttpRequest) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return bool(origin) and urlsplit(origin).netloc == request.get_host()
    except (ValueError, SuspiciousOperation):
        return False
