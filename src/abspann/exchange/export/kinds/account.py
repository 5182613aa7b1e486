"""The account itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.export.kind import Kind
from abspann.members.models import Member
from abspann.members.queries import departure_of


@dataclass(frozen=True, slots=True)
class Account:
    """Who somebody is here."""

    public_id: str
    handle: str | None
    display_name: str
    about: str
    language: str
    email: str | None
    joined_on: dt.date | None
    created_at: dt.datetime | None
    last_login: dt.datetime | None
    followers: int
    suspended_until: dt.datetime | None
    leaving_since: dt.datetime | None
    deleted_at: dt.datetime | None
    texts_stay: bool | None


def rows(member: Member) -> Iterator[Account]:
    """Return the one account."""
    login, departure = member.login, departure_of(member)
    yield Account(
        public_id=member.public_id,
        handle=member.handle,
        display_name=member.display_name,
        about=member.about,
        language=member.language,
        email=login.email if login else None,
        joined_on=member.joined_on,
        created_at=login.created_at if login else None,
        last_login=login.last_login if login else None,
        followers=member.follower_count,
        suspended_until=member.suspended_until,
        leaving_since=member.leaving_since,
        deleted_at=departure.due_at if departure else None,
        texts_stay=departure.keep if departure else None,
    )


KIND = Kind("account", "Konto", "Account", Account, rows, keys=("members.Member.login", "members.Departure.member"))
