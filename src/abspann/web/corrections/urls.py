"""Addresses of this room."""

from django.urls import URLPattern

app_name = "corrections"
urlpatterns: list[URLPattern] = []
