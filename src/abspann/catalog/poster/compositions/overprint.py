"""Overprint: two shapes in two inks; where they meet, a third."""

from abspann.catalog.poster.canvas import WIDTH, disc, rectangle
from abspann.catalog.poster.commission import Commission, Foot, Subject
from abspann.catalog.poster.inks import TINS, clearest_on, contrast, luminance, overprinted
from abspann.catalog.poster.setting import caption

LARGEST = 190  # px, radius of a disc


def appeal(subject: Subject) -> float:
    return 2.2 if subject.is_any_of("romance") else 1.1


def compose(job: Commission) -> Foot:
    canvas, colors, dice = job.canvas, job.colors, job.dice
    title = caption(job.title, tallest=220, largest=84, stretch=dice.pick([75, 100]))
    height = title.top - 30
    radius = min(height * 0.36, LARGEST)
    apart = radius * dice.between(0.45, 0.8)
    shapes = dice.pick(["disc disc", "disc square", "square square", "disc disc"]).split()
    is_upright = dice.pick([False, True]) and height > 480
    across, down = _offset(shapes, apart, is_upright)
    x, y = WIDTH / 2, height / 2 + 6
    first = _shape(shapes[0], x - across, y - down, radius)
    second = _shape(shapes[1], x + across, y + down, radius)
    one, other, both = _inks(job)
    canvas.ground(colors.ground)
    overlap = canvas.clip(first)
    canvas.fill(first, one)
    canvas.fill(second, other)
    canvas.fill(second, both, overlap)
    title.put_on(canvas, colors.type)
    return Foot(colors.type)


def _offset(shapes: list[str], apart: float, is_upright: bool) -> tuple[float, float]:
    """How far each shape stands from the middle; two squares always stand askew."""
    if shapes == ["square", "square"]:
        return apart * 0.5, apart * 0.42
    return (0.0, apart * 0.6) if is_upright else (apart * 0.7, 0.0)


def _shape(name: str, x: float, y: float, radius: float) -> str:
    half = radius * 0.86  # a square looks larger than a disc as broad
    return disc(x, y, radius) if name == "disc" else rectangle(x - half, y - half, 2 * half, 2 * half)


def _inks(job: Commission) -> tuple[str, str, str]:
    """Inks darken where they meet; on a dark sheet that would not be seen, so there the overlap is light."""
    colors = job.colors
    is_dark = luminance(colors.ground) <= 0.35
    light = clearest_on(colors.ground, TINS["paper"], TINS["ink"])
    is_clear = contrast(colors.lead, colors.second) > 1.2 and contrast(colors.second, colors.ground) > 1.3
    is_light = is_dark and contrast(colors.second, light) < 1.2
    second = colors.second if is_clear and not is_light else TINS["silver"]
    return colors.lead, second, light if is_dark else overprinted(colors.lead, second)
