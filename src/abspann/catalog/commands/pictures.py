"""Add pictures of films and people, change, hide and remove them, and keep files and rows in agreement."""

from __future__ import annotations

import logging
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog import rules
from abspann.catalog.commands.changes import hold
from abspann.catalog.events import PictureChanged
from abspann.catalog.facts import PictureFacts
from abspann.catalog.models import Film, Moved, Person, Picture
from abspann.catalog.queries import file_of, folder_of, pictures_of
from abspann.catalog.queries.pictures import DRAFTS, HIDDEN, SHOWN
from abspann.catalog.rules import PictureKind
from abspann.core import images
from abspann.core.actor import System
from abspann.core.fitting import refuse_misfits, tidied
from abspann.core.provenance import License
from abspann.core.public_id import new_public_id
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act

logger = logging.getLogger(__name__)

A_DAY = 24 * 3600
AT_ONCE = 500
HERE_ALREADY = _("This very picture stands here already.")
IS_NAME = re.compile(r"[a-zA-Z0-9]{8,16}")


def add_picture(*, by: Actor, subject: Film | Person, kind: str, content: bytes, facts: PictureFacts) -> Picture:
    """Draw a picture anew from a file, and let it stand with its film or person; the file itself is kept nowhere.

    The files lie whole in their place before the row names them; what is left of an attempt that broke off is swept
    up at night.
    """
    demand(by, Act.UPLOAD_PICTURE)
    told = _checked(facts, kind)
    if (kind == PictureKind.PORTRAIT) is not isinstance(subject, Person) or kind not in PictureKind.values:
        raise Refusal(_("There is no such kind of picture here."), field="kind")
    if subject.pictures.count() >= rules.MOST_PICTURES:
        raise Refusal(_("There are enough pictures here already."), status=409)
    public_id = new_public_id()
    with _drawn(public_id, kind, content) as drawn:
        picture = Picture(
            public_id=public_id,
            film=subject if isinstance(subject, Film) else None,
            person=subject if isinstance(subject, Person) else None,
            kind=kind,
            digest=drawn.digest,
            width=drawn.width,
            height=drawn.height,
            by=by if isinstance(by, Member) else None,
            added_at=timezone.now(),
            **told,
        )
        refuse_misfits(picture)
        with transaction.atomic():
            hold(subject=subject)
            if subject.pictures.filter(digest=drawn.digest).exists():
                raise Refusal(HERE_ALREADY, field="file", status=409)
            last = subject.pictures.filter(kind=kind).aggregate(last=Max("position"))["last"]
            picture.position = 0 if last is None else last + 1
            try:
                with transaction.atomic():
                    picture.save()
            except IntegrityError as error:
                raise Refusal(HERE_ALREADY, field="file", status=409) from error
            _settle(picture)
            publish(_changed(by, picture, "add a picture"))
    return picture


def change_picture(*, by: Actor, picture: Picture, facts: PictureFacts, place: int | None = None) -> None:
    """Say anew what is known of a picture; `place`, from 1, sets it among those of its kind (the first shows)."""
    demand(by, Act.UPLOAD_PICTURE)
    told = _checked(facts, picture.kind)
    with transaction.atomic():
        _hold(picture)
        for name, value in told.items():
            setattr(picture, name, value)
        refuse_misfits(picture)
        picture.save(update_fields=list(told))
        if place is not None:
            _put_at(picture, place)
        _settle(picture)
        publish(_changed(by, picture, "change a picture"))


def remove_picture(*, by: Actor, picture: Picture) -> None:
    """Take a picture out of the catalog, with its files."""
    demand(by, Act.UPLOAD_PICTURE)
    with transaction.atomic():
        _hold(picture)
        Picture.objects.filter(pk=picture.pk).delete()
        _settle(picture)
        publish(_changed(by, picture, "remove a picture"))
        transaction.on_commit(partial(_drop_files, picture.public_id))


def hide_picture(*, by: Actor, picture: Picture) -> None:
    """Keep a picture and its files from everybody, as moderators do. Twice is once."""
    _set_hidden(by, picture, hidden=True)


def show_picture(*, by: Actor, picture: Picture) -> None:
    """Let a hidden picture stand where it stood."""
    _set_hidden(by, picture, hidden=False)


def forget_pictures(*, member_id: int, keep: bool) -> None:
    """Let go of whoever is erased: their pictures stay without a member, and without their name.

    Who keeps nothing takes along what they made themselves; pictures by others stay, for those others' sake.
    """
    with transaction.atomic():
        member = Member.objects.filter(pk=member_id).first()
        names = [name for name in (member.display_name, member.handle) if name] if member else []
        for picture in Picture.objects.filter(by=member_id).select_related("film", "person").order_by("pk"):
            if not keep and picture.right is License.OWN:
                remove_picture(by=System("erasure"), picture=picture)
                continue
            picture.by = None
            picture.added_at = timezone.localtime(picture.added_at).replace(hour=0, minute=0, second=0, microsecond=0)
            picture.maker, picture.source = (_nameless(text, names) for text in (picture.maker, picture.source))
            picture.captions = {code: _nameless(text, names) for code, text in picture.captions.items()}
            picture.alternatives = {code: _nameless(text, names) for code, text in picture.alternatives.items()}
            picture.save(update_fields=["by", "added_at", "maker", "source", "captions", "alternatives"])
            publish(_changed(System("erasure"), picture, "forget a member"))


def tend_pictures() -> int:
    """Make files and rows agree again, as a crash or a restored backup may have left them; return what was mended.

    A picture whose files are missing is not shown until they are back; files that no row names are deleted after a
    day; what lies in the wrong folder is moved.
    """
    mended = 0
    last = 0
    while rows := list(Picture.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        mended += sum(_mend(row) for row in rows)
        last = rows[-1].pk
    for film in Film.objects.filter(pictures__isnull=False).distinct().order_by("pk").iterator(chunk_size=AT_ONCE):
        poster = pictures_of(film).filter(kind=PictureKind.POSTER).first()
        if film.poster_shown != (poster.as_shown if poster else None):
            with transaction.atomic():
                hold(subject=film)
                settle_poster(film=film)
                publish(PictureChanged(poster.public_id if poster else "", "tend", film.pk, None, None, "tending"))
            mended += 1
    return mended + sum(_sweep(Path(settings.MEDIA_ROOT) / name) for name in (SHOWN, HIDDEN, DRAFTS))


def _checked(facts: PictureFacts, kind: str) -> dict[str, Any]:
    """Return what is told of a picture as columns have it; refuses what lacks a right, or the names it asks for."""
    facts = tidied(facts)
    right = next((right for right in rules.PICTURE_LICENSES if right == facts.license), None)
    if right is None:
        raise Refusal(_("Choose by what right the picture may be shown here."), field="license")
    if right in rules.NAMES_MAKER and not facts.maker:
        raise Refusal(_("This license asks for the name of whoever made the picture."), field="maker")
    if right is License.PERMISSION and not facts.source:
        raise Refusal(_("Say who permits the picture to be shown here."), field="source")
    if facts.source_url:
        try:
            URLValidator(schemes=["http", "https"])(facts.source_url)
        except ValidationError as error:
            raise Refusal(_("An address begins with http:// or https://."), field="source_url") from error
    for field, texts in (("captions", facts.captions), ("alternatives", facts.alternatives)):
        for code, text in texts:
            if code not in rules.PICTURE_LANGUAGES or len(text) > rules.CAPTION_LIMIT:
                sentence = _("This is too long: at most %(limit)s characters.") % {"limit": rules.CAPTION_LIMIT}
                raise Refusal(sentence, field=f"{field}_{code}")
    return {
        "license": right.value,
        "maker": facts.maker,
        "source": facts.source,
        "source_url": facts.source_url,
        "captions": {code: text for code, text in facts.captions if text},
        "alternatives": {code: text for code, text in facts.alternatives if text},
    }


def _changed(by: Actor, picture: Picture, act: str) -> PictureChanged:
    is_member = isinstance(by, Member)
    return PictureChanged(
        picture.public_id,
        act,
        picture.film_id,
        picture.person_id,
        by.pk if isinstance(by, Member) else None,
        "" if is_member else str(by.name) if isinstance(by, System) else "",
    )


def _hold(picture: Picture) -> None:
    """Hold the film or person, and read the picture as it is now; refuses what somebody has removed meanwhile."""
    hold(subject=picture.subject)
    try:
        picture.refresh_from_db()
    except Picture.DoesNotExist as error:
        raise Refusal(_("This picture has been removed meanwhile."), status=404) from error


def _put_at(picture: Picture, place: int) -> None:
    others = list(picture.subject.pictures.filter(kind=picture.kind).exclude(pk=picture.pk).order_by("position", "pk"))
    others.insert(max(0, place - 1), picture)
    for position, row in enumerate(others):
        Picture.objects.filter(pk=row.pk).exclude(position=position).update(position=position)


def _set_hidden(by: Actor, picture: Picture, *, hidden: bool) -> None:
    demand(by, Act.MODERATE, whose=picture.by)
    with transaction.atomic():
        _hold(picture)
        if (picture.hidden_at is not None) is hidden:
            return
        picture.hidden_at = timezone.now() if hidden else None
        picture.save(update_fields=["hidden_at"])
        _settle(picture)
        publish(_changed(by, picture, "hide a picture" if hidden else "show a picture"))
        transaction.on_commit(partial(_place_files, picture.public_id))


def _settle(picture: Picture) -> None:
    """Let the film of a picture know which poster it shows."""
    if picture.film is not None:
        settle_poster(film=picture.film)


def settle_poster(*, film: Film) -> None:
    """Let a film know which poster it shows."""
    poster = pictures_of(film).filter(kind=PictureKind.POSTER).first()
    film.poster_shown = poster.as_shown if poster else None
    Film.objects.filter(pk=film.pk).update(poster_shown=film.poster_shown)


def _nameless(text: str, names: list[str]) -> str:
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "–", text, flags=re.IGNORECASE)
    return text


# Files.


@contextmanager
def _drawn(public_id: str, kind: str, content: bytes) -> Iterator[images.Drawn]:
    """A picture drawn anew, its files in their place; if what comes then fails, they go again."""
    draft = Path(settings.MEDIA_ROOT) / DRAFTS / public_id
    place = folder_of(public_id, hidden=False)
    try:
        try:
            draft.mkdir(parents=True)
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise images.no_room(error) from error
        widths, least = rules.PICTURE_WIDTHS[PictureKind(kind)], rules.LEAST_SIDE[PictureKind(kind)]
        drawn = images.draw(content, draft, widths=widths, least=least)
        if kind == PictureKind.POSTER and drawn.width > drawn.height:
            raise Refusal(_("A poster is higher than it is wide. Is this a still?"), field="file")
        try:
            draft.rename(place)
            _sync(place.parent)
        except OSError as error:
            raise images.no_room(error) from error
        yield drawn
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(place, ignore_errors=True)
        raise


def _sync(folder: Path) -> None:
    """Let the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _place_files(public_id: str) -> bool:
    """Move a picture's files to where they belong now; tell whether they had to be. What fails is mended at night."""
    hidden = Picture.objects.filter(public_id=public_id, hidden_at__isnull=False).exists()
    there, here = folder_of(public_id, hidden=not hidden), folder_of(public_id, hidden=hidden)
    if not there.is_dir():
        return False
    try:
        here.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(here, ignore_errors=True)
        there.rename(here)
    except OSError as error:
        logger.error("The files of picture %s could not be moved: %s", public_id, error)
        return False
    return True


def _drop_files(public_id: str) -> None:
    for hidden in (False, True):
        shutil.rmtree(folder_of(public_id, hidden=hidden), ignore_errors=True)


def _mend(picture: Picture) -> int:
    if picture.lost_at is None and _is_whole(picture):
        return 0
    with transaction.atomic():
        try:
            _hold(picture)
        except Refusal:  # removed while we looked
            return 0
        moved = _place_files(picture.public_id)
        is_lost = not _is_whole(picture)
        if is_lost is (picture.lost_at is not None):
            return int(moved)
        picture.lost_at = timezone.now() if is_lost else None
        picture.save(update_fields=["lost_at"])
        _settle(picture)
        publish(_changed(System("tending"), picture, "tend"))
    logger.warning("The files of picture %s are %s.", picture.public_id, "missing" if is_lost else "back")
    return 1


def _is_whole(picture: Picture) -> bool:
    return all(file_of(picture, name).is_file() for name in picture.files)


def _put_aside() -> set[str]:
    """The pictures that a merge found no place for: their files wait with their rows for its being undone."""
    rows = Moved.objects.filter(label=Picture._meta.label, act=Moved.Act.DISPLACED).values_list("row", flat=True)
    return {row["public_id"] for row in rows if row}


def _sweep(folder: Path) -> int:
    """Delete what no row names, once it is a day old: before, its row may be about to be written."""
    if not folder.is_dir():
        return 0
    with os.scandir(folder) as found:
        old = [
            entry.name
            for entry in found
            if IS_NAME.fullmatch(entry.name)
            and entry.is_dir(follow_symlinks=False)
            and entry.stat(follow_symlinks=False).st_mtime < time.time() - A_DAY
        ]
    swept, aside = 0, _put_aside()
    for start in range(0, len(old), AT_ONCE):
        names = old[start : start + AT_ONCE]
        known = set(Picture.objects.filter(public_id__in=names).values_list("public_id", flat=True)) | aside
        for name in names:
            if folder.name == DRAFTS or name not in known:
                shutil.rmtree(folder / name, ignore_errors=True)
                swept += 1
    return swept
