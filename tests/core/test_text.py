import pytest
from hypothesis import given
from hypothesis import strategies as st

from abspann.core.text import cleaned, cut, folded, foldings, one_line


def test_cleaned_text_keeps_lines_tabs_accents_and_joined_emoji() -> None:
    text = "Größe\tund\nLänge: 👩\u200d🎤 नमस्ते \u200f"

    assert cleaned(text) == text


@pytest.mark.parametrize(
    "sign", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u2066", "\ud800", "\ufffe", "\ufeff", "\ufdd0"]
)
def test_cleaned_text_drops_what_must_never_be_shown(sign: str) -> None:
    assert cleaned(f"vor{sign}nach") == "vornach"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_cleaned_text_has_one_kind_of_line_end(end: str) -> None:
    assert cleaned(f"a{end}b") == "a\nb"


@given(st.text(st.characters()))
def test_cleaned_text_is_clean_and_can_be_stored(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    assert cleaned(text).encode().decode() == cleaned(text)


def test_a_title_stands_on_one_line() -> None:
    assert one_line("  Der\n Himmel\t\u202eüber  Berlin ") == "Der Himmel über Berlin"


@pytest.mark.parametrize(
    ("characters", "beginning"),
    [
        (99, "Ein Film, der bleibt"),
        (20, "Ein Film, der bleibt"),
        (19, "Ein Film, der"),
        (12, "Ein Film"),
        (9, "Ein Film"),
    ],
)
def test_a_text_is_cut_at_a_word_without_a_dangling_comma(characters: int, beginning: str) -> None:
    assert cut("Ein Film, der bleibt", characters) == beginning


def test_a_text_without_spaces_is_cut_between_two_letters() -> None:
    assert cut("字" * 100, 50) == "字" * 50
    assert cut("e\u0301" * 100, 51) == "e\u0301" * 25
    assert cut("x" * 100, 30) == ""


@given(st.text(), st.integers(0, 200))
def test_a_cut_text_is_a_beginning_of_the_right_length(text: str, characters: int) -> None:
    assert text.startswith(cut(text, characters))
    assert len(cut(text, characters)) <= characters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Geschmack von Rost und Knochen", "der geschmack von rost und knochen"),
        ("DIE FÜSSE im Feuer – Straße", "die fusse im feuer – strasse"),
        ("L’Œuvre d’Été", "l'oeuvre d'ete"),
        ("Søren Łódź İstanbul", "soren lodz istanbul"),
        ("ｆｕｌｌ ﬁlm Ⅷ", "full film viii"),
        ("A\u0308rger", "arger"),
        ("Кино 映画", "кино 映画"),
    ],
)
def test_search_compares_texts_without_case_and_accents(text: str, expected: str) -> None:
    assert folded(text) == expected


def test_a_title_is_found_by_its_umlauts_spelled_in_three_ways() -> None:
    index = foldings("Die fabelhafte Welt der Müllers")

    assert index == ("die fabelhafte welt der mullers", "die fabelhafte welt der muellers")
    assert [
        folded(query) in index for query in ("die fabelhafte welt der Müllers", "Die Fabelhafte Welt der Muellers")
    ] == [
        True,
        True,
    ]


def test_a_title_without_umlauts_has_one_folding() -> None:
    assert foldings("Manuel") == ("manuel",)
