"""The addresses that films and people get: the first that is free, found set-wise; and how they follow a title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import partial

from django.db.models import Model

from abspann.catalog.commands.taking_in.standing import Standing
from abspann.catalog.models import Film, FilmSlug
from abspann.core.rows import delete, found, insert, table_of, update
from abspann.core.slugs import first_free, numbered, slug_of


def free_slugs(model: type[Model], wanted: Sequence[str], *, former: type[Model] | None = None) -> list[str]:
    """Return for each wanted slug the first that is free, also among those given before it; a few queries in all."""
    tables = [model] if former is None else [model, former]
    taken = _taken(tables, set(wanted))
    given: list[str] = []
    count: dict[str, int] = {}
    lacking = {slug: times for slug, times in Counter(wanted).items() if slug in taken or times > 1}
    reach, step = 1, 8
    while lacking:
        tried = {numbered(slug, number) for slug in lacking for number in range(reach + 1, reach + 1 + step)}
        hit = _taken(tables, tried)
        taken |= hit
        for slug in list(lacking):
            lacking[slug] -= sum(numbered(slug, n) not in hit for n in range(reach + 1, reach + 1 + step))
        lacking = {slug: times for slug, times in lacking.items() if times > 0}
        reach, step = reach + step, step * 8
    for slug in wanted:
        number = count.get(slug, 1)
        address = numbered(slug, number)
        while address in taken:
            number += 1
            address = numbered(slug, number)
        count[slug] = number
        taken.add(address)
        given.append(address)
    return given


def _taken(tables: Iterable[type[Model]], slugs: Collection[str]) -> set[str]:
    order = sorted(slugs)
    return {
        slug for model in tables for (slug,) in found(f"SELECT slug FROM {table_of(model)} WHERE slug IN {{}}", order)
    }


def move_addresses(films: Sequence[Standing]) -> None:
    """Let addresses follow titles and years; the former ones go on leading there."""
    for film in films:
        wanted = slug_of(film.values["title"], film.values["year"])
        if film.slug == wanted:
            continue
        former, film.slug = film.slug, first_free(wanted, partial(_taken_by_others, film.key))
        if former == film.slug:
            continue
        delete(FilmSlug, "slug", [film.slug])
        insert(FilmSlug, ("slug", "film_id"), [(former, film.key)], unless_there=True)
        # At once, so that the next of the batch sees it.
        update(Film, ("slug",), [(film.slug, film.key)])


def _taken_by_others(film: int, slugs: Sequence[str]) -> set[str]:
    present = found(f"SELECT slug FROM {table_of(Film)} WHERE id <> %s AND slug IN {{}}", slugs, film)
    former = found(f"SELECT slug FROM {table_of(FilmSlug)} WHERE film_id <> %s AND slug IN {{}}", slugs, film)
    return {slug for (slug,) in (*present, *former)}
