"""Window: frames within frames, the last one lit."""

from abspann.catalog.poster.canvas import MARGIN, ROOM
from abspann.catalog.poster.commission import Commission, Foot, Subject
from abspann.catalog.poster.setting import caption


def appeal(subject: Subject) -> float:
    return 0.9 * 1.6 if subject.is_any_of("thriller", "crime", "horror") else 0.9


def compose(job: Commission) -> Foot:
    canvas, colors, dice = job.canvas, job.colors, job.dice
    title = caption(job.title, tallest=210, largest=80, stretch=dice.pick([62, 75, 100]))
    count = dice.pick([4, 5, 6])
    toward_right, toward_foot = dice.between(0.2, 0.8), dice.between(0.2, 0.8)
    outer, inner = (colors.lead, colors.second) if dice.between(0, 1) < 0.6 else (colors.type, colors.lead)
    frames = [outer, colors.ground, inner, colors.ground]
    canvas.ground(colors.ground)
    x, y, width, height = float(MARGIN), float(MARGIN), float(ROOM), title.top - 40 - MARGIN
    for at in range(count):
        color = frames[at % 4]
        if at == count - 1:
            color = colors.type if frames[(at - 1) % 4] == colors.lead else colors.lead
        canvas.rect(x, y, width, height, color)
        smaller = 0.84 if at % 2 else 0.74
        x += width * (1 - smaller) * toward_right
        y += height * (1 - smaller) * toward_foot
        width, height = width * smaller, height * smaller
    title.put_on(canvas, colors.type)
    return Foot(colors.type)
