"""Stack: every line exactly as wide as the sheet, the width axis does the work."""

from abspann.catalog.poster.canvas import FOOT, MARGIN, ROOM, WIDTH, half_disc
from abspann.catalog.poster.commission import CannotCompose, Commission, Foot, Subject
from abspann.catalog.poster.inks import contrast
from abspann.catalog.poster.stacking import best_stack

ROOM_FOR_A_PICTURE = 120  # px that the title leaves free above itself


def appeal(subject: Subject) -> float:
    if not subject.letters:
        return 0
    return 3.3 if subject.letters <= 4 else 2.2


def compose(job: Commission) -> Foot:
    stack = best_stack(job.title, ROOM, FOOT - MARGIN)
    if stack is None:
        raise CannotCompose
    job.canvas.ground(job.colors.ground)
    if FOOT - MARGIN - stack.height > ROOM_FOR_A_PICTURE:
        _put_picture(job, FOOT - stack.height - MARGIN * 0.9)
    stack.put_on(job.canvas, MARGIN, FOOT - stack.height, ROOM, job.colors.type)
    return Foot(job.colors.type)


def _put_picture(job: Commission, height: float) -> None:
    """A field above the title, and one plain shape in it."""
    canvas, colors = job.canvas, job.colors
    color = colors.second if contrast(colors.second, colors.lead) > 1.4 else colors.ground
    canvas.rect(0, 0, WIDTH, height, colors.lead)
    match job.dice.pick(["disc", "half", "bar"]):
        case "disc":
            canvas.circle(WIDTH - MARGIN - height * 0.3, height * 0.5, height * 0.3, color)
        case "half":
            canvas.fill(half_disc(WIDTH / 2, height, height * 0.42), color)
        case _:
            canvas.rect(MARGIN, 0, height * 0.16, height, color)
