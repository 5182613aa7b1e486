"""What search and browsing read. Everything here is derived and can be rebuilt."""

from abspann.discovery.models.browsing import BrowseDue, BrowseEntry, FacetCount, Kind, LetterCount, PersonEntry
from abspann.discovery.models.search import SearchDue, SearchEntry, SearchName, SearchWord
from abspann.discovery.models.similar import SimilarDue, SimilarFilm

__all__ = [
    "BrowseDue",
    "BrowseEntry",
    "FacetCount",
    "Kind",
    "LetterCount",
    "PersonEntry",
    "SearchDue",
    "SearchEntry",
    "SearchName",
    "SearchWord",
    "SimilarDue",
    "SimilarFilm",
]
