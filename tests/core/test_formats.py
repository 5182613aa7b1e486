from datetime import date, datetime

import pytest

from abspann.core.formats import (
    average,
    country,
    date_long,
    date_partial,
    joined,
    language_name,
    money,
    number,
    running_time,
    stars,
)


def spaced(text: str) -> str:
    """`text` with its no-break spaces made visible."""
    return text.replace("\N{NO-BREAK SPACE}", "~")


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [(0, "0", "0"), (999, "999", "999"), (6989, "6.989", "6,989"), (-1000000, "-1.000.000", "-1,000,000")],
)
def test_a_number_has_its_thousands_parted(value: int, german: str, english: str) -> None:
    assert (number(value, "de"), number(value, "en")) == (german, english)


@pytest.mark.parametrize(
    ("half_stars", "german", "english"), [(1, "0,5", "0.5"), (7, "3,5", "3.5"), (8, "4,0", "4.0"), (10, "5,0", "5.0")]
)
def test_half_stars_are_shown_as_stars_with_one_digit(half_stars: int, german: str, english: str) -> None:
    assert (stars(half_stars, "de"), stars(half_stars, "en")) == (german, english)


@pytest.mark.parametrize(
    ("value", "german"), [(3.6666, "3,7"), (3.25, "3,3"), (3.35, "3,4"), (4, "4,0"), (0.04, "0,0"), (None, "–")]
)
def test_an_average_has_one_digit_and_a_missing_one_is_a_dash(value: float | None, german: str) -> None:
    assert average(value, "de") == german


def test_a_long_date_has_the_month_in_words_and_no_leading_zero() -> None:
    assert date_long(date(2022, 5, 5), "de") == "5. Mai 2022"
    assert date_long(date(2022, 5, 5), "en") == "5 May 2022"
    assert date_long(date(1895, 3, 1), "de") == "1. März 1895"


def test_a_moment_is_shown_as_its_day() -> None:
    assert date_long(datetime(2022, 5, 5, 23, 59), "de") == "5. Mai 2022"  # noqa: DTZ001  # the clock of no place is meant


@pytest.mark.parametrize(
    ("month", "day", "german", "english"),
    [
        (None, None, "2012", "2012"),
        (5, None, "Mai 2012", "May 2012"),
        (5, 7, "7. Mai 2012", "7 May 2012"),
        (None, 7, "2012", "2012"),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(month: int | None, day: int | None, german: str, english: str) -> None:
    assert (date_partial(2012, month, day, "de"), date_partial(2012, month, day, "en")) == (german, english)


@pytest.mark.parametrize(
    ("minutes", "german", "english"),
    [
        (123, "2~Std.~03~Min.", "2h~3m"),
        (120, "2~Std.~00~Min.", "2h"),
        (60, "1~Std.~00~Min.", "1h"),
        (58, "58~Min.", "58m"),
        (5, "5~Min.", "5m"),
        (0, "0~Min.", "0m"),
        (6000, "100~Std.~00~Min.", "100h"),
    ],
)
def test_a_running_time_never_breaks(minutes: int, german: str, english: str) -> None:
    assert (spaced(running_time(minutes, "de")), spaced(running_time(minutes, "en"))) == (german, english)


@pytest.mark.parametrize(
    ("amount", "currency", "german", "english"),
    [
        (15400000, "EUR", "15.400.000~€", "€15,400,000"),
        (5, "USD", "5~$", "US$5"),
        (2000000, "DEM", "2.000.000~DM", "DM~2,000,000"),
        (70000, "FRF", "70.000~FRF", "FRF~70,000"),
        (1, "???", "1~???", "???1"),
    ],
)
def test_money_is_shown_in_whole_units_of_its_currency(amount: int, currency: str, german: str, english: str) -> None:
    assert (spaced(money(amount, currency, "de")), spaced(money(amount, currency, "en"))) == (german, english)


@pytest.mark.parametrize(
    ("code", "german", "english"),
    [
        ("FR", "Frankreich", "France"),
        ("fr", "Frankreich", "France"),
        ("US", "USA", "USA"),
        ("GB", "Großbritannien", "United Kingdom"),
        ("UK", "Großbritannien", "United Kingdom"),
        ("HK", "Hongkong", "Hong Kong"),
        ("DD", "DDR", "East Germany"),
        ("DDDE", "DDR", "East Germany"),
        ("SU", "Sowjetunion", "Soviet Union"),
        ("YU", "Jugoslawien", "Yugoslavia"),
        ("CSHH", "Tschechoslowakei", "Czechoslovakia"),
        ("CSXX", "Serbien und Montenegro", "Serbia and Montenegro"),
        ("QQ", "QQ", "QQ"),
        ("", "", ""),
    ],
)
def test_a_country_has_its_name_even_when_it_is_no_more(code: str, german: str, english: str) -> None:
    assert (country(code, "de"), country(code, "en")) == (german, english)


@pytest.mark.parametrize(
    ("year", "german"), [(None, "Tschechoslowakei"), (1966, "Tschechoslowakei"), (2004, "Serbien und Montenegro")]
)
def test_the_code_that_two_countries_had_is_told_by_the_year(year: int | None, german: str) -> None:
    assert country("CS", "de", year) == german


@pytest.mark.parametrize(
    ("code", "german", "english"),
    [
        ("fr", "Französisch", "French"),
        ("fra", "Französisch", "French"),
        ("fre", "Französisch", "French"),
        ("pt-BR", "Portugiesisch", "Portuguese"),
        ("gsw", "Schweizerdeutsch", "Swiss German"),
        ("cmn", "Chinesisch", "Chinese"),
        ("iw", "Hebräisch", "Hebrew"),
        ("sh", "Serbokroatisch", "Serbo-Croatian"),
        ("sgn", "Gebärdensprache", "sign language"),
        ("xx", "ohne Dialog", "no dialogue"),
        ("zxx", "ohne Dialog", "no dialogue"),
        ("qqq", "qqq", "qqq"),
        ("", "", ""),
    ],
)
def test_a_language_has_its_name(code: str, german: str, english: str) -> None:
    assert (language_name(code, "de"), language_name(code, "en")) == (german, english)


@pytest.mark.parametrize(
    ("words", "german", "english"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A und B", "A and B"),
        (["A", "B", "C"], "A, B und C", "A, B and C"),
    ],
)
def test_words_are_joined_as_in_a_sentence(words: list[str], german: str, english: str) -> None:
    assert (joined(words, "de"), joined(words, "en")) == (german, english)


@pytest.mark.parametrize(
    ("language", "shown"), [("de-AT", "6.989"), ("DE", "6.989"), ("en-us", "6,989"), ("fr", "6,989"), ("", "6,989")]
)
def test_a_language_of_a_region_reads_as_its_language_and_an_unknown_one_as_english(language: str, shown: str) -> None:
    assert number(6989, language) == shown
