"""The kinds of rows in an export, one to a file; a new one is a file and a line here."""

from abspann.exchange.export.kind import Kind
from abspann.exchange.export.kinds import (
    account,
    addresses,
    changes,
    critiques,
    devices,
    drafts,
    elsewhere,
    factors,
    followers,
    follows,
    invitations,
    marks,
    offices,
    pages,
    proposals,
    ratings,
    reviews,
    versions,
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
    marks.KIND,
    reviews.KIND,
    versions.KIND,
    drafts.KIND,
    votes.KIND,
    critiques.KIND,
    pages.KIND,
    proposals.KIND,
    changes.KIND,
    invitations.KIND,
)
"""In the order in which they stand in an export."""
