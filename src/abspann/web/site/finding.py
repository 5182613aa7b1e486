"""The search, and what it suggests to who is still typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language

from abspann.catalog.models import Film, Person
from abspann.catalog.queries import directors_of, known_for, title_of
from abspann.core.text import one_line
from abspann.discovery.queries import SHOWN, Findings, suggestions
from abspann.discovery.queries import search as look_up
from abspann.discovery.rules import QUERY_LIMIT
from abspann.web.context import viewer

MORE_FILMS = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, with what tells it from others of its name."""

    thing: object
    name: str
    address: str
    note: Sequence[str]


def search(request: HttpRequest) -> HttpResponse:
    """Films, people, festivals and members whose names fit the query, the closest first."""
    query = _query(request)
    language, shows_more = get_language() or "de", request.GET.get("films") == "more"
    shown = SHOWN | {"film": MORE_FILMS} if shows_more else SHOWN
    found = look_up(query, language, viewer=viewer(request), shown=shown) if query else None
    context: dict[str, object] = {"query": query, "found": found}
    if found is not None:
        context |= _hits(found, language) | {
            "has_more": not shows_more and len(found.films) == shown["film"],
            "is_cut": _is_cut(found, shown),
            "nearest": _nearest(found),
        }
    return _seen(request, render(request, "site/search.html", context))


def suggest(request: HttpRequest) -> HttpResponse:
    """The few closest, as options of the list under the search field."""
    query, language = _query(request), get_language() or "de"
    found = suggestions(query, language, viewer=viewer(request))
    context = {"query": query, "found": found, **_hits(found, language)}
    return _seen(request, render(request, "site/parts/suggestions.html", context))


def _query(request: HttpRequest) -> str:
    return one_line(request.GET.get("q", "")[: 10 * QUERY_LIMIT])[:QUERY_LIMIT]


def _seen(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What members see is kept by nobody; no list of hits is a page that search engines should hold."""
    if viewer(request):
        add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _hits(found: Findings, language: str) -> dict[str, object]:
    directors = directors_of([film.pk for film in found.films])
    films = known_for(found.people, language)
    return {
        "films": [_film(film, [name for name, _slug in directors.get(film.pk, ())]) for film in found.films],
        "people": [_person(person, films.get(person.pk)) for person in found.people],
    }


def _film(film: Film, directors: Sequence[str]) -> Hit:
    name = title_of(film)
    original = film.original_title if film.original_title not in (None, name) else None
    facts = (original, str(film.year) if film.year else None, ", ".join(directors[:2]))
    return Hit(film, name, reverse("films:show", args=[film.slug]), [fact for fact in facts if fact])


def _person(person: Person, film: Film | None) -> Hit:
    known = [title_of(film)] if film else []
    return Hit(person, person.name, reverse("people:show", args=[person.slug]), known)


def _is_cut(found: Findings, shown: Mapping[str, int]) -> bool:
    """Tell whether there may be more than what is shown: then the number of hits is no number of all."""
    numbers = {
        "film": len(found.films),
        "person": len(found.people),
        "festival": len(found.festivals),
        "member": len(found.members),
    }
    return any(number >= shown[kind] for kind, number in numbers.items())


def _nearest(found: Findings) -> str | None:
    """Return the name that was perhaps meant, where nothing has the words as they were typed."""
    if found.is_close or found.members:
        return None
    names = [title_of(film) for film in found.films] + [person.name for person in found.people]
    return next(iter([*names, *(festival.name for festival in found.festivals)]), None)
