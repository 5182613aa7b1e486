"""Reports, and the queue in which they wait; by whom they are no page tells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from abspann.moderation.models import Report
from abspann.moderation.queries.decisions import decisions_about
from abspann.moderation.queries.things import things_unveiled
from abspann.moderation.rules import Thing

QUEUE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Case:
    """The open reports about one thing; `thing` is None for a page that is none of the kinds, and for what is gone."""

    kind: str
    ref: str
    about: str
    path: str
    first: dt.datetime
    number: int
    categories: tuple[str, ...]
    thing: Thing | None
    decisions: int


def queue() -> tuple[list[Case], int]:
    """Return the cases whose reports have waited longest, and how many cases are open in all."""
    grouped = Report.objects.filter(decision__isnull=True).values("kind", "ref")
    found = grouped.annotate(first=Min("received_at"), number=Count("pk")).order_by("first", "kind", "ref")
    rows = list(found[:QUEUE_SIZE])
    waiting = len(rows) if len(rows) < QUEUE_SIZE else found.count()
    if not rows:
        return [], 0
    said: dict[tuple[str, str], list[Report]] = {}
    wanted = Q()
    for row in rows:
        wanted |= Q(kind=row["kind"], ref=row["ref"])
    for report in Report.objects.filter(wanted, decision__isnull=True).order_by("received_at", "pk"):
        said.setdefault((report.kind, report.ref), []).append(report)
    things = things_unveiled({(row["kind"], row["ref"]) for row in rows})
    history = decisions_about(thing.author.pk for thing in things.values() if thing.author)
    cases = []
    for row in rows:
        key = (row["kind"], row["ref"])
        reports, thing = said[key], things.get(key)
        labels = tuple(dict.fromkeys(str(report.get_category_display()) for report in reports))
        author = thing.author.pk if thing and thing.author else None
        cases.append(
            Case(
                *key,
                about=reports[0].about,
                path=reports[0].path,
                first=row["first"],
                number=row["number"],
                categories=labels,
                thing=thing,
                decisions=history.get(author, 0) if author else 0,
            )
        )
    return cases, waiting


def reports_about(kind: str, ref: str) -> list[Report]:
    """Return the open reports about one thing, the oldest first."""
    return list(Report.objects.filter(kind=kind, ref=ref, decision__isnull=True).order_by("received_at", "pk"))


def was_ever_reported(kind: str, ref: str) -> bool:
    """Tell whether anybody ever reported this: else a decision about it is on the house's own initiative."""
    return Report.objects.filter(kind=kind, ref=ref).exists()


def report_by_secret(secret: str) -> Report | None:
    """Return the report whose receipt holds this secret."""
    return Report.objects.select_related("decision").filter(secret=secret).first()


def letters_to(report: Report) -> str:
    """Return the address to which news of a report go; empty where there is none."""
    if report.reporter is not None:
        return report.reporter.login.email if report.reporter.login else ""
    return report.email


def report_by_key(key: int) -> Report:
    """Return the report of which an event tells, with whoever reported."""
    return Report.objects.select_related("reporter__login").get(pk=key)


def report_at(public_id: str) -> Report | None:
    """Return the report at an address, with whoever reported: for moderators."""
    return Report.objects.select_related("reporter__login").filter(public_id=public_id).first()
