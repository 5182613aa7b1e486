"""To another house and back."""

from __future__ import annotations

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import views as allauth
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from abspann.web.accounts import identity
from abspann.web.accounts.views import lent
from abspann.web.doors import takes

TROUBLE = (OAuth2Error, RequestException, KeyError, TypeError, ValueError)
"""What comes of a house that is down, or says what no house should."""


def login(request: HttpRequest) -> HttpResponse:
    """Lead to the other house; `process=connect` links its identity to who is logged in."""
    _demand_set_up()
    try:
        there = get_adapter().get_provider(request, identity.provider_id()).redirect_from_request(request)
    except TROUBLE as trouble:
        return _failed(request, trouble)
    # A page, not a redirect: the policy lets forms lead nowhere else, redirects after them included.
    response = render(request, "socialaccount/login.html", {"there": there.url, "name": settings.OIDC_NAME})
    response.headers["Refresh"] = f"0; url={there.url}"
    return response


@takes("GET", "HEAD")
def callback(request: HttpRequest) -> HttpResponse:
    """Take in who comes back; whoever does not bring what the attempt began with stays outside."""
    _demand_set_up()
    view = OAuth2CallbackView.adapter_view(identity.Conversation(request, identity.provider_id()))
    try:
        response: HttpResponse = view(request)
    except TROUBLE as trouble:
        return _failed(request, trouble)
    return response


@takes("GET", "HEAD", "POST")
def links(request: HttpRequest) -> HttpResponse:
    """Show whether the other house's identity is linked; link it, cut the link."""
    _demand_set_up()
    return _links(request)


_links = lent(allauth.connections, "socialaccount_connections")


def _demand_set_up() -> None:
    if not identity.is_set_up():
        raise Http404


def _failed(request: HttpRequest, trouble: Exception) -> HttpResponse:
    try:
        get_adapter().on_authentication_error(request, None, exception=trouble)
    except ImmediateHttpResponse as answer:
        response: HttpResponse = answer.response
        return response
    raise trouble
