"""Members who are logged in, for the load: made in a home through the commands, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SCRIPT = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from abspann.core.actor import System
from abspann.members.commands import register
from abspann.members.models import Member

count, paths = int(sys.argv[1]), sys.argv[2:]
backend = settings.AUTHENTICATION_BACKENDS[0]


def browser(member):
    client = Client(headers={"host": "localhost"})
    client.force_login(member.login, backend=backend)
    client.cookies[settings.CSRF_COOKIE_NAME] = _get_new_csrf_string()
    return client


def asked(client, path):
    client.get(path)
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


by, password = System("bench"), make_password("genug-lang-fuer-alle")
raters = [
    register(
        by=by,
        handle=f"bench-{n}x",
        display_name=f"Bench {n}",
        email=f"bench{n}@abspann.example",
        password_hash=password,
    )
    for n in range(count)
]
sessions = []
for member in raters:
    client = browser(member)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    line = ";".join(f"{n}={v}" for n, v in cookies.items())
    sessions.append({"cookie": line, "token": cookies[settings.CSRF_COOKIE_NAME]})
known = Member.objects.get(login__email="member@abspann.example")
client = browser(known)
print(json.dumps({
    "raters": sessions,
    "member": ";".join(f"{n}={m.value}" for n, m in client.cookies.items()),
    "as_member": {path: asked(client, path) for path in paths},
    "as_visitor": {path: asked(Client(headers={"host": "localhost"}), path) for path in paths},
}))
"""


@dataclass(frozen=True, slots=True)
class People:
    """Sessions of members; and how many queries each page costs a member and a visitor, when kept."""

    raters: list[dict[str, str]]
    member: str
    as_member: dict[str, int]
    as_visitor: dict[str, int]


def gather(home: Path, site: str, *, count: int, paths: list[str]) -> People:
    """Make so many members in a home, log them in, and count the queries of pages."""
    env = os.environ | {
        "ABSPANN_HOME": str(home),
        "ABSPANN_SITE_URL": site,
        "DJANGO_SETTINGS_MODULE": "abspann.settings",
    }
    command = [sys.executable, "-c", SCRIPT, str(count), *paths]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return People(**json.loads(done.stdout))
