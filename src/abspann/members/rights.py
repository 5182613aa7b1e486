"""Who may do what to whose: the one table of rights. docs/rights.md shows it; a test holds the two equal."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Standing(StrEnum):
    """What somebody is in this house; an office comes on top of being a member."""

    VISITOR = "visitor"
    LEAVING = "leaving"
    SUSPENDED = "suspended"
    MEMBER = "member"
    CRITIC = "critic"
    MODERATOR = "moderator"
    KEEPER = "keeper"


class Whose(StrEnum):
    """Whose content an act is done to, seen from who acts; ANY where the matter belongs to nobody."""

    ANY = "any"
    OWN = "own"
    OTHERS = "others"


class Act(StrEnum):
    """What can be done, in the order in which docs/rights.md tells it."""

    READ = "read"
    REPORT = "report"
    RATE = "rate"
    MARK_FILM = "mark a film"
    FOLLOW = "follow"
    WRITE_REVIEW = "write a review"
    EDIT_REVIEW = "edit or withdraw a review"
    JUDGE_REVIEW = "say whether a review helped"
    PROPOSE = "propose a change or a film"
    WITHDRAW_PROPOSAL = "withdraw a proposal"
    EDIT_FACTS = "change facts directly"
    DECIDE_PROPOSAL = "take or decline a proposal"
    UNDO_CHANGE = "undo a change"
    UPLOAD_PICTURE = "add, change or remove pictures"
    MERGE = "merge what is one, and part it again"
    READ_IN = "read pages in at the desk"
    EDIT_PROFILE = "edit a profile"
    MANAGE_ACCOUNT = "manage an account"
    EXPORT = "take one's data along"
    LEAVE = "leave, and come back"
    APPEAL = "contradict a decision"
    MODERATE = "hide, restore, warn, suspend"
    READ_AUDIT = "read the audit trail"
    INVITE = "invite people"
    DECIDE_APPLICATION = "let applicants in"
    GRANT = "give offices"
    IMPORT = "import films, read the log of imports, rank sources"


_MODERATORS = frozenset({Standing.MODERATOR, Standing.KEEPER})
_EDITORS = frozenset({Standing.CRITIC, Standing.KEEPER})
_PICTURES = _MODERATORS | _EDITORS
_KEEPERS = frozenset({Standing.KEEPER})
_MEMBERS = frozenset({Standing.MEMBER, Standing.CRITIC, Standing.MODERATOR, Standing.KEEPER})
_LEAVING_TOO = _MEMBERS | {Standing.LEAVING}
_EVERYBODY = frozenset(Standing)

RIGHTS: Mapping[Act, Mapping[Whose, frozenset[Standing]]] = {
    Act.READ: {Whose.ANY: _EVERYBODY},
    Act.REPORT: {Whose.ANY: _EVERYBODY},
    Act.RATE: {Whose.OWN: _MEMBERS},
    Act.MARK_FILM: {Whose.OWN: _MEMBERS},
    Act.FOLLOW: {Whose.OTHERS: _MEMBERS},
    Act.WRITE_REVIEW: {Whose.OWN: _MEMBERS},
    Act.EDIT_REVIEW: {Whose.OWN: _MEMBERS},
    Act.JUDGE_REVIEW: {Whose.OTHERS: _MEMBERS},
    Act.PROPOSE: {Whose.ANY: _MEMBERS},
    Act.WITHDRAW_PROPOSAL: {Whose.OWN: _MEMBERS},
    Act.EDIT_FACTS: {Whose.ANY: _EDITORS},
    Act.DECIDE_PROPOSAL: {Whose.OWN: _EDITORS, Whose.OTHERS: _EDITORS},
    Act.UNDO_CHANGE: {Whose.ANY: _EDITORS},
    Act.UPLOAD_PICTURE: {Whose.ANY: _PICTURES},
    Act.MERGE: {Whose.ANY: _EDITORS},
    Act.READ_IN: {Whose.ANY: _EDITORS},
    Act.EDIT_PROFILE: {Whose.OWN: _MEMBERS},
    Act.MANAGE_ACCOUNT: {Whose.OWN: _LEAVING_TOO},
    Act.EXPORT: {Whose.OWN: _LEAVING_TOO},
    Act.LEAVE: {Whose.OWN: _LEAVING_TOO},
    Act.APPEAL: {Whose.OWN: _LEAVING_TOO | {Standing.SUSPENDED}},
    Act.MODERATE: {Whose.OTHERS: _MODERATORS},
    Act.READ_AUDIT: {Whose.ANY: _MODERATORS},
    Act.INVITE: {Whose.ANY: _MODERATORS},
    Act.DECIDE_APPLICATION: {Whose.ANY: _MODERATORS},
    Act.GRANT: {Whose.ANY: _KEEPERS},
    Act.IMPORT: {Whose.ANY: _KEEPERS},
}
"""What is not in it, nobody may do: nobody judges their own review, no moderator decides on their own text."""


def may(standings: frozenset[Standing], act: Act, whose: Whose = Whose.ANY) -> bool:
    """Tell whether somebody of these standings may do this to what is theirs, others', or nobody's.

    ANY asks «at all»: a door that does not know yet whose thing it is lets in whoever may do it to something.
    """
    allowed = RIGHTS[act]
    if whose is Whose.ANY:
        return any(standings & who for who in allowed.values())
    return bool(standings & (allowed.get(whose) or allowed.get(Whose.ANY, frozenset())))
