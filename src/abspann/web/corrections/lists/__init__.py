"""The lists of rows that a form has: a file each, all of one shape; copy one to begin."""

from abspann.web.corrections.lists.companies import COMPANIES
from abspann.web.corrections.lists.credits import CREDITS
from abspann.web.corrections.lists.external_ids import EXTERNAL_IDS
from abspann.web.corrections.lists.keywords import KEYWORDS
from abspann.web.corrections.lists.kind import RowKind
from abspann.web.corrections.lists.releases import RELEASES
from abspann.web.corrections.lists.series import SERIES
from abspann.web.corrections.lists.texts import SYNOPSES, TRIVIA
from abspann.web.corrections.lists.titles import TITLES

LISTS: dict[str, RowKind] = {
    "credits": CREDITS,
    "titles": TITLES,
    "releases": RELEASES,
    "companies": COMPANIES,
    "keywords": KEYWORDS,
    "series": SERIES,
    "external_ids": EXTERNAL_IDS,
    "synopses": SYNOPSES,
    "trivia": TRIVIA,
}
"""By the field of a record; in this order the page shows them."""

__all__ = ["LISTS", "RowKind"]
