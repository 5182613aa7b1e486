"""Reports and decisions follow a review to another address, and nothing keeps the id that it had."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from abspann.members.commands import leaving
from abspann.members.models import Departure
from abspann.moderation import commands, queries
from abspann.moderation.models import Appeal, AuditReview, Decision, Report
from abspann.moderation.rules import Reasons
from abspann.reviews import commands as reviews
from abspann.reviews.models import Review
from abspann.wiring import LATER
from tests.conftest import TEST

pytestmark = pytest.mark.django_db
TABLES = (Report, Decision, Appeal, AuditReview)


@pytest.fixture(autouse=True)
def _a_clean_ledger(settings, tmp_path):
    settings.HOME, settings.MAIL_FOLDER = tmp_path, tmp_path / "mail"


@pytest.fixture
def tangled(world, review, reported, decided) -> str:
    """anna's review, hidden and contradicted, then reported again; returns the public id that it has before."""
    former = review.public_id
    path = f"/film/{world.film.slug}/reviews/{former}/"
    reported("review", former, by=world.bruno, path=path)
    hidden = decided(world.dora, "review", former, "hide", Reasons(f"Siehe {path}.", "insult"))
    commands.appeal(by=world.anna, decision=hidden, text=f"Unter {path} steht nichts Böses.")
    decided(world.dora, "review", former, "restore", Reasons())
    reported("review", former, path=path, explanation=f"Unter {path} steht es noch.", passage=path)
    reviews.judge_review(by=world.bruno, review=review, helpful=True)
    return former


def rows() -> dict[str, list]:
    return {kind.__name__: list(kind.objects.order_by("pk").values()) for kind in TABLES}


def holding(*words: str) -> list[str]:
    """Every column of the database that holds one of these words."""
    return [
        f"{model._meta.label}.{name}"
        for model in apps.get_models(include_auto_created=True)
        for row in model._base_manager.values()
        for name, value in row.items()
        if any(word in str(value) for word in words)
    ]


def end() -> None:
    Departure.objects.update(asked_at=timezone.now() - dt.timedelta(8), due_at=timezone.now() - dt.timedelta(1))
    assert leaving.erase_due(by=TEST) == 1


def test_the_case_follows_the_review_and_the_moderator_can_still_decide(world, tangled, decided, client):
    leaving.ask_to_leave(by=world.anna, keep=True)
    now = Review.objects.get().public_id
    (case,), waiting = queries.queue()
    assert (case.ref, waiting, case.thing.row.author) == (now, 1, None)
    assert now in case.path
    client.force_login(world.dora.login)
    page = client.get(f"/moderation/review/{now}/").content.decode()
    assert "Kanarienwort" in page
    assert tangled not in page
    assert client.get(f"/moderation/review/{tangled}/").status_code == 404
    decided(world.dora, "review", now)
    assert Review.objects.get().hidden_at
    assert [decision.step for decision in queries.decisions_on("review", now)] == [3, 2, 1]


def test_while_its_author_can_come_back_only_the_journal_knows_the_former_id(world, tangled):
    letters = {"post.Letter.text"}
    leaving.ask_to_leave(by=world.anna, keep=True)
    assert set(holding(tangled)) - letters == {"reviews.SetAside.public_id"}


def test_with_its_author_everything_comes_back_as_it_was(world, tangled):
    before = rows()
    leaving.ask_to_leave(by=world.anna, keep=True)
    assert rows() != before
    leaving.come_back(by=world.anna)
    assert rows() == before


@pytest.mark.parametrize("keep", [True, False])
def test_at_the_end_no_column_holds_an_id_that_was_the_members(world, tangled, keep):
    """Letters that went to others are gone within seconds, and hold the former id at most: never both."""
    member = world.anna.public_id
    leaving.ask_to_leave(by=world.anna, keep=keep)
    end()
    assert set(holding(tangled, member)) <= {"post.Letter.text"}


def test_at_the_end_no_decision_tells_which_anonymous_text_it_was_about_and_an_open_report_still_does(world, tangled):
    leaving.ask_to_leave(by=world.anna, keep=True)
    end()
    now = Review.objects.get().public_id
    assert set(holding(now)) == {
        "reviews.Review.public_id",
        "moderation.Report.ref",
        "moderation.Report.path",
        "moderation.Report.passage",
        "moderation.Report.explanation",
    }
    (open_report,) = queries.reports_about("review", now)
    assert open_report.decision is None
    assert len({decision.ref for decision in Decision.objects.all()}) == 2
    assert not AuditReview.objects.exists()


def test_a_case_about_a_text_that_went_along_can_be_closed(world, tangled):
    leaving.ask_to_leave(by=world.anna, keep=False)
    end()
    (case,), _waiting = queries.queue()
    assert case.thing is None
    commands.decide(
        by=world.dora,
        kind="review",
        ref=case.ref,
        act="dismiss",
        reasons=Reasons(seen=tuple(Report.objects.filter(ref=case.ref).values_list("public_id", flat=True))),
        path=case.path,
        step=0,
    )
    assert queries.queue() == ([], 0)


def test_no_job_ever_holds_both_ids():
    assert not [event for event in LATER if event.__name__ == "ReviewMoved"]
