"""Let go of whoever leaves: facts stay, and nobody can tell any longer who brought them."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from abspann.catalog.models import ImportRun, Proposal, Revision
from abspann.members.models import Member

WITHOUT_NAME = "–"


def forget_member(*, member_id: int, keep: bool) -> None:
    """Take a member out of every revision and proposal: no key, no name in a word, no time finer than the day.

    What was taken of their proposals is the catalog's and stays. Proposals go whole where the member keeps nothing;
    otherwise those still open are withdrawn.
    """
    with transaction.atomic():
        member = Member.objects.filter(pk=member_id).first()
        names = [name for name in (member.display_name, member.handle) if name] if member else []
        ImportRun.objects.filter(by_name__in=names).update(by_name="")
        for revision in Revision.objects.filter(by=member_id).order_by("pk"):
            revision.by, revision.made_at = None, _day(revision.made_at)
            revision.source = _nameless(revision.source, names)
            revision.before, revision.after = _unsigned(revision.before, names), _unsigned(revision.after, names)
            revision.save(update_fields=["by", "made_at", "source", "before", "after"])
        if not keep:
            Proposal.objects.filter(by=member_id).delete()
        for proposal in Proposal.objects.filter(by=member_id).order_by("pk"):
            if proposal.state == Proposal.State.OPEN:
                proposal.state, proposal.decided_at = Proposal.State.WITHDRAWN, timezone.now()
            proposal.by, proposal.note = None, ""
            proposal.made_at = _day(proposal.made_at)
            proposal.decided_at = _day(proposal.decided_at) if proposal.decided_at else None
            proposal.source = _nameless(proposal.source, names) or WITHOUT_NAME
            proposal.reason = _nameless(proposal.reason, names)
            proposal.changes = {
                name: [_unsigned({name: part}, names)[name] for part in pair] for name, pair in proposal.changes.items()
            }
            proposal.save()
        for proposal in Proposal.objects.filter(decided_by=member_id).order_by("pk"):
            proposal.decided_by = None
            proposal.decided_at = _day(proposal.decided_at) if proposal.decided_at else None
            proposal.reason = _nameless(proposal.reason, names)
            proposal.save(update_fields=["decided_by", "decided_at", "reason"])


def _day(moment: Any) -> Any:
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _nameless(text: str, names: list[str]) -> str:
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", WITHOUT_NAME, text, flags=re.IGNORECASE)
    return text


def _unsigned(record: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """A record whose texts no longer name who wrote them; what a film tells (its credits, say) stays as it is."""
    return {
        field: [[*row[:3], _nameless(row[3], names), _nameless(row[4], names)] for row in value]
        if field in ("synopses", "trivia") and value
        else value
        for field, value in record.items()
    }
