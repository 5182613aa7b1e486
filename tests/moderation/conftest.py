"""A film with a text of every kind, and somebody who decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from abspann.catalog.models import Synopsis, Trivia
from abspann.editorial.models import Critique, PressReview
from abspann.moderation import commands, queries
from abspann.moderation.models import Decision, Report
from abspann.moderation.rules import Contact, Reasons
from abspann.reviews.commands import ReviewDraft, publish_review
from abspann.reviews.models import Review
from tests.conftest import OWN, TEST
from tests.events.crowd import crowd  # noqa: F401  # a fixture
from tests.web.conftest import everything  # noqa: F401  # a fixture

FACTS = Reasons(facts="Der zweite Absatz beschimpft den Regisseur.", ground="insult")
WHO = Contact("Vera Vogel", "vera@example.org")


@pytest.fixture
def review(world) -> Review:
    """What anna wrote."""
    draft = ReviewDraft(text="Ein Film von einem Dummkopf, Kanarienwort.", provenance=OWN, author=world.anna)
    return publish_review(by=TEST, film=world.film, draft=draft)[0]


@pytest.fixture
def reported() -> Callable[..., Report]:
    """reported(kind, ref, **said): a report by a visitor, or by=somebody."""

    def reported(kind: str, ref: str, **said) -> Report:
        by = said.pop("by", None)
        thing = queries.thing_at(kind, ref, viewer=by)
        assert thing is not None
        told = {"category": "abuse", "explanation": "Das beleidigt.", "good_faith": True, "contact": WHO, "path": "/x/"}
        return commands.report(by=by, thing=thing, **(told | said))

    return reported


@pytest.fixture
def decided() -> Callable[..., Decision]:
    """decided(by, kind, ref, act, reasons): a decision on what is there now."""

    def decided(by, kind: str, ref: str, act: str = "hide", reasons: Reasons = FACTS) -> Decision:
        seen = tuple(report.public_id for report in queries.reports_about(kind, ref))
        told = Reasons(reasons.facts, reasons.ground, reasons.clause, reasons.days, seen)
        step = queries.steps_taken(kind, ref)
        return commands.decide(by=by, kind=kind, ref=ref, act=act, reasons=told, path="/film/x/", step=step)

    return decided


def ref_of(kind: str, world) -> str:
    """The public id, or the number, of the film's text of a kind."""
    models = {"critique": Critique, "synopsis": Synopsis, "trivia": Trivia, "press": PressReview}
    row = models[kind].objects.get(film=world.film)
    return row.public_id if kind == "critique" else str(row.pk)
