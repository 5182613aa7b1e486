from itertools import pairwise
from time import perf_counter

import pytest

from abspann.catalog.poster.breaking import breaks, weak_ends, words
from abspann.catalog.poster.letters import face
from abspann.catalog.poster.line import Line, fit, fit_box
from abspann.catalog.poster.setting import Frame, set_title
from abspann.catalog.poster.stacking import LEAST_GAP, best_stack


def test_a_line_that_ends_in_an_article_is_weak() -> None:
    assert weak_ends(["Das Schweigen der", "Lämmer"]) == 1
    assert weak_ends(["Das Schweigen", "der Lämmer"]) == 0


def test_a_dash_becomes_a_break_and_is_not_set() -> None:
    assert list(breaks("Berlin – Die Sinfonie")) == [["Berlin", "Die Sinfonie"], ["Berlin", "Die", "Sinfonie"]]


def test_a_hyphen_within_a_word_stays() -> None:
    assert list(breaks("Tokio-Ga")) == [["Tokio-Ga"]]


def test_a_title_of_a_hundred_words_is_broken_in_no_time() -> None:
    title = " ".join(["Wort"] * 100)
    started = perf_counter()
    every = list(breaks(title, most=7))
    assert perf_counter() - started < 1
    assert len(words(title)) == 100
    assert {len(lines) for lines in every} == set(range(1, 8))
    assert all(" ".join(lines) == title for lines in every)


def test_a_title_is_not_broken_after_its_articles_when_there_is_room() -> None:
    lines = set_title("Das Schweigen der Lämmer", "black", 75, Frame(520, 220), largest=72)
    assert [line.text for line in lines] == ["Das Schweigen", "der Lämmer"]


@pytest.mark.parametrize("text", ["I", "Lämmer", "DONAUDAMPFSCHIFFFAHRT", "Von A, nach B"])
def test_a_fitted_line_is_as_wide_as_it_should_be(text: str) -> None:
    assert fit("tall", text, 520).width == pytest.approx(520)


def test_the_width_axis_fills_a_box_where_it_can() -> None:
    line = fit_box("black", "JENSEITS", 520, 100)
    assert line.width == pytest.approx(520, abs=0.05)
    assert line.cap_height == pytest.approx(100)


def test_the_width_axis_leaves_no_box() -> None:
    narrow, wide = fit_box("black", "DONAUDAMPFSCHIFFFAHRT", 520, 300), fit_box("black", "I", 520, 300)
    assert narrow.width == pytest.approx(520)
    assert narrow.cap_height < 300
    assert wide.cap_height == pytest.approx(300)
    assert wide.width < 520


def test_a_letter_does_not_depend_on_who_asked_first() -> None:
    fresh = face("black").outline("R", 80.004)
    assert face("black").outline("R", 79.996) == fresh


@pytest.mark.parametrize("title", ["Bố già", "Ça, c’est Québec, où est l’Été?", "Jenseits der Hügel", "Die Jagd"])
def test_in_a_stack_every_line_fills_the_width_and_none_touches_the_next(title: str) -> None:
    stack = best_stack(title.replace("ố", "o"), 520, 766)
    assert stack is not None
    assert stack.height <= 766
    feet = []
    for row, cap_height, baseline in zip(stack.rows, stack.cap_heights, stack.baselines, strict=True):
        line = fit_box("black", row.text, 520, cap_height)
        assert line.width == pytest.approx(520, abs=0.5) or line.stretch in (62, 125)
        feet.append((baseline + line.top, baseline + line.bottom))
    assert all(below[0] - above[1] >= LEAST_GAP - 3 for above, below in pairwise(feet))


def test_kerning_brings_letters_together() -> None:
    together = Line("black", "AV", 100).width
    assert together < Line("black", "A", 100).width + Line("black", "V", 100).width
