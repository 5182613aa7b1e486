"""Doubts at the command line."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.utils import timezone

from abspann import wiring
from abspann.catalog.commands import put_film
from abspann.catalog.facts import FilmFacts
from abspann.catalog.models import Doubt, Merge, Verdict
from abspann.cli import main
from abspann.core.refusal import Refusal
from abspann.keeper.doubts import counted, decide
from tests.conftest import TEST

pytestmark = pytest.mark.django_db

ALL = {"kind": "film", "sources": "", "agrees": (), "least": 0, "answer": "one", "reason": "Titel und Jahr."}


@pytest.fixture
def pairs() -> None:
    for title, sources, agrees in (("Eins", "omdb wikipedia", "title year"), ("Zwei", "age-c omdb", "title")):
        one, other = (put_film(by=TEST, facts=FilmFacts(title=title, year=2000)) for _ in range(2))
        told = {"score": 0.45, "sources": sources, "agrees": agrees, "raised_at": timezone.now()}
        Doubt.objects.create(film=one, other_film=other, **told)


def test_they_are_counted_group_by_group(pairs):
    assert [" ".join(line.split()) for line in counted()] == [
        "2 pairs wait for an editor.",
        "1 film age-c omdb 45 % title",
        "1 film omdb wikipedia 45 % title year",
    ]


def test_those_that_are_chosen_are_decided_at_once_and_it_is_said_what_became_of_them(pairs):
    said = list(decide(**(ALL | {"sources": "wikipedia omdb", "agrees": ("title",)}), work=wiring.work_on_verdicts))
    verdict = Verdict.objects.get()
    assert [" ".join(line.split()) for line in said] == [
        "1 pairs are chosen.",
        "1 one",
        f"It can be taken back as a whole: /desk/doubts/many/{verdict.public_id}/",
    ]
    assert (verdict.by, verdict.by_name, verdict.reason) == (None, "keeper at the command line", "Titel und Jahr.")
    assert Merge.objects.get().gone_name == "Eins"
    assert Doubt.objects.get().sources == "age-c omdb"


def test_what_no_doubt_says_is_refused(pairs):
    with pytest.raises(Refusal, match="Nothing agrees by the name of titel"):
        list(decide(**(ALL | {"agrees": ("titel",)}), work=wiring.work_on_verdicts))
    assert not Verdict.objects.exists()


def test_the_command_takes_an_answer_a_kind_and_a_reason():
    for wrong in (["maybe", "--kind", "film", "--reason", "x"], ["one", "--reason", "x"], ["one", "--kind", "film"]):
        assert CliRunner().invoke(main, ["doubts", "decide", *wrong]).exit_code == 2
