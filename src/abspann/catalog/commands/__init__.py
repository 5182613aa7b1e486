"""The only writers of the catalog."""

from abspann.catalog.commands.festivals import put_festival, put_outcome
from abspann.catalog.commands.films import put_film
from abspann.catalog.commands.people import put_person
from abspann.catalog.commands.texts import put_synopsis, put_trivia

__all__ = ["put_festival", "put_film", "put_outcome", "put_person", "put_synopsis", "put_trivia"]
