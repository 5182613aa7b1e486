"""What the form shows where: its parts in the order in which the page tells them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from abspann.catalog import rules
from abspann.catalog.models import Person
from abspann.catalog.rules import Color, Genre
from abspann.web.corrections.forms import FactForm
from abspann.web.corrections.lists import LISTS


def drawing(form: FactForm) -> dict[str, Any]:
    """Return what the form's template draws."""
    return _person(form) if isinstance(form.subject, Person) else _film(form)


def _person(form: FactForm) -> dict[str, Any]:
    day = _("a day, such as 30.9.1975, or the year alone")
    return {
        "about": [
            form.entry("name"),
            form.entry("born", note=day),
            form.entry("died", note=day),
            form.entry("birthplace"),
            form.entry("imdb", note=_("such as nm0182839")),
        ],
    }


def _film(form: FactForm) -> dict[str, Any]:
    several = _("parted by commas")
    chosen = form.chosen_genres
    return {
        "titles": [
            form.entry("title"),
            form.entry("year", numeric=True),
            form.entry("original_title"),
            form.entry("original_language", known="languages"),
        ],
        "facts": [
            form.entry("running_minutes", numeric=True, note=_("in minutes")),
            form.entry("fsk", kind="select", options=[("", "–"), *((str(age), age) for age in rules.FSK_AGES)]),
            form.entry("countries", note=several),
            form.entry("languages", note=several),
        ],
        "genres": [(code, label, code in chosen) for code, label in Genre.choices],
        "genres_error": form.errors.get("genres", ""),
        "details": [
            form.entry("budget-amount", label=_("Budget"), numeric=True),
            form.entry("budget-currency", label=_("Currency"), note=_("such as EUR")),
            form.entry("admissions_de", numeric=True),
            form.entry("color", kind="select", options=[("", "–"), *Color.choices]),
            form.entry("sound"),
            form.entry("aspect_ratio"),
        ],
        "lists": {field: form.rows(field) for field in LISTS},
    }
