import pytest

from abspann.catalog.poster.facts import Sheet
from abspann.catalog.poster.spelling import LONGEST, in_latin, settable_title


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("Der Himmel über Berlin", "Der Himmel über Berlin"),
        ("Żółty ślad", "Żółty ślad"),
        ("8½", "8½"),
        ("Bố già", "Bo già"),
        ("Летят журавли", "Letyat zhuravli"),
        ("Πολίτικη κουζίνα", "Politiki koyzina"),
        ("기생충", "Gisaengchung"),
        ("ลุงบุญมีระลึกชาติ", "Lungbuymiraluekchati"),
        ("Ｗｉｄｅ", "Wide"),
        ("Film 🎬 ab", "Film ab"),
        ("zwei\u00a0  Räume\u200b", "zwei Räume"),
        ("乱", ""),
        ("بچه‌های آسمان", ""),
        ("😀", ""),
        ("", ""),
    ],
)
def test_a_title_is_spelled_in_letters_that_can_be_set(written: str, spelled: str) -> None:
    assert in_latin(written) == spelled


def test_an_original_title_that_can_be_set_is_better_than_a_transliteration() -> None:
    assert settable_title(Sheet("Летят журавли", "The Cranes Are Flying")) == "The Cranes Are Flying"


def test_a_title_beyond_all_measure_ends_after_a_whole_word() -> None:
    title = settable_title(Sheet("Ein langer Titel, " * 20))
    assert len(title) <= LONGEST + 2
    assert title.endswith(" Ein langer Titel, Ein …")
