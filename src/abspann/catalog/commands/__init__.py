"""The only writers of the catalog."""

from abspann.catalog.commands.changes import Overtaken, add_film, change_facts, undo_revision
from abspann.catalog.commands.festivals import add_award, put_festival, put_outcome
from abspann.catalog.commands.films import add_cast, put_film
from abspann.catalog.commands.leaving import forget_member
from abspann.catalog.commands.merging import decide_doubt, merge_films, merge_people, undo_merge
from abspann.catalog.commands.people import put_person
from abspann.catalog.commands.proposals import (
    decline_proposal,
    propose,
    take_proposal,
    title_of_proposal,
    withdraw_proposal,
)
from abspann.catalog.commands.splitting import split_film
from abspann.catalog.commands.texts import hide_text, put_synopsis, put_trivia, show_text

__all__ = [
    "Overtaken",
    "add_award",
    "add_cast",
    "add_film",
    "change_facts",
    "decide_doubt",
    "decline_proposal",
    "forget_member",
    "hide_text",
    "merge_films",
    "merge_people",
    "propose",
    "put_festival",
    "put_film",
    "put_outcome",
    "put_person",
    "put_synopsis",
    "put_trivia",
    "show_text",
    "split_film",
    "take_proposal",
    "title_of_proposal",
    "undo_merge",
    "undo_revision",
    "withdraw_proposal",
]
