"""How often something may be done from one place: the guard of forms that anybody may send."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from abspann.core.refusal import Refusal
from abspann.events.commands import spend as spend_one


def spend(
    request: HttpRequest, what: str, *, limit: int, window: int, whose: str | None = None, overall: int | None = None
) -> None:
    """Count one act; refuse it with 429, and with how long to wait, when there were `limit` within `window` seconds.

    Counted are the acts of one place (see `place_of`), or of `whose` if that is given: a member's public id, an
    address. `overall` bounds those of everybody together; what was refused to one does not use up what all share.
    Counts hold across workers and restarts, hold at once, and name nobody.
    """
    wait = spend_one(
        what=what, whose=place_of(request) if whose is None else f"whose:{whose}", limit=limit, window=window
    )
    if not wait and overall is not None:
        wait = spend_one(what=what, whose="everybody", limit=overall, window=window)
    if wait:
        raise Refusal(_("That was too often. %(wait)s") % {"wait": _how_long(wait)}, status=429, wait=wait)


def place_of(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the /64 that one household has of IPv6.

    It is the connection's address; the guard has put a trusted proxy's word there, and nobody else's.
    """
    try:
        ip = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def _how_long(seconds: int) -> str:
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return ngettext("Please wait one minute.", "Please wait %(count)s minutes.", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    return ngettext("Please wait one hour.", "Please wait %(count)s hours.", hours) % {"count": hours}
