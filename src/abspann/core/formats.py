"""Numbers, dates, times, money, countries and languages as the reader writes them.

Every function takes the reader's language ("de", "en", "de-AT"; an unknown one reads English) and returns plain text.
The forms are those of the Unicode CLDR; English means British English ("5 May 2022"). Numbers that belong together
never break: running times and money hold no-break spaces (U+00A0). Dates hold common spaces: a page keeps them whole
with `white-space: nowrap` on `<time>`, and a date reads the same in a mail, a feed and a test.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, get_currency_symbol
from babel.units import format_unit

MISSING = "–"
"""Stands where a value is not known; never a 0."""

_NBSP = "\N{NO-BREAK SPACE}"

_COUNTRIES = {
    # Shorter or more usual in film talk than the CLDR's names.
    "US": ("USA", "USA"),
    "GB": ("Großbritannien", "United Kingdom"),
    "HK": ("Hongkong", "Hong Kong"),
    "MO": ("Macau", "Macao"),
    "PS": ("Palästina", "Palestine"),
    "MM": ("Myanmar", "Myanmar"),
    "BA": ("Bosnien und Herzegowina", "Bosnia and Herzegovina"),
    # Countries that are no more: their ISO 3166-1 codes, and those that film catalogues use for them.
    "DD": ("DDR", "East Germany"),
    "SU": ("Sowjetunion", "Soviet Union"),
    "YU": ("Jugoslawien", "Yugoslavia"),
    "CS": ("Tschechoslowakei", "Czechoslovakia"),
    "CSXX": ("Serbien und Montenegro", "Serbia and Montenegro"),
    "AN": ("Niederländische Antillen", "Netherlands Antilles"),
    "BU": ("Birma", "Burma"),
    "TP": ("Osttimor", "East Timor"),
    "VD": ("Südvietnam", "South Vietnam"),
    "YD": ("Südjemen", "South Yemen"),
    "ZR": ("Zaire", "Zaire"),
}
_COUNTRY_ALIASES = {
    "CSHH": "CS", "XC": "CS", "DDDE": "DD", "XG": "DD", "SUHH": "SU", "YUCS": "YU", "FX": "FR", "UK": "GB",
}  # fmt: skip
_LAST_YEAR_OF_CZECHOSLOVAKIA = 1992
_LANGUAGES = {
    "sh": ("Serbokroatisch", "Serbo-Croatian"),
    "mo": ("Moldauisch", "Moldovan"),
    "sgn": ("Gebärdensprache", "sign language"),
    "zxx": ("ohne Dialog", "no dialogue"),
    "mul": ("mehrsprachig", "several languages"),
}
_LANGUAGE_ALIASES = {"xx": "zxx", "cn": "yue", "hbs": "sh", "zh-cmn": "zh", "tl": "tl"}
_NO_ONE_LANGUAGE = frozenset({"zxx", "mul", "und", "mis"})
_CURRENCY_SYMBOLS = {"DEM": ("DM", "DM"), "DDM": ("Mark", "Mark")}


@lru_cache(32)
def _locale(language: str) -> Locale:
    return Locale("de") if language.lower().split("-")[0] == "de" else Locale("en", "GB")


def _own_name(names: tuple[str, str], language: str) -> str:
    return names[0] if _locale(language).language == "de" else names[1]


def number(value: int, language: str) -> str:
    """A whole number with its thousands parted: `6.989`, `6,989`."""
    return format_decimal(value, format="#,##0", locale=_locale(language))


def stars(half_stars: int, language: str) -> str:
    """Half stars (1..10) as stars, always with one digit: 7 is `3,5` and 8 is `4,0`."""
    return _one_digit(Decimal(half_stars) / 2, language)


def average(value: float | Decimal | None, language: str) -> str:
    """A mean with one digit, halves rounded up: 3.6666 is `3,7` and 3.25 is `3,3`; no mean is `–`."""
    return MISSING if value is None else _one_digit(Decimal(str(value)), language)


def _one_digit(value: Decimal, language: str) -> str:
    return format_decimal(value.quantize(Decimal("0.1"), ROUND_HALF_UP), format="#,##0.0", locale=_locale(language))


def date_long(day: date, language: str) -> str:
    """A day with its month in words and no leading zero: `5. Mai 2022`, `5 May 2022`."""
    return format_date(day, "long", locale=_locale(language))


def date_partial(year: int, month: int | None, day: int | None, language: str) -> str:
    """A date as far as it is known: `2012`, `Mai 2012`, `5. Mai 2012`. A day without a month is not known."""
    if month is None:
        return str(year)
    if day is None:
        return format_date(date(year, month, 1), "MMMM y", locale=_locale(language))
    return date_long(date(year, month, day), language)


def running_time(minutes: int, language: str) -> str:
    """Hours and minutes, unbreakable (U+00A0): `2 Std. 03 Min.`, `2 Std. 00 Min.`, `58 Min.`; `2h 3m`, `2h`, `58m`."""
    hours, rest = divmod(minutes, 60)
    if _locale(language).language == "de":
        parts = [_unit(hours, "hour", "0", language)] if hours else []
        parts.append(_unit(rest, "minute", "00" if hours else "0", language))
    else:
        parts = [_unit(n, name, "0", language) for n, name in ((hours, "hour"), (rest, "minute")) if n] or ["0m"]
    return _NBSP.join(parts).replace(" ", _NBSP)


def _unit(value: int, name: str, digits: str, language: str) -> str:
    length = "short" if _locale(language).language == "de" else "narrow"
    return format_unit(value, name, length, format=digits, locale=_locale(language))  # type: ignore[arg-type]  # a Literal


def money(amount: int, currency: str, language: str) -> str:
    """Whole units of a currency (ISO 4217 code), unbreakable: `15.400.000 €`, `€15,400,000`, `DM 2,000,000`."""
    digits = number(amount, language)
    if currency in _CURRENCY_SYMBOLS:
        symbol = _own_name(_CURRENCY_SYMBOLS[currency], language)
    else:
        symbol = get_currency_symbol(currency, locale=_locale(language))
    if _locale(language).language == "de":
        return f"{digits}{_NBSP}{symbol}"
    return f"{symbol}{_NBSP if symbol[-1:].isalpha() else ''}{digits}"


def country(code: str, language: str, year: int | None = None) -> str:
    """The country of an ISO 3166 code, those that are no more included (`DD` is `DDR`); an unknown code as it is.

    `CS` has named two countries: Czechoslovakia, and since 1993 (if `year` says so) Serbia and Montenegro. `CSHH` and
    `CSXX` name each without doubt.
    """
    known = _COUNTRY_ALIASES.get(code.upper(), code.upper())
    if code.upper() == "CS" and year is not None and year > _LAST_YEAR_OF_CZECHOSLOVAKIA:
        known = "CSXX"
    if known in _COUNTRIES:
        return _own_name(_COUNTRIES[known], language)
    name: str = _locale(language).territories.get(known, code)
    return name


def language_tag(code: str | None) -> str:
    """A language as `lang` may say it: `fr`, `yue` for `cn`; nothing for what is no one language (`xx`, `mul`)."""
    tag = _LANGUAGE_ALIASES.get(code or "", code or "")
    return "" if tag in _NO_ONE_LANGUAGE else tag


def language_name(code: str, language: str) -> str:
    """The language of an ISO 639 code (`fr`, `fra`, `fre`, `pt-BR`); an unknown code as it is.

    `zxx`, and `xx` as film catalogues have it, is a film without dialogue.
    """
    known = _LANGUAGE_ALIASES.get(code.lower(), code.lower())
    if known in _LANGUAGES:
        return _own_name(_LANGUAGES[known], language)
    names = _locale(language).languages
    spellings = (known, get_global("language_aliases").get(known, ""), known.split("-")[0])
    return next((names[spelling] for spelling in spellings if spelling in names), code)


def joined(words: Sequence[str], language: str) -> str:
    """Words as a list in a sentence: `A, B und C`, `A, B and C`; nothing for none."""
    return format_list(words, "standard", locale=_locale(language)) if words else ""
