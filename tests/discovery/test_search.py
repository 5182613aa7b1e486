"""Search: what finds a film, a person, a festival, a member, and what comes first."""

from __future__ import annotations

import shutil
import time

import pytest
from django.db import connection, transaction

from abspann import wiring
from abspann.catalog import commands as catalog
from abspann.catalog.facts import (
    CreditFacts,
    EditionFacts,
    FestivalFacts,
    FilmFacts,
    NamedCode,
    OutcomeFacts,
    PersonFacts,
)
from abspann.catalog.models import Film, Person
from abspann.discovery import commands as discovery
from abspann.discovery import engines
from abspann.discovery.engines import embedded, engine
from abspann.discovery.entries import weight_of_film
from abspann.discovery.models import SearchDue
from abspann.discovery.queries import SHOWN, search
from abspann.events import worker
from abspann.members.commands import leaving
from abspann.reviews import commands as reviews
from tests.conftest import TEST

pytestmark = pytest.mark.django_db
beside_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its index in tables")


def put(title: str, **told) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, **told))


# One by one.


def test_a_found_film_is_shown_under_its_title_in_the_readers_language(film, find):
    assert [found.title_here for found in find("rost", "en").films] == ["Rust and Bone"]


@pytest.mark.parametrize(
    "name", ["Müller & Söhne", "M*A*S*H", "8½", "L’Œil–noir", "A\u00a0B", "Ⅷ", "ﬁlm", "!", "…", "%", "Die", "Øst", "ñ"]
)
def test_a_film_is_found_by_its_own_title(name, find):
    film = put(name)
    assert [found.title for found in find(name).films] == [film.title]


def test_a_query_is_read_to_its_two_hundredth_letter(find):
    put("Liebe")
    assert [film.title for film in find("Liebe" + " " * 195 + "Hass").films] == ["Liebe"]


def test_the_longest_titles_fit_the_index(find):
    put("ß" * 300, titles=(("en", "ü" * 300),))
    assert len(find("ß" * 150).films) == 1


def test_what_is_as_close_comes_in_the_order_of_how_well_it_is_known(find):
    for title, ratings in (("Rost am Morgen", 1), ("Rost am Abend", 40), ("Rost am Mittag", 8)):
        reviews.take_in_ratings(by=TEST, film=put(title), ratings=[(None, 8, "2026-01-01")] * ratings)
    assert [film.title for film in find("rost").films] == ["Rost am Abend", "Rost am Mittag", "Rost am Morgen"]
    for n in range(3):
        put(
            f"Film {n}", credits=(CreditFacts("Anna Zwei", "actor"), CreditFacts("Anna Eins", "actor"))[: 2 if n else 1]
        )
    assert [person.name for person in find("anna").people] == ["Anna Zwei", "Anna Eins"]


def test_no_more_is_shown_than_a_page_holds(find):
    for n in range(max(SHOWN.values()) + 1):
        put(f"Rost {n}")
        catalog.put_person(by=TEST, facts=PersonFacts(f"Rost {n}"))
        catalog.put_festival(by=TEST, facts=FestivalFacts(f"rost-{n}", f"Rost {n}"))
    found = find("rost")
    assert [len(found.films), len(found.people), len(found.festivals)] == [20, 10, 5]


# Members.


def test_a_member_is_found_by_the_beginning_of_handle_or_name(world, find):
    for query in ("anna", "ann", "@anna", "ANNA"):
        assert find(query).members == [world.anna]
    assert [find(query).members for query in ("nna", "a", "%", "__", "annax")] == [[]] * 5


def test_who_is_only_credited_here_is_not_a_member_of_the_house(world, find):
    assert find("frida").members == []


def test_who_leaves_is_found_no_more_at_once_and_who_comes_back_is(world, find):
    assert find("anna").members == [world.anna]
    leaving.ask_to_leave(by=world.anna, keep=True)
    assert search("anna", "de").members == []
    world.anna.refresh_from_db()
    leaving.come_back(by=world.anna)
    assert search("anna", "de").members == [world.anna]


def test_no_member_is_in_the_index(world, find):
    find("anna")
    assert {name for entry in engine().everything() for name in entry.names if "anna" in name} == set()


# The index.


def test_a_change_waits_for_the_worker_in_the_transaction_that_made_it(film):
    assert set(SearchDue.objects.values_list("kind", flat=True)) == {"film", "person"}
    discovery.index_due()
    assert not SearchDue.objects.exists()


def test_the_worker_tells_the_index_more_than_once_a_second():
    assert discovery.index_due in wiring.OFTEN
    assert worker.PAUSE <= 0.5


def test_a_changed_title_is_found_and_the_old_one_no_more(find):
    film = put("Rost", original_title="Rouille")
    find("rost")
    catalog.put_film(by=TEST, facts=FilmFacts(title="Knochen"), slug=film.slug)
    assert [[f.title for f in find(query).films] for query in ("rost", "rouille", "knochen")] == [[], [], ["Knochen"]]


def test_a_film_is_found_under_a_new_name_of_its_director(film, find):
    assert find("audiard rost").films == [film]
    discovery.queue_for_search(kind="person", refs=[Person.objects.get(name="Jacques Audiard").pk])
    Person.objects.filter(name="Jacques Audiard").update(name="Jean Quelqu’un")
    assert find("quelqu rost").films == [film]
    assert find("audiard").people == []


def test_what_is_no_more_is_found_no_more(film, find):
    assert find("rost").films == [film]
    discovery.queue_for_search(kind="film", refs=[film.pk])
    film.delete()
    assert find("rost").films == []


def test_a_search_takes_few_queries(film, find, django_assert_max_num_queries):
    for n in range(5):
        put(f"Rost {n}")
        catalog.put_person(by=TEST, facts=PersonFacts(f"Rost {n}"))
    find("rost")
    # Beside SQLite the index asks the database nothing.
    with django_assert_max_num_queries(4 if connection.vendor == "sqlite" else 40):
        assert len(search("rost", "de").films) == 6


# Kept along the way, built anew, made whole again.


def everything() -> list[object]:
    return list(engine().everything())


def test_the_index_kept_along_the_way_equals_the_one_rebuilt(film, find):
    """Films, people and festivals come, change and go; a rebuild finds nothing to do otherwise."""
    catalog.put_festival(
        by=TEST,
        facts=FestivalFacts(
            "cannes",
            "Festival de Cannes",
            city="Cannes",
            sections=(NamedCode("competition", "Wettbewerb"),),
            awards=(NamedCode("palm", "Palme"),),
            editions=(EditionFacts(2012, jury_president="Nanni Moretti"),),
        ),
    )
    find("rost")
    facts = OutcomeFacts("cannes", 2012, "won", "competition", "palm", ("Marion Cotillard", "Neu Genannt"))
    catalog.put_outcome(by=TEST, film=film, facts=facts)
    catalog.add_cast(by=TEST, film=film, pairs=[("Corinne Masiero", "Louise"), ("Marion Cotillard", "S.")])
    put("Liebe", credits=(CreditFacts("Marion Cotillard", "actor"), CreditFacts("Zu Viel", "actor")))
    find("liebe")
    catalog.put_film(
        by=TEST, facts=FilmFacts(title="Liebe", credits=(CreditFacts("Michael Haneke", "director"),)), slug="liebe"
    )
    for stars in range(1, 10):
        reviews.rate_film(by=TEST, film=film, member=None, half_stars=stars)
        find("rost")
    kept = everything()
    weights = {entry.names[0]: entry.weight for entry in kept}
    assert (weights["zu viel"], weights["marion cotillard"]) == (0, 8)
    assert weights["der geschmack von rost und knochen"] == weight_of_film(9, 7)
    discovery.rebuild_search()
    assert everything() == kept


def test_a_rebuild_takes_out_what_no_event_told_of(film, find):
    find("rost")
    Film.objects.all().delete()
    assert len(everything()) > 3
    discovery.rebuild_search()
    assert {entry.kind for entry in everything()} == {"person"}


def test_what_nothing_changed_of_is_not_written_again(film, find):
    find("rost")
    before = engine().kept("film", [film.pk])
    discovery.queue_for_search(kind="film", refs=[film.pk])
    discovery.index_due()
    assert engine().kept("film", [film.pk]) == before


@beside_sqlite
@pytest.mark.parametrize("harm", ["missing", "unnamed", "cut", "other", "rubbish"])
def test_a_missing_or_broken_index_finds_nothing_says_so_and_is_built_anew(film, find, settings, harm):
    assert find("rost").films == [film]
    folder = settings.HOME / "search"
    at = folder / (folder / "current").read_text()
    if harm == "missing":
        shutil.rmtree(folder)
    elif harm == "unnamed":
        (folder / "current").write_bytes(b"\xff../../etc")
    elif harm == "other":
        (folder / "current").write_text("0-abcdef")
    elif harm == "cut":
        for file in at.glob("*.term"):
            file.write_bytes(file.read_bytes()[:3])
        (at / "meta.json").touch()
    else:
        (at / "meta.json").write_text("{")
    engines._files.cache_clear()
    found = search("rost", "de")
    assert (found.films, found.is_ready) == ([], False)
    assert find("rost").films == [film]


@beside_sqlite
def test_a_change_made_while_another_index_is_being_built_is_in_both(film, find, monkeypatch):
    """The rebuild has read the film before it changes; it must learn of it when it answers."""
    find("rost")
    read = embedded.refs_in_batches

    def meanwhile(kind, size):
        yield from read(kind, size)
        if kind == "festival":
            catalog.put_film(by=TEST, facts=FilmFacts(title="Knochen"), slug=film.slug)
            discovery.index_due()
            assert [found.title for found in search("knochen", "de").films] == ["Knochen"]
            assert SearchDue.objects.exists()

    monkeypatch.setattr(embedded, "refs_in_batches", meanwhile)
    discovery.rebuild_search()
    assert search("rost", "de").films == [film]
    assert [found.title for found in find("knochen").films] == ["Knochen"]
    assert search("rost", "de").films == []
    assert not SearchDue.objects.exists()


@beside_sqlite
def test_an_index_that_was_replaced_leaves_no_files(film, find, settings):
    find("rost")
    discovery.rebuild_search()
    discovery.rebuild_search()
    assert len([path for path in (settings.HOME / "search").iterdir() if path.is_dir()]) == 1


@pytest.mark.slow
def test_many_films_taken_in_are_indexed_in_seconds(db):
    made = [Film(slug=f"f-{n}", title=f"Film Nummer {n}", sort_title=f"film {n:06}", year=1990) for n in range(20_000)]
    Film.objects.bulk_create(made, batch_size=2_000)
    discovery.index_due()
    Film.objects.update(title="Anders", year=1991)
    start = time.process_time()
    with transaction.atomic():
        discovery.queue_for_search(kind="film", refs=[film.pk for film in made])
    discovery.index_due()
    assert time.process_time() - start < 30
    assert {entry.year for entry in everything()} == {1991}
