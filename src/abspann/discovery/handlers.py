"""What search, browsing and similar films do when the catalog or the ratings change."""

from __future__ import annotations

from abspann.catalog.events import (
    FestivalChanged,
    FilmChanged,
    FilmRemoved,
    FilmsMerged,
    FilmsParted,
    FilmsTakenIn,
    PersonChanged,
    PersonRemoved,
)
from abspann.discovery import commands
from abspann.discovery.rules import Kind
from abspann.reviews.events import FilmRated


def index_film(event: FilmChanged | FilmRemoved) -> None:
    """A film is findable under its new titles within a second, and one that was removed no longer."""
    commands.queue_for_search(kind=Kind.FILM, refs=[event.film])


def index_person(event: PersonChanged | PersonRemoved) -> None:
    """A person is findable within a second, and one who was removed no longer."""
    commands.queue_for_search(kind=Kind.PERSON, refs=[event.person])


def index_festival(event: FestivalChanged) -> None:
    """A festival is findable within a second."""
    commands.queue_for_search(kind=Kind.FESTIVAL, refs=[event.festival])


def weigh_film(event: FilmRated) -> None:
    """How well known a film is grows with each doubling of its ratings; in between the index stands."""
    commands.queue_for_search(kind=Kind.FILM, refs=[event.film])


def note_similar(event: FilmChanged) -> None:
    """Which films go with it may have changed: the worker chooses anew."""
    commands.note_similar(films=[event.film])


def note_film(event: FilmChanged | FilmRemoved | FilmRated) -> None:
    """A film stands in the lists as it is now, or no longer, within about a second."""
    commands.note_films(films=[event.film])


def note_person(event: PersonChanged | PersonRemoved) -> None:
    """A person stands in the list from A to Z under their name, or no longer."""
    commands.note_people(people=[event.person])


def index_taken_in(event: FilmsTakenIn) -> None:
    """What a batch of an import brought or changed is findable, and stands in the lists, soon after it."""
    films, people = (*event.new_films, *event.changed_films), (*event.new_people, *event.changed_people)
    commands.queue_for_search(kind=Kind.FILM, refs=films)
    commands.queue_for_search(kind=Kind.PERSON, refs=people)
    commands.queue_for_search(kind=Kind.FESTIVAL, refs=event.festivals)
    commands.note_films(films=films)
    commands.note_people(people=people)
    commands.note_similar(films=films, is_bulk=True)


def put_similar_aside(event: FilmsMerged) -> None:
    """A film that is gone goes with no other; what it was found by follows with its facts."""
    commands.put_similar_aside(merge_id=event.merge)


def put_similar_back(event: FilmsParted) -> None:
    """A film that is back goes with others again."""
    commands.put_similar_back(merge_id=event.merge)
