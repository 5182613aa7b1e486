"""The kinds of rows in an export, one to a file; a new one is a file and a line here."""

from abspann.exchange.export.kind import Kind
from abspann.exchange.export.kinds import (
    account,
    addresses,
    critiques,
    devices,
    elsewhere,
    factors,
    followers,
    follows,
    offices,
    pages,
    ratings,
    reviews,
    votes,
)

KINDS: tuple[Kind, ...] = (
    account.KIND,
    offices.KIND,
    addresses.KIND,
    factors.KIND,
    elsewhere.KIND,
    devices.KIND,
    follows.KIND,
    followers.KIND,
    ratings.KIND,
    reviews.KIND,
    votes.KIND,
    critiques.KIND,
    pages.KIND,
)
"""In the order in which they stand in an export."""
