"""Pictures from outside: nothing comes out but what can be seen, and no file takes the house down."""

from __future__ import annotations

import io
import random
import resource
import threading
import time

import pytest
from django.utils.translation import override
from PIL import Image, ImageCms
from tests.core import pictures
from tests.core.pictures import SECRET, encoded, scene

from abspann.core import image_child, images
from abspann.core.refusal import Refusal

WIDTHS = (154, 342, 780)


def draw(content: bytes, folder, *, widths=WIDTHS, least=96) -> images.Drawn:
    return images.draw(content, folder, widths=widths, least=least)


def refused(content: bytes, folder) -> str:
    with pytest.raises(Refusal) as no:
        draw(content, folder)
    assert no.value.field == "file"
    assert list(folder.iterdir()) == []
    return said(no.value)


def said(no: Refusal) -> str:
    with override("en"):
        return str(no)


def opened(drawn: images.Drawn, folder, ending: str = "webp", width: int | None = None) -> Image.Image:
    return Image.open(folder / images.name_of(drawn.digest, width or drawn.width, ending))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_lies_ready_in_each_width_and_form(tmp_path, kind):
    drawn = draw(encoded(scene(900, 1350), kind), tmp_path)
    assert (drawn.width, drawn.height, drawn.widths) == (780, 1170, WIDTHS)
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{drawn.digest[:16]}-{width}.{ending}" for width in WIDTHS for ending in ("avif", "webp", "jpg")
    }
    for width in WIDTHS:
        for ending, form in (("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG")):
            with opened(drawn, tmp_path, ending, width) as found:
                assert (found.format, found.mode, found.size) == (form, "RGB", (width, round(width * 1.5)))


def test_no_picture_is_made_larger_than_it_is(tmp_path):
    drawn = draw(encoded(scene(400, 600)), tmp_path)
    assert drawn.widths == (154, 342, 400)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_that_a_file_tells_besides_its_picture_comes_through(tmp_path, kind):
    content = pictures.telling(kind)
    assert SECRET.encode() in content
    drawn = draw(content, tmp_path)
    for path in tmp_path.iterdir():
        written = path.read_bytes()
        for trace in (SECRET.encode(), SECRET.encode("utf-16-le"), b"Exif", b"xmp", b"ICC", b"icc"):
            assert trace not in written, (path.name, trace)
        with Image.open(path) as found:
            assert dict(found.getexif()) == {}
            assert not {"icc_profile", "exif", "xmp", "comment", "Comment"} & set(found.info)
    assert drawn.width == 400


def test_the_same_pixels_have_the_same_digest_whatever_else_the_file_tells(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "c").mkdir()
    plain = draw(encoded(scene(), "PNG"), tmp_path / "a")
    telling = draw(encoded(scene(), "PNG", exif=pictures.exif()), tmp_path / "b")
    other = draw(encoded(scene(seed=3), "PNG"), tmp_path / "c")
    assert plain.digest == telling.digest != other.digest
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


@pytest.mark.parametrize(("orientation", "size"), [(1, (400, 600)), (3, (400, 600)), (6, (600, 400)), (8, (600, 400))])
def test_a_picture_stands_as_the_camera_was_held(tmp_path, orientation, size):
    marked = scene()
    marked.paste("white", (0, 0, 80, 80))
    drawn = draw(encoded(marked, "JPEG", exif=pictures.exif(orientation), quality=95), tmp_path)
    assert (drawn.width, drawn.height) == size
    corner = {1: (20, 20), 3: (380, 580), 6: (580, 20), 8: (20, 380)}[orientation]
    with opened(drawn, tmp_path) as found:
        assert min(found.getpixel(corner)) > 240


def test_a_wide_picture_that_was_held_upright_is_as_wide_as_asked(tmp_path):
    drawn = draw(encoded(scene(1800, 1200), "JPEG", exif=pictures.exif(6)), tmp_path)
    assert (drawn.width, drawn.height) == (780, 1170)


@pytest.mark.parametrize(
    ("content", "pixel"),
    [
        (encoded(Image.new("I;16", (200, 300), 40_000), "PNG"), (156, 156, 156)),
        (encoded(Image.new("CMYK", (200, 300), (0, 255, 255, 0)), "JPEG"), (254, 0, 0)),
        (encoded(Image.new("L", (200, 300), 90), "JPEG"), (90, 90, 90)),
        (encoded(Image.new("1", (200, 300), 1), "PNG"), (255, 255, 255)),
        (encoded(Image.new("LA", (200, 300), (0, 0)), "PNG"), (255, 255, 255)),
        (encoded(Image.new("RGBA", (200, 300), (255, 0, 0, 0)), "WEBP", lossless=True, exact=True), (255, 255, 255)),
        (encoded(Image.new("P", (200, 300), 0), "PNG", transparency=0), (255, 255, 255)),
    ],
    ids=["16 bit", "CMYK", "gray", "black and white", "gray, seen through", "seen through", "palette, seen through"],
)
def test_every_kind_of_color_becomes_plain_color(tmp_path, content, pixel):
    drawn = draw(content, tmp_path)
    with opened(drawn, tmp_path) as found:
        assert all(abs(a - b) <= 6 for a, b in zip(found.getpixel((100, 150)), pixel, strict=True))


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
def test_of_a_picture_that_moves_the_first_moment_stays(tmp_path, kind):
    frames = [Image.new("RGB", (200, 300), color) for color in ("red", "blue", "green")]
    drawn = draw(encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=50), tmp_path)
    for ending in images.ENDINGS:
        with opened(drawn, tmp_path, ending) as found:
            assert getattr(found, "n_frames", 1) == 1
            assert found.getpixel((100, 100))[0] > 240


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<!doctype html><script>alert(1)</script>", "no picture"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"),
        (b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)", "GIF"),
        (encoded(scene(), "GIF"), "GIF"),
        (encoded(scene(), "TIFF"), "TIFF"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40, "HEIC"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "no picture"),
        (b"PK\x03\x04" + b"\0" * 60, "no picture"),
        (b"\xff\xd8\xff" + b"<script>" * 20, "cannot be read"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 20, "cannot be read"),
        (encoded(scene(), "JPEG")[:3000], "cannot be read"),
        (encoded(scene(), "PNG")[:-400], "cannot be read"),
        (encoded(scene(), "WEBP")[:-60], "cannot be read"),
        (encoded(scene(), "AVIF")[:-60], "cannot be read"),
        (encoded(scene(90, 600), "PNG"), "too small"),
        (encoded(scene(100, 700), "PNG"), "too long"),
        (b"\xff\xd8\xff" + b"\0" * images.LARGEST, "20 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(tmp_path, content, words):
    assert words in refused(content, tmp_path)


def test_a_bomb_is_refused_before_it_unfolds(tmp_path):
    bomb = pictures.png_bomb()
    assert len(bomb) < 1 << 20
    began = time.monotonic()
    assert "60 megapixels" in refused(bomb, tmp_path)
    assert time.monotonic() - began < 10


def test_a_picture_that_claims_more_than_it_may_is_refused(tmp_path):
    sentence = refused(pictures.webp_claiming(16_000, 16_000), tmp_path)
    assert "60 megapixels" in sentence or "cannot be read" in sentence


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_largest_picture_is_read_without_the_house_growing(tmp_path, kind):
    content = encoded(Image.new("RGB", (7_740, 7_740), "navy"), kind)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert draw(content, tmp_path).width == 780
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.slow
def test_no_damaged_file_is_more_than_a_refusal(tmp_path):
    chance = random.Random(4)
    for number in range(6):
        for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
            damaged = bytearray(pictures.telling(kind))
            for _hit in range(chance.randint(1, 30)):
                damaged[chance.randrange(12, len(damaged))] = chance.randrange(256)
            folder = tmp_path / f"{kind}{number}"
            folder.mkdir()
            try:
                draw(bytes(damaged), folder)
            except Refusal as no:
                assert no.field == "file"  # noqa: PT017  # either is right: read, or refused


@pytest.mark.parametrize("done", ["import os; os.abort()", "x = bytearray(4 << 30)", "print('nonsense')"])
def test_a_process_that_dies_is_a_refusal(tmp_path, monkeypatch, done):
    real = images.subprocess.run

    def dying(command, **how):
        limits = "from abspann.core import image_child; image_child._limit(); "
        return real([*command[:2], "-c", limits + done], **how)

    monkeypatch.setattr(images.subprocess, "run", dying)
    assert "more time or room" in refused(encoded(scene()), tmp_path)


def test_a_process_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    real = images.subprocess.run
    monkeypatch.setattr(
        images.subprocess, "run", lambda command, **how: real(["sleep", "60"], **(how | {"timeout": 0.2}))
    )
    began = time.monotonic()
    assert "more time or room" in refused(encoded(scene()), tmp_path)
    assert time.monotonic() - began < 5


def test_whoever_comes_while_another_picture_is_drawn_is_asked_to_come_again(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "PATIENCE", 0.05)
    with images._busy, pytest.raises(Refusal) as no:
        draw(encoded(scene()), tmp_path)
    assert (no.value.status, no.value.wait) == (429, 10)
    draw(encoded(scene()), tmp_path)


def test_several_at_once_are_all_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "PATIENCE", 60)
    drawn: list[str] = []

    def one(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        drawn.append(draw(encoded(scene(200, 300, seed=number), "PNG"), folder).digest)

    threads = [threading.Thread(target=one, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 4


def test_a_disk_that_is_full_is_said(tmp_path, monkeypatch):
    """A file may be no larger than this child is allowed to write: what comes then is what a full disk says."""
    real = images.subprocess.run

    def cramped(command, **how):
        code = (
            "import sys, resource, signal; from abspann.core import image_child as c; limit = c._limit; "
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); c.LARGEST_FILE = 500; sys.argv[:1] = ['x']; c.main()"
        )
        return real([*command[:2], "-c", code, *command[4:]], **how)

    monkeypatch.setattr(images.subprocess, "run", cramped)
    with pytest.raises(Refusal) as no:
        draw(encoded(scene()), tmp_path)
    assert "no room left" in said(no.value)
    assert no.value.status == 409


def test_only_what_is_drawn_here_leaves_the_child(monkeypatch):
    """No key, no address and no setting of the house is in the environment in which a hostile file is read."""
    seen = {}
    monkeypatch.setattr(images.subprocess, "run", lambda command, **how: seen.update(how) or _Said())
    images._told(b"x", images.Path("/tmp"), WIDTHS, 96)
    assert seen["env"] == {}
    assert seen.get("close_fds", True)
    assert image_child.MEMORY <= 1_500 << 20


class _Said:
    stdout = b'{"no": "broken"}'


def test_a_profile_of_other_colors_is_taken_into_account(tmp_path):
    """A profile in which red and blue have changed places: what its numbers call red is drawn as the blue it means."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = plain.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)
    drawn = draw(encoded(Image.new("RGB", (200, 300), (220, 10, 10)), "PNG", icc_profile=swapped), tmp_path)
    with opened(drawn, tmp_path) as found:
        red, _green, blue = found.getpixel((100, 100))
        assert blue > 150 > red


def test_a_broken_profile_does_no_harm(tmp_path):
    assert draw(encoded(scene(), "PNG", icc_profile=b"\0" * 300), tmp_path).width == 400


def test_what_follows_a_picture_is_cut_off(tmp_path):
    content = encoded(scene()) + b"PK\x03\x04" + SECRET.encode() * 50 + b"<script>alert(1)</script>"
    draw(content, tmp_path)
    assert not any(
        SECRET.encode() in path.read_bytes() or b"script" in path.read_bytes() for path in tmp_path.iterdir()
    )


def test_a_jpeg_of_several_pictures_gives_its_first(tmp_path):
    written = io.BytesIO()
    Image.new("RGB", (200, 300), "red").save(
        written, "MPO", save_all=True, append_images=[Image.new("RGB", (200, 300), "blue")]
    )
    drawn = draw(written.getvalue(), tmp_path)
    with opened(drawn, tmp_path) as found:
        assert found.getpixel((100, 100))[0] > 240
