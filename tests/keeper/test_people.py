"""`abspann user add` and `abspann user grant`."""

import io

import pytest

from abspann.core.refusal import Refusal
from abspann.keeper import people
from abspann.members.models import Login, Member
from abspann.members.rules import RoleName


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
