"""What is kept is never stale, and never more than there is room for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import EditionFacts, FestivalFacts, NamedCode, OutcomeFacts, PersonFacts
from abspann.editorial.commands import CritiqueDraft, PressQuotation, publish_critique, quote_press
from abspann.events.publish import raise_versions
from abspann.members import commands as members
from abspann.reviews import commands as reviews
from abspann.reviews.commands import ReviewDraft
from abspann.reviews.models import Review
from abspann.web.films.drawing import SHELF
from abspann.web.kept import Shelf
from tests.conftest import OWN, TEST

FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"


def _raise(*keys: str) -> None:
    with transaction.atomic():
        raise_versions(keys)


@pytest.fixture
def shelf() -> Shelf[str]:
    return Shelf(room=5_000)


def test_a_thing_is_kept_from_its_second_drawing_when_its_versions_were_read_before_it(db, shelf):
    look = shelf.look("page")
    look.keep("first", {"film:1"}, size=10)
    again = shelf.look("page")
    assert again.value is None
    again.keep("second", {"film:1"}, size=10)
    assert shelf.look("page").value == "second"


def test_what_changed_while_a_thing_was_drawn_makes_it_stale(db, shelf):
    shelf.look("page").keep("first", {"film:1"}, size=10)
    look = shelf.look("page")
    _raise("film:1")
    look.keep("drawn from what stood before", {"film:1"}, size=10)
    assert shelf.look("page").value is None


def test_a_thing_that_read_more_than_was_known_is_not_kept(db, shelf):
    shelf.look("page").keep("first", {"film:1"}, size=10)
    shelf.look("page").keep("second", {"film:1", "member:2"}, size=10)
    assert shelf.look("page").value is None


def test_only_the_nouns_that_were_read_make_it_stale(db, shelf):
    for _drawing in range(2):
        shelf.look("page").keep("drawn", {"film:1"}, size=10)
    _raise("film:2", "member:1")
    assert shelf.look("page").value == "drawn"
    _raise("film:1")
    assert shelf.look("page").value is None


def test_a_thing_is_not_kept_beyond_its_end(db, shelf):
    for _drawing in range(2):
        shelf.look("page").keep("drawn", {"film:1"}, size=10, fresh_until=timezone.now())
    assert shelf.look("page").value is None


def test_looking_asks_one_query_however_many_nouns_were_read(db, shelf, django_assert_num_queries):
    for _drawing in range(2):
        shelf.look("page").keep("drawn", {f"person:{pk}" for pk in range(300)}, size=10)
    with django_assert_num_queries(1):
        assert shelf.look("page").value == "drawn"


def test_there_is_never_more_on_the_shelf_than_it_has_room_for(db, shelf):
    for name in range(80):
        for _drawing in range(2):
            shelf.look(name).keep("drawn", {"film:1"}, size=100)
        shelf.look(0)
    kept = [name for name in range(80) if shelf.look(name).value]
    assert kept == [0, *range(31, 80)]


def _critique(at: dt.datetime) -> CritiqueDraft:
    return CritiqueDraft(text="Spät gesehen.", provenance=OWN, headline="Noch einmal", half_stars=2, published_at=at)


def _review(world, text: str = "Noch ein Satz dazu.") -> None:
    draft = ReviewDraft(text=text, provenance=OWN, author=world.bruno, half_stars=2, published_on=dt.date(2024, 2, 3))
    reviews.publish_review(by=TEST, film=world.film, draft=draft)


def _vote(world) -> None:
    review = Review.objects.filter(author=world.frida).get()
    reviews.take_in_votes(by=TEST, review=review, votes=[(world.anna, True)])


def _festival(world) -> None:
    facts = FestivalFacts(
        slug="cannes",
        name="Filmfestspiele von Cannes",
        awards=(NamedCode("palme-dor", "Palme", "Palm"),),
        sections=(NamedCode("competition", "Wettbewerb", "Competition"),),
        editions=(EditionFacts(2012, number=65),),
    )
    catalog.put_festival(by=TEST, facts=facts)


CHANGES: dict[str, Callable] = {
    "a rating": lambda world: reviews.rate_film(by=TEST, film=world.film, member=world.anna, half_stars=1),
    "a review": _review,
    "a vote": _vote,
    "a follower": lambda world: members.follow(by=world.anna, followed=world.frida),
    "new figures of a credited author": lambda world: members.credit(
        by=TEST, name="Frida", origin="other.example", reported_followers=7, reported_reviews=8
    ),
    "a critique": lambda world: publish_critique(
        by=TEST, film=world.film, draft=_critique(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    ),
    "a press review": lambda world: quote_press(
        by=TEST, film=world.film, quotation=PressQuotation(medium="Blatt", provenance=OWN, excerpt="Gut.", half_stars=2)
    ),
    "a synopsis": lambda world: catalog.put_synopsis(
        by=TEST, film=world.film, text="Anders erzählt: Ali zieht nach Süden.", provenance=OWN
    ),
    "a trivia note": lambda world: catalog.put_trivia(by=TEST, film=world.film, text="In 8 Wochen.", provenance=OWN),
    "a name in the cast": lambda world: catalog.add_cast(
        by=TEST, film=world.film, pairs=[("Bouli Lanners", "Martial")]
    ),
    "a prize": lambda world: catalog.put_outcome(
        by=TEST, film=world.film, facts=OutcomeFacts("cannes", 2012, "won", "competition", "palme-dor")
    ),
    "the festival's name": _festival,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_kept_film_page_shows_each_change_at_once(everything, world, client, change):
    for _visit in range(3):
        before = client.get(FILM).content
    CHANGES[change](world)
    after = client.get(FILM).content
    SHELF.clear()
    assert after == client.get(FILM).content
    assert after != before


def test_a_kept_film_page_costs_one_query(everything, client, django_assert_num_queries):
    for _visit in range(3):
        client.get(FILM)
    with django_assert_num_queries(1):
        client.get(FILM)


def test_a_critique_appears_at_its_hour_on_a_kept_page(everything, world, client):
    soon = timezone.now() + dt.timedelta(milliseconds=900)
    publish_critique(by=TEST, film=world.film, draft=_critique(soon))
    for _visit in range(3):
        assert "Noch einmal" not in client.get(FILM).content.decode()
    while timezone.now() < soon:
        pass
    assert "Noch einmal" in client.get(FILM).content.decode()


def test_a_person_with_a_new_name_is_called_so_on_the_kept_page(everything, client):
    for _visit in range(3):
        client.get(FILM)
    catalog.put_person(by=TEST, facts=PersonFacts(name="Marion Cotillard", born_on=dt.date(1975, 9, 30)))
    after = client.get(FILM).content
    SHELF.clear()
    assert after == client.get(FILM).content


def test_languages_are_kept_apart(everything, client):
    for _visit in range(3):
        german, english = client.get(FILM).content.decode(), client.get("/en" + FILM).content.decode()
    assert "Inhaltsangabe" in german
    assert "Synopsis" in english
