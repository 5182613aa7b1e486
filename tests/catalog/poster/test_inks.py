import pytest

from abspann.catalog.poster.chance import Dice
from abspann.catalog.poster.facts import Sheet
from abspann.catalog.poster.inks import PAIRS, TINS, Inks, choose_inks, contrast, mix, overprinted


def test_type_reads_on_its_ground_in_every_genre_and_decade() -> None:
    too_pale = set()
    for genre in [*PAIRS, "no-such-genre"]:
        for year in [None, *range(1895, 2035, 10)]:
            for seed in range(12):
                inks = choose_inks(Sheet("Titel", year=year, genres=(genre,)), Dice(seed * 7919))
                colors = mix(inks)
                if contrast(colors.type, colors.ground) < 3.9 or contrast(colors.lead, colors.ground) < 1.6:
                    too_pale.add(inks)
    assert too_pale == set()


def test_a_tin_that_is_no_longer_kept_is_replaced_by_one_that_reads() -> None:
    colors = mix(Inks("gold", "glitter", "rust", "glitter"))
    assert (colors.ground, colors.type, colors.lead, colors.second) == (
        TINS["paper"], TINS["ink"], TINS["rust"], TINS["ink"],
    )  # fmt: skip


def test_contrast_is_as_wcag_defines_it() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


def test_two_inks_over_each_other_are_darker_than_either() -> None:
    assert overprinted("#ff8000", "#80ff00") == "#808000"
