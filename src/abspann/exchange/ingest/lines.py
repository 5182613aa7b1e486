"""From a file's bytes to numbered lines; what cannot be a page of text is refused with a sentence."""

import re
import unicodedata
from dataclasses import dataclass

MAX_BYTES = 2 * 1024 * 1024
LABEL_LENGTH = 200

SENTENCES = {
    "empty": "This file is empty: there is no film page to read.",
    "too-large": "This file is larger than 2 MB: a film page is a few kilobytes of text.",
    "binary": "This file is not plain text: copy the page's text into a .txt file first.",
    "markup": "This file is HTML or PDF, not text: open it, copy what you read and save that as a .txt file.",
    "no-film-page": "This text does not look like a film page: no review, no section heading, no role with its actor.",
}
"""Each refusal's key and its plain English sentence, which is also what a translation starts from."""

_SPACES = dict.fromkeys([*map(ord, "\t\v\f\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"), *range(0x2000, 0x200B)], " ")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0e\ufe0f]")
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


class NotAFilmPage(ValueError):
    """The input is no film page; `key` is for programs, `sentence` for people."""

    def __init__(self, key: str) -> None:
        super().__init__(SENTENCES[key])
        self.key = key
        self.sentence = SENTENCES[key]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the input; `number` counts from 1 and `raw` is exactly what the input holds."""

    number: int
    raw: str

    @property
    def plain(self) -> str:
        """The line with every kind of space as a plain one; an offset here is the same offset in `raw`."""
        return self.raw.translate(_SPACES)


def bare_of(raw: str) -> str:
    """A line as a label is compared: composed letters, single spaces, no invisible characters."""
    if raw.isascii():
        return " ".join(raw.split())
    if len(raw) > LABEL_LENGTH:
        return raw.strip()
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", raw)).split()) or raw.strip()


def read_lines(source: str | bytes) -> list[Line]:
    """Every line, blank ones too, ended by `\\n`, `\\r\\n` or `\\r`. Refuses what is empty, too large or not text."""
    text = _decoded(source)
    if not _UNSEEN.sub("", text).strip():
        raise NotAFilmPage("empty")
    start = text[:1000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "%pdf-", "{\\rtf")):
        raise NotAFilmPage("markup")
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return [Line(number, raw) for number, raw in enumerate(whole.split("\n"), start=1)]


def _decoded(source: str | bytes) -> str:
    if len(source) > MAX_BYTES:
        raise NotAFilmPage("too-large")
    text = source if isinstance(source, str) else _decoded_bytes(source)
    try:
        size = len(text.encode())
    except UnicodeEncodeError:  # lone surrogates: no encoding could write the answer
        raise NotAFilmPage("binary") from None
    if isinstance(source, str) and size > MAX_BYTES:
        raise NotAFilmPage("too-large")
    if "\0" in text or len(_CONTROLS.findall(text)) > len(text) // 300:
        raise NotAFilmPage("binary")
    return text


def _decoded_bytes(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark, or Windows-1252 (old files from a drawer) if it reads like a European text."""
    if data.startswith(b"%PDF-"):
        raise NotAFilmPage("markup")
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise NotAFilmPage("binary") from None
    foreign = sum(1 for sign in text if sign > "\x7f")
    if foreign > len(text) * 0.2:
        raise NotAFilmPage("binary")
    return text
