"""Addresses of the desk."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

app_name = "desk"


def index(request: HttpRequest) -> HttpResponse:
    """Interim."""
    raise Http404


urlpatterns = [path("", index, name="index")]
