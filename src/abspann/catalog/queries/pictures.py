"""Pictures as pages show them, and where their files lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from abspann.catalog.models import Film, Person, Picture, PictureQuerySet
from abspann.catalog.rules import PictureKind

SHOWN, HIDDEN, DRAFTS = "pictures", "hidden", "drafts"
"""Folders of the uploads: what everybody may fetch (nginx, too), what only moderators see, what is being made."""

FIRST_STILLS = 5


@dataclass(frozen=True, slots=True)
class Gallery:
    """What a film page shows of its pictures: the poster (None: it is drawn), the first stills, how many in all."""

    poster: Picture | None
    stills: tuple[Picture, ...]
    count: int


def gallery_of(film: Film) -> Gallery:
    """Read a film's pictures for its page, in one query."""
    pictures = list(pictures_of(film))
    stills = [picture for picture in pictures if picture.kind == PictureKind.STILL]
    poster = next((picture for picture in pictures if picture.kind == PictureKind.POSTER), None)
    return Gallery(poster, tuple(stills[:FIRST_STILLS]), len(pictures))


def pictures_of(subject: Film | Person) -> PictureQuerySet:
    """Return the pictures of a film or a person that pages show, in their order."""
    return subject.pictures.shown().in_order()


def portrait_of(person: Person) -> Picture | None:
    """Return the portrait that a person's page shows; None where nobody has added one."""
    return pictures_of(person).first()


def picture_at(subject: Film | Person, public_id: str) -> Picture | None:
    """Return a picture of a film or a person, hidden or not, for those who care for them."""
    return subject.pictures.filter(public_id=public_id).first()


def folder_of(public_id: str, *, hidden: bool) -> Path:
    """Return the folder in which a picture's files belong."""
    return Path(settings.MEDIA_ROOT) / (HIDDEN if hidden else SHOWN) / public_id


def file_of(picture: Picture, name: str) -> Path:
    """Return where one of a picture's files belongs."""
    return folder_of(picture.public_id, hidden=picture.hidden_at is not None) / name
