"""What search and similar films do when the catalog changes."""

from __future__ import annotations

from abspann.catalog.events import (
    FestivalChanged,
    FilmChanged,
    FilmRemoved,
    FilmsMerged,
    FilmsParted,
    PersonChanged,
    PersonRemoved,
)
from abspann.discovery import commands


def index_film(event: FilmChanged | FilmRemoved) -> None:
    """A film is findable under its new titles at once, and one that was removed no longer."""
    commands.index_film(film_id=event.film)


def index_person(event: PersonChanged | PersonRemoved) -> None:
    """A person is findable at once, and one who was removed no longer."""
    commands.index_person(person_id=event.person)


def index_festival(event: FestivalChanged) -> None:
    """A festival is findable at once."""
    commands.index_festival(festival_id=event.festival)


def refresh_similar(event: FilmChanged) -> None:
    """Which films go with it may have changed."""
    commands.refresh_similar(film_id=event.film)


def put_similar_aside(event: FilmsMerged) -> None:
    """A film that is gone goes with no other; what it was found by follows with its facts."""
    commands.put_similar_aside(merge_id=event.merge)


def put_similar_back(event: FilmsParted) -> None:
    """A film that is back goes with others again."""
    commands.put_similar_back(merge_id=event.merge)
