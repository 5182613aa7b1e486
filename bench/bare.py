"""A bare Django view behind the same server: what Django itself costs. Used as DJANGO_SETTINGS_MODULE."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from abspann.settings import *  # noqa: F403  # the same settings, but for what stands below

# allauth starts with nothing less.
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
ROOT_URLCONF = "bench.bare"


def answer(request: HttpRequest) -> HttpResponse:
    """Two letters."""
    return HttpResponse("ok")


urlpatterns = [path("", answer)]
