"""The package as Django sees it."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Exchange."""

    name = "abspann.exchange"
    label = "exchange"
