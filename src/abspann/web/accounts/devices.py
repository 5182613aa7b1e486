"""Where somebody is logged in, as they would call it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession

from abspann.core.actor import System
from abspann.members.commands import end_sessions
from abspann.members.models import Login
from abspann.members.queries import running_sessions

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """A session that runs: what it is called, from where about, since when, and whether it is this one."""

    number: int
    browser: str
    system: str
    place: str
    since: dt.datetime
    is_here: bool


def of(login: Login, *, here: str = "") -> list[Device]:
    """Return a login's running sessions, this one first, then the newest."""
    kept = list(UserSession.objects.filter(user=login).order_by("-created_at"))
    running = running_sessions(one.session_key for one in kept)
    found = [
        Device(
            number=one.pk,
            browser=_named(one.user_agent, BROWSERS),
            system=_named(one.user_agent, SYSTEMS),
            place=_place(one.ip),
            since=one.created_at,
            is_here=one.session_key == here,
        )
        for one in kept
        if one.session_key in running
    ]
    return sorted(found, key=lambda device: not device.is_here)


def forget(login: Login, key: str) -> None:
    """Let go of what was noted of a session that was logged out."""
    for number in UserSession.objects.filter(user=login, session_key=key).values_list("pk", flat=True):
        end_sessions(by=System("the door"), login=login, only=number)


def _named(agent: str, names: Iterable[tuple[str, str]]) -> str:
    return next((name for sign, name in names if sign in agent), "")


def _place(ip: str) -> str:
    """An address whose last part we did not keep, as people write it."""
    return re.sub(r"\.0\Z", ".x", ip)
