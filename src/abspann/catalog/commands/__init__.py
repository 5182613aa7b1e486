"""The only writers of the catalog."""

from abspann.catalog.commands.changes import Overtaken, add_film, change_facts, undo_revision
from abspann.catalog.commands.companies import address_companies
from abspann.catalog.commands.festivals import add_award, put_festival, put_outcome
from abspann.catalog.commands.films import add_cast, put_film
from abspann.catalog.commands.importing import Interrupted, import_films
from abspann.catalog.commands.leaving import forget_member
from abspann.catalog.commands.merging import decide_doubt, merge_films, merge_people
from abspann.catalog.commands.naming import name_unnamed, rebuild_names
from abspann.catalog.commands.parting import undo_merge
from abspann.catalog.commands.people import put_person
from abspann.catalog.commands.pictures import (
    add_picture,
    change_picture,
    forget_pictures,
    hide_picture,
    remove_picture,
    show_picture,
    tend_pictures,
)
from abspann.catalog.commands.proposals import (
    decline_proposal,
    propose,
    take_proposal,
    title_of_proposal,
    withdraw_proposal,
)
from abspann.catalog.commands.ranking import follow_ranks, rank_source
from abspann.catalog.commands.runs import Progress
from abspann.catalog.commands.series import put_series
from abspann.catalog.commands.settling import merge_sure_people, merge_sure_people_nightly
from abspann.catalog.commands.splitting import split_film
from abspann.catalog.commands.taking_in import Counts, take_in
from abspann.catalog.commands.texts import hide_text, put_synopsis, put_trivia, show_text
from abspann.catalog.commands.verdicts import decide_many, undo_verdict, work_on_verdicts
from abspann.catalog.commands.words import take_word

__all__ = [
    "Counts",
    "Interrupted",
    "Overtaken",
    "Progress",
    "add_award",
    "add_cast",
    "add_film",
    "add_picture",
    "address_companies",
    "change_facts",
    "change_picture",
    "decide_doubt",
    "decide_many",
    "decline_proposal",
    "follow_ranks",
    "forget_member",
    "forget_pictures",
    "hide_picture",
    "hide_text",
    "import_films",
    "merge_films",
    "merge_people",
    "merge_sure_people",
    "merge_sure_people_nightly",
    "name_unnamed",
    "propose",
    "put_festival",
    "put_film",
    "put_outcome",
    "put_person",
    "put_series",
    "put_synopsis",
    "put_trivia",
    "rank_source",
    "rebuild_names",
    "remove_picture",
    "show_picture",
    "show_text",
    "split_film",
    "take_in",
    "take_proposal",
    "take_word",
    "tend_pictures",
    "title_of_proposal",
    "undo_merge",
    "undo_revision",
    "undo_verdict",
    "withdraw_proposal",
    "work_on_verdicts",
]
