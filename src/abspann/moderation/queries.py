"""Page-shaped reads: what is reported, by whom no page tells; what was decided; who is meant in the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Avg, Count, ExpressionWrapper, F, Max, Min, Q, QuerySet
from django.db.models import DateField as Day
from django.utils import timezone

from abspann.catalog.models import Film, Picture, Synopsis, Trivia
from abspann.core.paging import Key, Page, page_of
from abspann.editorial.models import Critique, PressReview
from abspann.events.publish import wiring
from abspann.members.models import Member
from abspann.members.queries import may
from abspann.members.rights import Act
from abspann.members.rules import RoleName
from abspann.moderation import rules
from abspann.moderation.models import Appeal, AuditEntry, AuditName, AuditReview, Decision, Report
from abspann.moderation.rules import Kind, Moderated, Thing
from abspann.reviews.models import Rating, Review

QUEUE_SIZE = 50
PAGE_SIZE = 30
MOST_YOUNG = 50

# Finding things: one query for each kind, however many.


def reviews_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return reviews by their public ids."""
    reviews = Review.objects.all() if unveiled else Review.objects.visible_to(viewer)
    return {
        row.public_id: Thing(
            Kind.REVIEW,
            row.public_id,
            row,
            title=row.film.title,
            text=row.text,
            language=row.language,
            spoiler=row.spoiler,
            hidden=row.hidden_at is not None,
            author=row.author,
            film=row.film,
            public_id=row.public_id,
        )
        for row in reviews.filter(public_id__in=refs).select_related("film", "author")
    }


def critiques_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return critiques by their public ids."""
    all_or_out = Critique.objects.all() if unveiled else Critique.objects.visible_to(viewer, at=timezone.now())
    return {
        row.public_id: Thing(
            Kind.CRITIQUE,
            row.public_id,
            row,
            title=row.film.title,
            text="\n\n".join(filter(None, (row.headline, row.teaser, row.text, row.fazit))),
            language=row.language,
            hidden=row.hidden_at is not None,
            author=row.critic,
            author_name=row.critic_name or "",
            film=row.film,
            public_id=row.public_id,
        )
        for row in all_or_out.filter(public_id__in=refs).select_related("film", "critic")
    }


def synopses_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return synopses by their numbers."""
    synopses = Synopsis.objects.all() if unveiled else Synopsis.objects.shown()
    return _texts(Kind.SYNOPSIS, synopses.filter(pk__in=_numbers(refs)).select_related("film"))


def trivia_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return trivia by their numbers."""
    trivia = Trivia.objects.all() if unveiled else Trivia.objects.shown()
    return _texts(Kind.TRIVIA, trivia.filter(pk__in=_numbers(refs)).select_related("film"))


def press_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return press quotations by their numbers."""
    press = PressReview.objects.all() if unveiled else PressReview.objects.shown()
    return {
        str(row.pk): Thing(
            Kind.PRESS,
            str(row.pk),
            row,
            title=row.film.title,
            text=row.excerpt or "",
            language=row.language,
            hidden=row.hidden_at is not None,
            author_name=", ".join(filter(None, (row.critic_name, row.medium))),
            film=row.film,
        )
        for row in press.filter(pk__in=_numbers(refs)).select_related("film")
    }


def pictures_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return pictures by their public ids; their text is what stands below them."""
    pictures = Picture.objects.all() if unveiled else Picture.objects.shown()
    return {
        row.public_id: Thing(
            Kind.PICTURE,
            row.public_id,
            row,
            title=row.film.title if row.film else str(row.subject),
            text="\n\n".join(filter(None, (row.caption("de"), row.alternatives.get("de", "")))),
            hidden=row.hidden_at is not None,
            author=row.by,
            author_name=row.maker,
            film=row.film,
            public_id=row.public_id,
        )
        for row in pictures.filter(public_id__in=refs).select_related("film", "person", "by")
    }


def films_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return films by their public ids: reported for their ratings, or for a fact."""
    films = Film.objects.filter(public_id__in=refs)
    return {row.public_id: Thing(Kind.FILM, row.public_id, row, title=row.title, film=row) for row in films}


def members_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return members of this house by their public ids; those about to leave have no face to report."""
    members = Member.objects.filter(kind=Member.Kind.LOCAL, public_id__in=refs).prefetch_related("roles")
    return {
        row.public_id: Thing(
            Kind.MEMBER, row.public_id, row, title=row.display_name, text=row.about, author=row, public_id=row.public_id
        )
        for row in (members if unveiled else members.present())
    }


def _texts(kind: Kind, rows: Iterable[Synopsis | Trivia]) -> dict[str, Thing]:
    return {
        str(row.pk): Thing(
            kind,
            str(row.pk),
            row,
            title=row.film.title,
            text=row.text,
            language=row.language,
            hidden=row.hidden_at is not None,
            author_name=row.source,
            film=row.film,
        )
        for row in rows
    }


def _numbers(refs: Collection[str]) -> list[int]:
    return [int(ref) for ref in refs if ref.isascii() and ref.isdigit() and len(ref) < 19]


def moderated() -> Mapping[str, Moderated]:
    """Return how each kind is found, hidden and shown: the wiring knows."""
    return wiring().HIDE


def thing_at(kind: str, ref: str, *, viewer: Member | None) -> Thing | None:
    """Return what somebody wants to report, if they may see it."""
    known = moderated().get(kind)
    return known.find([ref], viewer, False).get(ref) if known else None


def thing_unveiled(kind: str, ref: str) -> Thing | None:
    """Return a thing as moderators see it, hidden or not; None when it is gone, or never was."""
    known = moderated().get(kind)
    return known.find([ref], None, True).get(ref) if known else None


def possible(thing: Thing | None, *, has_reports: bool) -> tuple[rules.Verdict, ...]:
    """Return what can be decided about a thing; about what is gone, only that nothing more is to be done."""
    if thing is None:
        return (rules.Verdict.DISMISS,) if has_reports else ()
    known = moderated()[thing.kind]
    return rules.verdicts(thing, can_be_hidden=known.hide is not None, has_reports=has_reports)


# The queue.


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
    things = _things({(row["kind"], row["ref"]) for row in rows})
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


def _things(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Thing]:
    found: dict[tuple[str, str], Thing] = {}
    for kind, known in moderated().items():
        if refs := [ref for of, ref in keys if of == kind]:
            found |= {(kind, ref): thing for ref, thing in known.find(refs, None, True).items()}
    return found


def decisions_about(member_ids: Iterable[int]) -> dict[int, int]:
    """Return how many decisions held something against each of these members."""
    against = Decision.objects.filter(member__in=set(member_ids), act__in=rules.RESTRICTING)
    return dict(against.values_list("member").annotate(Count("pk")))


def reports_about(kind: str, ref: str) -> list[Report]:
    """Return the open reports about one thing, the oldest first."""
    return list(Report.objects.filter(kind=kind, ref=ref, decision__isnull=True).order_by("received_at", "pk"))


def was_ever_reported(kind: str, ref: str) -> bool:
    """Tell whether anybody ever reported this: else a decision about it is on the house's own initiative."""
    return Report.objects.filter(kind=kind, ref=ref).exists()


def steps_taken(kind: str, ref: str) -> int:
    """Return how many decisions there are about one thing."""
    return Decision.objects.filter(kind=kind, ref=ref).count()


def decisions_on(kind: str, ref: str) -> list[Decision]:
    """Return the decisions about one thing, the newest first."""
    return list(Decision.objects.filter(kind=kind, ref=ref).select_related("decided_by").order_by("-step"))


def as_it_stands(decision: Decision) -> Decision:
    """Return the newest decision that did the same to the same thing, or took it back: what a reporter is told of."""
    undone_by = rules.UNDONE_BY.get(decision.act)
    if undone_by is None:
        return decision
    later = Decision.objects.filter(kind=decision.kind, ref=decision.ref, step__gt=decision.step)
    return later.filter(act__in=[decision.act, undone_by]).order_by("-step").first() or decision


def reports_told_of(decision: Decision) -> list[Report]:
    """Return the reports whose senders hear of a decision: those it answers, and those whose answer it takes back."""
    told = Q(decision=decision)
    for done, undone_by in rules.UNDONE_BY.items():
        if decision.act == undone_by:
            same = Decision.objects.filter(kind=decision.kind, ref=decision.ref, step__lt=decision.step)
            before = same.filter(act=undone_by).aggregate(last=Max("step"))["last"] or 0
            told |= Q(decision__in=same.filter(act=done, step__gt=before))
    return list(Report.objects.select_related("reporter__login").filter(told).order_by("pk"))


def history_of(member: Member) -> list[Decision]:
    """Return the decisions that concerned a member, the newest first; at most the last thirty."""
    found = Decision.objects.filter(member=member).select_related("decided_by", "appeal")
    return list(found.order_by("-decided_at", "-pk")[:PAGE_SIZE])


# Decisions and appeals.

NEWEST = (Key("decided_at", descending=True, kind=dt.datetime), Key("public_id", descending=True, kind=str))


def decisions_page(*, after: str | None) -> Page[Decision]:
    """Return a page of all decisions, the newest first."""
    found = Decision.objects.select_related("decided_by", "member", "appeal")
    return page_of(found, of="decisions", order=NEWEST, after=after, size=PAGE_SIZE)


def decision_shown(public_id: str, *, viewer: Member | None) -> Decision | None:
    """Return a decision to whom it concerns and to moderators; to all others there is none."""
    found = _decisions().filter(public_id=public_id).first()
    if found is None or viewer is None:
        return None
    is_theirs = found.member_id == viewer.pk
    return found if is_theirs or may(viewer, Act.MODERATE) else None


def hiding_decisions(refs: Collection[str], *, viewer: Member) -> dict[str, str]:
    """Return, for reviews of the viewer's own that are hidden, the public id of the decision that hid each."""
    hid = Decision.objects.filter(kind=Kind.REVIEW, ref__in=refs, act=rules.Verdict.HIDE, member=viewer)
    return dict(hid.order_by("step").values_list("ref", "public_id"))


def decision_by_secret(public_id: str, secret: str) -> Decision | None:
    """Return the decision whose letter holds this secret: whoever is suspended cannot log in, and must read it."""
    return _decisions().filter(public_id=public_id, secret=secret, member__isnull=False).first()


def suspension_of(member: Member) -> Decision | None:
    """Return the decision by which a member is suspended now; None for who is not, or is without a decision."""
    if not member.is_suspended:
        return None
    return _decisions().filter(member=member, act=rules.Verdict.SUSPEND).order_by("-decided_at", "-pk").first()


def _decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("member", "decided_by", "appeal", "appeal__decided_by")


def appeal_of(decision: Decision) -> Appeal | None:
    """Return what was said against a decision."""
    return getattr(decision, "appeal", None)


def may_appeal(decision: Decision) -> bool:
    """Tell whether a decision can be contradicted still: it holds something against somebody, once, for six months."""
    return (
        decision.act in [verdict.value for verdict in rules.RESTRICTING]
        and decision.member_id is not None
        and appeal_of(decision) is None
        and decision.appeal_until >= timezone.now()
    )


def may_answer(decision: Decision, viewer: Member | None) -> bool:
    """Tell whether a moderator may answer an appeal: not who decided, if another could; never whom it concerns."""
    if viewer is None or not may(viewer, Act.MODERATE, whose=decision.member):
        return False
    return decision.decided_by_id != viewer.pk or not _another(decision).exists()


def _another(decision: Decision) -> QuerySet[Member]:
    able = Member.objects.present().filter(roles__name__in=[RoleName.MODERATOR, RoleName.KEEPER], login__isnull=False)
    free = able.filter(Q(suspended_until__isnull=True) | Q(suspended_until__lte=timezone.now()))
    return free.exclude(pk__in=[pk for pk in (decision.decided_by_id, decision.member_id) if pk])


def open_appeals() -> list[Appeal]:
    """Return the appeals that nobody answered yet, the oldest first."""
    return list(Appeal.objects.filter(outcome="").select_related("decision__member").order_by("filed_at"))


def report_by_secret(secret: str) -> Report | None:
    """Return the report whose receipt holds this secret."""
    return Report.objects.select_related("decision").filter(secret=secret).first()


def letters_to(report: Report) -> str:
    """Return the address to which news of a report go; empty where there is none."""
    if report.reporter is not None:
        return report.reporter.login.email if report.reporter.login else ""
    return report.email


# The audit trail.

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


# Ratings that come in a burst.


@dataclass(frozen=True, slots=True)
class RatedDay:
    """A day's ratings of a film: how many, their mean in stars, and how many of accounts younger than a week."""

    day: dt.date
    ratings: int
    average: float
    young: int


@dataclass(frozen=True, slots=True)
class Burst:
    """A film's ratings of the last two weeks by day, and the young accounts that gave some of them."""

    days: tuple[RatedDay, ...]
    young: tuple[Member, ...]


def burst_of(film: Film) -> Burst:
    """Return the newest ratings of a film as numbers; who gave how many stars is nobody's business here."""
    since = timezone.localdate() - dt.timedelta(days=rules.BURST_DAYS)
    newest = Rating.objects.filter(film=film, rated_on__gte=since)
    age = ExpressionWrapper(F("rated_on") - rules.YOUNG_ACCOUNT, output_field=Day())
    is_young = Q(member__kind=Member.Kind.LOCAL, member__joined_on__gt=age)
    rows = newest.values("rated_on").annotate(
        ratings=Count("pk"), mean=Avg("half_stars"), young=Count("pk", filter=is_young)
    )
    days = tuple(
        RatedDay(row["rated_on"], row["ratings"], row["mean"] / 2, row["young"]) for row in rows.order_by("-rated_on")
    )
    young = Member.objects.present().filter(pk__in=newest.filter(is_young).values("member")).order_by("-joined_on")
    return Burst(days, tuple(young[:MOST_YOUNG]))
