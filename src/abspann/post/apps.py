"""The package as Django sees it."""

from django.apps import AppConfig


class PostConfig(AppConfig):
    """Post."""

    name = "abspann.post"
    label = "post"
