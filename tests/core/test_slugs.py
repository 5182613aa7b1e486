import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abspann.core.slugs import LENGTH, first_free, numbered, slug_of


@pytest.mark.parametrize(
    ("title", "year", "slug"),
    [
        ("Der Geschmack von Rost und Knochen", 2012, "der-geschmack-von-rost-und-knochen-2012"),
        ("M", 1931, "m-1931"),
        ("M – Eine Stadt sucht einen Mörder", 1931, "m-eine-stadt-sucht-einen-moerder-1931"),
        ("8½", 1963, "8-1-2-1963"),
        ("Alien³", 1992, "alien3-1992"),
        ("Die fabelhafte Welt der Amélie", 2001, "die-fabelhafte-welt-der-amelie-2001"),
        ("Außer Atem", 1960, "ausser-atem-1960"),
        ("ÄÖÜ äöü ẞß", None, "aeoeue-aeoeue-ssss"),
        ("A\u0308rger", None, "aerger"),
        ("Angel’s Share – Ein Schluck für die Engel", 2012, "angels-share-ein-schluck-fuer-die-engel-2012"),
        ("L'été d‘été", None, "lete-dete"),
        ("WALL·E", 2008, "wall-e-2008"),
        ("Ирония судьбы", 1976, "ironiya-sudby-1976"),
        ("기생충", 2019, "gisaengchung-2019"),
        ("(500) Days of Summer", 2009, "500-days-of-summer-2009"),
        ("2012", 2009, "2012-2009"),
        ("…", 2012, "untitled-2012"),
        ("", None, "untitled"),
    ],
)
def test_a_slug_is_the_title_in_ascii_and_the_year(title: str, year: int | None, slug: str) -> None:
    assert slug_of(title, year) == slug


def test_a_title_of_signs_only_is_called_otherwise() -> None:
    assert slug_of("?!", otherwise="person") == "person"


def test_a_long_title_is_cut_at_a_hyphen_and_keeps_its_year() -> None:
    assert slug_of("wort " * 60, 2000) == "wort-" * 23 + "2000"
    assert slug_of("x" * 300, 2000) == "x" * 115 + "-2000"


def test_a_title_that_just_fits_is_not_cut() -> None:
    assert slug_of("ab " * 40) == "ab-" * 39 + "ab"


@given(st.text(st.characters()), st.none() | st.integers(1870, 2100))
def test_every_title_makes_a_slug_that_an_address_can_hold(title: str, year: int | None) -> None:
    slug = slug_of(title, year)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= LENGTH


def test_the_second_of_a_name_gets_a_two() -> None:
    assert [numbered("liebe-2012", n) for n in (1, 2, 3)] == ["liebe-2012", "liebe-2012-2", "liebe-2012-3"]


def test_there_is_no_zeroth_of_a_name() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        numbered("liebe-2012", 0)


def test_the_first_free_address_is_found_however_many_are_taken() -> None:
    had = {numbered("the-kiss", number) for number in range(1, 301)} - {"the-kiss-42"}
    assert first_free("the-kiss", had.intersection) == "the-kiss-42"
    assert first_free("the-kiss", {*had, "the-kiss-42"}.intersection) == "the-kiss-301"
    assert first_free("the-hug", had.intersection) == "the-hug"
