"""Reads one picture from outside and draws it anew in several sizes; runs as a process of its own (see images.py).

Whatever is wrong with a hostile file, it is wrong here: in a process without secrets, which the limits below end before
it can take the memory or the time of the house. Only pixels come out: they are put into new pictures, so that nothing
the file told besides (camera, place, names, comments, a profile) can come along.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

MEGABYTE = 1 << 20
MEMORY = 1_200 * MEGABYTE
SECONDS = 20
LARGEST_FILE = 16 * MEGABYTE
"""What the process may take: addresses, time of the processor, and bytes in one file that it writes."""

PIXELS = 60_000_000
LONGEST = 6
"""A picture may be so many times as long as it is wide, or the other way round."""

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
ENCODINGS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 62, "speed": 7, "subsampling": "4:2:0", "max_threads": 1},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "jpg": {"format": "JPEG", "quality": 84, "progressive": True, "optimize": True, "subsampling": "4:2:0"},
}
ORIENTATION = 0x0112
TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}


class No(Exception):
    """The picture is refused; the word says why."""


def main() -> None:
    """Read a picture from stdin and write its sizes into a folder; tell on stdout what came of it, as JSON."""
    _limit()
    folder, least, widths = Path(sys.argv[1]), int(sys.argv[2]), [int(width) for width in sys.argv[3:]]
    try:
        told = _draw(sys.stdin.buffer.read(), folder, least, widths)
    except No as no:
        told = {"no": str(no)}
    except MemoryError:
        told = {"no": "large"}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        told = {"no": "large"}
    except _Unwritten as error:
        told = {"no": "disk", "errno": error.errno}
    except Exception:  # noqa: BLE001, RUF100  # a decoder fails in many ways, all of which mean: not to be read
        told = {"no": "broken"}
    sys.stdout.write(json.dumps(told))


class _Unwritten(OSError):
    """The disk takes no more."""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    with suppress(ValueError, OSError):  # not every system lets its addresses be counted
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(5)  # pages go first
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS


def _draw(content: bytes, folder: Path, least: int, widths: Sequence[int]) -> dict[str, Any]:
    with Image.open(io.BytesIO(content), formats=FORMATS) as source:
        width, height = _sides(source)
        if width * height > PIXELS:
            raise No("large")
        if min(width, height) < least:
            raise No("small")
        if max(width, height) > LONGEST * min(width, height):
            raise No("long")
        turned = _turned(source)
        full = _full_size((height, width) if turned in (5, 6, 7, 8) else (width, height), max(widths))
        picture = _plain(source, full[::-1] if turned in (5, 6, 7, 8) else full)
    for turn in TURNS.get(turned, ()):
        picture = picture.transpose(turn)
    sizes = [width for width in widths if width < picture.width] + [picture.width]
    digest = hashlib.sha256(b"%d %d " % picture.size + picture.tobytes()).hexdigest()
    for width in sizes:
        _write(picture, width, folder, digest)
    return {"width": picture.width, "height": picture.height, "digest": digest, "widths": sizes}


def _sides(source: Image.Image) -> tuple[int, int]:
    width, height = source.size
    return width, height


def _turned(source: Image.Image) -> int:
    """How the camera was held; what cannot be read says nothing."""
    try:
        return int(source.getexif().get(ORIENTATION, 1))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001, RUF100  # see main()
        return 1


def _full_size(size: tuple[int, int], widest: int) -> tuple[int, int]:
    width, height = size
    return (width, height) if width <= widest else (widest, max(1, round(height * widest / width)))


def _plain(source: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The first frame in sRGB, eight bits to a color, in this size, without anything that came with it."""
    profile = source.info.get("icc_profile")
    source.draft("RGB", size)  # a JPEG is decoded no larger than it is needed
    source.load()
    picture = _eight_bits(source)
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    picture = _srgb(picture, profile)
    if picture.mode == "RGBA":
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    picture = picture.convert("RGB")
    return Image.frombytes("RGB", picture.size, picture.tobytes())


def _eight_bits(source: Image.Image) -> Image.Image:
    if source.mode.startswith("I;16"):
        return source.point(lambda value: value / 256, "L")
    if source.mode in ("1", "L", "RGB", "RGBA", "CMYK"):
        return source
    has_alpha = source.mode in ("LA", "PA", "La", "RGBa") or "transparency" in source.info
    return source.convert("RGBA" if has_alpha else "RGB")


def _srgb(picture: Image.Image, profile: object) -> Image.Image:
    """Take a picture's own profile into account once; one that cannot be read is as good as none."""
    if not isinstance(profile, bytes) or picture.mode not in ("L", "RGB", "RGBA", "CMYK"):
        return picture if picture.mode == "RGBA" else picture.convert("RGB")
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    opaque = picture.convert("RGB") if alpha else picture
    try:
        known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        drawn = ImageCms.profileToProfile(opaque, known, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        drawn = None
    drawn = drawn or opaque.convert("RGB")
    if alpha:
        drawn.putalpha(alpha)
    return drawn


def _write(picture: Image.Image, width: int, folder: Path, digest: str) -> None:
    height = max(1, round(picture.height * width / picture.width))
    drawn = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
    for ending, how in ENCODINGS.items():
        written = io.BytesIO()
        drawn.save(written, **how)
        try:
            with (folder / f"{digest[:16]}-{width}.{ending}").open("wb") as file:
                file.write(written.getbuffer())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _Unwritten(error.errno or 0, "") from error


if __name__ == "__main__":
    main()
