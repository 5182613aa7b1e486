"""The package as Django sees it."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Members."""

    name = "abspann.members"
    label = "members"
