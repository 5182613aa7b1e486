"""Put a world's films straight into an empty database."""

from __future__ import annotations

from typing import Any

from bench.world import World, imdb_of_film, imdb_of_person, job_at, role_at

BATCH = 5_000
STAMP = "2026-01-01 00:00:00+00:00"


def fill(world: World, *, source: str = "elsewhere") -> None:
    """Put the world's films and people into an empty catalog, past the commands, as if a source had told them."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -400000")
            # What is made here is in order; the checks would take half of the time.
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        indexes = _without_indexes()
        for start in range(1, world.people + 1, BATCH):
            _put_people(world, source, range(start, min(start + BATCH, world.people + 1)))
        for start in range(0, world.films, BATCH):
            _put_films(world, source, range(start, min(start + BATCH, world.films)))
        with connection.cursor() as cursor:
            for statement in indexes:
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                # What COPY gave keys to, the sequences have not.
                for table in ("catalog_film", "catalog_person"):
                    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


TABLES = (
    *("film", "person", "credit", "filmfacet", "filmtitle", "release", "externalid", "filmname", "sourcerecord"),
    *("filmcompany",),
)


def _without_indexes() -> list[str]:
    """Drop the indexes of the large tables, but for those of constraints; return how they are made again."""
    from django.db import connection

    with connection.cursor() as cursor:
        tables = tuple(f"catalog_{name}" for name in TABLES)
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND NOT EXISTS "
                "(SELECT FROM pg_constraint WHERE conname = indexname)",
                [list(tables)],
            )
        else:
            marks = ", ".join(["%s"] * len(tables))
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
                f"AND tbl_name IN ({marks})",
                tables,
            )
        found = list(cursor.fetchall())
        for name, _made in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [made for _name, made in found]


def _put_people(world: World, source: str, numbers: range) -> None:
    from abspann.catalog.models import Person, SourceRecord
    from abspann.catalog.rules import person_name
    from abspann.core.rows import insert

    named = [(n, world.name(n)) for n in numbers]
    insert(
        Person,
        ("id", "public_id", "slug", "name", "imdb", "folded", "held"),
        [(n, f"p{n:x}", f"person-{n}", name, imdb_of_person(n), person_name(name), "{}") for n, name in named],
    )
    insert(
        SourceRecord,
        ("source", "key", "person_id", "digest", "taken", "aside", "stands_in"),
        [(source, str(n), n, n, '["name","imdb"]', "{}", False) for n, _name in named],
    )


def _put_films(world: World, source: str, numbers: range) -> None:
    """The n-th film has the key n + 1."""
    from abspann.catalog.models import (
        Credit,
        ExternalId,
        Film,
        FilmCompany,
        FilmFacet,
        FilmName,
        FilmTitle,
        Release,
        SourceRecord,
    )
    from abspann.catalog.rules import film_names
    from abspann.core.rows import insert
    from abspann.core.sorting import sort_key
    from abspann.reviews.models import FilmScore

    rows: dict[Any, list[tuple[Any, ...]]] = {
        model: []
        for model in (Film, FilmFacet, FilmTitle, Release, ExternalId, FilmName, SourceRecord, FilmScore, Credit)
    }
    made_by: list[tuple[int, str]] = []
    nothing = "[0,0,0,0,0,0,0,0,0,0,0]"
    taken = '["title","year","running_minutes","original_title","original_language","genres","countries","credits"]'
    for n in numbers:
        film, key = world.film(n), n + 1
        title, original, ratings = film["title"], film["original"], min(film["ratings"], 100_000)
        minutes = film["minutes"] if film["minutes"] and film["minutes"] > 0 else None
        rows[Film].append(
            (
                *(key, f"f{key:x}", f"film-{key}", title, sort_key(title)[:300], original, film["language"]),
                *(film["year"], minutes, film["fsk"], film["votes"], "{}", STAMP, STAMP),
            )
        )
        for kind, codes in (
            ("genre", film["genres"]),
            ("country", film["countries"]),
            ("language", [film["language"]]),
        ):
            rows[FilmFacet].extend((key, kind, code, at) for at, code in enumerate(codes))
        titles = dict.fromkeys(film["titles"])
        rows[FilmTitle].extend((key, language, text, source) for language, text in titles)
        if film["release"]:
            rows[Release].append((key, *film["release"], source))
        rows[ExternalId].append((key, "imdb", imdb_of_film(n), source))
        names = film_names((title, original, *(text for _language, text in titles)))
        rows[FilmName].extend((key, name) for name in names)
        rows[SourceRecord].append((source, str(n), key, n, taken, "{}", False))
        if film["company"]:
            made_by.append((key, film["company"]))
        if ratings:
            stars = sum(ord(letter) for letter in title) % 8 + 2
            rows[FilmScore].append((key, nothing, nothing, ratings, stars * ratings, 0))
        rows[Credit].extend(
            (key, person, job_at(at), role_at(n, at), "[]", at) for at, person in enumerate(film["cast"])
        )
    columns = {
        Film: (
            *("id", "public_id", "slug", "title", "sort_title", "original_title", "original_language", "year"),
            *("running_minutes", "fsk", "votes", "held", "created_at", "updated_at"),
        ),
        FilmFacet: ("film_id", "kind", "code", "position"),
        FilmTitle: ("film_id", "language", "text", "source"),
        Release: ("film_id", "country", "date", "source"),
        ExternalId: ("film_id", "scheme", "value", "source"),
        FilmName: ("film_id", "folded"),
        SourceRecord: ("source", "key", "film_id", "digest", "taken", "aside", "stands_in"),
        FilmScore: ("film_id", "ratings", "reviews", "rating_count", "half_star_sum", "review_count"),
        Credit: ("film_id", "person_id", "job", "role", "role_aliases", "billing"),
    }
    for model, found in rows.items():
        insert(model, columns[model], found)
    from abspann.catalog.commands.taking_in.companies import companies_of

    keys = companies_of(name for _film, name in made_by)
    insert(
        FilmCompany,
        ("film_id", "company_id", "job", "country", "position"),
        [(film, keys[name], "production", None, 0) for film, name in made_by],
    )
