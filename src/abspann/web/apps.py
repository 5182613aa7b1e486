"""The package as Django sees it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Web."""

    name = "abspann.web"
    label = "web"
