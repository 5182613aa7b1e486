"""What the pages of history and proposals ask for."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from abspann.catalog import rules
from abspann.catalog.queries import title_of_source
from abspann.web.corrections.values import LABELS

register = template.Library()

IMPORT = "import "
"""How the name of whoever takes in a catalog begins; the name of the source follows."""


@register.filter
def field_label(field: str) -> Any:
    """The name of a field of facts."""
    return LABELS.get(field, field)


@register.filter
def is_address(source: str) -> bool:
    """Whether a source can be linked."""
    return rules.is_address(source)


@register.filter
def system_name(name: str) -> str:
    """The name of a system actor in the reader's language; one that nobody knows as it is."""
    known = {"demo": _("The demo"), "keeper at the command line": _("The keeper")}
    if name.startswith(IMPORT):
        return _("Import: %(source)s") % {"source": title_of_source(name.removeprefix(IMPORT))}
    return known.get(name, name)
