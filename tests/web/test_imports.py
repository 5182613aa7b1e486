"""The log of imports, the ranks of sources, what other catalogs say, and who is credited."""

from __future__ import annotations

import pytest

from abspann.catalog.commands import follow_ranks, import_films
from abspann.catalog.models import Film, ImportRun
from abspann.catalog.queries.sources import ranks
from abspann.catalog.sources import SOURCES
from abspann.catalog.sources.told import LeftOut, Missing, Refused
from abspann.core.actor import System
from tests.catalog.taking_in.telling import ONE, TWO, credits, directed, known_as, source_of, told

CAST = (*directed("Jacques Audiard"), *credits("Marion Cotillard as Stephanie"))


@pytest.fixture
def told_of(film, monkeypatch, tmp_path, settings):
    """What «one» tells of the film, and a film of its own."""
    settings.HOME = tmp_path
    known_as(TWO, 20, monkeypatch)
    known_as(ONE, 10, monkeypatch)
    rows = [
        told("1", "Rust and Bone", 2012, running_minutes=120, cast=CAST),
        Refused("movies.csv", 812, "no title <b>"),
        LeftOut("series"),
        Missing("movie_keywords.csv", "keywords"),
    ]
    import_films(by=System("keeper"), source=source_of(ONE, 10, rows), path=tmp_path)
    return film


def test_keepers_read_what_became_of_an_import(told_of, world, log_in):
    browser = log_in(world.karl)
    page = browser.get("/en/desk/imports/").content.decode()
    assert "1 unchanged" in page
    assert "Everything may be done with it." in page
    one = browser.get(f"/en/desk/imports/{ImportRun.objects.get().pk}/").content.decode()
    for words in ("movies.csv:812", "no title &lt;b&gt;", "series", "movie_keywords.csv", "begun on"):
        assert words in one
    assert browser.get("/en/desk/imports/99999999999999999999/").status_code == 404


def test_keepers_rank_sources_and_what_cannot_be_stays_written(told_of, world, log_in):
    browser = log_in(world.karl)
    assert browser.post("/en/desk/imports/rank/", {"source": TWO, "rank": "3"}).status_code == 302
    assert ranks()[TWO] == 3
    for written in ("-1", "a lot", "1000", ""):
        answer = browser.post("/en/desk/imports/rank/", {"source": TWO, "rank": written})
        assert answer.status_code == 422
        assert f'value="{written}" aria-invalid="true"' in answer.content.decode()
    assert browser.post("/en/desk/imports/rank/", {"source": "nobody", "rank": "3"}).status_code == 422
    assert ranks()[TWO] == 3


def test_films_follow_a_rank_in_the_background_and_the_page_says_so(told_of, world, log_in):
    browser = log_in(world.karl)
    answer = browser.post("/en/desk/imports/rank/", {"source": ONE, "rank": "3"})
    assert answer["Location"] == f"/en/desk/imports/#source-{ONE}"
    page = browser.get("/en/desk/imports/").content.decode()
    assert "Its films are following the new rank." in page
    assert page.count('hx-trigger="every 2s"') == 1
    follow_ranks()
    page = browser.get("/en/desk/imports/").content.decode()
    assert "0 films changed by it" in page
    assert "every 2s" not in page


def test_the_page_says_in_german_what_may_be_done_with_a_source_and_calls_licenses_by_their_names(world, log_in):
    page = log_in(world.karl).get("/desk/imports/").content.decode()
    for words in ("Frei für alles (CC0).", "Eigene Liste", "Bedingungen von IMDb", "CC BY 2.0 DE", "BSD 2-Clause"):
        assert words in page
    for words in ("Free to use", "Own list", "bsd-2-clause", 'href=""'):
        assert words not in page


def test_editors_take_over_what_another_catalog_says(told_of, world, log_in):
    address = f"/en/film/{told_of.slug}/"
    assert "Take this over" not in log_in(world.anna).get(f"{address}history/").content.decode()
    browser = log_in(world.erik)
    page = browser.get(f"{address}history/").content.decode()
    assert "What other catalogs say" in page
    assert "Take this over" in page
    answer = browser.post(f"{address}take/", {"source": ONE, "field": "running_minutes"})
    assert answer.status_code == 302
    told_of.refresh_from_db()
    assert told_of.running_minutes == 120
    assert told_of.revisions.order_by("-number").first().by == world.erik
    assert browser.post(f"{address}take/", {"source": ONE, "field": "slug"}).status_code == 409


def test_a_page_credits_who_told_it(told_of, client):
    page = client.get(f"/en/film/{told_of.slug}/").content.decode()
    assert "Data: One" in page
    assert "https://one.example/" in page


def test_the_house_needs_no_credit_for_its_own_list(film, client, tmp_path, settings):
    settings.HOME = tmp_path
    (tmp_path / "list.csv").write_text("title,year,director\nUnser Kurzfilm,2024,Anna Beta\n", encoding="utf-8")
    import_films(by=System("keeper"), source=SOURCES["csv"], path=tmp_path / "list.csv")
    page = client.get(f"/film/{Film.objects.get(title='Unser Kurzfilm').slug}/").content.decode()
    assert "data-credit" not in page
