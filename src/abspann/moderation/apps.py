"""The package as Django sees it."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Moderation."""

    name = "abspann.moderation"
    label = "moderation"
