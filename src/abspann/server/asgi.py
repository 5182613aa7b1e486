"""The portal as granian calls it: guard, bridge, Django."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from abspann.server.bodies import Limits
from abspann.server.bridge import Bridge
from abspann.server.guard import Guard
from abspann.server.lifeline import end_with_server
from abspann.server.protocol import App
from abspann.server.proxies import networks

SWITCH_SECONDS = 0.001
"""How long a thread that draws a page may keep the interpreter while the event loop waits for it.

With Python's 5 ms a refusal took 49 ms beside four busy threads, with 1 ms 13 ms; pages per second stayed the same.
"""


ROOM_PER_THREAD = 16
"""How many requests may wait for each thread before the next is asked to come back."""


UPLOADS = tuple(f"{language}/{noun}/*/pictures/add/" for language in ("", "/en") for noun in ("film", "person"))
"""Where pictures are sent to: the only paths that take more than a form."""


def build() -> App:
    """The whole, warm: the pages are loaded before the port answers, so that no visitor waits for them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abspann.settings")
    end_with_server()
    sys.setswitchinterval(SWITCH_SECONDS)
    django = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018  # the look is what loads them
    threads = int(os.environ.get("ABSPANN_THREADS", "4"))
    return Guard(
        Bridge(django, threads=threads),
        trusted=networks(settings.TRUSTED_PROXIES),
        limits=Limits(size=settings.BODY_LIMIT, wider=dict.fromkeys(UPLOADS, settings.UPLOAD_LIMIT)),
        room=threads * ROOM_PER_THREAD,
    )


application = build()
