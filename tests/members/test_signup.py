"""Coming in: codes, invitations, applications."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from abspann.core.refusal import Refusal
from abspann.members import commands as members
from abspann.members import queries
from abspann.members.commands import SIGNING_UP, joining
from abspann.members.commands.joining import Wish
from abspann.members.letters import Addresses
from abspann.members.models import Application, Invitation, Login, Member, PendingSignup
from abspann.post.models import Letter
from tests.conftest import PASSWORD, TEST
from tests.events.crowd import Crowd

WHERE = Addresses("http://here/login/", "http://here/reset/", "http://here/signup/")
OTHER = "fünf-andere-wörter"


@pytest.fixture(autouse=True)
def _open(settings):
    settings.REGISTRATION = "open"


def wish(**said: str | None) -> Wish:
    return Wish(
        **{"email": "greta@example.org", "handle": "greta", "display_name": "Greta", "password": PASSWORD, **said}
    )


def ask(instead_of: str = "", **said: str | None) -> str:
    return joining.ask_in(by=SIGNING_UP, wish=wish(**said), where=WHERE, instead_of=instead_of)


def code(email: str = "greta@example.org") -> str:
    """The code in the newest letter to an address."""
    letter = Letter.objects.filter(to=email).latest("pk")
    found = re.search(r"^    (\d{4} \d{4})$", letter.text, re.MULTILINE)
    assert found, letter.text
    return found[1]


def confirm(token: str, digits: str, handle: str = "") -> Member | Application:
    return joining.confirm(by=SIGNING_UP, token=token, code=digits, handle=handle)


def refused(act: object, *args: object, **named: object) -> Refusal:
    with pytest.raises(Refusal) as no:
        act(*args, **named)
    return no.value


def pass_by(token: str, **time: int) -> None:
    row = PendingSignup.objects.get(token=token)
    past = timedelta(**time)
    PendingSignup.objects.filter(pk=row.pk).update(created_at=row.created_at - past, code_until=row.code_until - past)


# The code.


@pytest.mark.django_db
def test_nothing_is_made_before_the_code_comes_back():
    token = ask()
    assert (Login.objects.count(), Member.objects.count(), PendingSignup.objects.count()) == (0, 0, 1)
    member = confirm(token, code())
    assert (member.handle, member.display_name, member.joined_on) == ("greta", "Greta", timezone.localdate())
    assert member.login.check_password(PASSWORD)
    assert PendingSignup.objects.count() == 0


@pytest.mark.django_db
def test_who_will_log_in_with_a_passkey_has_no_password():
    member = confirm(ask(password=None), code())
    assert not member.login.has_usable_password()


@pytest.mark.django_db
def test_neither_code_nor_password_lies_in_the_database():
    ask()
    row = PendingSignup.objects.values().get()
    assert [
        name for name, value in row.items() if code().replace(" ", "") in str(value) or PASSWORD in str(value)
    ] == []


@pytest.mark.django_db
def test_a_code_counts_once():
    token, digits = ask(), ""
    digits = code()
    confirm(token, digits)
    assert refused(confirm, token, digits).status == 409
    assert refused(confirm, token, digits.replace(" ", "")).status == 409


@pytest.mark.django_db
def test_the_sixth_try_is_in_vain_even_with_the_right_code():
    token, digits = ask(), code()
    wrong = f"{(int(digits.replace(' ', '')) + 1) % 10**8:08}"
    for _try in range(5):
        assert refused(confirm, token, wrong).field == "code"
    assert refused(confirm, token, digits).field == "code"
    assert Member.objects.count() == 0


@pytest.mark.django_db
def test_a_code_is_good_for_ten_minutes_and_a_new_one_can_be_asked_for():
    token, old = ask(), code()
    pass_by(token, minutes=10)
    assert refused(confirm, token, old).field == "code"
    joining.ask_for_another_code(by=SIGNING_UP, token=token, where=WHERE)
    assert refused(confirm, token, old).field == "code"
    assert isinstance(confirm(token, code()), Member)


@pytest.mark.django_db
def test_five_letters_go_out_for_one_sign_up():
    token = ask()
    for _time in range(4):
        joining.ask_for_another_code(by=SIGNING_UP, token=token, where=WHERE)
    assert refused(joining.ask_for_another_code, by=SIGNING_UP, token=token, where=WHERE).status == 429


@pytest.mark.django_db
def test_after_a_day_a_sign_up_is_over_and_is_swept_away():
    token, digits = ask(), code()
    pass_by(token, hours=24)
    assert queries.pending_signup(token) is None
    assert refused(confirm, token, digits).status == 409
    other = ask(email="hanna@example.org", handle="hanna")
    joining.forget_newcomers()
    assert [row.token for row in PendingSignup.objects.all()] == [other]


@pytest.mark.django_db
def test_a_browser_replaces_its_own_sign_up_and_nobody_elses():
    own, others = ask(), ask()
    again = ask(instead_of=own)
    assert {row.token for row in PendingSignup.objects.all()} == {others, again}


@pytest.mark.django_db
def test_a_code_opens_no_other_sign_up_of_the_same_address():
    first, digits = ask(), code()
    second = ask(handle="hanna")
    assert refused(confirm, second, digits).field == "code"
    assert confirm(first, digits).handle == "greta"


@pytest.mark.django_db
def test_a_handle_taken_meanwhile_costs_neither_code_nor_words():
    token = ask()
    members.register(by=TEST, handle="gr3ta", display_name="Another")
    digits = code()
    for _time in range(7):
        assert refused(confirm, token, digits).field == "handle"
    assert refused(confirm, token, digits, "admin").field == "handle"
    member = confirm(token, digits, "greta-g")
    assert (member.handle, member.display_name, member.login.email) == ("greta-g", "Greta", "greta@example.org")


@pytest.mark.django_db
def test_an_address_that_got_an_account_meanwhile_gets_no_second_one():
    first, digits = ask(), code()
    second = ask(handle="hanna")
    confirm(second, code())
    assert refused(confirm, first, digits).field == "email"
    assert Login.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("email", "greta"),
        ("handle", "admin"),
        ("handle", "Greta G"),
        ("display_name", "Anonymer User"),
        ("password", "kurz"),
        ("password", "greta@example.org"),
        ("reason", "x" * 1_001),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_leaves_nothing(field, said):
    assert refused(ask, **{field: said}).field == field
    assert (PendingSignup.objects.count(), Letter.objects.count()) == (0, 0)


def test_of_twenty_who_use_one_code_at_once_one_becomes_a_member(crowd: Crowd):
    token, digits = ask(), code()
    came = crowd([partial(confirm, token, digits)] * 20)
    assert sorted(type(one).__name__ for one in came) == ["Member", *["Refusal"] * 19]
    assert (Member.objects.count(), Login.objects.count()) == (1, 1)


def test_of_twenty_wrong_codes_at_once_no_more_than_five_are_tried(crowd: Crowd):
    token, digits = ask(), code()
    crowd([partial(confirm, token, f"{number:08}") for number in range(20)])
    assert PendingSignup.objects.get().tries == 5
    assert refused(confirm, token, digits).field == "code"


# An address that has an account.


@pytest.mark.django_db
def test_a_known_address_is_kept_like_a_new_one_and_gets_a_letter_without_a_code(world):
    known, new = ask(email="ANNA@example.org"), ask()
    rows = {row.token: row for row in PendingSignup.objects.all()}
    assert len(rows[known].code) == len(rows[new].code)
    letter = Letter.objects.get(to="ANNA@example.org")
    assert WHERE.log_in in letter.text
    assert WHERE.reset in letter.text
    assert not re.search(r"\d{4}", letter.text)
    assert Letter.objects.count() == 2


@pytest.mark.django_db
def test_no_code_opens_the_sign_up_of_a_known_address(world):
    token = ask(email="anna@example.org")
    for number in range(5):
        assert (
            refused(confirm, token, f"{number:08}").sentence == refused(confirm, ask(handle=f"h{number}"), "").sentence
        )
    assert refused(confirm, token, "").field == "code"


@pytest.mark.django_db
def test_strangers_fill_nobodys_letter_box():
    for number in range(8):
        ask(handle=f"greta-{number}")
    assert Letter.objects.filter(to="greta@example.org").count() == 5
    assert PendingSignup.objects.count() == 8


# Ways to come in.


@pytest.mark.parametrize(
    ("said", "is_demo", "way"),
    [("", False, "application"), ("", True, "open"), ("closed", True, "closed"), ("open", False, "open")],
)
def test_people_come_in_as_the_keeper_says_else_on_application_and_into_a_demo_freely(settings, said, is_demo, way):
    settings.REGISTRATION, settings.DEMO = said, is_demo
    assert queries.registration() == way


@pytest.mark.django_db
def test_a_closed_house_lets_nobody_in(settings, world):
    token, digits = ask(), code()
    settings.REGISTRATION = "closed"
    assert refused(ask, handle="hanna").status == 403
    assert refused(confirm, token, digits).status == 403
    assert refused(joining.invite, by=world.dora, where=WHERE).status == 409


@pytest.mark.django_db
def test_without_an_invitation_nobody_comes_into_a_house_of_invitations(settings, world):
    settings.REGISTRATION = "invitation"
    assert refused(ask).status == 403
    assert refused(ask, invitation="made-up").status == 403
    invitation = joining.invite(by=world.dora, where=WHERE)
    token = ask(invitation=invitation)
    assert isinstance(confirm(token, code()), Member)
    assert refused(ask, handle="hanna", invitation=invitation).status == 403


@pytest.mark.django_db
def test_only_moderators_and_keepers_invite(world):
    for who in (world.anna, world.erik):
        assert refused(joining.invite, by=who, where=WHERE).status == 403
        assert refused(joining.withdraw_invitation, by=who, public_id="x").status == 403
    joining.invite(by=world.karl, where=WHERE)


@pytest.mark.django_db
def test_of_an_invitation_only_a_digest_is_kept_and_the_link_goes_to_its_address(world):
    token = joining.invite(by=world.dora, where=WHERE, email="greta@Example.org")
    assert f"{WHERE.sign_up}?invitation={token}" in Letter.objects.get(to="greta@example.org").text
    assert [name for name, value in Invitation.objects.values().get().items() if token in str(value)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["withdrawn", "too late", "inviter suspended", "inviter leaving"])
def test_an_invitation_ends(settings, world, end):
    settings.REGISTRATION = "invitation"
    invitation = joining.invite(by=world.dora, where=WHERE)
    token, digits = ask(invitation=invitation), code()
    row, now = Invitation.objects.get(), timezone.now()
    if end == "withdrawn":
        joining.withdraw_invitation(by=world.karl, public_id=row.public_id)
    elif end == "too late":
        Invitation.objects.update(expires_at=now)
    else:
        field = "suspended_until" if end.endswith("suspended") else "leaving_since"
        Member.objects.filter(pk=world.dora.pk).update(**{field: now + timedelta(days=1)})
    assert list(queries.open_invitations()) == []
    assert refused(ask, handle="hanna", invitation=invitation).status == 403
    assert refused(confirm, token, digits).status == 409
    assert not Member.objects.filter(handle="greta").exists()


def test_of_twenty_who_use_one_invitation_at_once_one_comes_in(crowd: Crowd, settings):
    settings.REGISTRATION = "invitation"
    invitation = joining.invite(by=TEST, where=WHERE)
    calls = []
    for number in range(20):
        token = ask(email=f"g{number}@example.org", handle=f"guest-{number}", invitation=invitation)
        calls.append(partial(confirm, token, code(f"g{number}@example.org")))
    came = crowd(calls)
    assert sorted(type(one).__name__ for one in came) == ["Member", *["Refusal"] * 19]
    assert Member.objects.count() == 1


@pytest.mark.django_db
def test_an_applicant_waits_until_somebody_lets_them_in(settings, world):
    settings.REGISTRATION = "application"
    came = confirm(ask(reason="Ich sehe gern Filme."), code())
    assert isinstance(came, Application)
    assert not Login.objects.filter(email="greta@example.org").exists()
    assert [one.reason for one in queries.waiting_applications()] == ["Ich sehe gern Filme."]
    member = joining.let_in(by=world.dora, public_id=came.public_id, where=WHERE)
    assert (member.handle, member.login.check_password(PASSWORD)) == ("greta", True)
    assert WHERE.log_in in Letter.objects.latest("pk").text
    assert Application.objects.count() == 0
    assert refused(joining.let_in, by=world.dora, public_id=came.public_id, where=WHERE).status == 409


@pytest.mark.django_db
def test_an_applicant_without_a_password_is_told_how_to_get_one(settings, world):
    settings.REGISTRATION = "application"
    came = confirm(ask(password=None), code())
    joining.let_in(by=world.dora, public_id=came.public_id, where=WHERE)
    assert WHERE.reset in Letter.objects.latest("pk").text


@pytest.mark.django_db
def test_a_declined_applicant_is_told_why_and_forgotten_after_thirty_days(settings, world):
    settings.REGISTRATION = "application"
    came = confirm(ask(), code())
    joining.decline(by=world.dora, public_id=came.public_id, words="Wir sind zurzeit zu viele.")
    assert "Wir sind zurzeit zu viele." in Letter.objects.latest("pk").text
    assert list(queries.waiting_applications()) == []
    assert refused(joining.decline, by=world.karl, public_id=came.public_id).status == 409
    assert members.register(by=TEST, handle="greta", display_name="Another").handle == "greta"
    joining.forget_newcomers()
    assert Application.objects.count() == 1
    Application.objects.update(created_at=timezone.now() - timedelta(days=30))
    joining.forget_newcomers()
    assert Application.objects.count() == 0


@pytest.mark.django_db
def test_members_and_critics_decide_on_nobody(settings, world):
    settings.REGISTRATION = "application"
    came = confirm(ask(), code())
    for who in (world.anna, world.erik):
        assert refused(joining.let_in, by=who, public_id=came.public_id, where=WHERE).status == 403
        assert refused(joining.decline, by=who, public_id=came.public_id).status == 403


@pytest.mark.django_db
def test_who_waits_keeps_their_handle_and_applies_once(settings):
    settings.REGISTRATION = "application"
    confirm(ask(), code())
    assert refused(ask, email="hanna@example.org", handle="gr3ta").field == "handle"
    assert refused(members.register, by=TEST, handle="greta", display_name="Another").field == "handle"
    confirm(ask(handle="greta-g", reason="Noch einmal."), code())
    assert [(one.handle, one.reason) for one in queries.waiting_applications()] == [("greta-g", "Noch einmal.")]


@pytest.mark.django_db
def test_who_is_invited_need_not_apply(settings, world):
    settings.REGISTRATION = "application"
    invitation = joining.invite(by=world.dora, where=WHERE)
    assert isinstance(confirm(ask(invitation=invitation), code()), Member)


@pytest.mark.django_db
def test_a_name_of_several_lines_is_kept_on_one():
    member = confirm(ask(display_name="Greta\r\nBcc: all"), code())
    assert member.display_name == "Greta Bcc: all"
