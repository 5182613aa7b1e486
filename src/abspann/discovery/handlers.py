"""What search and similar films do when the catalog changes."""

from __future__ import annotations

from abspann.catalog.events import (
    FestivalChanged,
    FilmChanged,
    FilmRemoved,
    FilmsTakenIn,
    PersonChanged,
    PersonRemoved,
)
from abspann.discovery import commands


def index_film(event: FilmChanged | FilmRemoved) -> None:
    """A film is findable under its new titles at once, and one that was removed no longer."""
    commands.index_film(film_id=event.film)


def index_taken_in(event: FilmsTakenIn) -> None:
    """Everything that an import brought or changed is findable at once."""
    for film in (*event.new_films, *event.changed_films):
        commands.index_film(film_id=film)
    for person in (*event.new_people, *event.changed_people):
        commands.index_person(person_id=person)
    for festival in event.festivals:
        commands.index_festival(festival_id=festival)


def index_person(event: PersonChanged | PersonRemoved) -> None:
    """A person is findable at once, and one who was removed no longer."""
    commands.index_person(person_id=event.person)


def index_festival(event: FestivalChanged) -> None:
    """A festival is findable at once."""
    commands.index_festival(festival_id=event.festival)


def refresh_similar(event: FilmChanged) -> None:
    """Which films go with it may have changed."""
    commands.refresh_similar(film_id=event.film)
