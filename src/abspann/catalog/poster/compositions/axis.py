"""Axis: the house's own composition, words right and left of one line, like a credit roll."""

from abspann.catalog.poster.breaking import plain_words
from abspann.catalog.poster.canvas import FOOT, HEIGHT, MARGIN, WIDTH
from abspann.catalog.poster.commission import CannotCompose, Commission, Foot, Subject
from abspann.catalog.poster.inks import TINS, clearest_on
from abspann.catalog.poster.line import Line
from abspann.catalog.poster.setting import widths

GAP = 15  # px from the axis to the ink
LEADING = 1.12
LARGEST = 150
TALLEST = 560

Pair = tuple[str, str]


def appeal(subject: Subject) -> float:
    if not subject.letters:
        return 0
    if subject.letters > 60 or subject.longest_word > 20:
        return 0.1  # the serif would be too small
    return 1.7 if subject.words > 1 else 0.6


def compose(job: Commission) -> Foot:
    pairs = _pairs(job.title, job.year)
    if not pairs:
        raise CannotCompose
    size, axis = _largest(pairs)
    size = min(size, LARGEST, TALLEST / (len(pairs) * LEADING))
    right = _put_light(job, axis)
    baseline = _first_baseline(job, len(pairs), size)
    for role, name in pairs:
        if role:
            job.canvas.put(Line("serif", role, size), axis - GAP, baseline, job.colors.type, "end")
        if name:
            job.canvas.put(Line("serif", name, size), axis + GAP, baseline, right)
        baseline += size * LEADING
    return Foot(job.colors.type, axis, right)


def _pairs(title: str, year: int | None) -> list[Pair]:
    """Two words to a line; a single word has the year for its role."""
    words = plain_words(title)
    if len(words) == 1:
        return [(str(year or ""), words[0])]
    pairs = list(zip(words[0::2], words[1::2], strict=False))
    return [*pairs, ("", words[-1])] if len(words) % 2 else pairs


def _largest(pairs: list[Pair]) -> tuple[float, float]:
    """The size and the place of the axis that let the type be largest."""
    width = widths("serif", 100)
    left = max((width(role) for role, _ in pairs if role), default=1e-6)
    right = max(width(name) for _, name in pairs)
    places = [WIDTH * percent / 100 for percent in range(22, 75, 2)]
    sizes = [100 * min((at - GAP - MARGIN) / left, (WIDTH - MARGIN - at - GAP) / right) for at in places]
    best = sizes.index(max(sizes))
    return sizes[best], places[best]


def _put_light(job: Commission, axis: float) -> str:
    """The axis as a line, or as the edge of a lit side; returns the color of type right of it."""
    job.canvas.ground(job.colors.ground)
    if job.dice.pick(["line", "side", "side"]) == "line":
        job.canvas.rect(axis - 1.25, 0, 2.5, HEIGHT, job.colors.lead)
        return job.colors.type
    job.canvas.rect(axis, 0, WIDTH - axis, HEIGHT, job.colors.lead)
    return clearest_on(job.colors.lead, TINS["paper"], TINS["ink"])


def _first_baseline(job: Commission, lines: int, size: float) -> float:
    wanted = job.dice.pick([150, 430, 720]) if lines < 3 else job.dice.pick([110, 400])
    last_that_fits = FOOT - 40 - size * LEADING * (lines - 1)
    return max(MARGIN + size, min(wanted, last_that_fits))
