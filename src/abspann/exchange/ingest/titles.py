"""The page's own film: on a line of its own, quoted again and again, or confirmed by the file's name."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from abspann.exchange.ingest.headings import inline_heading
from abspann.exchange.ingest.quotes import could_be_title, quotes_in
from abspann.exchange.ingest.rows import Row

_READ_AT_MOST = 200_000
_YEAR = re.compile(r"\s*[(\[]?(?:19|20)[0-9]{2}[)\]]?\s*$")
_DETAIL = re.compile(
    r"^(?:regie|drehbuch|besetzung|mit|originaltitel|land|genres?|laufzeit|verleih|fsk|im kino|kinostart|starttermin|"
    r"produktionsland|produktionsjahr|sprachen?|von|directed by|director|starring|cast|by|avec|de|réalisé par|"
    r"press(?:e|ekritiken)?|user-wertung|user|pressewertung|wertung|release date|date de sortie|titre original)\b[: ]"
    r"|^fsk|^[0-9]+ ?(?:std|min|h)\b|^(?:startseite|home|filme|menü|suche|anmelden|login)$|\b[0-9]+ (?:std|min)\b",
    re.IGNORECASE,
)
_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe"})


@dataclass(frozen=True)
class Found:
    """A title, verbatim; `row` is its own line, if it has one."""

    title: str
    confidence: float
    row: Row | None = None


def is_detail(bare: str) -> bool:
    """A line of the film's head («Regie: …», «FSK ab 12», «2 Std. 03 Min.») or of a site's menu."""
    return bool(_DETAIL.search(bare)) and len(bare) <= 200


def find_title(rows: Sequence[Row], first: Row | None, filename: str | None) -> Found | None:
    """The title if the page gives it away; `rows` are the page's texts, `first` is a row that may be a title."""
    slug = _slug(PurePath(filename.replace("\\", "/")).stem) if filename else ""
    slug = re.sub(r"-(?:19|20)[0-9]{2}(?:-[0-9])?$", "", slug)
    text = "\n".join(_sampled(rows))
    quoted = _by_quotes(text, slug)
    line = _line_title(rows, first, text, quoted, slug)
    return line or quoted or _by_filename(text, slug)


def _sampled(rows: Iterable[Row]) -> Iterable[str]:
    left = _READ_AT_MOST
    for row in rows:
        if left <= 0:
            return
        yield row.line.raw[:left]
        left -= len(row.line.raw)


def _by_quotes(text: str, slug: str) -> Found | None:
    counts = Counter(quote.text for line in text.split("\n") for quote in quotes_in(line) if could_be_title(quote.text))
    totals = Counter({title: text.count(title) for title, _ in counts.most_common(20)})
    for title in totals:
        if slug and _slug(title) == slug:
            return Found(title, 0.95)
    best = totals.most_common(2)
    if not best or best[0][1] < 2 or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    title, total = best[0]
    spread = sum(1 for line in text.split("\n") if title in line)
    return Found(title, min(0.9, 0.4 + 0.1 * total + (0.1 if spread > 1 else 0.0)))


def _line_title(rows: Sequence[Row], first: Row | None, text: str, quoted: Found | None, slug: str) -> Found | None:
    if first is None or not first.is_plain or len(first.bare) > 90 or first.bare[-1] in ".,;:" or is_detail(first.bare):
        return None
    raw = first.line.raw.strip().strip("#= ").strip()
    title = _YEAR.sub("", raw).strip() or raw
    title = title.strip('„“”"»«') if not any(mark in title[1:-1] for mark in '„“”"»«') else title
    if not raw or re.search(r"[^.\W]{3,}[.!?] ", raw) or (raw[-1] in "!?" and text.count(title) < 2):
        return None
    if not (title.isdigit() or any(sign.isalpha() for sign in title)) or inline_heading(title + " "):
        return None
    if slug and _slug(title) == slug:
        return Found(title, 0.98, first)
    again = text.count(title) - first.line.raw.count(title)
    if quoted and quoted.title != title and quoted.confidence > 0.6 and again == 0:
        return None
    alone = 0.75 if raw != title else 0.6
    return Found(title, 0.9 if again > 0 else alone, first) if again > 0 or _stands_over_text(rows, first) else None


def _stands_over_text(rows: Sequence[Row], first: Row) -> bool:
    """Below a title comes a heading, a detail of the film or a text, not another short line."""
    below = next((row for row in rows if row.at == first.at + 1), None)
    return below is None or below.heading is not None or is_detail(below.bare) or len(below.bare) > 90


def _by_filename(text: str, slug: str) -> Found | None:
    wanted = slug.split("-") if slug else []
    if len(wanted) < 2:
        return None
    words = [(match.start(), match.end(), _slug(match[0])) for match in re.finditer(r"[^\W_]{1,60}", text)]
    for place in range(len(words) - len(wanted) + 1):
        if words[place][2] == wanted[0] and [word[2] for word in words[place : place + len(wanted)]] == wanted:
            title = text[words[place][0] : words[place + len(wanted) - 1][1]]
            if not title[0].islower() and "\n" not in title:
                return Found(title, 0.85)
    return None


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).lower().translate(_FOLD))
    return re.sub(r"[^a-z0-9]+", "-", "".join(sign for sign in plain if not unicodedata.combining(sign))).strip("-")
