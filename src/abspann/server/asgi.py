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


def build() -> App:
    """The whole, warm: the pages are loaded before the port answers, so that no visitor waits for them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abspann.settings")
    end_with_server()
    sys.setswitchinterval(SWITCH_SECONDS)
    django = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018 - the look is what loads them
    threads = int(os.environ.get("ABSPANN_THREADS", "4"))
    return Guard(
        Bridge(django, threads=threads),
        trusted=networks(getattr(settings, "ABSPANN_TRUSTED_PROXIES", None) or _named_in_the_environment()),
        limits=Limits(
            size=getattr(settings, "ABSPANN_BODY_LIMIT", Limits.size),
            wider=getattr(settings, "ABSPANN_BODY_LIMITS", {}),
            in_flight=getattr(settings, "ABSPANN_BODIES_IN_FLIGHT", Limits.in_flight),
            grace=getattr(settings, "ABSPANN_BODY_SECONDS", Limits.grace),
            rate=getattr(settings, "ABSPANN_BODY_RATE", Limits.rate),
        ),
        room=getattr(settings, "ABSPANN_ROOM", threads * 16),
    )


def _named_in_the_environment() -> list[str]:
    return os.environ.get("ABSPANN_TRUSTED_PROXIES", "").split(",")


application = build()
