"""Films and people that a page names beside its own film, each with every line that names it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from abspann.exchange.ingest.blocks import Mention
from abspann.exchange.ingest.paragraphs import Paragraph
from abspann.exchange.ingest.people import names_in, people_in_brackets, person_in
from abspann.exchange.ingest.quotes import Quote, could_be_title, quotes_in

_FILM_BEFORE = re.compile(
    r"(?:film|drama|komödie|thriller|hommage|fortsetzung|remake|werk|klassiker|regiedebüt|debüt|western|horror|movie|"
    r"hit|film de|erfolg|vorgänger|blockbuster|perle|wie|in|seit|nach|à la|like|as|and|und|oder|,|\()[\s,]*$",
    re.IGNORECASE,
)
_NO_FILM_BEFORE = re.compile(
    r"(?:roman|buch|bestseller|kurzgeschichte|novelle|song|lied|album|serie|theaterstück|stück|zeitung|zeitschrift|magazin|"
    r"novel|book|story|play|series|magazine|livre|chanson|pièce|motto|titel|wort|begriff|namen|:)[\s,]*$",
    re.IGNORECASE,
)
_FESTIVAL_WORDS = re.compile(r"festival|filmfest|award|preis|palme|oscar|wettbewerb|regard", re.IGNORECASE)
_JOB = re.compile(
    r"\b(?:Regisseur|Filmemacher|Kameramann|Kamerafrau|Drehbuchautor|Komponist|Schriftsteller|Schauspieler|"
    r"Hauptdarsteller|Produzent|Autor|Altmeister|[Dd]irector|[Ff]ilmmaker|[Aa]ctor|[Aa]ctress|[Cc]omposer|[Ww]riter|"
    r"[Rr]éalisateur|[Rr]éalisatrice|[Cc]inéaste|Star)(?:in|innen)? (?P<name>[^\W\d_a-z][\w'’.-]{1,30}"
    r"(?: (?:de|du|la|von|van|der|di|del|[^\W\d_a-z]\.))*(?: [^\W\d_a-z][\w'’-]{1,30}))"
)
_CREDIT = re.compile(
    r"^(?:regie|drehbuch|besetzung|mit|kamera|musik|produktion|director|directed by|screenplay|written by|starring|"
    r"cast|réalisé par|de|avec|scénario|regia|dirección)\b ?:? (?P<names>.{3,300})$",
    re.IGNORECASE,
)


@dataclass
class _Seen:
    lines: set[int] = field(default_factory=set)
    confidence: float = 0.0


@dataclass
class Names:
    """Gathers mentions; a role of the film is not a person, the page's own film is no other one."""

    title: str | None
    roles: frozenset[str]
    people: frozenset[str]
    seen: dict[tuple[Literal["film", "person"], str], _Seen] = field(default_factory=dict)

    def read(self, paragraph: Paragraph, *, is_plot: bool) -> None:
        """Takes in one paragraph; a plot names characters, so there only brackets name people."""
        text = paragraph.flat
        quotes = [quote for quote in quotes_in(text) if could_be_title(quote.text)]
        for quote in quotes:
            self._film(paragraph, quote)
        for name in people_in_brackets(text):
            self._person(paragraph, name, 0.85)
        credit = _CREDIT.match(text.strip()) if len(text) < 400 else None
        for entry in re.split(r", | und | and | et ", credit["names"]) if credit else ():
            found = person_in(entry.strip())
            if found and found[1]:
                self._person(paragraph, found[0], 0.8)
        if not is_plot:
            for place, name, confidence in _free_names(text):
                if not any(quote.start < place < quote.stop for quote in quotes):
                    self._person(paragraph, self._whole(name), confidence)

    def _whole(self, name: str) -> str:
        """«Matthias Schoenaert» of a doubtful genitive is the name in brackets elsewhere."""
        return name + "s" if name + "s" in self.people else name

    def _film(self, paragraph: Paragraph, quote: Quote) -> None:
        before = paragraph.flat[max(0, quote.start - 30) : quote.start]
        own = self.title is not None and quote.text.lower() == self.title.lower()
        if own or _NO_FILM_BEFORE.search(before) or _FESTIVAL_WORDS.search(quote.text):
            return
        several = len(quote.text.split()) > 1
        likely = bool(_FILM_BEFORE.search(before))
        if several or likely:
            self._add("film", quote.text, paragraph, 0.8 if several and likely else 0.5 if several else 0.4)

    def _person(self, paragraph: Paragraph, name: str, confidence: float) -> None:
        if name not in self.roles and name.lower() != (self.title or "").lower():
            self._add("person", name, paragraph, confidence)

    def _add(self, kind: Literal["film", "person"], name: str, paragraph: Paragraph, confidence: float) -> None:
        seen = self.seen.setdefault((kind, name), _Seen())
        seen.lines.update(paragraph.lines_with(name))
        seen.confidence = max(seen.confidence, confidence)

    def mentions(self) -> Iterator[Mention]:
        """In the order in which the page first names them."""
        for (kind, name), seen in self.seen.items():
            yield Mention(kind=kind, name=name, lines=tuple(sorted(seen.lines)), confidence=seen.confidence)


def _free_names(text: str) -> Iterable[tuple[int, str, float]]:
    for place, name in names_in(text):
        yield place, name, 0.6
    for match in _JOB.finditer(text):
        yield match.start("name"), match["name"], 0.75
