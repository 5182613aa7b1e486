"""Drawn posters, and the picture that a shared link shows."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from abspann.catalog.models import Film
from abspann.catalog.poster.design import Design, choose_design
from abspann.catalog.poster.share import share_picture
from abspann.catalog.poster.sheet import draw
from abspann.catalog.queries import film_ever_at, sheet_of
from abspann.core.files import kept
from abspann.version import __version__

YEAR = 31_536_000
HOUR = 3_600


def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """A film's drawn poster as SVG."""
    return _picture(request, slug, "svg", "image/svg+xml", lambda film: draw(sheet_of(film), design_of(film)).encode())


def share(request: HttpRequest, slug: str) -> HttpResponse:
    """A film's picture for shared links, 1200 by 630, as PNG."""
    return _picture(request, slug, "png", "image/png", lambda film: share_picture(sheet_of(film), design_of(film)))


def design_of(film: Film) -> Design:
    """Return the design kept with a film; one for a film that came in without."""
    return Design.from_json(film.poster_design) if film.poster_design else choose_design(sheet_of(film))


def _picture(request: HttpRequest, slug: str, kind: str, mime: str, draw: Callable[[Film], bytes]) -> HttpResponse:
    film = film_ever_at(slug)
    if film is None:
        raise Http404(_("No film is known at this address."))
    version = int(film.updated_at.timestamp())
    # Drawn once for each state of the film; what lies there may be deleted at any time.
    path = settings.HOME / "cache" / "posters" / f"{film.public_id}-{version}-{__version__}.{kind}"
    response = HttpResponse(kept(path, lambda: draw(film)), content_type=mime)
    asked_for_this_state = request.GET.get("v") == str(version)
    response["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable" if asked_for_this_state else f"public, max-age={HOUR}"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
