"""Keepers read the log of imports and rank sources; editors take what other catalogs say."""

from __future__ import annotations

from django.utils import timezone

from abspann.catalog.models import ImportRun
from tests.web.roles import roles

KEEPERS_ONLY = roles(403, visitor=302, keeper=200)

ANSWERS = {
    "desk:imports": {"GET": KEEPERS_ONLY},
    "desk:import": {"GET": KEEPERS_ONLY},
    "desk:rank_source": {"POST": KEEPERS_ONLY | {"keeper": 422}},
    "corrections:take_word": {"POST": roles(403, visitor=302, critic=409, keeper=409)},
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """The film, and an import."""
    now = timezone.now()
    run = ImportRun.objects.create(source="omdb", path="/x", state="done", started_at=now, beat_at=now)
    return {"slug": world.film.slug, "number": run.pk}
