"""Pictures from outside: looked at, drawn anew in several sizes by a process of its own, refused with a sentence."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abspann.core.refusal import Refusal

logger = logging.getLogger(__name__)

LARGEST = 20 << 20
"""Bytes."""

ENDINGS = ("avif", "webp", "jpg")
"""The best first; the last is for whoever can read no other."""

PATIENCE = 5
DEADLINE = 40
"""Seconds: for how long one waits for another's picture to be done, and for one's own."""

_busy = threading.BoundedSemaphore(1)
"""One at a time in each process of the server: pages need the processor, too."""

NOT_THESE: tuple[tuple[bytes, str | Promise], ...] = (
    (b"GIF8", _("GIF files are not taken here. Save the picture as JPEG, PNG, WebP or AVIF.")),
    (b"%PDF", _("This is a PDF, not a picture. Save the picture as JPEG, PNG, WebP or AVIF.")),
    (b"II*\0", _("TIFF files are not taken here. Save the picture as JPEG, PNG, WebP or AVIF.")),
    (b"MM\0*", _("TIFF files are not taken here. Save the picture as JPEG, PNG, WebP or AVIF.")),
)
HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
NO_PICTURE = _(
    "This is no picture that can be taken here: JPEG, PNG, WebP and AVIF can be, whatever the file’s name says."
)
SENTENCES: dict[str, str | Promise] = {
    "large": _("This picture is too large: it may have up to 60 megapixels."),
    "small": _("This picture is too small to be shown."),
    "long": _("This picture is too long and narrow to be shown."),
    "broken": _("This picture cannot be read: the file is damaged, or breaks off. Save it anew and try again."),
    "costly": _("This picture takes more time or room to be read than any picture should. Save it anew and try again."),
}
BUSY = _("Other pictures are being worked on right now. Please try again in a few seconds.")
FULL = _("There is no room left for pictures right now. Nothing was kept; please tell the keeper of this house.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of a picture: its largest size, a digest of its pixels, and the widths it lies there in."""

    width: int
    height: int
    digest: str
    widths: tuple[int, ...]


def name_of(digest: str, width: int, ending: str) -> str:
    """Return the name of the file in which a picture lies in one width."""
    return f"{digest[:16]}-{width}.{ending}"


def no_room(error: OSError) -> Refusal:
    """Return the refusal for a disk that takes no more, once it is noted for the keeper."""
    logger.error("A picture could not be written: %s", error)
    return Refusal(FULL, field="file", status=409)


def draw(content: bytes, into: Path, *, widths: Sequence[int], least: int) -> Drawn:
    """Write a picture into a folder in these widths, as far as it is so wide, and in its own if that is smaller.

    What a file is, its content says. Refused is what is no picture, damaged, smaller than `least` on one side, too
    large or too long. Nothing of the file is kept but what can be seen; of one that moves, the first moment.
    """
    _look(content)
    if not _busy.acquire(timeout=PATIENCE):
        raise Refusal(BUSY, field="file", status=429, wait=10)
    try:
        told = _told(content, into, widths, least)
    finally:
        _busy.release()
    if "no" in told:
        if told["no"] == "disk":
            raise no_room(OSError(told["errno"], os.strerror(told["errno"])))
        raise Refusal(SENTENCES.get(told["no"], SENTENCES["broken"]), field="file")
    return Drawn(told["width"], told["height"], told["digest"], tuple(told["widths"]))


def _look(content: bytes) -> None:
    """Refuse, before any decoder sees it, what is none of the four kinds."""
    if not content:
        raise Refusal(_("This file is empty."), field="file")
    if len(content) > LARGEST:
        raise Refusal(_("This file is too large: a picture may have up to 20 MB."), field="file")
    head = content[:512]
    is_avif = head[4:8] == b"ftyp" and (b"avif" in head[8:64] or b"avis" in head[8:64])
    if (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or is_avif
    ):
        return
    for begins, sentence in NOT_THESE:
        if head.startswith(begins):
            raise Refusal(sentence, field="file")
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        sentence = _("HEIC files, as telephones make them, are not taken here. Save the picture as JPEG.")
        raise Refusal(sentence, field="file")
    if b"<svg" in content[:4096].lower():
        raise Refusal(_("SVG drawings are not taken here. Save the picture as PNG."), field="file")
    raise Refusal(NO_PICTURE, field="file")


def _told(content: bytes, into: Path, widths: Sequence[int], least: int) -> dict[str, Any]:
    """Return what the process said; one that died or was ended says that the picture cost too much."""
    command = [sys.executable, "-I", "-m", "abspann.core.image_child", str(into), str(least), *map(str, widths)]
    try:
        done = subprocess.run(  # noqa: S603  # our own module, and numbers
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=DEADLINE,
            env={},
            cwd=into,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"no": "costly"}
    except OSError as error:
        logger.error("No process could be started for a picture: %s", error)
        raise Refusal(BUSY, field="file", status=429, wait=10) from error
    try:
        told = json.loads(done.stdout)
    except ValueError:
        return {"no": "costly"}
    return told if isinstance(told, dict) else {"no": "costly"}
