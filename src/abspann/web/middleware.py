"""What every answer carries, and what is said when the database cannot answer."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from abspann.core.refusal import Refusal
from abspann.web import errors

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)


def headers(get_response: GetResponse) -> GetResponse:
    """Add what django-csp and SecurityMiddleware leave out; keep every cache away from what a login sees."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_personal(request):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return middleware


def _is_personal(request: HttpRequest) -> bool:
    session = getattr(request, "session", None)
    return bool(session is not None and (session.accessed or session.modified) and session.session_key)


class weather:  # noqa: N801  # reads like the functions beside it in MIDDLEWARE
    """Turn a command's refusal, and a database that is locked, full, read-only or gone, into a page of the house."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for the view that failed; None leaves other faults to the 500 page."""
        if isinstance(exception, Refusal):
            return errors.page(request, exception.status, sentence=str(exception), wait=exception.wait)
        if isinstance(exception, OperationalError | InterfaceError) or _is_read_only(exception):
            logger.error("The database did not answer %s: %s", request.path, exception)
            return errors.unavailable(request)
        return None


def _is_read_only(exception: Exception) -> bool:
    return isinstance(exception, DatabaseError) and "read-only" in str(exception)
