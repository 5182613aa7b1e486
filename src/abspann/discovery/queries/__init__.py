"""Search, browsing, and the films that go with a film."""

from abspann.discovery.queries.browsing import (
    BROWSE_ORDERS,
    CINEMA,
    COUNTED,
    EVERYTHING,
    FACETS,
    OF_RATED,
    PAGE_SIZE,
    Choice,
    Number,
    Value,
    browse,
    counted_values,
    facets_at,
    letters,
    number_of,
    people_at,
    values_of,
)
from abspann.discovery.queries.search import SHOWN, Findings, search, suggestions
from abspann.discovery.queries.similar import similar_films

__all__ = [
    "BROWSE_ORDERS",
    "CINEMA",
    "COUNTED",
    "EVERYTHING",
    "FACETS",
    "OF_RATED",
    "PAGE_SIZE",
    "SHOWN",
    "Choice",
    "Findings",
    "Number",
    "Value",
    "browse",
    "counted_values",
    "facets_at",
    "letters",
    "number_of",
    "people_at",
    "search",
    "similar_films",
    "suggestions",
    "values_of",
]
