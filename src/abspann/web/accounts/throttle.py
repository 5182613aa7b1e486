"""How often logging in may fail: counted in the shared cache, per address and per place it comes from."""

from __future__ import annotations

import hashlib
import ipaddress

from django.core.cache import cache
from django.http import HttpRequest

LIMIT = 10
WINDOW = 300


def must_wait(request: HttpRequest) -> bool:
    """Tell whether this address, or this place, has failed too often."""
    return any((cache.get(key) or 0) >= LIMIT for key in _keys(request))


def note(request: HttpRequest) -> None:
    """Count a failure; the count is forgotten five minutes after the first."""
    for key in _keys(request):
        if not cache.add(key, 1, WINDOW):
            cache.incr(key)


def _keys(request: HttpRequest) -> list[str]:
    address = str(request.POST.get("username", ""))[:254].strip().casefold()
    texts = [f"address:{address}", f"place:{_place(str(request.META.get('REMOTE_ADDR', '')))}"]
    return ["login:" + hashlib.sha256(text.encode()).hexdigest() for text in texts]


def _place(address: str) -> str:
    """An IPv4 address, or the /64 that one household has of IPv6."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{ip}/64", strict=False)) if ip.version == 6 else str(ip)
