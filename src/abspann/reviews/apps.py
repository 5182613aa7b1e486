"""The package as Django sees it."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews."""

    name = "abspann.reviews"
    label = "reviews"
