"""Rows of films that wait for one statement per table, and how columns store their values: no row is an object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils import timezone

from abspann.catalog.models import (
    Credit,
    ExternalId,
    FilmCompany,
    FilmFacet,
    FilmName,
    FilmTitle,
    Release,
    SourceRecord,
    Synopsis,
)
from abspann.core.rows import insert
from abspann.core.sorting import sort_key

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
FILM_COLUMNS = (
    "title",
    "sort_title",
    "original_title",
    "original_language",
    "year",
    "running_minutes",
    "fsk",
    "budget_amount",
    "budget_currency",
    "admissions_de",
    "color",
    "sound",
    "aspect_ratio",
    "slug",
    "votes",
    "updated_at",
)
FACETS = {"genres": "genre", "countries": "country", "languages": "language"}
RECORD_COLUMNS = ("source", "key", "film_id", "person_id", "digest", "taken", "aside", "seen_in_id", "stands_in")


@dataclass(slots=True)
class NewRows:
    """Rows that wait for one statement per table."""

    facets: list[tuple[Any, ...]] = field(default_factory=list)
    titles: list[tuple[Any, ...]] = field(default_factory=list)
    releases: list[tuple[Any, ...]] = field(default_factory=list)
    numbers: list[tuple[Any, ...]] = field(default_factory=list)
    companies: list[tuple[Any, ...]] = field(default_factory=list)
    credits: list[tuple[Any, ...]] = field(default_factory=list)
    names: list[tuple[Any, ...]] = field(default_factory=list)
    synopses: list[tuple[Any, ...]] = field(default_factory=list)
    records: list[tuple[Any, ...]] = field(default_factory=list)

    def write(self) -> None:
        """Insert them all."""
        insert(FilmFacet, ("film_id", "kind", "code", "position"), self.facets)
        insert(FilmTitle, ("film_id", "language", "text", "source"), self.titles)
        insert(Release, ("film_id", "country", "date", "source"), self.releases)
        insert(ExternalId, ("film_id", "scheme", "value", "source"), self.numbers)
        insert(FilmCompany, ("film_id", "company_id", "job", "country", "position"), self.companies)
        insert(Credit, ("film_id", "person_id", "job", "role", "role_aliases", "billing"), self.credits)
        insert(FilmName, ("film_id", "folded"), self.names)
        insert(
            Synopsis,
            ("film_id", "language", "text", "license", "source", "source_url", "created_at"),
            self.synopses,
        )
        insert(SourceRecord, RECORD_COLUMNS, self.records)


def stored_now() -> Any:
    """Return the present as a column stores it."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


def as_json(value: Any) -> str:
    """Return a value as a JSON column stores it."""
    return "[]" if value == [] else "{}" if value == {} else _encode(value)


@lru_cache(maxsize=4_096)
def names_as_json(names: tuple[str, ...]) -> str:
    """Return names of fields as a column stores them; few combinations come again and again."""
    return _encode(list(names))


def film_row(values: Mapping[str, Any], slug: str, votes: int, now: Any) -> tuple[Any, ...]:
    """Return the values of FILM_COLUMNS."""
    get = values.get
    title = values["title"]
    amount, currency = get("budget") or (None, None)
    return (
        title,
        sort_key(title)[:300],
        get("original_title"),
        get("original_language"),
        get("year"),
        get("running_minutes"),
        get("fsk"),
        amount,
        currency,
        get("admissions_de"),
        get("color"),
        get("sound"),
        get("aspect_ratio"),
        slug,
        votes,
        now,
    )
