import struct

from abspann.catalog.poster.raster import raster
from abspann.catalog.poster.share import share_picture
from abspann.catalog.poster.sheet import Sheet, choose_design, draw


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_sheet_becomes_a_png_of_the_width_asked_for(wall: list[Sheet]) -> None:
    assert size_of(raster(draw(wall[0], choose_design(wall[0])), 400)) == (400, 600)


def test_every_film_has_a_picture_to_share(wall: list[Sheet], hard_sheets: list[Sheet]) -> None:
    for sheet in wall[:3] + hard_sheets[::2]:
        assert size_of(share_picture(sheet, choose_design(sheet))) == (1200, 630)
