"""Turning a page into a film page."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FestivalFacts, FilmFacts, NamedCode, OutcomeFacts, Provenance
from abspann.catalog.models import Festival, Film, Synopsis
from abspann.catalog.queries import festival_at, festival_named, films_titled
from abspann.catalog.rules import Result
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.core.slugs import slug_of
from abspann.core.text import cleaned, one_line
from abspann.editorial import commands as editorial
from abspann.exchange import queries, rules
from abspann.exchange.commands.pages import check_proposal, correct_held, demand_office, held_page
from abspann.exchange.models import SourcePage
from abspann.members import commands as members
from abspann.members.models import Actor, Member
from abspann.reviews import commands as reviews
from abspann.reviews.commands import ReviewDraft

SURE_ENOUGH = 0.5
"""A fact about a festival that was read with less confidence is applied only when a person has looked at it."""

FESTIVAL_SLUG, AWARD_CODE = 80, 60

REASONS: dict[str, str | Promise] = {
    "no-text": _("a review without a text"),
    "unsure": _("read with too little confidence"),
    "incomplete": _("festival or year is missing"),
    "no-award": _("won or nominated, but for no named prize: kept as shown there"),
    "stands-already": _("stands there already, longer or shorter"),
    "no-half-stars": _("its rating is no number of half stars"),
}
"""Why something on a page did not come in, or not as it stood."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What did not come in: in the page's words, and why."""

    words: str
    why: str

    def __str__(self) -> str:
        return f"{self.words or '–'}: {REASONS[self.why]}"


@dataclass(slots=True)
class Applied:
    """What applying a page did: the film, how much came in anew, and what was left out.

    `again` says that the page had been applied before, so that nothing was done.
    """

    film: Film
    new_film: bool = False
    new: dict[str, int] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    again: bool = False

    def count(self, kind: str, is_new: bool) -> None:
        """Count a text or fact if it is new."""
        if is_new:
            self.new[kind] = self.new.get(kind, 0) + 1

    def leave_out(self, words: str, why: str) -> None:
        """Note what did not come in."""
        self.left_out.append(LeftOut(words, why))

    def to_json(self) -> dict[str, Any]:
        """The shape in which a page remembers its result."""
        left_out = [{"words": left.words, "why": left.why} for left in self.left_out]
        return {"new_film": self.new_film, "new": self.new, "left_out": left_out}


def apply_page(
    *,
    by: Actor,
    page: SourcePage,
    license: str,
    source: str,
    film: Film | None = None,
    title: str | None = None,
    year: int | None = None,
    new_film: bool = False,
    proposal: dict[str, Any] | None = None,
    state: str | None = None,
) -> Applied:
    """Turn a page into a film page, all or nothing; the second time changes nothing.

    `license` is the right by which the texts may be shown, `source` where they are from. Without `film` it is the one
    film of that title, or a new one, of that `year`; `new_film` asks for a new one whatever the house has. A
    `proposal` corrects the page in the same act. Outside authors become credited names of this page, unless a review
    says whom it is joined to.
    """
    demand_office(by=by)
    with transaction.atomic():
        page = held_page(page=page)
        if page.applied_at:
            if page.film is None:
                raise Refusal(_("This page was applied to a film that the house no longer has."), status=409)
            return Applied(page.film, again=True)
        if license not in License.values:
            raise Refusal(_("Say by what right the texts may be shown."), field="license")
        source = one_line(source) or one_line(page.name)
        if proposal is not None:
            correct_held(page=page, proposal=proposal, license=license, source=source, state=state)
        check_proposal(proposal=page.proposal, license=license, source=source)
        done = _find_or_add_film(by, page, film=film, title=title, year=year, new_film=new_film)
        _Applying(by, page, done, license, source).all()
        page.film, page.license, page.source = done.film, license, source
        page.applied_at, page.applied_by = timezone.now(), by if isinstance(by, Member) else None
        page.result = done.to_json()
        page.save()
    return done


def _find_or_add_film(
    by: Actor, page: SourcePage, *, film: Film | None, title: str | None, year: int | None, new_film: bool
) -> Applied:
    if film is not None:
        return Applied(film)
    title = one_line(title or page.proposal["film"]["title"] or "")
    if not title:
        raise Refusal(_("The page does not say which film it is about: give its title."), field="title")
    known = [] if new_film else films_titled(title)
    if len(known) > 1:
        names = ", ".join(film.slug for film in known)
        raise Refusal(_("Several films have this title (%(films)s): say which.") % {"films": names}, field="film")
    if known:
        return Applied(known[0])
    return Applied(catalog.put_film(by=by, facts=FilmFacts(title=title, year=year)), new_film=True)


class _Applying:
    """One page on its way into one film."""

    def __init__(self, by: Actor, page: SourcePage, done: Applied, license: str, source: str) -> None:
        self.by, self.page, self.done = by, page, done
        self.proposal: dict[str, Any] = page.proposal
        self.film = done.film
        language = self.proposal.get("language") or rules.LANGUAGES[0]
        self.provenance = Provenance(language=language, license=license, source=source)
        self.credited: dict[tuple[str, str | None], Member] = {}

    def all(self) -> None:
        self.synopsis()
        self.critique()
        for review in self.proposal["reviews"]:
            self.review(review)
        for passage in self.proposal["trivia"]:
            self.trivia(_text_of(passage))
        for fact in self.proposal["festivals"]:
            self.festival(fact)

    def synopsis(self) -> None:
        synopsis = self.proposal["synopsis"]
        pairs = [(one_line(pair["person"]), one_line(pair["role"])) for pair in synopsis["cast"]]
        if pairs:
            self.done.new["cast"] = catalog.add_cast(by=self.by, film=self.film, pairs=pairs)
        text = _text_of(synopsis)
        if text and not Synopsis.objects.filter(film=self.film, text=text).exists():
            catalog.put_synopsis(by=self.by, film=self.film, text=text, provenance=self.provenance)
            self.done.count("synopsis", is_new=True)

    def critique(self) -> None:
        critique = self.proposal["critique"] | {"text": _text_of(self.proposal["critique"])}
        if not critique["text"]:
            return
        known = queries.critique_like(self.film, critique)
        if known:
            self.note_other_length(known.text, critique["text"], critique["critic"])
            return
        draft = editorial.CritiqueDraft(
            text=critique["text"],
            provenance=self.provenance,
            critic_name=one_line(critique["critic"] or "") or None,
            half_stars=self.half_stars(critique),
            truncated=critique["truncated"],
        )
        _critique, is_new = editorial.publish_critique(by=self.by, film=self.film, draft=draft)
        self.done.count("critique", is_new)

    def review(self, read: dict[str, Any]) -> None:
        read = read | {"text": _text_of(read), "author": one_line(read["author"] or "") or None}
        if not read["text"]:
            self.done.leave_out(read["author"] or "", "no-text")
            return
        known = queries.review_like(self.film, read)
        if known:
            self.note_other_length(known.text, read["text"], read["author"])
            return
        draft = ReviewDraft(
            text=read["text"],
            provenance=self.provenance,
            author=self.author(read) if read["author"] and not read["anonymous"] else None,
            anonymous=read["anonymous"],
            half_stars=self.half_stars(read),
            published_on=dt.date.fromisoformat(read["published_on"]) if read["published_on"] else None,
            truncated=read["truncated"],
        )
        _review, is_new = reviews.publish_review(by=self.by, film=self.film, draft=draft)
        self.done.count("reviews", is_new)

    def author(self, read: dict[str, Any]) -> Member:
        """The credited name: one per name and page, or the older one to which a person joined it."""
        key = (read["author"], read.get("author_public_id"))
        if key not in self.credited:
            older = self.older(*key)
            self.credited[key] = members.credit(
                by=self.by,
                name=read["author"],
                origin=str(older.credited_from) if older else f"page {self.page.public_id}",
                reported_followers=self.figure(key, "followers", older.reported_followers if older else None),
                reported_reviews=self.figure(key, "reviews", older.reported_reviews if older else None),
            )
        return self.credited[key]

    def older(self, name: str, public_id: str | None) -> Member | None:
        namesakes = queries.names_credited([name]).get(name, ()) if public_id else ()
        return next((known.member for known in namesakes if known.member.public_id == public_id), None)

    def figure(self, key: tuple[str, str | None], name: str, otherwise: int | None) -> int | None:
        """What the page reports of an author in any of their cards, else what was known."""
        told: Iterator[int | None] = (
            review[name]
            for review in self.proposal["reviews"]
            if (one_line(review["author"] or ""), review.get("author_public_id")) == key
        )
        return next((figure for figure in told if figure is not None), otherwise)

    def half_stars(self, read: dict[str, Any]) -> int | None:
        if read["stars"] is None and read.get("stars_read") is not None and not self.proposal.get("corrected"):
            self.done.leave_out(f"{read.get('author') or ''} {read['stars_read']:g}".strip(), "no-half-stars")
        return rules.half_stars_of(read["stars"])

    def note_other_length(self, known: str, text: str, name: str | None) -> None:
        """A copy that was cut elsewhere does not stand beside the first one."""
        if known.split() != text.split():
            self.done.leave_out(name or f"{text[:40]}…", "stands-already")

    def trivia(self, text: str) -> None:
        if text and not queries.has_trivia(self.film, text):
            _trivia, is_new = catalog.put_trivia(by=self.by, film=self.film, text=text, provenance=self.provenance)
            self.done.count("trivia", is_new)

    def festival(self, fact: dict[str, Any]) -> None:
        words = " ".join(str(fact[key]) for key in ("festival", "year", "award") if fact[key])
        name = one_line(fact["festival"] or "")
        if not (name and fact["year"]):
            self.done.leave_out(words, "incomplete")
            return
        if fact.get("confidence", 0) < SURE_ENOUGH and not self.proposal.get("corrected"):
            self.done.leave_out(words, "unsure")
            return
        festival = self.festival_called(name)
        award = self.award_called(festival, one_line(fact["award"] or ""))
        result = fact["outcome"] or (Result.NOMINATED if award else Result.SELECTED)
        if award is None and result != Result.SELECTED:
            if result == Result.WON:
                self.done.leave_out(words, "no-award")
            result = Result.SELECTED
        if queries.has_outcome(self.film, festival=festival.slug, year=fact["year"], award=award, result=result):
            return
        facts = OutcomeFacts(festival=festival.slug, year=fact["year"], result=str(result), award=award)
        catalog.put_outcome(by=self.by, film=self.film, facts=facts)
        self.done.count("festivals", is_new=True)

    def festival_called(self, name: str) -> Festival:
        """The festival of that name or address; a known one is never overwritten."""
        slug = slug_of(name, otherwise=_code("festival", name))[:FESTIVAL_SLUG].rstrip("-")
        known = festival_named(name) or festival_at(slug)
        return known or catalog.put_festival(by=self.by, facts=FestivalFacts(slug=slug, name=name))

    def award_called(self, festival: Festival, name: str) -> str | None:
        if not name:
            return None
        for award in festival.awards.all():
            if name.casefold() in (award.name.casefold(), (award.name_en or "").casefold()):
                return award.code
        code = slug_of(name, otherwise=_code("award", name))[:AWARD_CODE].rstrip("-")
        return catalog.add_award(by=self.by, festival=festival, award=NamedCode(code, name)).code


def _text_of(block: dict[str, Any]) -> str:
    return cleaned(block["text"] or "").strip()


def _code(kind: str, name: str) -> str:
    """A code for a name without any letter that an address can hold."""
    return f"{kind}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
