"""What search, browsing and similar films do when the catalog or the ratings change."""

from __future__ import annotations

from abspann.catalog.events import FestivalChanged, FilmChanged, FilmRemoved, PersonChanged, PersonRemoved
from abspann.discovery import commands
from abspann.reviews.events import FilmRated


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


def note_film(event: FilmChanged | FilmRemoved | FilmRated) -> None:
    """A film stands in the lists as it is now, or no longer, within about a second."""
    commands.note_films(films=[event.film])


def note_person(event: PersonChanged | PersonRemoved) -> None:
    """A person stands in the list from A to Z under their name, or no longer."""
    commands.note_people(people=[event.person])
