"""What happens to members."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """A member came in, or their name, figures or roles changed."""

    member: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The member."""
        return (f"member:{self.member}",)


@dataclass(frozen=True, slots=True)
class MemberFollowed:
    """A member's followers changed: somebody began or ceased to follow."""

    followed: int
    follower: int

    @property
    def touches(self) -> tuple[str, ...]:
        """Both: one's followers, the other's followed."""
        return (f"member:{self.followed}", f"member:{self.follower}")


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """A member asked to be deleted: the public face goes at once. `keep`: texts and ratings stay as Anonymer User's.

    What handlers do now must be undone by MemberReturned, within seven days.
    """

    member: int
    keep: bool

    @property
    def touches(self) -> tuple[str, ...]:
        """The member."""
        return (f"member:{self.member}",)


@dataclass(frozen=True, slots=True)
class MemberReturned:
    """A member who had asked to be deleted thought better of it."""

    member: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The member."""
        return (f"member:{self.member}",)


@dataclass(frozen=True, slots=True)
class MemberErased:
    """The seven days are over: the row is about to go. Every package with a key to members lets go of its rows now.

    `keep`: texts, ratings and votes stay without a member, so that nobody can tell whose they were; else they go, too.
    It touches no key: a version that names who left would be a trace.
    """

    member: int
    keep: bool

    @property
    def touches(self) -> tuple[str, ...]:
        """Nothing; see above."""
        return ()


@dataclass(frozen=True, slots=True)
class OfficeGiven:
    """A member was given an office, by a member or by the house itself (`house` names the system actor)."""

    member: int
    role: str
    by: int | None
    house: str

    @property
    def touches(self) -> tuple[str, ...]:
        """Nothing: MemberChanged, which comes with it, does."""
        return ()


@dataclass(frozen=True, slots=True)
class MemberSuspended:
    """Moderators shut a member out, or let them in again."""

    member: int

    @property
    def touches(self) -> tuple[str, ...]:
        """The member."""
        return (f"member:{self.member}",)


@dataclass(frozen=True, slots=True)
class ApplicationDecided:
    """Somebody let an applicant in (`member` is who came of it) or declined (None), or the house itself did (`house`).

    `application` is the public id of what is deleted soon.
    """

    application: str
    decided_by: int | None
    house: str
    member: int | None

    @property
    def touches(self) -> tuple[str, ...]:
        """Nothing that pages show."""
        return ()


@dataclass(frozen=True, slots=True)
class InvitationMade:
    """Somebody, or the house itself (`house`), invited somebody; `invitation` is its public id, no link."""

    invitation: str
    by: int | None
    house: str

    @property
    def touches(self) -> tuple[str, ...]:
        """Nothing that pages show."""
        return ()


@dataclass(frozen=True, slots=True)
class InvitationWithdrawn:
    """An invitation opens the door no longer."""

    invitation: str
    by: int | None
    house: str

    @property
    def touches(self) -> tuple[str, ...]:
        """Nothing that pages show."""
        return ()
