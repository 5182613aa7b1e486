"""Following, and the numbers of followers that a page shows."""

from __future__ import annotations

from functools import partial

import pytest

from abspann.core.refusal import Refusal
from abspann.events.models import NounVersion
from abspann.members import commands as members
from abspann.members.models import Follow, Member
from abspann.reviews import commands as reviewing
from abspann.reviews.models import Review
from tests.conftest import TEST
from tests.events.crowd import Crowd


def version(member: Member) -> int:
    return dict(NounVersion.objects.values_list("key", "version")).get(f"member:{member.pk}", 0)


def shown(member: Member) -> int:
    return Member.objects.get(pk=member.pk).followers_shown


@pytest.mark.django_db
def test_following_twice_is_once(world):
    before = version(world.anna), version(world.erik)
    members.follow(by=world.erik, followed=world.anna)
    assert (version(world.anna), version(world.erik)) == (before[0] + 1, before[1] + 1)
    members.follow(by=world.erik, followed=world.anna)
    assert (version(world.anna), version(world.erik)) == (before[0] + 1, before[1] + 1)
    assert (Follow.objects.filter(followed=world.anna).count(), shown(world.anna)) == (2, 2)
    assert world.anna.follower_count == 2


@pytest.mark.django_db
def test_nobody_follows_themselves(world):
    with pytest.raises(Refusal):
        members.follow(by=world.anna, followed=Member.objects.get(pk=world.anna.pk))
    assert Follow.objects.filter(follower=world.anna).count() == 0


@pytest.mark.django_db
def test_followers_here_are_added_to_those_reported_elsewhere(world):
    assert shown(world.frida) == 6989
    members.follow(by=world.anna, followed=world.frida)
    members.follow(by=world.bruno, followed=world.frida)
    assert shown(world.frida) == 6991


@pytest.mark.django_db
def test_many_follows_at_once_count_as_they_would_one_by_one(world):
    everybody = [world.anna, world.bruno, world.dora, world.erik, world.frida]
    pairs = [(one, other) for one in everybody for other in everybody]
    versions = [version(member) for member in everybody]
    members.take_in_follows(by=TEST, pairs=[*pairs, *pairs])
    assert Follow.objects.count() == 20
    assert [shown(member) for member in everybody] == [4, 4, 4, 4, 6993]
    assert [version(member) for member in everybody] == [number + 1 for number in versions]


@pytest.mark.django_db
def test_no_follows_are_no_trouble(world):
    members.take_in_follows(by=TEST, pairs=[])
    members.take_in_follows(by=TEST, pairs=[(world.anna, world.anna)])
    assert Follow.objects.count() == 1


def test_many_who_follow_one_member_at_once_are_all_counted(crowd: Crowd):
    star = members.register(by=TEST, handle="star", display_name="Star")
    fans = [members.register(by=TEST, handle=f"fan-{n}", display_name="Fan") for n in range(12)]
    assert crowd([partial(members.follow, by=fan, followed=star) for fan in fans]) == [None] * 12
    assert (Follow.objects.count(), shown(star)) == (12, 12)


def test_two_imports_of_the_same_follows_at_once_count_once(crowd: Crowd):
    everybody = [members.register(by=TEST, handle=f"m-{n}", display_name="M") for n in range(6)]
    pairs = [(one, other) for one in everybody for other in everybody if one != other]
    imports = [partial(members.take_in_follows, by=TEST, pairs=order) for order in (pairs, pairs[::-1]) * 3]
    assert crowd(imports) == [None] * 6
    assert [shown(member) for member in everybody] == [5] * 6


def test_the_same_credited_name_many_times_at_once_is_one_member(crowd: Crowd):
    credit = partial(members.credit, by=TEST, name="Frida", origin="page 1")
    found = crowd([partial(credit, reported_followers=n) for n in range(8)])
    member = Member.objects.get()
    assert found == [member] * 8
    assert member.reported_followers in range(8)


def test_a_handle_wanted_by_many_at_once_goes_to_one(crowd: Crowd):
    came = crowd([partial(members.register, by=TEST, handle="greta", display_name=f"Greta {n}") for n in range(6)])
    member = Member.objects.get()
    assert sorted(type(result).__name__ for result in came) == ["Member", *["Refusal"] * 5]
    assert [result for result in came if isinstance(result, Member)] == [member]


def test_an_address_wanted_by_many_at_once_goes_to_one(crowd: Crowd):
    register = partial(members.register, by=TEST, display_name="G", email="greta@example.org")
    came = crowd([partial(register, handle=f"greta-{n}") for n in range(6)])
    assert sorted(type(result).__name__ for result in came) == ["Member", *["Refusal"] * 5]
    assert Member.objects.count() == 1


@pytest.mark.django_db
def test_rebuilt_followers_equal_kept_ones_and_reviews_carry_them(world):
    review = reviewing.write_review(by=world.anna, film=world.film, text="Ein Film.")
    kept = list(Member.objects.order_by("pk").values_list("follower_count", flat=True))
    members.rebuild_followers()
    assert list(Member.objects.order_by("pk").values_list("follower_count", flat=True)) == kept
    Member.objects.update(follower_count=99)
    Review.objects.update(author_followers=99)
    members.rebuild_followers()
    assert list(Member.objects.order_by("pk").values_list("follower_count", flat=True)) == kept
    assert Review.objects.get(pk=review.pk).author_followers == Member.objects.get(pk=world.anna.pk).follower_count == 1
