"""What the environment says about where the portal stands."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from abspann.keeper.finding import Finding, error, warning
from abspann.server.proxies import networks

AT_HOME = ("localhost", ".localhost", ".local", ".lan", ".internal", ".home.arpa", ".test")
"""Names that lead to no public place."""


def site_url_fits() -> Iterator[Finding]:
    """ABSPANN_SITE_URL is an origin, and https when the public reaches it."""
    url = settings.SITE_URL
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or parts.path or parts.query or parts.username:
        yield error(
            f"ABSPANN_SITE_URL is «{url}», which is no address of a site.",
            "Write it as https://film.example, without a path.",
        )
    elif parts.scheme == "http" and _is_public(host):
        yield error(
            f"ABSPANN_SITE_URL is «{url}»: the public reaches it without encryption, passwords included.",
            "Put a proxy with a certificate in front, and write https://.",
        )


def hosts_are_hosts() -> Iterator[Finding]:
    """ABSPANN_ALLOWED_HOSTS holds host names, and not everybody's."""
    for host in settings.ALLOWED_HOSTS:
        if host == "*":
            yield warning("ABSPANN_ALLOWED_HOSTS allows every host.", "Name the hosts: film.example,www.film.example.")
        elif host and not _is_host(host):
            yield warning(
                f"ABSPANN_ALLOWED_HOSTS holds «{host}», which matches no request.",
                "Name hosts only, without https://, port and path.",
            )


def proxies_are_networks() -> Iterator[Finding]:
    """ABSPANN_TRUSTED_PROXIES holds addresses and networks, and not the whole world."""
    for name in settings.TRUSTED_PROXIES:
        try:
            found = networks([name])
        except ValueError:
            yield error(
                f"ABSPANN_TRUSTED_PROXIES holds «{name}», which is no address and no network.",
                "Write 127.0.0.1 or 10.0.0.0/8.",
            )
            continue
        if any(network.prefixlen == 0 for network in found):
            yield error(
                f"ABSPANN_TRUSTED_PROXIES holds «{name}»: everybody may say which address they come from.",
                "Name the proxy's own address.",
            )


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(AT_HOME)


def _is_host(name: str) -> bool:
    if name.startswith("["):
        return name.endswith("]")
    return not set(name) & set("/:@ ?#")
