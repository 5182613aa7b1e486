"""Let go of whoever leaves: facts stay, and nobody can tell any longer who brought them."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from abspann.catalog.models import ImportRun, Merge, Moved, Proposal, Revision, Verdict
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
        _forget_in_merges(member_id, names)
        _forget_in_verdicts(member_id, names)
        for proposal in Proposal.objects.filter(decided_by=member_id).order_by("pk"):
            proposal.decided_by = None
            proposal.decided_at = _day(proposal.decided_at) if proposal.decided_at else None
            proposal.reason = _nameless(proposal.reason, names)
            proposal.save(update_fields=["decided_by", "decided_at", "reason"])


def _forget_in_merges(member_id: int, names: list[str]) -> None:
    """Take a member out of every journal: what they wrote and a merge displaced goes, history stays without a name."""
    for merge in Merge.objects.filter(Q(by=member_id) | Q(undone_by=member_id)).order_by("pk"):
        merge.by_id = None if merge.by_id == member_id else merge.by_id
        merge.undone_by_id = None if merge.undone_by_id == member_id else merge.undone_by_id
        merge.made_at = _day(merge.made_at)
        merge.undone_at = _day(merge.undone_at) if merge.undone_at else None
        merge.save(update_fields=["by", "undone_by", "made_at", "undone_at"])
    theirs = Moved.objects.filter(member=member_id)
    theirs.exclude(label=Revision._meta.label).delete()
    for entry in theirs:
        assert entry.row
        told = Revision(before=entry.row["before"], after=entry.row["after"], source=entry.row["source"])
        made_at = _day(parse_datetime(entry.row["made_at"]))
        entry.row |= {
            "by_id": None,
            "made_at": made_at.isoformat(),
            "source": _nameless(told.source, names),
            "before": _unsigned(told.before, names),
            "after": _unsigned(told.after, names),
        }
        entry.member = None
        entry.save(update_fields=["row", "member"])


def _forget_in_verdicts(member_id: int, names: list[str]) -> None:
    """Take a member out of the decisions on many: they stand, without a name; one that still runs then ends."""
    for verdict in Verdict.objects.filter(Q(by=member_id) | Q(undone_by=member_id)).order_by("pk"):
        if verdict.by_id == member_id:
            verdict.by, verdict.reason = None, _nameless(verdict.reason, names)
        verdict.undone_by_id = None if verdict.undone_by_id == member_id else verdict.undone_by_id
        verdict.made_at = _day(verdict.made_at)
        verdict.ended_at = _day(verdict.ended_at) if verdict.ended_at else None
        verdict.save(update_fields=["by", "reason", "undone_by", "made_at", "ended_at"])


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
