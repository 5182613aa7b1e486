"""Choosing doubts, seeing a sample, deciding all of them, and the way back, as editors do it."""

from __future__ import annotations

import math
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import CreditFacts, FilmFacts, PersonFacts
from abspann.catalog.models import Doubt, Merge, Verdict
from tests.conftest import TEST

MANY = "/desk/doubts/many/?kind=film&between=omdb+wikipedia&agrees=title"


def _put(title: str, **more):
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, **({"year": 2000} | more)))


def _doubt(one, other, score=0.45, sources="omdb wikipedia", agrees="clear title year") -> Doubt:
    told = {"score": score, "sources": sources, "agrees": agrees, "raised_at": timezone.now()}
    return Doubt.objects.create(film=one, other_film=other, **told)


@pytest.fixture
def doubts(world) -> list[Doubt]:
    """Two that may be decided together, and one between other sources."""
    cast = tuple(CreditFacts(f"Wer {n}", "actor") for n in range(6))
    first = _doubt(_put("Eins", countries=("FR",), credits=cast), _put("Eins", countries=("DE",), credits=cast[5:]))
    rest = _doubt(_put("Zwei", running_minutes=90), _put("Zwei", running_minutes=120))
    other = _doubt(_put("Drei"), _put("Drei", year=2001), 0.6, "age-c omdb", "title")
    people = [catalog.put_person(by=TEST, facts=PersonFacts(name)) for name in ("Eine", "Andere")]
    Doubt.objects.create(person=people[0], other_person=people[1], score=0.7, agrees="film", raised_at=timezone.now())
    return [first, rest, other]


def _work() -> None:
    catalog.work_on_verdicts(seconds=math.inf)


def _decided(client, answer="one") -> str:
    newest = re.search(r'name="newest" value="(\d+)"', client.get(MANY).content.decode())[1]
    sent = {"newest": newest, "answer": answer, "reason": "Titel und Jahr <stimmen>."}
    return client.post(MANY, sent)["Location"]


def test_doubts_are_chosen_with_counts_and_each_choice_can_be_taken_back(doubts, world, log_in):
    client = log_in(world.erik)
    page = client.get("/desk/doubts/").content.decode()
    assert "4 Paare" in page
    assert "omdb.org – Wikipedia" in page
    assert "alle auf einmal entscheiden" in page
    assert "/desk/doubts/many/" not in page
    chosen = client.get("/desk/doubts/?kind=film&between=omdb+wikipedia").content.decode()
    assert "Alle 2 Paare entscheiden" in chosen
    assert "/desk/doubts/many/?kind=film&amp;between=omdb+wikipedia" in chosen
    assert 'href="?kind=film" hx-get="?kind=film" aria-current="true"' in chosen
    assert "Eins" in chosen
    assert "Drei" not in chosen
    assert "mindestens 50 %" in client.get("/desk/doubts/?kind=film").content.decode()
    assert "So ist kein offener" in client.get("/desk/doubts/?least=90").content.decode()


@pytest.mark.parametrize(
    "wrong", ["kind=x", "agrees=x", "agrees=title+x", "least=x", "least=1000", "between=" + "x" * 41]
)
def test_what_no_page_offers_is_a_404(doubts, world, log_in, wrong):
    client = log_in(world.erik)
    assert client.get(f"/desk/doubts/?{wrong}").status_code == 404
    assert client.get(f"/desk/doubts/many/?kind=film&{wrong}").status_code == 404


def test_a_sample_shows_both_sides_whom_they_share_first_and_marks_what_cannot_both_be_right(doubts, world, log_in):
    page = unescape(log_in(world.erik).get(MANY).content.decode())
    assert "2 Paare, eine Antwort" in page
    assert page.count('class="sides sides--small"') == 2
    assert "<mark>1 Std. 30 Min.</mark>" in re.sub(r"[\u00a0\u202f]", " ", page)
    assert "<mark>Frankreich</mark>" in page
    assert "Wer 5, Wer 0, Wer 1, Wer 2 …" in page
    assert "<mark>Wer" not in page
    assert "Drei" not in page


def test_a_sample_asks_no_more_for_many_than_for_one(doubts, world, log_in):
    client = log_in(world.erik)
    client.get(MANY)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(MANY)
        counts.append(len(asked))
        for n in range(5):
            _doubt(_put(f"Mehr {n}"), _put(f"Mehr {n}"))
    assert counts[0] == counts[1]


def test_without_an_answer_or_a_reason_the_form_stands_again_with_what_was_written(doubts, world, log_in):
    client = log_in(world.erik)
    answer = client.post(MANY, {"newest": "99", "reason": "Weil <ja>"})
    page = answer.content.decode()
    assert (answer.status_code, "Weil &lt;ja&gt;</textarea>" in page, 'id="id_answer_error"' in page) == (
        422,
        True,
        True,
    )
    answer = client.post(MANY, {"newest": "99", "answer": "two"})
    page = answer.content.decode()
    assert (answer.status_code, 'value="two" checked' in page, 'id="id_reason_error"' in page) == (422, True, True)
    assert client.post(MANY, {"newest": "x", "answer": "two", "reason": "x"}).status_code == 400
    assert client.post(MANY, {"newest": "0", "answer": "two", "reason": "x"}).status_code == 409
    assert not Verdict.objects.exists()


def test_films_and_people_are_never_decided_together(doubts, world, log_in):
    assert log_in(world.erik).get("/desk/doubts/many/").status_code == 404


def test_the_decision_shows_how_far_it_is_and_looks_again_by_itself_only_while_it_runs(doubts, world, log_in):
    client = log_in(world.erik)
    address = _decided(client)
    page = client.get(address).content.decode()
    assert "Derselbe Film: 2 Paare" in page
    assert "0 von 2" in page
    assert "Titel und Jahr &lt;stimmen&gt;." in page
    assert 'hx-trigger="every 2s"' in page
    assert "Erik" in page
    _work()
    page = client.get(address).content.decode()
    assert 'hx-trigger="every 2s"' not in page
    merges = list(Merge.objects.values_list("public_id", flat=True))
    assert [f"/merges/{public_id}/" in page for public_id in merges] == [True, True]
    merged = client.get(f"/merges/{merges[0]}/").content.decode()
    assert "mit vielen anderen entschieden" in merged
    assert address in merged
    assert "Auf einmal entschieden" in client.get("/desk/doubts/").content.decode()
    assert client.get(f"{address}?show=x").status_code == 404
    assert client.get(f"{address}?show=taken").status_code == 200


def test_the_decision_is_taken_back_as_a_whole_and_what_stays_is_named(doubts, world, log_in):
    client = log_in(world.erik)
    address = _decided(client)
    _work()
    first = Merge.objects.order_by("pk").first()
    catalog.merge_films(by=world.karl, kept=first.kept_film, gone=_put("Später"))
    assert client.post(f"{address}undo/")["Location"] == address
    assert "sind noch zurückzunehmen" in client.get(address).content.decode()
    assert client.post(f"{address}undo/").status_code == 409
    _work()
    page = client.get(address).content.decode()
    assert "Nicht mehr zurückzunehmen" in page
    assert f"/merges/{first.public_id}/" in page
    assert "Noch einmal versuchen" in page
    assert Doubt.objects.filter(state="open", sources="omdb wikipedia").count() == 1


def test_what_was_decided_as_two_can_be_looked_at(doubts, world, log_in):
    client = log_in(world.erik)
    address = _decided(client, "two")
    _work()
    page = client.get(f"/en{address}").content.decode()
    assert "Two films: 2 pairs" in page
    assert f"/en/desk/doubts/{doubts[0].pk}/" in page


def test_an_unknown_decision_is_a_404(world, log_in):
    assert log_in(world.erik).get("/desk/doubts/many/x/").status_code == 404
