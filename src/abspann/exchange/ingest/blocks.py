"""The proposal: what each part of a page was read as, with its lines and a confidence from 0 to 1.

Blocks (title line, synopsis, critique, reviews, trivia, unplaced) share the lines that are not blank among them, each
line in exactly one. Cast, festivals and mentions are annotations: they point at lines that a block already holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Json = dict[str, Any]
Outcome = Literal["won", "nominated", "selected"]


@dataclass(frozen=True, kw_only=True)
class Block:
    """`lines` count from 1; a block that the page lacks has none, and confidence 0."""

    lines: tuple[int, ...] = ()
    confidence: float = 0.0

    def _whence(self) -> Json:
        return {"lines": list(self.lines), "confidence": round(self.confidence, 2)}


@dataclass(frozen=True, kw_only=True)
class FilmTitle(Block):
    """The film; `lines` holds the title's own line, if it has one."""

    title: str | None = None

    def to_json(self) -> Json:
        return {"title": self.title, **self._whence()}


@dataclass(frozen=True, kw_only=True)
class RolePlayed(Block):
    """«Ali (Matthias Schoenaerts)», both as spelled on the page."""

    role: str
    person: str

    def to_json(self) -> Json:
        return {"role": self.role, "person": self.person}


@dataclass(frozen=True, kw_only=True)
class Synopsis(Block):
    text: str | None = None
    cast: tuple[RolePlayed, ...] = ()

    def to_json(self) -> Json:
        return {"text": self.text, "cast": [pair.to_json() for pair in self.cast], **self._whence()}


@dataclass(frozen=True, kw_only=True)
class Critique(Block):
    """The house's review; `truncated` if the copy ends before the text does."""

    text: str | None = None
    truncated: bool = False
    critic: str | None = None
    stars: float | None = None

    def to_json(self) -> Json:
        return {
            "text": self.text,
            "truncated": self.truncated,
            "critic": self.critic,
            "stars": self.stars,
            **self._whence(),
        }


@dataclass(frozen=True, kw_only=True)
class MemberReview(Block):
    """One card; no author and not anonymous means that the copy lost the header."""

    author: str | None = None
    anonymous: bool = False
    followers: int | None = None
    reviews: int | None = None
    stars: float | None = None
    published_on: date | None = None
    truncated: bool = False
    text: str | None = None

    def to_json(self) -> Json:
        return {
            "author": self.author,
            "anonymous": self.anonymous,
            "followers": self.followers,
            "reviews": self.reviews,
            "stars": self.stars,
            "published_on": self.published_on.isoformat() if self.published_on else None,
            "truncated": self.truncated,
            "text": self.text,
            **self._whence(),
        }


@dataclass(frozen=True, kw_only=True)
class Passage(Block):
    """A text of its own: a piece of trivia, or lines that found no place."""

    text: str

    def to_json(self) -> Json:
        return {"text": self.text, **self._whence()}


@dataclass(frozen=True, kw_only=True)
class FestivalFact(Block):
    """What the page says that this film did at a festival or got as an award."""

    festival: str | None = None
    year: int | None = None
    award: str | None = None
    outcome: Outcome | None = None

    def to_json(self) -> Json:
        return {
            "festival": self.festival,
            "year": self.year,
            "award": self.award,
            "outcome": self.outcome,
            **self._whence(),
        }


@dataclass(frozen=True, kw_only=True)
class Mention(Block):
    """A film or a person that the page names beside its own film."""

    kind: Literal["film", "person"]
    name: str

    def to_json(self) -> Json:
        return {self.kind: self.name, **self._whence()}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A film page as read; nothing is written anywhere before an editor agrees."""

    film: FilmTitle = field(default_factory=FilmTitle)
    synopsis: Synopsis = field(default_factory=Synopsis)
    critique: Critique = field(default_factory=Critique)
    reviews: tuple[MemberReview, ...] = ()
    trivia: tuple[Passage, ...] = ()
    festivals: tuple[FestivalFact, ...] = ()
    mentions: tuple[Mention, ...] = ()
    unplaced: tuple[Passage, ...] = ()

    @property
    def blocks(self) -> Iterable[Block]:
        """All that share the page's lines among them."""
        return (self.film, self.synopsis, self.critique, *self.reviews, *self.trivia, *self.unplaced)

    def to_json(self) -> Json:
        """The shape that `abspann ingest --json` prints; a missing value is null, a missing block has no lines."""
        return {
            "film": self.film.to_json(),
            "synopsis": self.synopsis.to_json(),
            "critique": self.critique.to_json(),
            "reviews": [review.to_json() for review in self.reviews],
            "trivia": [passage.to_json() for passage in self.trivia],
            "festivals": [fact.to_json() for fact in self.festivals],
            "mentions": [mention.to_json() for mention in self.mentions],
            "unplaced": [passage.to_json() for passage in self.unplaced],
        }
