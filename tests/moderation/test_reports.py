"""Whoever reports says what, where and why; a report is taken in whole or refused with the field that is missing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from abspann.core.refusal import Refusal
from abspann.moderation import commands, queries
from abspann.moderation.models import Decision, Report
from abspann.moderation.rules import Contact
from abspann.post.models import Letter
from abspann.reviews.commands import hide_review
from tests.conftest import TEST
from tests.moderation.conftest import WHO, ref_of


def test_a_report_is_kept_with_all_that_was_said(review, reported):
    report = reported("review", review.public_id, passage="zweiter Absatz", language="en")
    kept = Report.objects.get()
    assert (kept.kind, kept.ref, kept.about) == ("review", review.public_id, review.film.title)
    assert (kept.name, kept.email, kept.language) == (WHO.name, WHO.email, "en")
    assert (kept.category, kept.explanation, kept.passage) == ("abuse", "Das beleidigt.", "zweiter Absatz")
    assert kept == report
    assert kept.decision is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"explanation": "  "}, "explanation"),
        ({"good_faith": False}, "good_faith"),
        ({"category": "mag ich nicht"}, "category"),
        ({"path": ""}, "url"),
        ({"contact": Contact("", "vera@example.org")}, "name"),
        ({"contact": Contact("Vera", "")}, "email"),
        ({"contact": Contact("Vera", "keine Adresse")}, "email"),
        ({"explanation": "a" * 10_001}, "explanation"),
    ],
)
def test_half_a_report_is_refused_and_the_field_is_named(review, reported, said, field):
    with pytest.raises(Refusal) as no:
        reported("review", review.public_id, **said)
    assert no.value.field == field
    assert not Report.objects.exists()


def test_whoever_reports_the_abuse_of_children_need_not_say_who_they_are(review, reported):
    report = reported("review", review.public_id, category="child", contact=Contact())
    assert (report.name, report.email, report.reporter) == ("", "", None)
    assert not Letter.objects.exists()


def test_a_members_name_and_address_are_not_kept_twice(world, review, reported):
    report = reported("review", review.public_id, by=world.bruno, contact=WHO)
    assert (report.reporter, report.name, report.email) == (world.bruno, "", "")
    assert [letter.to for letter in Letter.objects.all()] == ["bruno@example.org"]


def test_the_receipt_goes_out_at_once_in_the_reporters_language_and_leads_to_its_page(review, reported):
    report = reported("review", review.public_id, language="en")
    letter = Letter.objects.get()
    assert letter.to == WHO.email
    assert letter.subject == "Your report has come in"
    assert f"http://localhost:8000/en/report/{report.secret}/" in letter.text


def test_the_database_refuses_a_report_without_good_faith_or_without_anybody(review, reported):
    report = reported("review", review.public_id)
    for change in ({"good_faith": False}, {"explanation": ""}, {"name": ""}, {"email": ""}, {"category": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**change)


@pytest.mark.parametrize("kind", ["critique", "synopsis", "trivia", "press"])
def test_every_kind_of_text_can_be_reported(everything, world, reported, kind):
    report = reported(kind, ref_of(kind, world))
    assert queries.thing_unveiled(report.kind, report.ref).film == world.film


@pytest.mark.parametrize("ref", ["", "1", "99999999999999999999", "x' OR 1=1", "²"])
@pytest.mark.parametrize("kind", ["review", "critique", "synopsis", "trivia", "press", "film", "member", "page", "x"])
def test_what_is_not_there_is_found_under_no_kind(world, kind, ref):
    assert queries.thing_at(kind, ref, viewer=None) is None


def test_what_the_reporter_may_not_see_cannot_be_reported(world, review):
    hide_review(by=TEST, review=review)
    assert queries.thing_at("review", review.public_id, viewer=world.bruno) is None
    assert queries.thing_unveiled("review", review.public_id) is not None


def test_a_member_who_is_about_to_leave_has_no_face_to_report(world):
    assert queries.thing_at("member", world.anna.public_id, viewer=None) is not None
    world.anna.leaving_since = timezone.now()
    world.anna.save()
    assert queries.thing_at("member", world.anna.public_id, viewer=None) is None


def test_six_months_after_the_decision_nobody_can_tell_who_reported(world, review, reported, decided):
    report = reported("review", review.public_id)
    decided(world.dora, "review", review.public_id)
    assert commands.forget_reporters() == 0
    assert commands.forget_reporters(now=timezone.now() + dt.timedelta(days=184)) == 1
    report.refresh_from_db()
    assert (report.name, report.email, report.reporter) == ("", "", None)
    assert report.explanation == "Das beleidigt."
    assert commands.forget_reporters(now=timezone.now() + dt.timedelta(days=184)) == 0


def test_an_open_report_keeps_its_reporter_however_old(review, reported):
    reported("review", review.public_id)
    assert commands.forget_reporters(now=timezone.now() + dt.timedelta(days=999)) == 0


def test_the_queue_groups_by_thing_and_begins_with_who_has_waited_longest(
    everything, world, review, reported, decided, django_assert_num_queries
):
    reported("trivia", ref_of("trivia", world))
    reported("review", review.public_id)
    reported("review", review.public_id, category="spam")
    cases, waiting = queries.queue()
    assert [(case.kind, case.number) for case in cases] == [("trivia", 1), ("review", 2)]
    assert cases[1].categories == ("Beleidigung, Drohung oder Hass", "Werbung oder nicht ernst gemeinte Wertungen")
    assert (waiting, cases[1].decisions) == (2, 0)
    decided(world.dora, "review", review.public_id)
    assert [case.kind for case in queries.queue()[0]] == ["trivia"]
    assert Decision.objects.get().reports.count() == 2


def test_the_queue_asks_as_often_for_three_reviews_as_for_one(world, reported, django_assert_num_queries):
    from abspann.reviews.commands import ReviewDraft, publish_review
    from tests.conftest import OWN

    def write(number: int) -> None:
        draft = ReviewDraft(text=f"Ein Text, der {number}.", provenance=OWN, author=world.anna)
        reported("review", publish_review(by=TEST, film=world.film, draft=draft)[0].public_id)

    write(1)
    with django_assert_num_queries(4):
        queries.queue()
    write(2)
    write(3)
    with django_assert_num_queries(4):
        assert len(queries.queue()[0]) == 3
