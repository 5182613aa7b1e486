"""Slices: one initial, cut and shifted: Warsaw, a winter evening. The full title stands below."""

import math

from abspann.catalog.poster.breaking import WEAK, plain_words
from abspann.catalog.poster.canvas import MARGIN, WIDTH, rectangle
from abspann.catalog.poster.commission import CannotCompose, Commission, Foot, Subject
from abspann.catalog.poster.line import Line, fit_box
from abspann.catalog.poster.setting import caption

BROADEST = 430
NARROWEST = 260  # a letter as slim as I is widened
OVERSHOOT = 60  # px above the capitals: the marks of Ä, Ö, Ü
CUT = 3


def appeal(subject: Subject) -> float:
    if not subject.letters:
        return 0
    liking = 0.4 if subject.letters <= 4 else 1.0
    return liking * 2 if subject.is_any_of("thriller", "crime", "horror") else liking


def compose(job: Commission) -> Foot:
    canvas, colors, dice = job.canvas, job.colors, job.dice
    if not job.title:
        raise CannotCompose
    title = caption(job.title, tallest=190, largest=72, stretch=dice.pick([75, 100]))
    letter = _letter(_initial(job.title), title.top - 60 - MARGIN)
    count = dice.pick([3, 4, 5, 7])
    baseline = (MARGIN + title.top - 40) / 2 + letter.cap_height / 2
    height = (letter.cap_height + 2) / count
    shift = dice.between(13, 30)
    canvas.ground(colors.ground)
    for at in range(count):
        top = baseline - letter.cap_height + at * height
        clip = canvas.clip(_slice(top, height, is_first=at == 0, is_last=at == count - 1))
        along = shift * (1 if at % 2 else -1) * (1 if count < 7 else 0.5 + 0.5 * math.sin(at))
        with canvas.cropping(clip):
            canvas.put(letter, WIDTH / 2 + along, baseline, colors.second if at % 2 else colors.lead, "middle")
    title.put_on(canvas, colors.type)
    return Foot(colors.type)


def _initial(title: str) -> str:
    """Of the first word that is no article; of the title if it has no other letters."""
    strong = [word for word in plain_words(title) if word.lower() not in WEAK]
    return next((letter for word in strong for letter in word if letter.isalnum()), title[0]).upper()


def _letter(initial: str, height: float) -> Line:
    line = fit_box("black", initial, BROADEST, height)
    if line.width > NARROWEST:
        return line
    return Line("black", initial, line.size, min(125.0, line.stretch * 1.2))


def _slice(top: float, height: float, is_first: bool, is_last: bool) -> str:
    """A band over the sheet's whole width; the outer ones reach as far as marks and tails do."""
    above = OVERSHOOT if is_first else 1 - CUT
    below = OVERSHOOT / 2 if is_last else 0
    return rectangle(0, top - above, WIDTH, height - CUT + (OVERSHOOT if is_first else 0) + below)
