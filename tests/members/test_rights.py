"""Who may do what to whose: the table, as docs/rights.md shows it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from abspann.members import commands
from abspann.members.queries import demand, may
from abspann.members.rights import RIGHTS, Act, Standing, Whose
from tests.architecture.source import ROOT
from tests.conftest import TEST


def table() -> str:
    """The table of docs/rights.md."""
    head = ["act", "whose", *(standing.value for standing in Standing)]
    lines = [head, ["---"] * len(head)]
    for act, allowed in RIGHTS.items():
        lines += [
            [act.value, whose.value, *("yes" if standing in who else "–" for standing in Standing)]
            for whose, who in allowed.items()
        ]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def test_the_docs_show_the_table_as_it_is():
    shown = (ROOT / "docs" / "rights.md").read_text(encoding="utf-8")
    assert "\n".join(re.findall(r"^\|.*\|$", shown, re.MULTILINE)) == table()


def test_every_act_stands_in_the_table():
    assert list(RIGHTS) == list(Act)


def test_nobody_judges_or_moderates_what_is_their_own(world):
    for member in (world.anna, world.dora, world.erik, world.karl):
        for act in (Act.JUDGE_REVIEW, Act.MODERATE, Act.FOLLOW):
            assert not may(member, act, whose=member), (member.handle, act)


def test_a_moderator_decides_on_others_and_a_member_does_not(world):
    assert may(world.dora, Act.MODERATE, whose=world.anna)
    assert not may(world.anna, Act.MODERATE, whose=world.bruno)


def test_a_visitor_reads_and_reports_and_does_nothing_else():
    assert {act for act in Act if may(None, act)} == {Act.READ, Act.REPORT}


@pytest.mark.parametrize("state", ["leaving", "suspended"])
def test_who_leaves_or_is_suspended_is_nothing_else_whatever_their_office(world, state):
    from django.utils import timezone

    later = timezone.now() + dt.timedelta(days=1)
    world.karl.leaving_since = timezone.now() if state == "leaving" else None
    world.karl.suspended_until = later if state == "suspended" else None
    assert not may(world.karl, Act.RATE)
    assert not may(world.karl, Act.GRANT)
    assert may(world.karl, Act.LEAVE, whose=world.karl) == (state == "leaving")
    with pytest.raises(commands.Refusal) as refusal:
        demand(world.karl, Act.RATE, whose=world.karl)
    assert refusal.value.status == 403


def test_the_house_itself_may_all(world):
    for act in Act:
        demand(TEST, act, whose=world.anna)


def test_a_right_over_ones_own_is_none_over_others(world):
    assert Whose.OTHERS not in RIGHTS[Act.EDIT_REVIEW]
    assert not may(world.karl, Act.EDIT_REVIEW, whose=world.anna)
