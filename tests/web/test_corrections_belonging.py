"""Keywords and series in the forms of facts, as somebody writes them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from abspann.catalog import commands as catalog
from abspann.catalog.facts import SeriesFacts
from abspann.catalog.models import Film, FilmSeries, Keyword, Proposal
from abspann.catalog.queries import record_of
from abspann.discovery.commands import keep_browsing
from tests.conftest import TEST
from tests.web.test_corrections import EDIT, HISTORY, SOURCE, _form

KNOWN = [["sea", "Meer", "Sea"], ["war", None, "War"]]


@pytest.fixture
def by_the_sea(world):
    """The film with two keywords, as the first part of a series."""
    changes = {"keywords": [[], KNOWN], "series": [[], [["reihe", "Reihe", "Series", 1]]]}
    catalog.change_facts(by=TEST, subject=world.film, changes=changes, source=SOURCE)
    return world


def _record(world) -> dict:
    return record_of(Film.objects.get(pk=world.film.pk))


def _plain(answer) -> str:
    """What an answer says, without its marks."""
    return re.sub(r"<[^>]+>", "", answer.content.decode())


@pytest.mark.parametrize(("prefix", "word", "series"), [("", "Meer", "Reihe"), ("/en", "Sea", "Series")])
def test_the_form_tells_them_in_the_readers_language_and_untouched_they_stay(by_the_sea, log_in, prefix, word, series):
    client, before = log_in(by_the_sea.erik), _record(by_the_sea)
    sent = _form(client, prefix + EDIT)
    assert (sent["keywords-0-word"], sent["keywords-1-word"]) == ([word], ["War"])
    assert (sent["series-0-name"], sent["series-0-number"]) == ([series], ["1"])
    assert client.post(prefix + EDIT, sent | {"source": [SOURCE]}).status_code == 422  # nothing differs
    assert _record(by_the_sea) == before


def test_an_editor_adds_removes_and_brings_in_new_words_and_series(by_the_sea, log_in):
    client = log_in(by_the_sea.erik)
    sent = _form(client) | {"keywords-0-word": [""], "keywords-2-word": ["Grauer Wolf"], "source": [SOURCE]}
    sent |= {"series-0-number": [""], "series-1-name": ["Zweite Reihe"], "series-1-number": ["2"]}
    assert client.post(EDIT, sent).status_code == 302
    record = _record(by_the_sea)
    assert record["keywords"] == [["grauer-wolf", "Grauer Wolf", None], ["war", None, "War"]]
    assert record["series"] == [["reihe", "Reihe", "Series", None], ["zweite-reihe", "Zweite Reihe", None, 2]]
    page = _plain(client.get(HISTORY))
    for words in ("Schlagwörter", "Grauer Wolf", "Meer", "Zweite Reihe, Teil 2"):
        assert words in page
    keep_browsing()
    assert "Der Geschmack von Rost und Knochen" in _plain(client.get("/films/?keyword=grauer-wolf"))
    assert ">Grauer Wolf</a>" in client.get("/film/der-geschmack-von-rost-und-knochen-2012/").content.decode()


def test_a_word_that_is_known_in_the_other_language_is_that_word(by_the_sea, log_in):
    Keyword.objects.create(code="heist", names={"de": "Raubüberfall", "en": "Heist"})
    catalog.rebuild_names()
    client = log_in(by_the_sea.erik)
    sent = _form(client) | {"keywords-2-word": ["HEIST"], "keywords-3-word": ["sea"], "source": [SOURCE]}
    answer = client.post(EDIT, sent)
    assert answer.status_code == 422  # the sea stands there already
    assert 'id="id_keywords-3-word_error"' in answer.content.decode()
    assert client.post(EDIT, sent | {"keywords-3-word": [""]}).status_code == 302
    assert ["heist", "Raubüberfall", "Heist"] in _record(by_the_sea)["keywords"]
    assert Keyword.objects.count() == 3


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"series-0-number": ["0"]}, "series-0-number"),
        ({"series-0-number": ["zwei"]}, "series-0-number"),
        ({"series-0-number": ["70000"]}, "series-0-number"),
        ({"series-0-name": [""]}, "series-0-name"),
        ({"keywords-2-word": ["x" * 81]}, "keywords-2-word"),
        ({"series-1-name": ["x" * 201]}, "series-1-name"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field_and_still_there(by_the_sea, log_in, sent, field):
    client = log_in(by_the_sea.erik)
    answer = client.post(EDIT, _form(client) | {"source": [SOURCE]} | sent)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_a_part_that_is_taken_is_refused_at_the_series(by_the_sea, log_in):
    other = catalog.add_film(by=TEST, record={"title": "Der andere"}, source=SOURCE)
    catalog.put_series(by=TEST, facts=SeriesFacts("Dritte", ((7, other.slug),)))
    client = log_in(by_the_sea.erik)
    answer = client.post(
        EDIT, _form(client) | {"series-1-name": ["Dritte"], "series-1-number": ["7"], "source": [SOURCE]}
    )
    assert answer.status_code == 422
    assert "Teil 7 von „Dritte“ ist ein anderer Film: Der andere." in answer.content.decode()
    assert FilmSeries.objects.get(slug="dritte").parts.get().film == other


def test_a_members_keywords_and_series_are_a_proposal_that_an_editor_takes(by_the_sea, log_in):
    client = log_in(by_the_sea.anna)
    sent = _form(client) | {"keywords-1-word": ["Orca"], "series-0-number": ["5"], "source": [SOURCE]}
    assert client.post(EDIT, sent).status_code == 302
    proposal = Proposal.objects.get()
    assert _record(by_the_sea)["keywords"] == KNOWN
    page = _plain(log_in(by_the_sea.erik).get(reverse("corrections:proposal", args=[proposal.public_id])))
    assert "Orca" in page
    assert "Reihe, Teil 5" in page
    catalog.take_proposal(by=by_the_sea.erik, proposal=proposal)
    assert [row[0] for row in _record(by_the_sea)["keywords"]] == ["orca", "sea"]
    assert _record(by_the_sea)["series"][0][3] == 5
