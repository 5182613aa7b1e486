"""The films that go with a film."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from abspann.catalog.models import Film, FilmTitle
from abspann.discovery.models import SimilarFilm


def similar_films(film: Film, language: str, limit: int = 4) -> list[SimilarFilm]:
    """Return the films that go with a film, nearest first, each with its reason."""
    titles = FilmTitle.objects.filter(film=OuterRef("other"), language=language).order_by("id").values("text")[:1]
    found = SimilarFilm.objects.filter(film=film).select_related("other").annotate(title_here=Subquery(titles))
    similar: list[SimilarFilm] = list(found.order_by("position")[:limit])
    for entry in similar:
        entry.other.title_here = entry.title_here  # type: ignore[attr-defined]  # as films_named() names films
    return similar
