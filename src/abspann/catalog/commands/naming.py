"""The names by which films and people are recognized, built from nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from abspann.catalog import rules
from abspann.catalog.commands.taking_in import BATCH
from abspann.catalog.models import Film, FilmName, FilmTitle, Keyword, KeywordName, Person
from abspann.core.rows import insert, update


def rebuild_names(*, only_missing: bool = False) -> int:
    """Build the names by which films, people and keywords are recognized anew; return how many films and people there
    were."""
    _name_keywords(only_missing)
    return sum(_named_films(only_missing)) + sum(_named_people(only_missing))


def _name_keywords(only_missing: bool) -> None:
    last = 0
    while True:
        keywords = Keyword.objects.filter(pk__gt=last)
        if only_missing:
            keywords = keywords.filter(folded_names__isnull=True)
        batch = list(keywords.order_by("pk").values_list("pk", "names")[:BATCH])
        if not batch:
            return
        last = batch[-1][0]
        with transaction.atomic():
            KeywordName.objects.filter(keyword__in=[pk for pk, _names in batch]).delete()
            rows = [(pk, name) for pk, names in batch for name in rules.keyword_names(names.values())]
            insert(KeywordName, ("keyword_id", "folded"), rows)


def name_unnamed() -> int:
    """Name the films, people and keywords that were there before names were kept; return how many films and people."""
    return rebuild_names(only_missing=True)


def _named_films(only_missing: bool) -> Iterator[int]:
    last = 0
    while True:
        films = Film.objects.filter(pk__gt=last)
        if only_missing:
            films = films.filter(names__isnull=True)
        batch = list(films.order_by("pk").values_list("pk", "title", "original_title")[:BATCH])
        if not batch:
            return
        last = batch[-1][0]
        with transaction.atomic():
            keys = [pk for pk, _title, _original in batch]
            titles: dict[int, list[str | None]] = {pk: [title, original] for pk, title, original in batch}
            for film, text in _titles_of(keys):
                titles[film].append(text)
            FilmName.objects.filter(film__in=keys).delete()
            rows = [(film, name) for film, texts in titles.items() for name in rules.film_names(texts)]
            insert(FilmName, ("film_id", "folded"), rows)
        yield len(batch)


def _titles_of(films: list[int]) -> Iterator[tuple[int, str]]:
    yield from FilmTitle.objects.filter(film__in=films).order_by("pk").values_list("film_id", "text")


def _named_people(only_missing: bool) -> Iterator[int]:
    last = 0
    while True:
        people = Person.objects.filter(pk__gt=last)
        if only_missing:
            people = people.filter(folded="")
        batch = list(people.order_by("pk").values_list("pk", "name")[:BATCH])
        if not batch:
            return
        last = batch[-1][0]
        with transaction.atomic():
            update(Person, ("folded",), [(rules.person_name(name), pk) for pk, name in batch])
        yield len(batch)
