"""The addresses of everything in the catalog that has a page, as machines ask for them."""

from __future__ import annotations

from django.db.models import Model

from abspann.catalog.models import Festival, Film, Person

PAGED: dict[str, type[Model]] = {"films": Film, "people": Person, "festivals": Festival}


def page_counts() -> dict[str, int]:
    """Return of each kind how many pages there are."""
    return {kind: model._default_manager.count() for kind, model in PAGED.items()}


def slugs_in_order(kind: str, *, first: int, size: int) -> list[str]:
    """Return a stretch of the addresses of one kind, in the order in which they came in."""
    slugs = PAGED[kind]._default_manager.order_by("pk").values_list("slug", flat=True)
    return list(slugs[first : first + size])
