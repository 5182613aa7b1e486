"""Which view asks for which right, and which methods it takes; members.rights decides, a view only names the act."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override

from abspann.core.refusal import Refusal
from abspann.members.models import Member
from abspann.members.queries import demand, may
from abspann.members.rights import Act
from abspann.web import errors
from abspann.web.context import viewer
from abspann.web.unsent import unsent_of

P = ParamSpec("P")
READING = frozenset({"GET", "HEAD"})
GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def needs(act: Act) -> Callable[[View[P]], View[P]]:
    """Let in only who may do this at all; a visitor is led to logging in and back, others get 403 with a sentence.

    Whose thing it is, is the command's question: it calls `members.queries.demand` with the owner.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            member = viewer(request)
            if may(member, act):
                return view(request, *args, **kwargs)
            if member is None:
                return to_login(request)
            demand(member, act)
            raise AssertionError("demand() refuses what may() denies")

        return guarded  # type: ignore[return-value]  # wraps() keeps the view's own signature for the types

    return guard


def takes(*methods: str) -> Callable[[View[P]], View[P]]:
    """Let a view be called with these methods; one that says nothing is read with GET and HEAD (see `only_taken`)."""

    def mark(view: View[P]) -> View[P]:
        view.methods = frozenset(methods)  # type: ignore[attr-defined]  # functions carry what is said of them
        return view

    return mark


class only_taken:  # noqa: N801  # reads like the functions beside it in MIDDLEWARE
    """Answer 405 to a method that a view does not take; nobody takes PUT, PATCH, DELETE or TRACE."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Look at what the view says of itself: `takes(…)`, or, of a library's class, whether it has a post()."""
        taken = getattr(view, "methods", None)
        if taken is None:
            taken = READING | ({"POST"} if hasattr(getattr(view, "view_class", None), "post") else frozenset())
        if request.method in taken:
            return None
        return HttpResponseNotAllowed(sorted(taken))


def to_login(request: HttpRequest) -> HttpResponse:
    """Lead a visitor to logging in, and from there back: to this page, or after a POST to where its form stood.

    Who wrote something and is logged in no longer gets it shown, with the way to log in beside it.
    """
    if unsent_of(request):
        with override(errors.language_of(request)):
            sentence = _("You are not logged in any longer. Nothing of your text is lost.")
        return errors.page(request, 403, sentence=sentence)
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.POST.get("next", "")
    response: HttpResponse = HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
    if request.headers.get("HX-Request"):
        # A script that followed the redirect would get a page to log in where a part of this page should go.
        response = HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


def came_from(request: HttpRequest, default: str) -> str:
    """Return where a form says that it stood (`next`), if that is an address of this house, else the default."""
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/"):
        return back
    return default


def acting(request: HttpRequest) -> Member:
    """Return the member who acts, in a view behind `needs`; refuses a visitor."""
    member = viewer(request)
    if member is None:
        raise Refusal(_("Log in to go on."), status=403)
    return member
