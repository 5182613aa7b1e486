"""`abspann user add` and `abspann user grant`."""

import io

import pytest
from django.test import Client

from abspann.core.refusal import Refusal
from abspann.keeper import people
from abspann.members.models import Invitation, Login, Member
from abspann.members.queries import invitation_of
from abspann.members.rules import RoleName
from abspann.post.models import Letter


def roles_of(handle):
    return set(Member.objects.get(handle=handle).roles.values_list("name", flat=True))


def test_the_first_keeper_can_log_in_with_the_password_that_is_shown(db):
    added = people.add(handle="karla", name="Karla", email="karla@example.org", role="keeper")
    assert roles_of("karla") == {RoleName.KEEPER}
    assert Login.objects.get(email="karla@example.org").check_password(added.password)
    assert added.sentences == ["@karla can log in now.", f"Password, shown this once: {added.password}"]


def test_a_password_that_was_brought_along_is_not_shown(db):
    added = people.add(handle="karla", name="Karla", email="karla@example.org", password="rost-und-knochen")
    assert (added.password, added.sentences) == (None, ["@karla can log in now."])
    assert Login.objects.get(email="karla@example.org").check_password("rost-und-knochen")


def test_the_keeper_invites_by_the_same_rule_as_the_page(db, settings):
    settings.REGISTRATION = "invitation"
    link = people.invite()
    assert link.startswith("http://localhost:8000/accounts/signup/?invitation=")
    assert not Letter.objects.exists()
    assert Client(headers={"host": "localhost"}).get(link.removeprefix("http://localhost:8000")).status_code == 200
    assert invitation_of(link.partition("=")[2]).inviter is None
    mailed = people.invite(email="neu@example.org")
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("neu@example.org", "Du bist eingeladen: Abspann")
    assert mailed in letter.text


@pytest.mark.parametrize(("way", "email"), [("closed", ""), ("invitation", "kein-brief")])
def test_where_nobody_can_sign_up_nobody_is_invited(db, settings, way, email):
    settings.REGISTRATION = way
    with pytest.raises(Refusal):
        people.invite(email=email)
    assert not Invitation.objects.exists()


def test_without_a_name_the_handle_is_the_name(db):
    assert people.add(handle="@karla", name=" ", email="karla@example.org").member.display_name == "karla"


@pytest.mark.parametrize(
    "changes",
    [
        {"handle": "Karla!"},
        {"handle": "keeper"},
        {"handle": ""},
        {"email": "karla"},
        {"password": "short"},
        {"role": "emperor"},
    ],
)
def test_what_makes_no_sense_is_refused_and_nobody_is_added(db, changes):
    values = {
        "handle": "karla",
        "name": "Karla",
        "email": "karla@example.org",
        "role": "keeper",
        "password": "rost-und-knochen",
    }
    with pytest.raises(Refusal):
        people.add(**{**values, **changes})
    assert (Member.objects.count(), Login.objects.count()) == (0, 0)


def test_a_handle_and_an_address_are_given_once(db):
    people.add(handle="karla", name="Karla", email="karla@example.org")
    with pytest.raises(Refusal):
        people.add(handle="karla", name="Karla", email="other@example.org")
    with pytest.raises(Refusal):
        people.add(handle="other", name="Karla", email="KARLA@example.org")
    assert (Member.objects.count(), Login.objects.count()) == (1, 1)


@pytest.mark.parametrize("handle", ["karla", "@karla", "Karla"])
def test_an_office_is_given_to_a_member_however_the_handle_is_written(db, handle):
    people.add(handle="karla", name="Karla", email="karla@example.org")
    people.grant(handle=handle, role="critic")
    people.grant(handle=handle, role="critic")
    assert roles_of("karla") == {RoleName.CRITIC}


def test_an_unknown_member_is_said(db):
    with pytest.raises(Refusal, match="There is no member @nobody") as refusal:
        people.grant(handle="nobody", role="critic")
    assert refusal.value.status == 404


def test_an_unknown_office_is_said_with_those_there_are(db):
    people.add(handle="karla", name="Karla", email="karla@example.org")
    with pytest.raises(Refusal, match="There is no office «emperor», only critic, moderator, keeper"):
        people.grant(handle="karla", role="emperor")


def test_the_first_line_of_the_input_is_the_password():
    assert people.password_from(io.StringIO("rost und knochen\nmore\n")) == "rost und knochen"
    with pytest.raises(Refusal):
        people.password_from(io.StringIO("\n"))


def test_passwords_are_long_easy_to_type_and_never_the_same():
    made = {people.new_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(password) == 23 and not set(password) - set(people.LETTERS) - {"-"} for password in made)
