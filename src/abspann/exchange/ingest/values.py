"""The values of a card's header: counts, stars and dates, each from the ways portals and people write them."""

import re
from datetime import date

from abspann.exchange.ingest.labels import DATE_PREPOSITIONS, ENGLISH, MONTHS, all_of


def one_of(labels: frozenset[str] | tuple[str, ...]) -> str:
    """A pattern for any of these labels, the longest first."""
    return "(?:" + "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True)) + ")"


NUMBER = r"(?:[0-9]{1,3}(?:[.,'’ ][0-9]{3})+|[0-9]{1,9}(?:[.,][0-9]{1,2})?(?: ?(?:k|tsd\.?|mio\.?|m)(?![a-zé]))?)"

_OUT_OF = rf"(?: ?(?:/|{one_of(all_of('out_of'))}) ?(?P<scale>5|10)(?:[.,]0)?)?"
_UNIT = rf"(?: ?(?:{one_of(all_of('stars'))}|[★⭐☆]))?"
_PREFIX = (
    r"(?:[★⭐✭½☆✩]{1,6} ?(?=[0-9])|"
    r"(?:[a-zäöüé]{1,15}-){0,2}(?:wertung|bewertung|note|rating|stars|sterne)(?: der redaktion)?:? )?"
)
_IN_WORDS = r"(?: ?[–—-] [a-zäöüßéè ]{3,18}$)?"
STARS = rf"{_PREFIX}(?P<stars>10|[0-9](?:[.,][0-9])?|[0-4]?½){_OUT_OF}{_UNIT}{_IN_WORDS}"
GLYPHS = r"(?P<glyphs>(?=[★⭐✭½☆✩])[★⭐✭]{0,5}½?[☆✩]{0,5})"

_MONTH = one_of(tuple(MONTHS))
_WEEKDAY = (
    r"(?:(?:\w{2,10}tag|mittwoch|\w{3,6}day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|mo|di|mi|do|fr|sa|so)"
    r"\.?,? )?"
)
DAY = (
    rf"{_WEEKDAY}(?:"
    rf"(?P<d1>[0-9]{{1,2}})(?:\.|st|nd|rd|th|er|º|°)? ?(?:de |of )?(?P<m1>{_MONTH})\.?,? "
    r"(?:de |del )?(?P<y1>[0-9]{4})"
    rf"|(?P<m2>{_MONTH})\.? (?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>[0-9]{{4}})"
    r"|(?P<y3>[0-9]{4})-(?P<m3>[0-9]{1,2})-(?P<d3>[0-9]{1,2})(?:t[0-9:.]{4,15}z?)?"
    r"|(?P<d4>[0-9]{1,2})(?P<dot>[./-]) ?(?P<m4>[0-9]{1,2})(?P=dot) ?(?P<y4>[0-9]{4}))"
)
_ON = rf"(?:{one_of(DATE_PREPOSITIONS)} )?"
_CLOCK = r"(?:,? (?:um |at |à |alle |a las )?[0-9]{1,2}[:h.][0-9]{2}(?: ?(?:uhr|am|pm))?)?"
_EDITED = (
    r"(?:[,;]? ?(?:[–—-] |\()?(?:zuletzt |last )?(?:aktualisiert|bearbeitet|geändert|updated|edited|modifi)"
    r"[^!?]{0,40})?"
)
PUBLISHED = rf"{one_of(all_of('published'))}:? (?P<on>{_ON}){DAY}{_CLOCK}{_EDITED}"
BARE_DAY = rf"{_ON}{DAY}{_CLOCK}"
UNDATED = (
    rf"(?:{one_of(all_of('published'))}:? )(?:(?:{one_of(all_of('ago'))}) [\w ]{{1,20}}|[\w ]{{1,15}} ago"
    rf"|[0-9]{{1,2}}(?:\.|er)? ?{_MONTH}|{_MONTH} [0-9]{{4}}|gestern|heute|yesterday|today|hier|aujourd'hui)"
)
"""A labelled date without a day of its own («vor 3 Jahren»): it belongs to the header, its value stays unknown."""


def whole_number(text: str) -> tuple[int | None, bool]:
    """A count and whether it is exact: `6.989`, `6,989`, `6 989`, `6989` are; `1,2k` is a rounded one."""
    digits = text.strip().lower()
    rounded = re.fullmatch(r"([0-9]+)(?:[.,]([0-9]{1,2}))? ?(k|tsd\.?|mio\.?|m)", digits)
    if rounded:
        power = 6 if rounded[3].startswith("m") else 3
        return int(rounded[1] + (rounded[2] or "").ljust(power, "0")), False
    if re.fullmatch(r"[0-9]{1,3}(?:[.,'’ ][0-9]{3})+|[0-9]{1,9}", digits):
        return int(re.sub(r"[^0-9]", "", digits)), True
    return None, False


def stars_of(match: re.Match[str]) -> float | None:
    """Stars from 0 to 5; `7/10` is 3.5; what fits no such scale is no number of stars."""
    found = match.groupdict()
    if found.get("glyphs") is not None:
        return sum(found["glyphs"].count(full) for full in "★⭐✭") + 0.5 * found["glyphs"].count("½")
    text = found["stars"]
    value = float(text.replace("½", "") or 0) + 0.5 if "½" in text else float(text.replace(",", "."))
    if found.get("scale") == "10":
        value /= 2
    return value if value <= 5 else None


def date_of(match: re.Match[str]) -> date | None:
    """The day meant, or None if there is no such day or if it could be two («05/06/2022» in English)."""
    found = match.groupdict()
    for form in "1234":
        if found[f"y{form}"]:
            year, month, day = found[f"y{form}"], found[f"m{form}"], found[f"d{form}"]
            number = int(month) if month.isdigit() else MONTHS[month]
            if form == "4" and found["dot"] == "/" and _is_english(match) and int(day) <= 12:
                return None
            return _date(int(year), number, int(day))
    return None


def _is_english(match: re.Match[str]) -> bool:
    return match[0].lstrip().startswith(ENGLISH.published)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
