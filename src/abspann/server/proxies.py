"""Whom a forwarded header is believed from: only the proxies that the keeper has named."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


def networks(names: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks («127.0.0.1», «10.0.0.0/8») as networks. ValueError names the first that is none."""
    return tuple(ip_network(name.strip()) for name in names if name.strip())


class Proxies:
    """The keeper's trusted proxies, and what may be believed of the headers they send."""

    def __init__(self, trusted: Iterable[Network] = ()) -> None:
        self._trusted = tuple(trusted)
        self.trusts = lru_cache(maxsize=1024)(self._trusts)

    def _trusts(self, peer: str) -> bool:
        address = _address(peer)
        return address is not None and any(address in network for network in self._trusted)

    def client(self, peer: str, forwarded_for: list[bytes]) -> str:
        """The nearest address that is no trusted proxy, read from the right; the farthest proxy if there is none.

        What stands further left is only what a stranger claims. A word that is no address ends the reading.
        """
        client = peer
        for word in reversed(b",".join(forwarded_for).decode("latin-1").split(",")):
            address = _address(word)
            if address is None:
                break
            client = str(address)
            if not self.trusts(client):
                break
        return client


def scheme(current: str, forwarded_proto: list[bytes]) -> str:
    """The scheme that the nearest proxy names, if it is one of the two."""
    named = forwarded_proto[-1].rsplit(b",", 1)[-1].strip().lower() if forwarded_proto else b""
    return named.decode() if named in (b"http", b"https") else current


def _address(word: str) -> Address | None:
    """An address as proxies write it: perhaps with a port, in brackets, or an IPv4 dressed as IPv6."""
    word = word.strip()
    if word.startswith("["):
        word = word[1:].partition("]")[0]
    elif word.count(":") == 1:
        word = word.partition(":")[0]
    try:
        address = ip_address(word)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
