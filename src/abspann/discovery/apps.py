"""The package as Django sees it."""

from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """Discovery."""

    name = "abspann.discovery"
    label = "discovery"
