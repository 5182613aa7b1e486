"""The forms of facts, the history and the proposals as somebody uses them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts, PersonFacts, Provenance
from abspann.catalog.models import Credit, Film, Person, Proposal
from abspann.catalog.queries import record_of
from abspann.core.provenance import License
from abspann.post.models import Letter
from tests.conftest import OWN, TEST

EDIT = "/film/der-geschmack-von-rost-und-knochen-2012/edit/"
HISTORY = "/film/der-geschmack-von-rost-und-knochen-2012/history/"
SOURCE = "Abspann des Films"


def _form(client, address=EDIT) -> dict[str, list[str]]:
    """What a browser would send of the form at an address that nobody touched."""
    return _fields(client.get(address).content.decode())


def _fields(page: str) -> dict[str, list[str]]:
    form = re.search(r'<form class="desk-form facts-form".*?</form>', page, re.DOTALL)[0]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag) and name[1] != "csrfmiddlewaretoken":
            sent.setdefault(name[1], []).append(unescape(value[1] if value else ""))
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner) or re.search(r'value="([^"]*)"', inner)
        sent[name] = [unescape(chosen[1])]
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        sent[name] = [unescape(inner).replace("\n", "\r\n")]
    return sent


def _fresh(world) -> Film:
    return Film.objects.get(pk=world.film.pk)


@pytest.fixture
def told(world):
    """The film with a text of each kind, one of them for the house only, and a bit of everything else."""
    now = record_of(world.film)
    values = {
        "budget": [15_400_000, "EUR"],
        "companies": [["Why Not Productions", "production", "FR"]],
        "external_ids": [["imdb", "tt2053425"]],
        "synopses": [
            ["de", "Ali trifft Stéphanie.\n\nMehr nicht.", "cc-by-sa-4.0", "Wikipedia", "https://de.wikipedia.org/"]
        ],
        "trivia": [["de", "Gedreht in Antibes; und „hier“ & <da>.", "own", "", ""]],
    }
    changes = {name: [now[name], value] for name, value in values.items()}
    catalog.change_facts(by=TEST, subject=world.film, changes=changes, source=SOURCE)
    catalog.put_synopsis(
        by=TEST, film=world.film, text="Geheimer Text.", provenance=Provenance("de", License.PRIVATE, "Verleih")
    )
    return world


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_form_that_nobody_touched_changes_nothing(told, log_in, prefix):
    client = log_in(told.erik)
    sent = _form(client, prefix + EDIT) | {"source": [SOURCE]}
    before = record_of(told.film)
    answer = client.post(prefix + EDIT, sent)
    assert answer.status_code == 422
    assert record_of(_fresh(told)) == before
    assert "troubles" in answer.content.decode()


def test_the_language_of_a_title_that_stands_there_can_be_written_anew(world, log_in):
    now = record_of(world.film)["titles"]
    catalog.change_facts(
        by=TEST, subject=world.film, changes={"titles": [now, [["fr", "Rust and Bone"]]]}, source=SOURCE
    )
    client = log_in(world.erik)
    page = client.get(EDIT).content.decode()
    assert re.search(r'<input[^>]*name="titles-0-language"[^>]*list="known-languages"', page)
    sent = _form(client) | {"titles-0-language": ["Englisch"], "source": [SOURCE]}
    assert client.post(EDIT, sent).status_code == 302
    assert record_of(_fresh(world))["titles"] == [["en", "Rust and Bone"]]


def test_what_a_member_sends_is_a_proposal(world, log_in):
    client = log_in(world.anna)
    answer = client.post(EDIT, _form(client) | {"year": ["2013"], "source": [SOURCE], "note": ["Bitte sehr."]})
    assert (answer.status_code, answer.url) == (302, "/proposals/?sent")
    proposal = Proposal.objects.get()
    assert (proposal.changes, proposal.by, proposal.note) == ({"year": [2012, 2013]}, world.anna, "Bitte sehr.")
    assert _fresh(world).year == 2012
    assert "Danke" in client.get(answer.url).content.decode()


def test_what_an_editor_sends_stands_at_once_and_in_the_history(world, log_in):
    client = log_in(world.erik)
    sent = _form(client) | {
        "title": ["Rost und Knochen"],
        "source": ["https://example.org/x"],
        "genres": ["drama", "crime"],
    }
    answer = client.post(EDIT, sent)
    assert answer.url == "/film/rost-und-knochen-2012/history/"
    page = client.get(answer.url).content.decode()
    assert "Erik" in page
    assert 'href="https://example.org/x"' in page
    assert "<del>Der Geschmack von</del>" in page
    assert record_of(_fresh(world))["genres"] == ["drama", "crime"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", ""),
        ("title", "x" * 301),
        ("year", "20122"),
        ("year", "zwölf"),
        ("running_minutes", "-5"),
        ("running_minutes", "9" * 40),
        ("fsk", "13"),
        ("countries", "Frankreich, Absurdistan"),
        ("languages", "Klingonisch-Nord"),
        ("original_language", "Deutsch, Englisch"),
        ("budget-amount", "12"),
        ("color", "pink"),
        ("genres", "quatsch"),
        ("sound", "x" * 81),
        ("releases-0-day", "2013-02-30"),
        ("releases-0-country", "Nirgendwo"),
        ("titles-0-language", ""),
        ("credits-0-job", "magician"),
        ("credits-0-role", "Chef"),
        ("credits-2-person", ""),
        ("credits-3-person", "x" * 201),
        ("external_ids-0-value", "tt1"),
        ("synopses-0-text", "x" * 20_001),
        ("source", ""),
        ("source", "javascript:alert(1)"),
        ("source", "https://"),
    ],
)
def test_a_wrong_value_comes_back_with_a_sentence_at_its_field_and_all_that_was_written(world, log_in, name, value):
    catalog.put_film(by=TEST, facts=FilmFacts(title="Anderer", external_ids=(("imdb", "tt1"),)))
    client = log_in(world.anna)
    sent = _form(client) | {"source": [SOURCE], "sound": ["Dolby"], "note": ["Ein <Wort>"]} | {name: [value]}
    answer = client.post(EDIT, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "field__error" in page
    back = _fields(page)
    # Who is meant goes with the name; another name is somebody else.
    gone = {"genres", name, name.replace("-person", "-who")}
    kept = {key: part for key, part in sent.items() if key not in gone}
    assert {key: back.get(key) for key in kept} == kept
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", ""),
        ("license", "private"),
        ("license", "cc-by-4.0"),
        ("url", "javascript:alert(1)"),
        ("language", "xx"),
    ],
)
def test_a_text_needs_a_right_and_names_its_source(world, log_in, name, value):
    client = log_in(world.anna)
    row = {"text": "Ein Kampf.", "license": "own", "language": "de", "source": "", "url": ""} | {name: value}
    sent = _form(client) | {"source": [SOURCE]} | {f"synopses-0-{key}": [part] for key, part in row.items()}
    assert client.post(EDIT, sent).status_code == 422
    assert not Proposal.objects.exists()


def test_hostile_text_is_stored_as_text_and_shown_as_text(world, log_in):
    client = log_in(world.erik)
    name = "<script>alert(1)</script>\u202e\x00"
    client.post(EDIT, _form(client) | {"original_title": [name], "source": [SOURCE]})
    assert _fresh(world).original_title == "<script>alert(1)</script>"
    assert "<script>alert(1)" not in client.get(HISTORY).content.decode()


def test_a_megabyte_is_refused_with_a_sentence(world, log_in):
    client = log_in(world.anna)
    answer = client.post(EDIT, _form(client) | {"source": [SOURCE], "note": ["x" * 1_000_000]})
    assert answer.status_code == 422


def test_credits_are_rows_that_can_be_added_changed_and_removed(world, log_in):
    client = log_in(world.erik)
    sent = _form(client) | {
        "source": [SOURCE],
        "credits-1-person": [""],
        "credits-3-role": ["Alain"],
        "credits-4-job": ["editor"],
        "credits-4-person": ["Juliette Welfling"],
    }
    client.post(EDIT, sent)
    rows = [(row[0], row[2], row[3], row[4]) for row in record_of(_fresh(world))["credits"]]
    assert rows == [
        ("Jacques Audiard", "director", None, []),
        ("Marion Cotillard", "actor", "Stéphanie", ["Stephanie"]),
        ("Matthias Schoenaerts", "actor", "Alain", []),
        ("Juliette Welfling", "editor", None, []),
    ]


def test_further_rows_come_without_losing_anything_and_without_sending(world, log_in):
    client = log_in(world.anna)
    sent = _form(client) | {"more": ["credits"], "sound": ["Dolby"], "year": ["zwölf"]}
    answer = client.post(EDIT, sent)
    back = _fields(answer.content.decode())
    assert answer.status_code == 200
    assert (back["sound"], back["year"], "credits-9-person" in back) == (["Dolby"], ["zwölf"], True)
    assert not Proposal.objects.exists()


def test_of_several_people_of_one_name_one_says_which(world, log_in):
    one = catalog.put_person(by=TEST, facts=PersonFacts("Anna Karina", born_year=1940))
    Person.objects.create(name="Anna Karina", slug="anna-karina-2", born_year=1990)
    client = log_in(world.erik)
    row = {"credits-4-job": ["actor"], "credits-4-person": ["Anna Karina"], "credits-4-role": ["Anne"]}
    sent = _form(client) | {"source": [SOURCE]} | row
    answer = client.post(EDIT, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="anna-karina-2"' in page
    assert "1990" in page
    client.post(EDIT, sent | {"credits-4-who": ["anna-karina-2"]})
    assert Credit.objects.get(role="Anne").person.slug == "anna-karina-2"
    client.post(EDIT, _form(client) | {"source": [SOURCE], "credits-4-who": [one.slug]})
    assert Credit.objects.get(role="Anne").person == one


def test_somebody_elses_address_in_a_row_counts_for_nothing(world, log_in):
    client = log_in(world.erik)
    row = {"credits-4-job": ["editor"], "credits-4-person": ["Neue Person"], "credits-4-who": ["marion-cotillard"]}
    client.post(EDIT, _form(client) | {"source": [SOURCE]} | row)
    assert record_of(_fresh(world))["credits"][-1][:2] == ["Neue Person", "neue-person"]


def test_what_somebody_else_changed_while_one_wrote_is_shown_before_ones_own_counts(world, log_in):
    client = log_in(world.erik)
    sent = _form(client) | {"year": ["2013"], "source": [SOURCE]}
    catalog.change_facts(
        by=world.karl, subject=world.film, changes={"year": [2012, 2011], "fsk": [12, 16]}, source="Karl"
    )
    answer = client.post(EDIT, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("2011" in page, "2013" in page) == (True, True)
    assert client.post(EDIT, _fields(page)).status_code == 302
    assert (_fresh(world).year, _fresh(world).fsk) == (2013, 16)


def test_a_new_film_is_compared_with_those_that_are_here(world, log_in):
    client = log_in(world.anna)
    sent = _form(client, "/films/new/") | {"title": ["Rust and Bone"], "source": ["Plakat"]}
    answer = client.post("/films/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="/film/{world.film.slug}/"' in page
    assert client.post("/films/new/", sent | {"sure": ["1"]}).status_code == 302
    assert Proposal.objects.get().kind == "new"


def test_a_clubs_short_film_goes_from_the_form_to_its_page(world, client):
    client.force_login(world.anna.login)
    sent = _form(client, "/films/new/") | {
        "title": ["Nachtbus 11"],
        "year": ["2024"],
        "running_minutes": ["9"],
        "countries": ["Deutschland"],
        "credits-0-job": ["director"],
        "credits-0-person": ["Jule Sander"],
        "source": ["Filmclub Husum, eigener Film"],
    }
    assert client.post("/films/new/", sent).status_code == 302
    proposal = Proposal.objects.get()
    client.force_login(world.erik.login)
    address = f"/desk/proposals/{proposal.public_id}/"
    assert "Jule Sander" in client.get(address).content.decode()
    answer = client.post(address, {"act": "take", "seen": "0"})
    assert answer.url == "/film/nachtbus-11-2024/history/"
    assert "Jule Sander" in client.get("/film/nachtbus-11-2024/").content.decode()


def test_an_editor_takes_the_ticked_fields_of_a_proposal(world, log_in):
    changes = {"year": [2012, 2013], "fsk": [12, 16]}
    proposal = catalog.propose(by=world.anna, subject=world.film, changes=changes, source=SOURCE)
    client = log_in(world.erik)
    assert proposal.public_id in client.get("/desk/proposals/").content.decode()
    address = f"/desk/proposals/{proposal.public_id}/"
    assert client.post(address, {"act": "take"}).status_code == 422
    assert client.post(address, {"act": "take", "fields": ["fsk"], "seen": "1"}).status_code == 302
    assert (_fresh(world).year, _fresh(world).fsk) == (2012, 16)
    late = client.post(address, {"act": "take", "fields": ["year"]})
    assert late.status_code == 409
    assert "Anna" in client.get(HISTORY).content.decode()


def test_a_proposal_overtaken_by_others_shows_three_values_and_is_not_ticked(world, log_in):
    changes = {"year": [2012, 2013], "fsk": [12, 16]}
    proposal = catalog.propose(by=world.anna, subject=world.film, changes=changes, source=SOURCE)
    catalog.change_facts(by=world.karl, subject=world.film, changes={"year": [2012, 2011]}, source="Karl")
    client = log_in(world.erik)
    address = f"/desk/proposals/{proposal.public_id}/"
    answer = client.post(address, {"act": "take", "fields": ["fsk", "year"], "seen": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert all(year in page for year in ("2011", "2012", "2013"))
    ticked = re.findall(r'name="fields" value="(\w+)" checked', page)
    assert ticked == ["fsk"]
    assert _fresh(world).fsk == 12


def test_who_declines_says_why_and_the_member_reads_it(world, client):
    proposal = catalog.propose(by=world.anna, subject=world.film, changes={"year": [2012, 2013]}, source=SOURCE)
    client.force_login(world.erik.login)
    address = f"/desk/proposals/{proposal.public_id}/"
    assert client.post(address, {"act": "decline", "reason": " "}).status_code == 422
    client.post(address, {"act": "decline", "reason": "Im Abspann steht 2012."})
    assert "http://localhost:8000/proposals/" in Letter.objects.get().text
    client.force_login(world.anna.login)
    assert "Im Abspann steht 2012." in client.get("/proposals/").content.decode()


def test_an_undo_that_would_lose_something_asks_first(world, log_in):
    first = catalog.change_facts(by=world.erik, subject=world.film, changes={"year": [2012, 2013]}, source=SOURCE)
    catalog.change_facts(by=world.erik, subject=world.film, changes={"year": [2013, 2014]}, source=SOURCE)
    client = log_in(world.erik)
    answer = client.post(f"/history/{first.public_id}/undo/")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("2014" in page, "2012" in page) == (True, True)
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    assert client.post(f"/history/{first.public_id}/undo/", {"seen": seen}).url == HISTORY
    assert _fresh(world).year == 2012


def test_nobody_but_editors_is_offered_to_undo(world, client):
    assert "/undo/" not in client.get(HISTORY).content.decode()
    client.force_login(world.anna.login)
    assert "/undo/" not in client.get(HISTORY).content.decode()
    client.force_login(world.erik.login)
    assert "/undo/" in client.get(HISTORY).content.decode()


def test_a_text_for_the_house_only_is_shown_nowhere_not_even_where_it_was_shown_once(world, log_in):
    text = "Ein Text, der uns entzogen wurde."
    right = Provenance("de", License.PERMISSION, "Verleih")
    catalog.put_synopsis(by=TEST, film=world.film, text=text, provenance=right)
    client = log_in(world.erik)
    assert text in client.get(HISTORY).content.decode()
    catalog.put_synopsis(by=TEST, film=world.film, text=text, provenance=Provenance("de", License.PRIVATE, "Verleih"))
    for address in (HISTORY, EDIT, f"/film/{world.film.slug}/"):
        assert text not in client.get(address).content.decode()


def test_the_words_that_changed_in_a_long_text_are_marked_and_no_others(world, log_in):
    catalog.put_synopsis(by=TEST, film=world.film, text="Ali trifft Stéphanie am Meer.", provenance=OWN)
    catalog.put_synopsis(by=TEST, film=world.film, text="Ali trifft Stéphanie am Strand.", provenance=OWN)
    page = log_in(world.erik).get(HISTORY).content.decode()
    assert ("<del>Meer.</del>" in page, "<ins>Strand.</ins>" in page) == (True, True)
    assert "<del>Ali" not in page


def test_a_person_is_corrected_in_the_same_way(world, log_in):
    client = log_in(world.erik)
    address = "/person/marion-cotillard/edit/"
    sent = _form(client, address) | {"born": ["30.9.1975"], "birthplace": ["Paris"], "source": [SOURCE]}
    assert client.post(address, sent).url == "/person/marion-cotillard/history/"
    assert record_of(Person.objects.get(slug="marion-cotillard"))["born"] == "1975-09-30"
    for wrong in ({"born": ["30.2.1975"]}, {"name": [""]}, {"imdb": ["tt1"]}, {"died": ["1960"]}):
        assert client.post(address, _form(client, address) | {"source": [SOURCE]} | wrong).status_code == 422


def test_every_page_leads_to_its_correction_and_history(world, client):
    assert f'href="{EDIT}"' in client.get(f"/film/{world.film.slug}/").content.decode()
    assert 'href="/person/marion-cotillard/history/"' in client.get("/person/marion-cotillard/").content.decode()
    assert client.get(EDIT).url == f"/accounts/login/?next={EDIT.replace('/', '%2F')}"
    client.force_login(world.anna.login)
    assert 'href="/films/new/"' in client.get("/films/").content.decode()


def test_a_former_address_leads_on_to_the_history_and_the_form(world, log_in):
    client = log_in(world.erik)
    client.post(EDIT, _form(client) | {"title": ["Rost"], "source": [SOURCE]})
    for address in (EDIT, HISTORY):
        assert client.get(address).url == address.replace("der-geschmack-von-rost-und-knochen-2012", "rost-2012")


@pytest.mark.parametrize("page", ["history", "queue", "mine"])
def test_one_entry_and_many_cost_the_same_number_of_queries(world, log_in, page):
    client = log_in(world.erik)
    address = {"history": HISTORY, "queue": "/desk/proposals/", "mine": "/proposals/"}[page]

    def count() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    def add(year: int) -> None:
        catalog.propose(by=world.erik, subject=world.film, changes={"year": [2012, year]}, source=SOURCE)
        now = record_of(world.film)["fsk"]
        catalog.change_facts(by=world.erik, subject=world.film, changes={"fsk": [now, 18 - now or 6]}, source=SOURCE)

    add(1990)
    one = count()
    for year in (1991, 1992, 1993):
        add(year)
    assert count() == one
