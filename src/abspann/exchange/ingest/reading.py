"""Reading a film page: the one door of this package, from text to proposal."""

from dataclasses import replace
from pathlib import Path

from abspann.exchange.ingest.blocks import Proposal
from abspann.exchange.ingest.composing import Composition
from abspann.exchange.ingest.headers import find_headers
from abspann.exchange.ingest.lines import MAX_BYTES, NotAFilmPage, read_lines
from abspann.exchange.ingest.rows import rows_of
from abspann.exchange.ingest.sections import stretches_of
from abspann.exchange.ingest.titles import find_title


def read_file(path: Path) -> Proposal:
    """Reads a page from a file, never more of it than a page may have."""
    with path.open("rb") as file:
        return read_page(file.read(MAX_BYTES + 1), filename=path.name)


def read_page(text: str | bytes, *, filename: str | None = None) -> Proposal:
    """The proposal of a film page; refuses with NotAFilmPage what is none.

    Every line that is not blank is in exactly one block, every text is a piece of the input, and nothing else is
    in it. A file's name can confirm a title that the page holds, it cannot give one.
    """
    lines = read_lines(text)
    rows = rows_of(lines)
    headers = find_headers(rows)
    in_headers = {at for header in headers for at in range(header.start, header.stop)}
    prose = [row for row in rows if row.at not in in_headers]
    first = rows[0] if rows[0].at not in in_headers else None
    title = find_title(prose, first, filename)
    stretches = stretches_of(rows, headers)
    if title and title.row is None:
        own = next((row for row in stretches[0].body if row.line.raw.strip() == title.title), None)
        title = replace(title, row=own)
    if title and title.row:
        stretches[0].body.remove(title.row)
    composition = Composition(lines, rows, prose, title)
    composition.compose(stretches)
    if not composition.has_evidence:
        raise NotAFilmPage("no-film-page")
    return composition.proposal()
