"""What a film page shows to everybody: read once, its long parts drawn once, kept as long as nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from abspann.catalog.models import Film
from abspann.catalog.queries import (
    FilmPage,
    Gallery,
    PlaceInSeries,
    film_at,
    film_page,
    gallery_of,
    places_of,
    sources_named,
)
from abspann.discovery.models import SimilarFilm
from abspann.discovery.queries import similar_films
from abspann.editorial import queries as editorial
from abspann.editorial.models import Critique
from abspann.reviews import queries
from abspann.reviews.models import Review
from abspann.web.films import structured, synopsis
from abspann.web.kept import Look, Shelf
from abspann.web.linked_data import json_ld

ROOM = 64_000_000
"""Bytes of film pages that a process keeps at most, roughly."""

CAST_SHOWN = 10
CREW_SHOWN = 4
"""How many names of the cast, and of each job, stand on the film page itself."""

PARTS = ("opening", "scores", "before_reviews", "ratings", "after_reviews")
READ_TO_DRAWN = 4
"""What was read of a page takes about so many times the room of what was drawn of it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A film page as everybody sees it: the context for its templates, with the long parts drawn already."""

    film: Film
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """A review with what everybody sees of its card; what can be done with it is the reader's own."""

    review: Review
    by: str
    said: str


SHELF: Shelf[Drawn] = Shelf(room=ROOM)


def drawn(slug: str, language: str) -> Drawn | None:
    """Return the page of the film at an address, kept or drawn anew; None where there is no film.

    One query when nothing has changed.
    """
    look = SHELF.look((slug, language))
    if look.value is not None:
        return look.value
    film = film_at(slug, language)
    return _draw(film, language, look) if film else None


def _draw(film: Film, language: str, look: Look[Drawn]) -> Drawn:
    page = film_page(film, language)
    critiques, next_critique = editorial.critiques_of_and_next(film, viewer=None, at=timezone.now())
    press = editorial.press_of(film)
    score = queries.score_of(film)
    first = queries.reviews_page(
        film, viewer=None, order=queries.DEFAULT_ORDER, half_stars=None, after=None, size=queries.FIRST_CARDS
    )
    similar = similar_films(film, language)
    series = places_of(film, language) if page.is_in_series else ()
    context: dict[str, Any] = {
        "page": page,
        "film": film,
        "language": language,
        "score": score,
        "ratings_spread": tuple(bar.ratings for bar in score.bars),
        "critiques": critiques,
        "house_average": editorial.average(critiques),
        "house_spread": editorial.spread(critiques),
        "house_rated": sum(editorial.spread(critiques)),
        "press": press,
        "press_average": editorial.average(press),
        "press_spread": editorial.spread(press),
        "press_rated": sum(editorial.spread(press)),
        "reviews": first.items,
        "has_more_reviews": first.next is not None,
        "similar": similar,
        "gallery": gallery_of(film) if page.has_pictures else Gallery(None, (), 0),
        "series": series,
        "synopsis_html": synopsis.linked(page),
        "won": sum(prize.outcome.result == "won" for group in page.editions for prize in group.prizes),
        "credit_count": len(
            {c.person_id for c in page.cast} | {c.person_id for _job, group in page.staff for c in group}
        ),
        "cast_shown": f":{CAST_SHOWN}",
        "crew_shown": CREW_SHOWN,
        "has_more_credits": _has_more_credits(page),
        "sources": sources_named(page.sources),
        "structured": json_ld(structured.film(page, score, first.items, critiques)),
    }
    parts = {part: render_to_string(f"films/parts/{part}.html", context) for part in PARTS}
    cards = [_card(review, context) for review in first.items]
    made = Drawn(film, context | parts | {"cards": cards})
    look.keep(
        made,
        set(_nouns(page, critiques, first.items, similar, series)),
        size=READ_TO_DRAWN * sum(map(len, (*parts.values(), *(card.by + card.said for card in cards)))),
        fresh_until=next_critique,
    )
    return made


def _has_more_credits(page: FilmPage) -> bool:
    """Tell whether the whole list names somebody, or a name of a role, whom the film page leaves out."""
    long = len(page.cast) > CAST_SHOWN or any(len(group) > CREW_SHOWN for _job, group in page.staff)
    return long or any(credit.role_aliases for credit in page.cast)


def _card(review: Review, context: dict[str, Any]) -> Card:
    """Draw what is the same for everybody of a review's card."""
    by, said = (render_to_string(f"parts/review_{part}.html", context | {"review": review}) for part in ("by", "said"))
    return Card(review, by, said)


def _nouns(
    page: FilmPage,
    critiques: list[Critique],
    reviews: list[Review],
    similar: list[SimilarFilm],
    series: tuple[PlaceInSeries, ...],
) -> Iterator[str]:
    """The keys of all that the page tells something of; see events.queries.versions_of."""
    yield from (f"{noun}:{page.film.pk}" for noun in ("film", "ratings", "reviews", "editorial", "similar"))
    yield from (f"person:{credit.person_id}" for credit in page.cast)
    yield from (f"person:{credit.person_id}" for _job, group in page.staff for credit in group)
    for group in page.editions:
        yield f"festival:{group.edition.festival_id}"
        yield from (f"person:{holder.pk}" for prize in group.prizes for holder in prize.people)
    yield from (f"member:{text.critic_id}" for text in critiques if text.critic_id)
    yield from (f"member:{review.author_id}" for review in reviews if review.author_id)
    yield from (f"film:{entry.other_id}" for entry in similar)
    for place in series:
        yield f"series:{place.series.pk}"
        yield from (f"film:{beside.pk}" for beside in (place.before, place.behind) if beside)
