"""The only writers of the catalog."""

from abspann.catalog.commands.festivals import add_award, put_festival, put_outcome
from abspann.catalog.commands.films import add_cast, put_film
from abspann.catalog.commands.people import put_person
from abspann.catalog.commands.texts import hide_text, put_synopsis, put_trivia, show_text

__all__ = [
    "add_award",
    "add_cast",
    "hide_text",
    "put_festival",
    "put_film",
    "put_outcome",
    "put_person",
    "put_synopsis",
    "put_trivia",
    "show_text",
]
