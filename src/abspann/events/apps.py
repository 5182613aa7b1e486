"""The package as Django sees it."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Events."""

    name = "abspann.events"
    label = "events"
