"""Letters are written in the language of whoever reads them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override

from abspann.core.refusal import Refusal
from abspann.members import commands as members
from abspann.members.commands import SIGNING_UP, joining
from abspann.members.commands.joining import Wish
from abspann.members.models import Application, Member
from abspann.moderation import commands as moderation
from abspann.moderation import queries
from abspann.moderation.models import Report
from abspann.moderation.rules import Contact, Reasons
from abspann.post.models import Letter
from abspann.reviews import commands as reviews
from abspann.web.accounts.addresses import for_letters
from tests.conftest import TEST

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("language", ["de", "en"])
FACTS = Reasons(facts="Absatz 2.", ground="insult")


@pytest.fixture(autouse=True)
def _in_german():
    """A page that a test asks for in English leaves the thread in English."""
    with override("de"):
        yield


def speaks(member: Member, language: str) -> None:
    members.edit_profile(by=TEST, member=member, display_name=member.display_name, about="", language=language)


def letter(to: str) -> Letter:
    return Letter.objects.filter(to=to).latest("pk")


def other(language: str) -> str:
    return {"de": "en", "en": "de"}[language]


@BOTH
def test_a_decision_and_an_answer_are_told_in_the_language_of_whom_they_concern(world, language):
    review = reviews.write_review(by=world.anna, film=world.film, text="Ein Film von einem Dummkopf.")
    speaks(world.anna, language)
    with override(other(language)):
        decision = moderation.decide(
            by=world.dora, kind="review", ref=review.public_id, act="hide", reasons=FACTS, path="/x/", step=0
        )
        told = letter("anna@example.org")
        world.anna.refresh_from_db()
        moderation.appeal(by=world.anna, decision=decision, text="Nein.")
        shown = queries.decision_shown(decision.public_id, viewer=world.karl)
        moderation.answer_appeal(by=world.karl, decision=shown, outcome="upheld", answer="Doch.")
    answered = letter("anna@example.org")
    subjects = {
        "de": ("Eine Entscheidung über dich oder deinen Text", "Antwort auf deinen Widerspruch"),
        "en": ("A decision about you or your text", "Your contradiction: answered"),
    }
    assert (told.subject, answered.subject) == subjects[language]
    assert ("/en/decisions/" in told.text) == (language == "en")
    assert ("free of charge" in told.text) == (language == "en")


@BOTH
def test_a_reporter_without_an_account_is_answered_in_the_language_of_the_form(world, client, language):
    review = reviews.write_review(by=world.anna, film=world.film, text="Ein Film von einem Dummkopf.")
    prefix = "/en" if language == "en" else ""
    said = {"kind": "review", "id": review.public_id, "category": "abuse", "explanation": "Beleidigt.", "name": "Vera"}
    answer = client.post(f"{prefix}/report/", said | {"email": "vera@example.org", "good_faith": "on"})
    assert answer.status_code == 302
    received = letter("vera@example.org").subject
    with override(other(language)):
        moderation.decide(
            by=world.dora, kind="review", ref=review.public_id, act="dismiss", path="/x/", step=0,
            reasons=Reasons("Steht da.", seen=tuple(Report.objects.values_list("public_id", flat=True))),
        )  # fmt: skip
    assert (received, letter("vera@example.org").subject) == {
        "de": ("Deine Meldung ist eingegangen", "Deine Meldung: entschieden"),
        "en": ("Your report has come in", "Your report: decided"),
    }[language]


@BOTH
def test_a_member_who_reports_is_answered_in_their_own(world, language):
    speaks(world.bruno, language)
    thing = queries.thing_at("member", world.anna.public_id, viewer=world.bruno)
    moderation.report(
        by=world.bruno, thing=thing, path="/@anna/", category="spam", explanation="Wirbt.", good_faith=True,
        contact=Contact(), language=other(language),
    )  # fmt: skip
    assert (letter("bruno@example.org").subject == "Your report has come in") == (language == "en")


def wish(settings, language: str, **said: str) -> Application | Member:
    with override(language):
        told = {"email": "neu@example.org", "handle": "neu-hier", "display_name": "Neu", "password": "ein-langes-wort"}
        token = joining.ask_in(by=SIGNING_UP, wish=Wish(**(told | said)), where=for_letters())
    code = "".join(letter("neu@example.org").subject.split()[:2])
    with override(other(language)):
        return joining.confirm(by=SIGNING_UP, token=token, code="".join(filter(str.isdigit, code)))


@BOTH
def test_who_signs_up_is_written_to_in_the_language_of_the_page_and_keeps_it(settings, db, language):
    settings.REGISTRATION = "open"
    came = wish(settings, language)
    assert ("is your code for" in letter("neu@example.org").subject) == (language == "en")
    assert Member.objects.get(pk=came.pk).language == language


@BOTH
@pytest.mark.parametrize("answer", ["let in", "declined"])
def test_who_applied_is_answered_in_the_language_of_the_application(world, settings, language, answer):
    settings.REGISTRATION = "application"
    applied = wish(settings, language)
    with override(other(language)):
        if answer == "declined":
            joining.decline(by=world.dora, public_id=applied.public_id)
        else:
            member = joining.let_in(by=world.dora, public_id=applied.public_id, where=for_letters())
            assert member.language == language
    subject = {"let in": ("Willkommen bei Abspann", "Welcome to Abspann"),
               "declined": ("Deine Bewerbung bei Abspann", "Your application to Abspann")}[answer]  # fmt: skip
    assert letter("neu@example.org").subject == subject[language == "en"]


@BOTH
def test_whose_account_it_is_reads_of_another_sign_up_and_of_a_new_password_in_their_own(world, settings, language):
    settings.REGISTRATION = "open"
    speaks(world.anna, language)
    prefix = "" if language == "en" else "/en"
    with override(other(language)):
        told = {"email": "anna@example.org", "handle": "neu-hier", "display_name": "Neu", "password": "ein-langes-wort"}
        joining.ask_in(by=SIGNING_UP, wish=Wish(**told), where=for_letters())
    assert ("You have an account" in letter("anna@example.org").subject) == (language == "en")
    Client(headers={"host": "localhost"}).post(f"{prefix}/accounts/password/reset/", {"email": "anna@example.org"})
    assert ("Hello" in letter("anna@example.org").text) == (language == "en")


def test_an_invitation_is_written_in_the_language_of_who_invites(world):
    for language, subject in (("de", "Du bist eingeladen: Abspann"), ("en", "You are invited to Abspann")):
        with override(language):
            joining.invite(by=world.dora, where=for_letters(), email=f"{language}@example.org")
        assert letter(f"{language}@example.org").subject == subject


def test_a_member_chooses_the_language_with_the_profile_and_nobody_elses_reads_it(world, log_in):
    browser = log_in(world.anna)
    assert 'value="de" selected' in browser.get("/accounts/profile/").content.decode()
    said = {"display_name": "Anna", "about": "", "language": "en"}
    assert browser.post("/accounts/profile/", said).status_code == 302
    assert Member.objects.get(pk=world.anna.pk).language == "en"
    assert browser.post("/accounts/profile/", said | {"language": "fr"}).status_code == 422
    with pytest.raises(Refusal):
        members.edit_profile(by=world.anna, member=world.anna, display_name="Anna", about="", language="fr")
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        Member.objects.filter(pk=world.anna.pk).update(language="fr")
