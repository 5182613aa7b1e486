"""The package as Django sees it."""

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    """Diary."""

    name = "abspann.diary"
    label = "diary"
