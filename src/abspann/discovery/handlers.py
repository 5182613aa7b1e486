"""What search and similar films do when the catalog changes."""

from __future__ import annotations

from abspann.catalog.events import FestivalChanged, FilmChanged, PersonChanged
from abspann.discovery import commands


def index_film(event: FilmChanged) -> None:
    """A film is findable under its new titles at once."""
    commands.index_film(film_id=event.film)


def index_person(event: PersonChanged) -> None:
    """A person is findable at once."""
    commands.index_person(person_id=event.person)


def index_festival(event: FestivalChanged) -> None:
    """A festival is findable at once."""
    commands.index_festival(festival_id=event.festival)


def refresh_similar(event: FilmChanged) -> None:
    """Which films go with it may have changed."""
    commands.refresh_similar(film_id=event.film)
