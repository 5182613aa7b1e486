"""Members: registering, crediting, offices."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from abspann.core.refusal import Refusal
from abspann.events.models import NounVersion
from abspann.members import commands as members
from abspann.members.models import Follow, Login, Member, Role
from abspann.members.queries import holds, login_of_address, member_of
from abspann.members.rules import RESERVED, RoleName, is_handle
from tests.conftest import PASSWORD, TEST

pytestmark = pytest.mark.django_db


def register(handle: str = "greta", **told: object) -> Member:
    return members.register(by=TEST, **{"handle": handle, "display_name": "Greta", **told})


def version(key: str) -> int:
    return dict(NounVersion.objects.values_list("key", "version")).get(key, 0)


# Handles.


@pytest.mark.parametrize("handle", ["a", "7", "anna", "anna-lena", "a--b", "a" * 40, "0-0"])
def test_small_letters_digits_and_inner_hyphens_make_a_handle(handle):
    assert is_handle(handle)


@pytest.mark.parametrize(
    "handle",
    [
        "",
        "-anna",
        "anna-",
        "-",
        "Anna",
        "anna.b",
        "anna_b",
        "anna b",
        "anna\n",
        " anna",
        "a" * 41,
        "ännä",
        "аnna",  # a Cyrillic first letter
        "ａnna",  # a letter of full width
        "anna\u200b",
        "annа",
        "ſara",  # a long s
        "karl\N{KELVIN SIGN}",
        "١٢٣",
        "anna\0",
    ],
)
def test_what_looks_like_a_handle_but_is_none_is_refused(handle):
    assert not is_handle(handle)
    with pytest.raises(Refusal):
        register(handle)
    assert Member.objects.count() == 0


@pytest.mark.parametrize("handle", sorted(RESERVED))
def test_nobody_takes_the_name_of_an_office(handle):
    with pytest.raises(Refusal):
        register(handle)


# Registering.


def test_a_registered_member_can_log_in():
    member = register(email="greta@example.org", password=PASSWORD, joined_on=dt.date(2024, 2, 29))
    assert (member.kind, member.handle, member.display_name) == (Member.Kind.LOCAL, "greta", "Greta")
    assert member.joined_on == dt.date(2024, 2, 29)
    login = login_of_address("Greta@Example.org")
    assert isinstance(login, Login)
    assert member_of(login) == member
    assert login.check_password(PASSWORD)
    assert not login.check_password("something-else")


def test_a_wildcard_in_an_address_is_a_letter():
    register("greta", email="g_eta@example.org", password=PASSWORD)
    assert login_of_address("gxeta@example.org") is None
    register("gxeta", email="gxeta@example.org", password=PASSWORD)
    assert Login.objects.count() == 2


def test_a_member_without_an_address_has_no_login():
    assert register().login is None


def test_a_member_with_an_address_and_no_password_cannot_log_in():
    member = register(email="greta@example.org")
    assert member.login is not None
    assert not member.login.has_usable_password()


def test_a_handle_is_taken_once():
    register()
    with pytest.raises(Refusal, match="greta"):
        register(display_name="Another")
    assert Member.objects.get().display_name == "Greta"


def test_an_address_is_taken_once_whatever_its_case():
    register(email="greta@example.org", password=PASSWORD)
    with pytest.raises(Refusal):
        register("hanna", email="GRETA@example.org", password=PASSWORD)
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("greta", PASSWORD),
        ("greta@", PASSWORD),
        ("gre\0ta@example.org", PASSWORD),
        (f"greta@{'x' * 60}.{'x' * 60}.{'x' * 60}.{'x' * 60}.{'x' * 30}.org", PASSWORD),  # longer than its column
        ("greta@example.org", "kurz"),
        ("greta@example.org", "1234567890"),
        ("greta@example.org", "greta@example.org"),
    ],
)
def test_a_login_that_cannot_be_leaves_nothing_behind(email, password):
    with pytest.raises(Refusal):
        register(email=email, password=password)
    assert (Member.objects.count(), Login.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["", "   ", "\0", "x" * 121])
def test_a_name_that_does_not_fit_is_refused(name):
    with pytest.raises(Refusal) as refused:
        register(display_name=name)
    assert refused.value.field == "display_name"
    with pytest.raises(Refusal):
        members.credit(by=TEST, name=name, origin="page 1")
    assert Member.objects.count() == 0


def test_a_name_is_stored_cleaned_on_one_line_and_composed():
    member = register(display_name=" Ste\u0301phanie\n\u202eKnochen\0 ")
    assert member.display_name == "St\N{LATIN SMALL LETTER E WITH ACUTE}phanie Knochen"


def test_registering_raises_the_members_version():
    member = register()
    assert version(f"member:{member.pk}") == 1


# Credited members.


def test_one_name_of_one_origin_is_one_member_and_the_newest_figures_stand():
    first = members.credit(by=TEST, name="Frida", origin="page 1", reported_followers=10, reported_reviews=5)
    again = members.credit(by=TEST, name="Frida", origin="page 1", reported_followers=12, reported_reviews=6)
    assert again == first
    member = Member.objects.get()
    assert (member.reported_followers, member.reported_reviews, member.followers_shown) == (12, 6, 12)
    assert (member.handle, member.login, member.kind) == (None, None, Member.Kind.CREDITED)


def test_a_figure_that_is_not_reported_leaves_the_one_that_was():
    members.credit(by=TEST, name="Frida", origin="page 1", reported_followers=10, reported_reviews=5)
    members.credit(by=TEST, name="Frida", origin="page 1", reported_reviews=7)
    member = Member.objects.get()
    assert (member.reported_followers, member.reported_reviews) == (10, 7)


def test_a_name_of_two_origins_is_two_members():
    members.credit(by=TEST, name="Frida", origin="page 1")
    members.credit(by=TEST, name="Frida", origin="page 2")
    members.credit(by=TEST, name="frida", origin="page 1")
    assert Member.objects.count() == 3


def test_a_name_written_with_a_loose_accent_is_the_same_name():
    first = members.credit(by=TEST, name="Rene\u0301", origin="page 1")
    assert members.credit(by=TEST, name="Ren\u00e9 ", origin="page 1") == first


@pytest.mark.parametrize("figure", [-1, 2**40, 2**70])
def test_a_figure_that_no_column_holds_is_refused(figure):
    with pytest.raises(Refusal):
        members.credit(by=TEST, name="Frida", origin="page 1", reported_followers=figure)
    assert Member.objects.count() == 0


# Offices.


def test_an_office_is_held_once_and_only_by_those_of_the_house(world):
    members.grant(by=world.karl, member=world.anna, role=RoleName.CRITIC)
    members.grant(by=world.karl, member=world.anna, role=RoleName.CRITIC)
    assert [role.name for role in world.anna.roles.all()] == ["critic"]
    with pytest.raises(Refusal):
        members.grant(by=world.karl, member=world.frida, role=RoleName.CRITIC)
    assert list(world.frida.roles.all()) == []


def test_a_keeper_holds_every_office_and_a_member_none(world):
    offices = list(RoleName)
    assert [holds(world.karl, office) for office in offices] == [True, True, True]
    assert [holds(world.dora, office) for office in offices] == [False, True, False]
    assert [holds(world.erik, office) for office in offices] == [True, False, False]
    assert [holds(world.anna, office) for office in offices] == [False, False, False]
    assert [holds(None, office) for office in offices] == [False, False, False]
    assert holds(world.dora, RoleName.CRITIC, RoleName.MODERATOR)


def test_the_member_of_a_login_comes_with_their_offices_read(world, django_assert_num_queries):
    login = Login.objects.get(pk=world.erik.login_id)
    with django_assert_num_queries(2):
        member = member_of(login)
        assert holds(member, RoleName.CRITIC)


def test_things_are_named_by_what_they_say(world):
    follow = Follow.objects.get()
    assert str(follow) == f"{world.bruno.pk} follows {world.anna.pk}"
    assert (str(world.anna), str(world.anna.login)) == ("Anna", "anna@example.org")
    assert str(world.erik.roles.get()) == f"{world.erik.pk}: critic"


# What the database itself refuses.


def local(**told: object) -> Member:
    return Member(**{"kind": "local", "handle": "greta", "display_name": "Greta", **told})


def credited(**told: object) -> Member:
    return Member(**{"kind": "credited", "credited_from": "page 1", "display_name": "Greta", **told})


@pytest.mark.parametrize(
    "member",
    [
        lambda: local(kind="remote"),
        lambda: local(handle=None),
        lambda: local(credited_from="page 1"),
        lambda: local(reported_followers=1),
        lambda: local(reported_reviews=1),
        lambda: local(follower_count=-1),
        lambda: credited(handle="greta"),
        lambda: credited(credited_from=None),
        lambda: credited(login=Login.objects.create(email="greta@example.org", password="-")),
        lambda: credited(reported_followers=-1),
        lambda: credited(reported_reviews=-1),
    ],
)
def test_the_database_refuses_a_member_of_no_kind(member):
    with pytest.raises(IntegrityError), transaction.atomic():
        member().save()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (local(), local(handle="GRETA")),
        (local(public_id="same"), local(handle="hanna", public_id="same")),
        (credited(), credited()),
    ],
)
def test_the_database_refuses_a_second_member_of_the_same_name(first, second):
    first.pk = second.pk = None
    first.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)


def test_the_database_refuses_a_second_login_of_an_address(world):
    for email in ("anna@example.org", "ANNA@example.org"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Login.objects.create(email=email, password="-")


def test_a_login_speaks_for_one_member(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        local(login=world.anna.login).save()


def test_the_database_refuses_offices_held_twice_or_unknown(world):
    for member, name in ((world.erik, "critic"), (world.anna, "king")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Role.objects.create(member=member, name=name)


def test_the_database_refuses_following_twice_or_oneself(world):
    for follower, followed in ((world.bruno, world.anna), (world.anna, world.anna)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Follow.objects.create(follower=follower, followed=followed)
