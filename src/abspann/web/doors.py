"""Which view asks for which right; the tables of members.rights decide, a view only names the act."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from abspann.core.refusal import Refusal
from abspann.members.models import Member
from abspann.members.queries import demand, may
from abspann.members.rights import Act
from abspann.web.context import viewer

P = ParamSpec("P")
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


def to_login(request: HttpRequest) -> HttpResponse:
    """Lead a visitor to logging in, and from there back: to this page, or after a POST to where its form stood."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.POST.get("next", "")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': back})}")


def acting(request: HttpRequest) -> Member:
    """Return the member who acts, in a view behind `needs`; refuses a visitor."""
    member = viewer(request)
    if member is None:
        raise Refusal(_("Log in to go on."), status=403)
    return member
