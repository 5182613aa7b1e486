"""Search, browsing, and the films that go with a film."""

from abspann.discovery.queries.browsing import (
    BROWSE_ORDERS,
    EVERYTHING,
    PAGE_SIZE,
    Choice,
    browse,
    chosen,
    decade_counts,
    facet_counts,
)
from abspann.discovery.queries.search import SHOWN, Findings, search
from abspann.discovery.queries.similar import similar_films

__all__ = [
    "BROWSE_ORDERS",
    "EVERYTHING",
    "PAGE_SIZE",
    "SHOWN",
    "Choice",
    "Findings",
    "browse",
    "chosen",
    "decade_counts",
    "facet_counts",
    "search",
    "similar_films",
]
