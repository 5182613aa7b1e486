"""How helpfulness is weighed: what must hold of the order, whatever the numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abspann.reviews.rules import helpfulness

VOTES = st.integers(0, 10_000)
AGES = st.floats(0, 50_000)


@given(VOTES, VOTES, VOTES, AGES)
def test_one_more_yes_never_ranks_lower_than_one_more_no(yes, no, others, age):
    film = yes + no + others + 1
    assert helpfulness(yes + 1, no, film, age) > helpfulness(yes, no + 1, film, age)


@given(st.integers(1, 10_000), VOTES, VOTES, AGES)
def test_a_vote_of_no_on_a_judged_review_ranks_it_lower(yes, no, others, age):
    film = yes + no + others
    assert helpfulness(yes, no + 1, film + 1, age) < helpfulness(yes, no, film + 1, age)


@given(VOTES, VOTES, VOTES, AGES, AGES)
def test_of_two_that_were_judged_alike_the_newer_is_not_below(yes, no, others, one, other):
    film = yes + no + others
    newer, older = sorted((one, other))
    assert helpfulness(yes, no, film, newer) >= helpfulness(yes, no, film, older)


@given(VOTES, VOTES, VOTES, st.floats(-1e6, 0))
def test_a_review_of_tomorrow_is_as_new_as_one_of_today(yes, no, others, age):
    film = yes + no + others
    assert helpfulness(yes, no, film, age) == helpfulness(yes, no, film, 0)


@given(VOTES, VOTES, VOTES, AGES)
def test_a_rank_is_a_number_that_can_be_sorted(yes, no, others, age):
    rank = helpfulness(yes, no, yes + no + others, age)
    assert math.isfinite(rank)
    assert rank > 0


def test_many_votes_of_yes_beat_few_of_the_same_share():
    assert helpfulness(90, 10, 200, 100) > helpfulness(9, 1, 200, 100)


def test_a_new_review_is_not_buried_as_wilsons_bound_would():
    """Two votes against it are enough to stand behind one that nobody has judged."""
    unjudged, judged_badly, judged_well = (
        helpfulness(0, 0, 52, 0),
        helpfulness(0, 2, 52, 0),
        helpfulness(45, 5, 52, 300),
    )
    assert judged_well > unjudged > judged_badly


def test_freshness_halves_in_ten_days():
    def bonus(age: float) -> float:
        return helpfulness(3, 1, 20, age) - helpfulness(3, 1, 20, 1e6)

    assert bonus(0) == pytest.approx(0.05)
    assert bonus(9.7) == pytest.approx(0.025, rel=0.01)


def test_the_formula_is_the_one_that_was_measured():
    expected = (3 + 1.7) / (4 + 4) + 0.12 * math.sqrt(math.log(2 + 20) / (4 + 2)) + 0.05 * math.exp(-1)
    assert helpfulness(3, 1, 20, 14) == pytest.approx(expected, abs=1e-12)
