"""What is to be found: read from the catalog, many at once, as every engine takes it in."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Model

from abspann.catalog.models import Credit, Festival, Film, FilmTitle, Outcome, Person
from abspann.catalog.rules import Job
from abspann.discovery.asking import spellings
from abspann.discovery.rules import Kind
from abspann.reviews.models import FilmScore

PEOPLE_OF_A_FILM = 12
"""Under how many of those who made it a film is found, directors first, then the cast in its order."""

AT_ONCE = 500
"""How many are read in one query."""

MODELS: dict[Kind, type[Model]] = {Kind.FILM: Film, Kind.PERSON: Person, Kind.FESTIVAL: Festival}


@dataclass(frozen=True)
class Entry:
    """One thing that can be found: the spellings of its names, who made it, when, and how well known it is."""

    kind: Kind
    ref: int
    names: tuple[str, ...]
    people: tuple[str, ...] = ()
    year: int | None = None
    weight: int = 0

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of all names, each once."""
        return tuple(dict.fromkeys(word for name in self.names for word in name.split()))

    @cached_property
    def people_words(self) -> tuple[str, ...]:
        """The words of the names of who made it, each once."""
        return tuple(dict.fromkeys(word for name in self.people for word in name.split()))

    def kept(self) -> str:
        """Return the entry as engines keep it."""
        return json.dumps([self.ref, self.names, self.people, self.year, self.weight], ensure_ascii=False)


def entry_kept(kind: Kind, text: str) -> Entry:
    """Return the entry that an engine kept."""
    ref, names, people, year, weight = json.loads(text)
    return Entry(kind, ref, tuple(names), tuple(people), year, weight)


def entries_of(kind: Kind, refs: Collection[int]) -> list[Entry]:
    """Return the entries of these things as the catalog has them now; none for what is gone."""
    read = {Kind.FILM: _films, Kind.PERSON: _people, Kind.FESTIVAL: _festivals}[kind]
    ordered = sorted(set(refs))
    return [entry for at in range(0, len(ordered), AT_ONCE) for entry in read(ordered[at : at + AT_ONCE])]


def refs_in_batches(kind: Kind, size: int) -> Iterator[list[int]]:
    """Yield the keys of everything of a kind, in their order, so many at a time."""
    last = 0
    while batch := list(
        MODELS[kind]._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]
    ):
        yield batch
        last = batch[-1]


def weight_of_film(ratings: int, facts: int) -> int:
    """Return how well known a film is: it doubles with each step, and only a step changes the index."""
    return 5 * ratings.bit_length() + 2 * facts.bit_length()


def _films(refs: list[int]) -> Iterable[Entry]:
    titles: dict[int, list[str]] = defaultdict(list)
    for film, text in FilmTitle.objects.filter(film__in=refs).order_by("pk").values_list("film", "text"):
        titles[film].append(text)
    credited: dict[int, int] = defaultdict(int)
    people: dict[int, dict[str, None]] = defaultdict(dict)
    made = Credit.objects.filter(film__in=refs).order_by("film", "billing", "pk")
    rows = list(made.values_list("film", "job", "person__name"))
    for film, job, name in sorted(rows, key=lambda row: row[1] != Job.DIRECTOR):
        credited[film] += 1
        if job in (Job.DIRECTOR, Job.ACTOR) and len(people[film]) < PEOPLE_OF_A_FILM:
            people[film][name] = None
    ratings = dict(FilmScore.objects.filter(film__in=refs).values_list("film", "rating_count"))
    for pk, title, original, year in (
        Film.objects.filter(pk__in=refs).order_by("pk").values_list("pk", "title", "original_title", "year")
    ):
        names = _spelled([title, original, *titles[pk]])
        weight = weight_of_film(ratings.get(pk, 0), credited[pk] + len(titles[pk]))
        yield Entry(Kind.FILM, pk, names, _spelled(people[pk]), year, weight)


def _people(refs: list[int]) -> Iterable[Entry]:
    credited = dict(Credit.objects.filter(person__in=refs).values_list("person").annotate(credits=Count("pk")))
    for pk, name in Person.objects.filter(pk__in=refs).order_by("pk").values_list("pk", "name"):
        yield Entry(Kind.PERSON, pk, _spelled([name]), weight=8 * credited.get(pk, 0).bit_length())


def _festivals(refs: list[int]) -> Iterable[Entry]:
    told = Outcome.objects.filter(edition__festival__in=refs).values_list("edition__festival")
    outcomes = dict(told.annotate(outcomes=Count("pk")))
    rows = Festival.objects.filter(pk__in=refs).order_by("pk").values_list("pk", "name", "name_en", "city")
    for pk, name, name_en, city in rows:
        yield Entry(Kind.FESTIVAL, pk, _spelled([name, name_en, city]), weight=8 * outcomes.get(pk, 0).bit_length())


def _spelled(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for name in names if name for form in spellings(name)))
