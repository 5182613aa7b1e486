"""SVG into PNG, for those who cannot show the one."""

from resvg_py import svg_to_bytes


def raster(svg: str, width: int) -> bytes:
    """PNG, `width` px wide; the height follows. Needs no fonts of the machine: our sheets hold shapes only."""
    return bytes(svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True))
