"""Ceasing to follow; whom one can follow at all; and what leaving does to it."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from abspann.core.refusal import Refusal
from abspann.events.models import NounVersion
from abspann.events.publish import publish
from abspann.members import commands as members
from abspann.members.commands.leaving import ask_to_leave, come_back
from abspann.members.events import MemberErased
from abspann.members.models import Follow, Member
from abspann.members.queries import (
    followed_among,
    followers_page,
    following_count,
    following_page,
    member_at,
    member_shown,
)
from abspann.members.rules import RoleName
from tests.conftest import TEST
from tests.events.crowd import Crowd


def version(member: Member) -> int:
    return dict(NounVersion.objects.values_list("key", "version")).get(f"member:{member.pk}", 0)


def shown(member: Member) -> int:
    return Member.objects.get(pk=member.pk).followers_shown


@pytest.mark.django_db
def test_unfollowing_takes_one_off_once_and_touches_both(world):
    before = version(world.anna), version(world.bruno)
    members.unfollow(by=world.bruno, followed=world.anna)
    assert (version(world.anna), version(world.bruno)) == (before[0] + 1, before[1] + 1)
    members.unfollow(by=world.bruno, followed=world.anna)
    assert (version(world.anna), version(world.bruno)) == (before[0] + 1, before[1] + 1)
    assert (Follow.objects.count(), shown(world.anna), world.anna.follower_count) == (0, 0, 0)


@pytest.mark.django_db
def test_whoever_follows_themselves_hears_why_not(world):
    with pytest.raises(Refusal) as no:
        members.follow(by=world.anna, followed=world.anna)
    assert no.value.status == 422


@pytest.mark.django_db
def test_whoever_is_leaving_or_suspended_follows_nobody_any_more(world):
    for field in ("leaving_since", "suspended_until"):
        later = timezone.now() + timezone.timedelta(days=1)
        Member.objects.filter(pk=world.erik.pk).update(leaving_since=None, suspended_until=None)
        Member.objects.filter(pk=world.erik.pk).update(**{field: later})
        for act in (members.follow, members.unfollow):
            with pytest.raises(Refusal) as no:
                act(by=Member.objects.get(pk=world.erik.pk), followed=world.anna)
            assert no.value.status == 403
    assert shown(world.anna) == 1


@pytest.mark.django_db
def test_nobody_follows_whoever_is_leaving_or_gone(world):
    ask_to_leave(by=world.anna, keep=True)
    gone = Member.objects.create(kind="local", handle="gone", display_name="Gone")
    Member.objects.filter(pk=gone.pk).delete()
    for followed in (world.anna, gone):
        with pytest.raises(Refusal) as no:
            members.follow(by=world.erik, followed=followed)
        assert no.value.status == 404
    assert Follow.objects.filter(follower=world.erik).count() == 0


@pytest.mark.django_db
def test_whom_somebody_who_leaves_followed_lose_a_follower_and_win_them_back(world):
    members.follow(by=world.bruno, followed=world.frida)
    members.follow(by=world.bruno, followed=world.erik)
    members.follow(by=world.erik, followed=world.bruno)
    before = version(world.anna)
    ask_to_leave(by=world.bruno, keep=False)
    assert [shown(member) for member in (world.anna, world.frida, world.erik)] == [0, 6989, 0]
    assert version(world.anna) == before + 1
    assert following_count(world.erik) == 0
    assert followers_page(world.anna, after=None).items == []
    assert following_page(world.erik, after=None).items == []
    members.follow(by=world.dora, followed=world.anna)
    assert shown(world.anna) == 1
    come_back(by=world.bruno)
    assert [shown(member) for member in (world.anna, world.frida, world.erik)] == [2, 6990, 1]
    assert following_count(world.erik) == 1
    assert {member.pk for member in followers_page(world.anna, after=None).items} == {world.bruno.pk, world.dora.pk}


@pytest.mark.django_db
@pytest.mark.parametrize("keep", [True, False])
def test_of_whoever_is_erased_nobody_keeps_whom_they_followed(world, keep):
    members.follow(by=world.erik, followed=world.bruno)
    ask_to_leave(by=world.bruno, keep=keep)
    for _again in range(2):
        with transaction.atomic():
            publish(MemberErased(world.bruno.pk, keep))
    assert (Follow.objects.count(), shown(world.anna)) == (0, 0)


@pytest.mark.django_db
def test_one_query_tells_whom_of_a_page_a_reader_follows_and_none_for_a_visitor(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = followed_among(world.bruno, [world.anna, None, world.erik, world.anna])
    assert found == {world.anna.pk}
    with django_assert_num_queries(0):
        assert followed_among(None, [world.anna]) == followed_among(world.bruno, [None]) == frozenset()


@pytest.mark.django_db
def test_people_are_listed_page_by_page_those_with_most_followers_first(world):
    fans = [members.register(by=TEST, handle=f"fan-{n}", display_name=f"Fan {n}") for n in range(5)]
    for fan in fans:
        members.follow(by=fan, followed=world.dora)
    members.follow(by=fans[0], followed=fans[3])
    members.follow(by=world.dora, followed=world.frida)
    members.follow(by=world.dora, followed=world.anna)
    found, after = [], None
    while page := followers_page(world.dora, after=after, size=2):
        found += page.items
        if (after := page.next) is None:
            break
    assert found[0] == fans[3]
    assert sorted(member.handle for member in found) == [f"fan-{n}" for n in range(5)]
    assert following_page(world.dora, after=None).items == [world.frida, world.anna]


@pytest.mark.django_db
def test_only_a_present_member_of_this_house_has_an_address(world):
    assert member_at("anna") == member_shown(world.anna.public_id) == world.anna
    assert member_at("ANNA") is None
    assert member_at("frida") is None
    assert member_shown(world.frida.public_id) == world.frida
    ask_to_leave(by=world.anna, keep=True)
    assert member_at("anna") is member_shown(world.anna.public_id) is None


@pytest.mark.slow
def test_fifty_who_follow_and_unfollow_at_once_are_all_counted(crowd: Crowd):
    star = members.register(by=TEST, handle="star", display_name="Star")
    fans = [members.register(by=TEST, handle=f"fan-{n}", display_name="Fan") for n in range(50)]
    for fan in fans[:25]:
        members.follow(by=fan, followed=star)
    gone = [partial(members.unfollow, by=fan, followed=star) for fan in fans[:25]]
    came = [partial(members.follow, by=fan, followed=star) for fan in fans[25:]]
    assert crowd([call for pair in zip(gone, came, strict=True) for call in pair]) == [None] * 50
    assert (Follow.objects.count(), shown(star)) == (25, 25)


def test_one_tap_sent_many_times_is_one_follow(crowd: Crowd):
    star, fan = (members.register(by=TEST, handle=name, display_name=name) for name in ("star", "fan"))
    assert crowd([partial(members.follow, by=fan, followed=star)] * 12) == [None] * 12
    assert (Follow.objects.count(), shown(star)) == (1, 1)


def test_two_who_follow_each_other_at_once_do_not_wait_for_each_other_for_ever(crowd: Crowd):
    one, other = (members.register(by=TEST, handle=name, display_name=name) for name in ("one", "other"))
    calls = [partial(members.follow, by=one, followed=other), partial(members.follow, by=other, followed=one)] * 6
    assert crowd(calls) == [None] * 12
    assert (shown(one), shown(other)) == (1, 1)


@pytest.mark.django_db
def test_a_keeper_follows_like_anybody(world):
    members.grant(by=TEST, member=world.karl, role=RoleName.KEEPER)
    members.follow(by=world.karl, followed=world.anna)
    assert shown(world.anna) == 2
