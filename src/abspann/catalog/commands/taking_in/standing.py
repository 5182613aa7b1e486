"""Films that the catalog has already, read set-wise with what each source says of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from abspann.catalog.commands.taking_in.composing import (
    UNITED,
    Rows,
    Values,
    Voice,
)
from abspann.catalog.commands.taking_in.new_rows import FACETS
from abspann.catalog.commands.taking_in.voices import RankOf, read_json, read_voices
from abspann.catalog.models import (
    Company,
    Credit,
    ExternalId,
    Film,
    FilmCompany,
    FilmFacet,
    FilmTitle,
    Person,
    Release,
    Synopsis,
)
from abspann.core.rows import found, table_of

_TABLES: Mapping[str, tuple[Any, str, str]] = {
    "titles": (FilmTitle, "language", "text"),
    "releases": (Release, "country", "date"),
    "external_ids": (ExternalId, "scheme", "value"),
}
PLAIN_COLUMNS = (
    "title",
    "original_title",
    "original_language",
    "year",
    "running_minutes",
    "fsk",
    "admissions_de",
    "color",
    "sound",
    "aspect_ratio",
)


@dataclass(slots=True)
class Standing:
    """A film as the catalog has it, with what each source says of it."""

    key: int
    slug: str
    votes: int
    held: dict[str, Any]
    values: Values
    united: dict[str, Rows] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    synopses: dict[tuple[str, str], tuple[int, list[str]]] = field(default_factory=dict)
    voices: list[Voice] = field(default_factory=list)

    def held_fields(self) -> Collection[str]:
        """Return the fields that somebody of the house decided."""
        fields: Collection[str] = self.held.get("fields", ())
        return fields

    def removed(self, name: str) -> set[tuple[Any, ...]]:
        """Return the rows of a list that somebody of the house removed."""
        return {tuple(row) for row in self.held.get("removed", {}).get(name, ())}


def hold_films(films: Sequence[int]) -> None:
    """Let nobody else change these films until this transaction ends; in the order of their keys."""
    list(Film.objects.select_for_update(no_key=True).filter(pk__in=films).order_by("pk").values_list("pk"))


def read_films(films: Collection[int], rank_of: RankOf) -> dict[int, Standing]:
    """Read films with everything that an import may change; in nine queries for all of them."""
    order = sorted(films)
    standing: dict[int, Standing] = {}
    columns = (*PLAIN_COLUMNS, "budget_amount", "budget_currency", "slug", "votes", "held")
    for key, *row in found(f"SELECT id, {', '.join(columns)} FROM {table_of(Film)} WHERE id IN {{}}", order):
        told = dict(zip(columns, row, strict=True))
        values = {name: told[name] for name in PLAIN_COLUMNS}
        amount = told["budget_amount"]
        values["budget"] = [amount, told["budget_currency"]] if amount is not None else None
        values |= {name: [] for name in (*FACETS, "companies", "credits")}
        standing[key] = Standing(key, told["slug"], told["votes"], read_json(told["held"]), values)
        standing[key].united = {name: [] for name in UNITED}
    kinds = {kind: name for name, kind in FACETS.items()}
    query = f"SELECT film_id, kind, code FROM {table_of(FilmFacet)} WHERE film_id IN {{}} ORDER BY position"
    for key, kind, code in found(query, order):
        standing[key].values[kinds[kind]].append(code)
    for name, (model, first, second) in _TABLES.items():
        query = f"SELECT film_id, {first}, {second}, source FROM {table_of(model)} WHERE film_id IN {{}} ORDER BY id"
        for key, one, other, source in found(query, order):
            standing[key].united[name].append(([one, str(other)], source))
    query = (
        f"SELECT f.film_id, c.name, f.job, f.country FROM {table_of(FilmCompany)} f "
        f"JOIN {table_of(Company)} c ON c.id = f.company_id WHERE f.film_id IN {{}} ORDER BY f.position"
    )
    for key, *row in found(query, order):
        standing[key].values["companies"].append(row)
    query = (
        f"SELECT c.film_id, p.name, p.slug, c.job, c.role, c.role_aliases, p.id FROM {table_of(Credit)} c "
        f"JOIN {table_of(Person)} p ON p.id = c.person_id WHERE c.film_id IN {{}} ORDER BY c.billing, c.id"
    )
    for key, name, slug, job, role, aliases, person in found(query, order):
        standing[key].values["credits"].append([name, slug, job, role, read_json(aliases)])
        standing[key].people[slug] = person
    query = (
        f"SELECT film_id, id, language, text, license, source, source_url FROM {table_of(Synopsis)} "
        f"WHERE film_id IN {{}} ORDER BY id"
    )
    for key, pk, *row in found(query, order):
        standing[key].synopses[row[0], row[3]] = (pk, row)
    for key, voice in read_voices("film_id", order, rank_of):
        standing[key].voices.append(voice)
    return standing
