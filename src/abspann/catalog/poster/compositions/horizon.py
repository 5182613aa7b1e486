"""Horizon: a disc, a line, and its light on the water."""

from abspann.catalog.poster.canvas import MARGIN, WIDTH, rectangle
from abspann.catalog.poster.commission import Commission, Foot, Subject
from abspann.catalog.poster.inks import TINS, Colors, contrast, luminance, overprinted
from abspann.catalog.poster.setting import caption

REFLECTIONS = 7


def appeal(subject: Subject) -> float:
    liking = 1.3
    if subject.is_any_of("thriller", "crime", "horror"):
        liking *= 0.4
    if subject.is_any_of("western", "adventure", "road-movie"):
        liking *= 2.2
    return liking


def compose(job: Commission) -> Foot:
    canvas, colors, dice = job.canvas, job.colors, job.dice
    title = caption(job.title, tallest=250, largest=92, stretch=dice.pick([75, 100]))
    line = min(title.top - 46, dice.between(430, 560))
    radius = dice.between(110, min(210, line - 70))
    x = dice.pick([WIDTH / 2, WIDTH * 0.36, WIDTH * 0.64, WIDTH - MARGIN - radius])
    y = line - dice.pick([0, radius * 0.38, -radius * 0.25, radius + 30])
    shore = title.top - 22
    canvas.ground(colors.ground)
    canvas.rect(0, line, WIDTH, shore - line, _sea(colors))
    canvas.circle(x, y, radius, colors.lead, canvas.clip(rectangle(0, 0, WIDTH, line)))
    _put_reflections(job, x, radius, line, shore)
    title.put_on(canvas, colors.type)
    return Foot(colors.type)


def _sea(colors: Colors) -> str:
    if contrast(colors.second, colors.ground) > 1.35 and contrast(colors.second, colors.lead) > 1.3:
        return colors.second
    return overprinted(colors.ground, TINS["gray"]) if luminance(colors.ground) > 0.2 else TINS["slate"]


def _put_reflections(job: Commission, x: float, radius: float, line: float, shore: float) -> None:
    """Bars that grow shorter and thinner toward the shore."""
    for at in range(REFLECTIONS):
        part = at / REFLECTIONS
        top = line + 10 + (shore - line - 14) * part**1.15
        width, height = radius * 2 * (1 - 0.82 * part), max(1.5, 9 * (1 - part))
        if top + height < shore:
            job.canvas.rect(x - width / 2, top, width, height, job.colors.lead)
