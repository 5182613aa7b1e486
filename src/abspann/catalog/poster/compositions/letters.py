"""Letters: a grid with one letter to a cell; the empty cells hold quarter discs, discs, squares and triangles."""

from dataclasses import dataclass

from abspann.catalog.poster.breaking import plain_words
from abspann.catalog.poster.canvas import FOOT, MARGIN, ROOM, quarter_disc
from abspann.catalog.poster.commission import CannotCompose, Commission, Foot, Subject
from abspann.catalog.poster.letters import face
from abspann.catalog.poster.line import Line, fit_box

CAP_HEIGHT = 0.92 * 0.82  # of the cell


def appeal(subject: Subject) -> float:
    if subject.longest_word > 9 or subject.letters < 5 or subject.letters > 60:
        return 0
    return 1.6 * 1.8 if subject.is_any_of("comedy") else 1.6


@dataclass(frozen=True)
class Grid:
    columns: int
    rows: int
    cell: float
    lines: list[str]


def compose(job: Commission) -> Foot:
    grid = _best_grid([word.upper() for word in plain_words(job.title)])
    if grid is None:
        raise CannotCompose
    job.canvas.ground(job.colors.ground)
    free = max(0, grid.rows - len(grid.lines))
    first = job.dice.pick([0, free, free // 2])
    for row in range(grid.rows):
        has_text = first <= row < first + len(grid.lines)
        text = grid.lines[row - first] if has_text else ""
        for column in range(grid.columns):
            x, y = MARGIN + column * grid.cell, MARGIN + row * grid.cell
            if column >= len(text):
                _put_shape(job, x, y, grid.cell)
            elif text[column] != " ":
                _put_letter(job, text[column], x, y, grid.cell)
    return Foot(job.colors.type)


def _best_grid(words: list[str]) -> Grid | None:
    """The grid in which shapes and lines of letters come nearest to seven to ten; None if no grid holds the words."""
    if not words:
        return None
    least = max(3, *map(len, words))
    grids = [_grid(words, columns) for columns in range(least, least + 5)]
    fitting = [grid for grid in grids if len(grid.lines) <= grid.rows]
    best = min(fitting, key=lambda grid: abs(grid.rows - len(grid.lines) * 1.7), default=None)
    if best and best.columns < 6:
        return Grid(best.columns, min(best.rows, 9), best.cell, best.lines)
    return best


def _grid(words: list[str], columns: int) -> Grid:
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= columns:
            lines[-1] += " " + word
        else:
            lines.append(word)
    cell = ROOM / columns
    return Grid(columns, int((FOOT - MARGIN - 6) // cell), cell, lines)


def _put_letter(job: Commission, letter: str, x: float, y: float, cell: float) -> None:
    black = face("black")
    line = Line("black", letter, cell * CAP_HEIGHT * black.units / black.cap_height)
    if line.width > cell * 0.86:
        line = fit_box("black", letter, cell * 0.86, line.cap_height)
    job.canvas.put(line, x + cell / 2, y + cell * 0.87, job.colors.type, "middle")


def _put_shape(job: Commission, x: float, y: float, cell: float) -> None:
    canvas, colors, dice = job.canvas, job.colors, job.dice
    chance = dice.between(0, 1)
    color = dice.pick([colors.lead, colors.second, colors.lead, colors.type])
    if chance < 0.34:
        down, across = divmod(dice.pick([0, 1, 2, 3]), 2)  # which corner of the cell
        toward = (-cell if across else cell), (-cell if down else cell)
        canvas.fill(quarter_disc(x + cell * across, y + cell * down, *toward), color)
    elif chance < 0.5:
        canvas.circle(x + cell / 2, y + cell / 2, cell / 2, color)
    elif chance < 0.62:
        canvas.rect(x, y, cell, cell, color)
    elif chance < 0.72:
        canvas.fill(f"M{x:.1f} {y:.1f}l{cell:.1f} {cell:.1f}h{-cell:.1f}z", color)
