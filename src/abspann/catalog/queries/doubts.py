"""Many doubts at once: by what they are chosen, how many there are of each kind, a sample, and decisions on them."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.db.models import Count, F, Max, Q, QuerySet

from abspann.catalog.models import Credit, Doubt, Film, FilmFacet, FilmTitle, Person, Verdict, VerdictDoubt
from abspann.catalog.rules import ON_SCREEN, FacetKind, Job
from abspann.core.paging import Key, Page, page_of

V = TypeVar("V")

RELATED = ("film", "other_film", "person", "other_person")

SAMPLE = 20
"""So many pairs an editor sees before deciding on all that are chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """By what doubts are chosen: films or people, between which two sources, what agrees, how alike in percent.

    `newest`: what was raised later than this one is not meant, for nobody has seen it.
    """

    kind: str = ""
    sources: str = ""
    agrees: frozenset[str] = frozenset()
    least: int = 0
    newest: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as a decision keeps it."""
        return {
            "kind": self.kind,
            "sources": self.sources,
            "agrees": sorted(self.agrees),
            "least": self.least,
            "newest": self.newest,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Choice:
        """Return it from what a decision keeps."""
        return cls(**{**kept, "agrees": frozenset(kept.get("agrees", ()))})


@dataclass(frozen=True, slots=True)
class Group:
    """Open doubts that are alike in all by which they can be chosen, and how many there are."""

    kind: str
    sources: str
    agrees: frozenset[str]
    percent: int
    count: int

    def fits(self, choice: Choice) -> bool:
        """Tell whether a choice means these."""
        return (
            choice.kind in ("", self.kind)
            and choice.sources in ("", self.sources)
            and choice.agrees <= self.agrees
            and choice.least <= self.percent
        )


@dataclass(frozen=True, slots=True)
class Groups:
    """All open doubts, grouped."""

    groups: tuple[Group, ...]

    def count(self, choice: Choice) -> int:
        """Return how many a choice means, whenever they were raised."""
        return sum(group.count for group in self.groups if group.fits(choice))

    def kinds(self, choice: Choice) -> dict[str, int]:
        """Count films and people, the rest as it is chosen."""
        return self._counted(replace(choice, kind=""), lambda group: group.kind)

    def sources(self, choice: Choice) -> dict[str, int]:
        """Count the pairs of sources, the rest as it is chosen."""
        return self._counted(replace(choice, sources=""), lambda group: group.sources)

    def percents(self, choice: Choice) -> dict[int, int]:
        """Count how alike they are, the rest as it is chosen."""
        return self._counted(replace(choice, least=0), lambda group: group.percent)

    def _counted(self, choice: Choice, value: Callable[[Group], V]) -> dict[V, int]:
        found: Counter[V] = Counter()
        for group in self.groups:
            if group.fits(choice):
                found[value(group)] += group.count
        return dict(found)

    def signs(self, choice: Choice) -> dict[str, int]:
        """Count what each sign would leave of what is chosen, with those that are chosen already."""
        found: Counter[str] = Counter()
        for group in self.groups:
            if group.fits(choice):
                found.update(dict.fromkeys(group.agrees, group.count))
        return dict(found)


def doubts_grouped() -> Groups:
    """Group the open doubts: one walk along one index that holds all it asks for."""
    rows = (
        Doubt.objects.filter(state=Doubt.State.OPEN)
        .order_by()
        .values_list("sources", "agrees", "score")
        .annotate(all=Count("*"), films=Count("film"))
    )
    groups = []
    for sources, agrees, score, count, films in rows:
        signs, percent = frozenset(agrees.split()), round(score * 100)
        groups += [
            Group(kind, sources, signs, percent, number)
            for kind, number in (("film", films), ("person", count - films))
            if number
        ]
    return Groups(tuple(groups))


def doubts_chosen(choice: Choice) -> QuerySet[Doubt]:
    """Return the open doubts that a choice means."""
    found = Doubt.objects.filter(state=Doubt.State.OPEN)
    if choice.kind:
        found = found.filter(**{f"{choice.kind}__isnull": False})
    if choice.sources:
        found = found.filter(sources=choice.sources)
    if choice.agrees:
        kinds = {" ".join(sorted(group.agrees)) for group in doubts_grouped().groups if choice.agrees <= group.agrees}
        found = found.filter(agrees__in=kinds)
    if choice.least:
        found = found.filter(score__gte=choice.least / 100 - 0.005)  # as percentages are rounded
    if choice.newest is not None:
        found = found.filter(pk__lte=choice.newest)
    return found


def doubts_open(choice: Choice | None = None, *, after: str | None = None) -> Page[Doubt]:
    """Return a page of the open doubts that are chosen, the likeliest first."""
    choice = choice or Choice()
    order = (Key("score", descending=True, kind=float), Key("id"))
    of = f"doubts:{choice.kind}:{choice.sources}:{'-'.join(sorted(choice.agrees))}:{choice.least}"
    return page_of(doubts_chosen(choice).select_related(*RELATED), of=of, order=order, after=after, size=30)


def newest_doubt() -> int:
    """Return the number of the doubt that was raised last."""
    return Doubt.objects.aggregate(newest=Max("pk"))["newest"] or 0


@dataclass(frozen=True, slots=True)
class Glimpse:
    """As much of a film or a person as it takes to see whether it is the other."""

    subject: Film | Person
    name: str
    slug: str
    year: str = ""
    born: str = ""
    original: str = ""
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    minutes: int | None = None
    countries: tuple[str, ...] = ()
    films: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A doubt with a glimpse of both sides."""

    doubt: Doubt
    here: Glimpse
    there: Glimpse

    @property
    def sides(self) -> tuple[Glimpse, Glimpse]:
        """Both, as they stand beside each other."""
        return self.here, self.there


def sample_of(choice: Choice, *, size: int = SAMPLE) -> list[Pair]:
    """Return some of the doubts that are chosen, drawn at random, in a handful of queries."""
    keys = list(doubts_chosen(choice).order_by().values_list("pk", flat=True))
    drawn = random.sample(keys, min(size, len(keys)))
    doubts = list(Doubt.objects.filter(pk__in=drawn).select_related(*RELATED).order_by("-score", "pk"))
    films = {film.pk: film for doubt in doubts for film in (doubt.film, doubt.other_film) if film}
    people = {person.pk: person for doubt in doubts for person in (doubt.person, doubt.other_person) if person}
    seen: dict[tuple[str, int], Glimpse] = {("film", pk): one for pk, one in _films(films).items()}
    seen |= {("person", pk): one for pk, one in _people(people).items()}
    return [Pair(doubt, *(seen[kind, key] for kind, key in _sides(doubt))) for doubt in doubts]


def _sides(doubt: Doubt) -> Sequence[tuple[str, int]]:
    if doubt.film_id is not None and doubt.other_film_id is not None:
        return ("film", doubt.film_id), ("film", doubt.other_film_id)
    assert doubt.person_id is not None
    assert doubt.other_person_id is not None
    return ("person", doubt.person_id), ("person", doubt.other_person_id)


def _films(films: Mapping[int, Film]) -> dict[int, Glimpse]:
    directors: dict[int, list[str]] = defaultdict(list)
    cast: dict[int, list[str]] = defaultdict(list)
    credits = Credit.objects.filter(film__in=films, job__in=(Job.DIRECTOR, *ON_SCREEN)).order_by("film", "billing")
    for film, job, name in credits.values_list("film", "job", "person__name"):
        names = (directors if job == Job.DIRECTOR else cast)[film]
        if name not in names:
            names.append(name)
    countries: dict[int, list[str]] = defaultdict(list)
    facets = FilmFacet.objects.filter(film__in=films, kind=FacetKind.COUNTRY).order_by("film", "position")
    for film, code in facets.values_list("film", "code"):
        countries[film].append(code)
    others = dict(FilmTitle.objects.filter(film__in=films).order_by("-pk").values_list("film", "text"))
    return {
        pk: Glimpse(
            subject=film,
            name=film.title,
            slug=film.slug,
            year=str(film.year or ""),
            original=next((t for t in (film.original_title, others.get(pk)) if t and t != film.title), ""),
            directors=tuple(directors[pk]),
            cast=tuple(cast[pk]),
            minutes=film.running_minutes,
            countries=tuple(countries[pk]),
        )
        for pk, film in films.items()
    }


def _people(people: Mapping[int, Person]) -> dict[int, Glimpse]:
    works: dict[int, list[str]] = defaultdict(list)
    credits = Credit.objects.filter(person__in=people).order_by("person", F("film__year").desc(nulls_last=True), "pk")
    for person, title, year in credits.values_list("person", "film__title", "film__year"):
        work = f"{title} ({year})" if year else title
        if work not in works[person]:
            works[person].append(work)
    return {
        pk: Glimpse(
            subject=person,
            name=person.name,
            slug=person.slug,
            born=str(person.born_year or ""),
            films=tuple(works[pk]),
        )
        for pk, person in people.items()
    }


# Decisions on many.


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a decision on many is: how many of its doubts came to what."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """How many nobody has come to yet."""
        return self.counts.get(VerdictDoubt.Outcome.WAITING, 0)

    @property
    def decided(self) -> int:
        """How many are decided so, and stand."""
        return sum(self.counts.get(outcome, 0) for outcome in DECIDED)

    @property
    def done(self) -> int:
        """How many somebody has come to."""
        return self.total - self.waiting


DECIDED = (VerdictDoubt.Outcome.ONE, VerdictDoubt.Outcome.TWO, VerdictDoubt.Outcome.STAYS)

AT_WORK = (Verdict.State.RUNNING, Verdict.State.UNDOING)


def verdict_at(public_id: str) -> Verdict | None:
    """Return a decision on many doubts."""
    return Verdict.objects.select_related("by", "undone_by").filter(public_id=public_id).first()


def verdicts(*, after: str | None = None, size: int = 30) -> Page[Verdict]:
    """Return the decisions on many, the newest first."""
    order = (Key("made_at", descending=True, kind=dt.datetime), Key("id", descending=True))
    found = Verdict.objects.select_related("by", "undone_by")
    return page_of(found, of="verdicts", order=order, after=after, size=size)


def progress_of(verdict: Verdict) -> Progress:
    """Return how far a decision is."""
    return progress_of_many([verdict])[verdict.pk]


def progress_of_many(these: Collection[Verdict]) -> dict[int, Progress]:
    """Return how far each decision is, in one query."""
    counts: dict[int, dict[str, int]] = {verdict.pk: {} for verdict in these}
    rows = VerdictDoubt.objects.filter(verdict__in=counts).order_by().values_list("verdict", "outcome")
    for verdict, outcome, count in rows.annotate(count=Count("*")):
        counts[verdict][outcome] = count
    return {pk: Progress(found) for pk, found in counts.items()}


def named_under(verdict: Verdict, outcomes: Iterable[str], *, after: str | None = None) -> Page[VerdictDoubt]:
    """Return the doubts under a decision that came to one of these, in the order in which they were decided."""
    found = VerdictDoubt.objects.filter(verdict=verdict, outcome__in=list(outcomes)).select_related("merge")
    return page_of(found, of=f"verdict:{verdict.pk}", order=(Key("id"),), after=after, size=50)


def decided_with(merge_id: int) -> Verdict | None:
    """Return the decision on many under which a merge was made, if it was."""
    return Verdict.objects.select_related("by").filter(Q(doubts__merge=merge_id)).first()
