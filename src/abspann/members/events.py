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
