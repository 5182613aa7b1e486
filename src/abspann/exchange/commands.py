"""Bringing a page's text into the house: read, correct, apply."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FestivalFacts, FilmFacts, NamedCode, OutcomeFacts, Provenance
from abspann.catalog.models import Film
from abspann.catalog.queries import festival_named, films_titled
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.core.slugs import slug_of
from abspann.editorial import commands as editorial
from abspann.exchange.ingest.reading import read_page
from abspann.exchange.models import SourcePage
from abspann.members import commands as members
from abspann.members.models import Actor, Member
from abspann.reviews import commands as reviews
from abspann.reviews.commands import ReviewDraft

SURE_ENOUGH = 0.5
"""A fact about a festival that was read with less confidence is applied only when a person has looked at it."""


@dataclass(slots=True)
class Applied:
    """What applying a page did: the film, how much came in anew, and what was left out."""

    film: Film
    new_film: bool = False
    new: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def count(self, kind: str, is_new: bool) -> None:
        """Count a text or fact if it is new."""
        if is_new:
            self.new[kind] = self.new.get(kind, 0) + 1


def bring_page(*, by: Actor, content: bytes, name: str) -> SourcePage:
    """Read a page's text and keep both; a page that was brought before is returned as it stands.

    Raises NotAFilmPage for what is no film page.
    """
    proposal = read_page(content, filename=name)
    text = "\n".join(line.rstrip() for line in content.decode("utf-8", "replace").splitlines()).strip("\n\ufeff")
    with transaction.atomic():
        page, _created = SourcePage.objects.get_or_create(
            fingerprint=hashlib.sha256(text.encode()).hexdigest(),
            defaults={
                "name": name[:200],
                "text": text,
                "proposal": proposal.to_json(),
                "brought_by": by if isinstance(by, Member) else None,
            },
        )
    return page


def correct_page(*, by: Actor, page: SourcePage, proposal: dict[str, Any]) -> None:
    """Replace what was read by what a person says. A page that was applied is closed."""
    with transaction.atomic():
        page = SourcePage.objects.select_for_update().get(pk=page.pk)
        if page.applied_at:
            raise Refusal(_("This page has been applied already; correct its texts where they stand now."), status=409)
        page.proposal = proposal | {"corrected": True}
        page.save(update_fields=["proposal"])


def apply_page(*, by: Actor, page: SourcePage, license: str, source: str, film: Film | None = None, title: str | None = None) -> Applied:  # noqa: A002  # the field's name
    """Turn a page into a film page, all or nothing; the second time changes nothing.

    `license` is the right by which the texts may be shown, `source` where they are from. Without `film` it is the one
    film of that title, or a new one. Outside authors become credited names of this page.
    """
    if license not in License.values:
        raise Refusal(_("Say by what right the texts may be shown."), field="license")
    with transaction.atomic():
        page = SourcePage.objects.select_for_update().get(pk=page.pk)
        if page.applied_at and page.film:
            return Applied(page.film)
        done = _find_or_add_film(by, page, film, title)
        _Applying(by, page, done, license, source or page.name).all()
        page.film, page.license, page.source, page.applied_at = done.film, license, source, timezone.now()
        page.save(update_fields=["film", "license", "source", "applied_at"])
    return done


def _find_or_add_film(by: Actor, page: SourcePage, film: Film | None, title: str | None) -> Applied:
    if film is not None:
        return Applied(film)
    title = title or page.proposal["film"]["title"]
    if not title:
        raise Refusal(_("The page does not say which film it is about: give its title."), field="title")
    known = films_titled(title)
    if len(known) > 1:
        names = ", ".join(film.slug for film in known)
        raise Refusal(_("Several films have this title (%(films)s): say which.") % {"films": names}, field="film")
    if known:
        return Applied(known[0])
    return Applied(catalog.put_film(by=by, facts=FilmFacts(title=title)), new_film=True)


class _Applying:
    """One page on its way into one film."""

    def __init__(self, by: Actor, page: SourcePage, done: Applied, license: str, source: str) -> None:  # noqa: A002
        self.by, self.page, self.done = by, page, done
        self.proposal: dict[str, Any] = page.proposal
        self.film = done.film
        language = self.proposal.get("language") or "de"
        self.provenance = Provenance(language=language, license=license, source=source)

    def all(self) -> None:
        self.synopsis()
        self.critique()
        for review in self.proposal["reviews"]:
            self.review(review)
        for passage in self.proposal["trivia"]:
            provenance = self.provenance
            _trivia, is_new = catalog.put_trivia(by=self.by, film=self.film, text=passage["text"], provenance=provenance)
            self.done.count("trivia", is_new)
        for fact in self.proposal["festivals"]:
            self.festival(fact)

    def synopsis(self) -> None:
        synopsis = self.proposal["synopsis"]
        pairs = [(pair["person"], pair["role"]) for pair in synopsis["cast"]]
        self.done.new["cast"] = catalog.add_cast(by=self.by, film=self.film, pairs=pairs)
        if synopsis["text"]:
            catalog.put_synopsis(by=self.by, film=self.film, text=synopsis["text"], provenance=self.provenance)
            self.done.count("synopsis", is_new=True)

    def critique(self) -> None:
        critique = self.proposal["critique"]
        if not critique["text"]:
            return
        draft = editorial.CritiqueDraft(
            text=critique["text"],
            provenance=self.provenance,
            critic_name=critique["critic"],
            half_stars=_half_stars(critique["stars"]),
            truncated=critique["truncated"],
        )
        _critique, is_new = editorial.publish_critique(by=self.by, film=self.film, draft=draft)
        self.done.count("critique", is_new)

    def review(self, read: dict[str, Any]) -> None:
        if not read["text"]:
            self.done.left_out.append(f"{read['author'] or '–'}: {_('a review without a text')}")
            return
        author = None
        if read["author"] and not read["anonymous"]:
            author = members.credit(
                by=self.by,
                name=read["author"],
                origin=f"page {self.page.public_id}",
                reported_followers=read["followers"],
                reported_reviews=read["reviews"],
            )
        draft = ReviewDraft(
            text=read["text"],
            provenance=self.provenance,
            author=author,
            anonymous=read["anonymous"],
            half_stars=_half_stars(read["stars"]),
            published_on=dt.date.fromisoformat(read["published_on"]) if read["published_on"] else None,
            truncated=read["truncated"],
        )
        _review, is_new = reviews.publish_review(by=self.by, film=self.film, draft=draft)
        self.done.count("reviews", is_new)

    def festival(self, fact: dict[str, Any]) -> None:
        words = " ".join(str(fact[key]) for key in ("festival", "year", "award", "outcome") if fact[key])
        looked_at = self.proposal.get("corrected", False)
        if not (fact["festival"] and fact["year"]) or (fact.get("confidence", 0) < SURE_ENOUGH and not looked_at):
            self.done.left_out.append(words)
            return
        festival = festival_named(fact["festival"]) or catalog.put_festival(
            by=self.by, facts=FestivalFacts(slug=slug_of(fact["festival"]), name=fact["festival"])
        )
        award = None
        if fact["award"]:
            named = [a for a in festival.awards.all() if fact["award"].casefold() in (a.name.casefold(), (a.name_en or "").casefold())]
            award = named[0].code if named else slug_of(fact["award"])
            if not named:
                catalog.add_award(by=self.by, festival=festival, award=NamedCode(award, fact["award"]))
        result = fact["outcome"] or ("nominated" if award else "selected")
        catalog.put_outcome(
            by=self.by,
            film=self.film,
            facts=OutcomeFacts(festival=festival.slug, year=fact["year"], result=result, award=award),
        )
        self.done.count("festivals", is_new=True)


def _half_stars(stars: float | None) -> int | None:
    return None if stars is None else round(stars * 2)
