"""Pictures made for tests as they are needed, harmless ones and others."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

SECRET = "GEHEIM-Kamera-7731"
PLACE = (52.0, 31.0, 12.345)


def scene(width: int = 400, height: int = 600, *, seed: int = 0) -> Image.Image:
    """A picture of three slopes, each seed another."""
    slope = Image.linear_gradient("L").resize((width, height))
    turned = slope.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    return Image.merge("RGB", (slope, turned, Image.new("L", (width, height), 40 + seed * 9)))


def encoded(picture: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    """The picture as a file."""
    written = io.BytesIO()
    picture.save(written, kind, **how)
    return written.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: its name, its owner, the place."""
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010F] = SECRET
    told[0x013B] = f"{SECRET} Artist"
    told[0x9C9C] = f"{SECRET}".encode("utf-16-le")
    place = told.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", PLACE, "E", PLACE
    return told


def xmp() -> bytes:
    """What an editor writes."""
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{SECRET}</dc:creator></x:xmpmeta>'.encode()


def profile() -> bytes:
    """A color profile with a secret where its description stands."""
    whole = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return bytes(whole) + SECRET.encode() * 3


def telling(kind: str, orientation: int = 1) -> bytes:
    """A picture that tells all that its kind of file can hold."""
    how: dict[str, Any] = {"exif": exif(orientation), "icc_profile": profile()}
    if kind in ("JPEG", "WEBP", "AVIF"):
        how["xmp"] = xmp()
    if kind == "JPEG":
        how["comment"] = SECRET
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", SECRET)
        text.add_itxt("XML:com.adobe.xmp", xmp().decode())
        how["pnginfo"] = text
    return encoded(scene(), kind, **how)


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few thousand bytes that unfold to gigabytes."""
    rows = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    data = b"".join(rows.compress(row) for _row in range(height)) + rows.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
        + _chunk(b"IDAT", data)
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def webp_claiming(width: int, height: int) -> bytes:
    """A WebP whose head claims a size that its content has not."""
    small = bytearray(encoded(scene(32, 32), "WEBP", exif=exif()))
    small[24:27] = (width - 1).to_bytes(3, "little")
    small[27:30] = (height - 1).to_bytes(3, "little")
    return bytes(small)
