"""Numeral: the year's last two figures, cropped by the sheet; the title stands clear of them."""

from abspann.catalog.poster.canvas import WIDTH
from abspann.catalog.poster.commission import CannotCompose, Commission, Foot, Subject
from abspann.catalog.poster.inks import contrast, luminance
from abspann.catalog.poster.letters import face
from abspann.catalog.poster.line import Line
from abspann.catalog.poster.setting import caption

SLIT = 10  # px, the bar on which the figures stand


def appeal(subject: Subject) -> float:
    if subject.year is None:
        return 0
    return 1.1 if subject.letters else 4


def compose(job: Commission) -> Foot:
    if job.year is None:
        raise CannotCompose
    canvas, colors = job.canvas, job.colors
    title = caption(job.title, tallest=230, largest=84, stretch=job.dice.pick([75, 100]))
    baseline = title.top - 40
    canvas.ground(colors.ground)
    with canvas.cropping():
        _put_figures(job, f"{job.year % 100:02d}", baseline)
    seen = luminance(colors.ground) > 0.4 or contrast(colors.second, colors.ground) > 1.6
    canvas.rect(0, baseline, WIDTH, SLIT, colors.second if seen else colors.type)
    title.put_on(canvas, colors.type)
    return Foot(colors.type)


def _put_figures(job: Commission, figures: str, baseline: float) -> None:
    """Taller than the room above the baseline, and pushed over one edge or both."""
    tall = face("tall")
    line = Line("tall", figures, (baseline + 60) * 1.06 * tall.units / tall.cap_height)
    match job.dice.pick(["over", "left", "right"]):
        case "over":
            wide = line.sized(line.size * max(1.0, WIDTH * 1.06 / line.width))
            job.canvas.put(wide, WIDTH / 2, baseline, job.colors.lead, "middle")
        case "left":
            job.canvas.put(line, -26, baseline, job.colors.lead)
        case _:
            job.canvas.put(line, WIDTH + 26, baseline, job.colors.lead, "end")
