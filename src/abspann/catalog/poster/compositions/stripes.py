"""Stripes in a growing progression; the title stands below the last."""

from abspann.catalog.poster.canvas import MARGIN, WIDTH
from abspann.catalog.poster.commission import Commission, Foot, Subject
from abspann.catalog.poster.setting import caption


def appeal(_subject: Subject) -> float:
    return 1


def compose(job: Commission) -> Foot:
    canvas, colors, dice = job.canvas, job.colors, job.dice
    title = caption(job.title, tallest=260, largest=100, stretch=dice.pick([62, 75, 100]))
    canvas.ground(colors.ground)
    pairs = dice.pick([7, 9, 11])
    growth = dice.pick([1.16, 1.24, 0.86])
    heights = _progression(2 * pairs, growth, title.top - 34)
    manner = dice.pick(["plain", "step", "split"])
    top = 0.0
    for at, height in enumerate(heights):
        if at % 2 == 0:
            color = colors.second if (at // 2) % 3 == 1 else colors.lead
            if manner == "plain":
                canvas.rect(0, top, WIDTH, height, color)
            elif manner == "step":
                left = (WIDTH - MARGIN) * (at / (2 * pairs) if growth < 1 else 1 - (at + 2) / (2 * pairs))
                canvas.rect(left, top, WIDTH - left, height, color)
            else:  # the right half answers in the gap, in another color
                canvas.rect(0, top, WIDTH / 2, height, color)
                answer = colors.type if color == colors.lead else colors.lead
                canvas.rect(WIDTH / 2, top + height, WIDTH / 2, heights[at + 1], answer)
        top += height
    title.put_on(canvas, colors.type)
    return Foot(colors.type)


def _progression(count: int, growth: float, total: float) -> list[float]:
    """Stripe, gap, stripe, gap: each `growth` times the one before, all together `total`."""
    parts = [growth**at for at in range(count)]
    return [part * total / sum(parts) for part in parts]
