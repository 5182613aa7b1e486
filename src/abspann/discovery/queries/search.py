"""Search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Case, IntegerField, Min, Q, QuerySet, When

from abspann.catalog.models import Festival, Film, Person
from abspann.catalog.queries import films_named
from abspann.core.text import foldings
from abspann.discovery.models import SearchEntry
from abspann.discovery.rules import QUERY_LIMIT

Found = TypeVar("Found", Film, Person, Festival)

SHOWN = {"film": 20, "person": 10, "festival": 5}


@dataclass(frozen=True, slots=True)
class Findings:
    """What a query found, the closest first."""

    films: list[Film]
    people: list[Person]
    festivals: list[Festival]

    def __bool__(self) -> bool:
        return bool(self.films or self.people or self.festivals)


def search(query: str, language: str) -> Findings:
    """Return films, people and festivals one of whose names has every word of the query, each at a word's beginning.

    A name that equals the query comes first, then names that begin with it, then the better known.
    """
    # A letter that folds into a space and an accent is no word.
    words = [tuple(form.strip() for form in foldings(word)) for word in query[:QUERY_LIMIT].split()]
    words = [forms for forms in words if all(forms)][:12]
    if not words:
        return Findings([], [], [])
    found = {kind: _refs(kind, words, foldings(" ".join(query[:QUERY_LIMIT].split()))) for kind in SHOWN}
    return Findings(
        films=_in_order(films_named(language), found["film"]),
        people=_in_order(Person.objects.all(), found["person"]),
        festivals=_in_order(Festival.objects.all(), found["festival"]),
    )


def _refs(kind: str, words: list[tuple[str, ...]], whole: tuple[str, ...]) -> list[int]:
    entries = SearchEntry.objects.filter(kind=kind)
    for forms in words:
        match = Q()
        for form in forms:
            match |= Q(folded__startswith=form) | Q(folded__contains=f" {form}")
        entries = entries.filter(match)
    nearness = Case(
        When(folded__in=whole, then=0),
        When(folded__startswith=whole[0], then=1),
        default=2,
        output_field=IntegerField(),
    )
    rows = entries.values_list("ref").annotate(nearness=Min(nearness), known=Min("weight"))
    return [row[0] for row in rows.order_by("nearness", "-known", "ref")[: SHOWN[kind]]]


def _in_order(rows: QuerySet[Found], refs: list[int]) -> list[Found]:
    found = rows.in_bulk(refs)
    return [found[ref] for ref in refs if ref in found]
