"""Things that can be reported: found, whatever their kind, one query for each kind, however many."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.utils import timezone

from abspann.catalog.models import Film, Picture, Synopsis, Trivia
from abspann.editorial.models import Critique, PressReview
from abspann.events.publish import wiring
from abspann.members.models import Member
from abspann.moderation import rules
from abspann.moderation.rules import Kind, Moderated, Thing
from abspann.reviews.models import Review


def reviews_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return reviews by their public ids."""
    reviews = Review.objects.all() if unveiled else Review.objects.visible_to(viewer)
    return {
        row.public_id: Thing(
            Kind.REVIEW,
            row.public_id,
            row,
            title=row.film.title,
            text=row.text,
            language=row.language,
            spoiler=row.spoiler,
            hidden=row.hidden_at is not None,
            author=row.author,
            film=row.film,
            public_id=row.public_id,
        )
        for row in reviews.filter(public_id__in=refs).select_related("film", "author")
    }


def critiques_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return critiques by their public ids."""
    all_or_out = Critique.objects.all() if unveiled else Critique.objects.visible_to(viewer, at=timezone.now())
    return {
        row.public_id: Thing(
            Kind.CRITIQUE,
            row.public_id,
            row,
            title=row.film.title,
            text="\n\n".join(filter(None, (row.headline, row.teaser, row.text, row.fazit))),
            language=row.language,
            hidden=row.hidden_at is not None,
            author=row.critic,
            author_name=row.critic_name or "",
            film=row.film,
            public_id=row.public_id,
        )
        for row in all_or_out.filter(public_id__in=refs).select_related("film", "critic")
    }


def synopses_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return synopses by their numbers."""
    synopses = Synopsis.objects.all() if unveiled else Synopsis.objects.shown()
    return _texts(Kind.SYNOPSIS, synopses.filter(pk__in=_numbers(refs)).select_related("film"))


def trivia_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return trivia by their numbers."""
    trivia = Trivia.objects.all() if unveiled else Trivia.objects.shown()
    return _texts(Kind.TRIVIA, trivia.filter(pk__in=_numbers(refs)).select_related("film"))


def press_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return press quotations by their numbers."""
    press = PressReview.objects.all() if unveiled else PressReview.objects.shown()
    return {
        str(row.pk): Thing(
            Kind.PRESS,
            str(row.pk),
            row,
            title=row.film.title,
            text=row.excerpt or "",
            language=row.language,
            hidden=row.hidden_at is not None,
            author_name=", ".join(filter(None, (row.critic_name, row.medium))),
            film=row.film,
        )
        for row in press.filter(pk__in=_numbers(refs)).select_related("film")
    }


def pictures_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return pictures by their public ids; their text is what stands below them."""
    pictures = Picture.objects.all() if unveiled else Picture.objects.shown()
    return {
        row.public_id: Thing(
            Kind.PICTURE,
            row.public_id,
            row,
            title=row.film.title if row.film else str(row.subject),
            text="\n\n".join(filter(None, (row.caption("de"), row.alternatives.get("de", "")))),
            hidden=row.hidden_at is not None,
            author=row.by,
            author_name=row.maker,
            film=row.film,
            public_id=row.public_id,
        )
        for row in pictures.filter(public_id__in=refs).select_related("film", "person", "by")
    }


def films_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return films by their public ids: reported for their ratings, or for a fact."""
    films = Film.objects.filter(public_id__in=refs)
    return {row.public_id: Thing(Kind.FILM, row.public_id, row, title=row.title, film=row) for row in films}


def members_reported(refs: Collection[str], viewer: Member | None, unveiled: bool) -> dict[str, Thing]:
    """Return members of this house by their public ids; those about to leave have no face to report."""
    members = Member.objects.filter(kind=Member.Kind.LOCAL, public_id__in=refs).prefetch_related("roles")
    return {
        row.public_id: Thing(
            Kind.MEMBER, row.public_id, row, title=row.display_name, text=row.about, author=row, public_id=row.public_id
        )
        for row in (members if unveiled else members.present())
    }


def _texts(kind: Kind, rows: Iterable[Synopsis | Trivia]) -> dict[str, Thing]:
    return {
        str(row.pk): Thing(
            kind,
            str(row.pk),
            row,
            title=row.film.title,
            text=row.text,
            language=row.language,
            hidden=row.hidden_at is not None,
            author_name=row.source,
            film=row.film,
        )
        for row in rows
    }


def _numbers(refs: Collection[str]) -> list[int]:
    return [int(ref) for ref in refs if ref.isascii() and ref.isdigit() and len(ref) < 19]


def moderated() -> Mapping[str, Moderated]:
    """Return how each kind is found, hidden and shown: the wiring knows."""
    return wiring().HIDE


def thing_at(kind: str, ref: str, *, viewer: Member | None) -> Thing | None:
    """Return what somebody wants to report, if they may see it."""
    known = moderated().get(kind)
    return known.find([ref], viewer, False).get(ref) if known else None


def thing_unveiled(kind: str, ref: str) -> Thing | None:
    """Return a thing as moderators see it, hidden or not; None when it is gone, or never was."""
    known = moderated().get(kind)
    return known.find([ref], None, True).get(ref) if known else None


def possible(thing: Thing | None, *, has_reports: bool) -> tuple[rules.Verdict, ...]:
    """Return what can be decided about a thing; about what is gone, only that nothing more is to be done."""
    if thing is None:
        return (rules.Verdict.DISMISS,) if has_reports else ()
    known = moderated()[thing.kind]
    return rules.verdicts(thing, can_be_hidden=known.hide is not None, has_reports=has_reports)


def things_unveiled(keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Thing]:
    """Return things of any kinds as moderators see them, by kind and reference."""
    found: dict[tuple[str, str], Thing] = {}
    for kind, known in moderated().items():
        if refs := [ref for of, ref in keys if of == kind]:
            found |= {(kind, ref): thing for ref, thing in known.find(refs, None, True).items()}
    return found
