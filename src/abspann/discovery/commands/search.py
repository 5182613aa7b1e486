"""The only writers of what search reads; all of it can be rebuilt."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from abspann.catalog.models import Credit, Festival, Film, Outcome, Person
from abspann.core.text import foldings
from abspann.discovery.models import SearchEntry

NAME_LIMIT = 300


def index_film(*, film_id: int) -> None:
    """Make a film findable under every title that it has."""
    film = Film.objects.prefetch_related("titles").filter(pk=film_id).first()
    names = [film.title, film.original_title, *(title.text for title in film.titles.all())] if film else []
    weight = Credit.objects.filter(film_id=film_id).count()
    _index(SearchEntry.Kind.FILM, film_id, names, weight)


def index_person(*, person_id: int) -> None:
    """Make a person findable under their name."""
    person = Person.objects.filter(pk=person_id).first()
    weight = Credit.objects.filter(person_id=person_id).count()
    _index(SearchEntry.Kind.PERSON, person_id, [person.name] if person else [], weight)


def index_festival(*, festival_id: int) -> None:
    """Make a festival findable under its names."""
    festival = Festival.objects.filter(pk=festival_id).first()
    names = [festival.name, festival.name_en, festival.city] if festival else []
    weight = Outcome.objects.filter(edition__festival=festival_id).count()
    _index(SearchEntry.Kind.FESTIVAL, festival_id, names, weight)


def rebuild_search() -> None:
    """Rebuild the search entries from the catalog."""
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        for pk in Film.objects.values_list("pk", flat=True):
            index_film(film_id=pk)
        for pk in Person.objects.values_list("pk", flat=True):
            index_person(person_id=pk)
        for pk in Festival.objects.values_list("pk", flat=True):
            index_festival(festival_id=pk)


def _index(kind: SearchEntry.Kind, ref: int, names: Iterable[str | None], weight: int) -> None:
    wanted = {form[:NAME_LIMIT] for name in names if name for form in foldings(name)} - {""}
    with transaction.atomic():
        SearchEntry.objects.filter(kind=kind, ref=ref).exclude(folded__in=wanted).delete()
        SearchEntry.objects.bulk_create(
            [SearchEntry(kind=kind, ref=ref, folded=name, weight=weight) for name in sorted(wanted)],
            update_conflicts=True,
            unique_fields=["kind", "ref", "folded"],
            update_fields=["weight"],
        )
