"""The package as Django sees it."""

from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """Editorial."""

    name = "abspann.editorial"
    label = "editorial"
