"""What every answer carries, whatever its status."""

from __future__ import annotations

import pytest

FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
ADDRESSES = [
    "/",
    "/en/",
    FILM,
    f"{FILM}reviews/",
    "/films/",
    "/search/?q=rost",
    "/nichts/",
    "/accounts/login/",
    "/healthz",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_content_security_policy_allows_our_own_files_and_nothing_inline(everything, client, address):
    policy = client.get(address).headers["Content-Security-Policy"]
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["img-src"] == "'self'"
    assert directives["base-uri"] == directives["object-src"] == directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_other_locks_are_closed(everything, client, address):
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/", "/en/", FILM, f"{FILM}reviews/", "/films/"])
def test_a_visitor_gets_no_cookie(everything, client, address):
    assert client.get(address).cookies == {}


def test_what_a_login_sees_is_kept_by_no_cache(world, log_in):
    assert log_in(world.anna).get("/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example"])
def test_a_foreign_host_is_refused(everything, client, host):
    assert client.get("/", headers={"host": host}).status_code == 400


def test_addresses_in_pages_come_from_the_settings_never_from_the_request(everything, client):
    page = client.get(FILM, headers={"host": "127.0.0.1", "x-forwarded-host": "evil.example"}).content.decode()
    assert f'<link rel="canonical" href="http://localhost:8000{FILM}">' in page
    assert "evil.example" not in page
    assert "127.0.0.1" not in page
