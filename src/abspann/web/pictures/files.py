"""The files of pictures, as a browser fetches them; nginx may give out those that are shown without asking here."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from abspann.catalog.queries import folder_of
from abspann.members.queries import may
from abspann.members.rights import Act
from abspann.web.context import viewer
from abspann.web.pictures.markup import MIME

YEAR = 31_536_000
NAME = re.compile(r"[0-9a-f]{16}-[0-9]{2,4}\.(avif|webp|jpg)")
ID = re.compile(r"[a-zA-Z0-9]{8,16}")


def show(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """One file of a picture, for good: its name changes with what it shows. Hidden ones are for moderators alone."""
    known = NAME.fullmatch(name)
    if known and ID.fullmatch(public_id):
        for hidden in (False, True):
            if hidden and not may(viewer(request), Act.MODERATE):
                break
            try:
                content = (folder_of(public_id, hidden=hidden) / name).read_bytes()
            except OSError:
                continue
            # A picture is as small as it can be: the middleware that packs answers would only take its time.
            request.META.pop("HTTP_ACCEPT_ENCODING", None)
            response = HttpResponse(content, content_type=MIME[known[1]])
            response["Cache-Control"] = "private, no-store" if hidden else f"public, max-age={YEAR}, immutable"
            response["Content-Security-Policy"] = "default-src 'none'; sandbox"
            response["Cross-Origin-Resource-Policy"] = "same-origin" if hidden else "cross-origin"
            return response
    raise Http404(_("There is no such picture, or no longer."))
