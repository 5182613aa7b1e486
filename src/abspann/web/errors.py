"""The pages that say what went wrong and what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from abspann.web.unsent import unsent_of

SAVED_LINE = "kept"
"""The line of a form that says when its draft was saved last, by its id."""


def page(request: HttpRequest, status: int, *, sentence: str | None = None, wait: int | None = None) -> HttpResponse:
    """Answer with a status and a page that belongs to the house, in the language of the address.

    Whatever somebody wrote in the form that led here stands on it, to be copied or sent again. `wait` is for how many
    seconds to stay away.
    """
    kept = unsent_of(request)
    with override(language_of(request)):
        titles = {
            400: _("That was not to be understood"),
            403: _("Not from here"),
            404: _("Not in the program"),
            422: _("That cannot be"),
            429: _("One moment, please"),
            500: _("The film has torn"),
            503: _("A short intermission"),
        }
        sentences = {
            403: _("This page is for the people of the house. Log in to go on."),
            404: _("There is no page at this address. It may have been misspelled, or moved."),
            500: _("Something went wrong on our side. It has been noted; please try again in a moment."),
            503: _("The database cannot answer right now. Nothing is lost; please try again in a moment."),
        }
        context = {
            "status": status,
            "title": titles.get(status, titles[400]),
            "sentence": sentence or sentences.get(status, ""),
            "kept": kept,
        }
        response = render(request, "errors/page.html", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    if request.headers.get("HX-Target") == SAVED_LINE:
        # A save in the background must not replace the page on which somebody is typing: it says why in its own line.
        response["HX-Retarget"], response["HX-Reswap"], response["HX-Reselect"] = f"#{SAVED_LINE}", "innerHTML", "#why"
    return response


def language_of(request: HttpRequest) -> str:
    """Return the language that an address is in."""
    return "en" if request.path_info == "/en" or request.path_info.startswith("/en/") else "de"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404; a view says why by raising Http404 with a translated sentence."""
    told = exception.args[0] if exception and exception.args else None
    return page(request, 404, sentence=told if isinstance(told, str) and told else None)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return page(request, 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without asking the database for anything."""
    return page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503, asking to come back soon."""
    response = page(request, 503)
    response.headers["Retry-After"] = "5"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that came without its token."""
    with override(language_of(request)):
        sentence = _(
            "This form has expired, or it did not come from this site. Go back, reload the page and send it again."
        )
        if unsent_of(request):
            sentence = _("This form has expired, or it did not come from this site. Nothing of your text is lost.")
    return page(request, 403, sentence=sentence)
