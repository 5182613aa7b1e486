"""What machines ask a site for."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override

from abspann.catalog.queries import PAGED, page_counts, slugs_in_order

SITEMAP_SIZE = 20_000


def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def robots(request: HttpRequest) -> HttpResponse:
    """Say what robots should leave alone: searches, filtered lists, the desk."""
    lines = ["User-agent: *"]
    lines += [
        f"Disallow: {prefix}/{path}/"
        for prefix in ("", "/en")
        for path in ("search", "desk", "accounts", "report", "decisions", "moderation")
    ]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse('sitemap-index')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps."""
    sections = [f"{kind}-{part}" for kind, rows in page_counts().items() for part in range(rows // SITEMAP_SIZE + 1)]
    addresses = [settings.SITE_URL + reverse("sitemap", args=[section]) for section in ["pages-0", *sections]]
    return render(request, "site/sitemap_index.xml", {"addresses": addresses}, content_type="application/xml")


def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """List the addresses of one kind, each in both languages."""
    kind, _dash, number = section.rpartition("-")
    if not number.isdigit() or len(number) > 4 or kind not in {"pages", *PAGED}:
        raise Http404
    pages = [
        {language: settings.SITE_URL + address for language, address in versions.items()}
        for versions in _addresses(kind, int(number))
    ]
    if not pages and number != "0":
        raise Http404
    return render(request, "site/sitemap.xml", {"pages": pages}, content_type="application/xml")


def manifest(request: HttpRequest) -> HttpResponse:
    """Say what the site is called on a phone's home screen."""
    data = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "start_url": "/",
        "display": "browser",
        "background_color": "#14110e",
        "theme_color": "#14110e",
        "icons": [{"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(data, content_type="application/manifest+json")


def favicon(request: HttpRequest) -> HttpResponse:
    """Lead those who ask at the usual place to the icon."""
    return HttpResponseRedirect(static("icon.svg"))


def source(request: HttpRequest) -> HttpResponse:
    """Give the source code that runs here (AGPL, section 13), or lead to where the keeper publishes it."""
    if settings.SOURCE_URL:
        return HttpResponseRedirect(settings.SOURCE_URL)
    response = HttpResponse(_archive(), content_type="application/gzip")
    response["Content-Disposition"] = 'attachment; filename="abspann-source.tar.gz"'
    return response


@cache
def _archive() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path in sorted(settings.PACKAGE.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.add(path, arcname=str("abspann" / path.relative_to(settings.PACKAGE)), recursive=False)
    return buffer.getvalue()


def _addresses(kind: str, part: int) -> Iterator[dict[str, str]]:
    if kind == "pages":
        names = (
            *("site:front", "site:browse", "site:reviews", "site:critiques"),
            *("festivals:index", "people:index", "browse:releases"),
        )
        yield from (_in_both(name) for name in names if part == 0)
        return
    for slug in slugs_in_order(kind, first=part * SITEMAP_SIZE, size=SITEMAP_SIZE):
        yield _in_both(f"{kind}:show", slug)


def _in_both(name: str, *args: str) -> dict[str, str]:
    versions = {}
    for language in ("de", "en"):
        with override(language):
            versions[language] = reverse(name, args=args)
    return versions
