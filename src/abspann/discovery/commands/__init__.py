"""The only writers of what search, browsing and similar films read; all of it can be rebuilt."""

from abspann.discovery.commands.browsing import keep_browsing, note_films, note_people, rebuild_browsing
from abspann.discovery.commands.search import index_due, queue_for_search, rebuild_search
from abspann.discovery.commands.similar import (
    keep_similar,
    note_similar,
    put_similar_aside,
    put_similar_back,
    rebuild_similar,
    refresh_similar,
)

__all__ = [
    "index_due",
    "keep_browsing",
    "keep_similar",
    "note_films",
    "note_people",
    "note_similar",
    "put_similar_aside",
    "put_similar_back",
    "queue_for_search",
    "rebuild_browsing",
    "rebuild_search",
    "rebuild_similar",
    "refresh_similar",
]
