"""The audit trail, and who is meant in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from abspann.core.paging import Key, Page, page_of
from abspann.members.models import Member
from abspann.moderation.models import AuditEntry, AuditName, AuditReview
from abspann.moderation.rules import Kind

PAGE_SIZE = 30

TRAIL = (Key("at", descending=True, kind=dt.datetime), Key("public_id", descending=True, kind=str))


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry of the audit trail, and who or which review (its public id) is meant, as far as anybody can tell."""

    entry: AuditEntry
    who: Member | None
    target: Member | None
    review: str = ""


def audit_page(*, after: str | None) -> tuple[list[Noted], Page[AuditEntry]]:
    """Return a page of the audit trail, the newest first."""
    page = page_of(AuditEntry.objects.all(), of="audit", order=TRAIL, after=after, size=PAGE_SIZE)
    aliases = {entry.who for entry in page.items} | {e.target for e in page.items if e.target_kind == Kind.MEMBER}
    named = {name.alias: name.member for name in AuditName.objects.filter(alias__in=aliases).select_related("member")}
    reviews = AuditReview.objects.filter(alias__in={e.target for e in page.items if e.target_kind == Kind.REVIEW})
    meant = dict(reviews.values_list("alias", "review__public_id"))
    return [
        Noted(entry, named.get(entry.who), named.get(entry.target), meant.get(entry.target, "")) for entry in page.items
    ], page
