"""The package as Django sees it."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Catalog."""

    name = "abspann.catalog"
    label = "catalog"
