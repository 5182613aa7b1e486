"""Whole pages: a sample and beside it what must be read from it."""

import json
from itertools import chain
from pathlib import Path

import pytest

from abspann.exchange.ingest.reading import read_file, read_page

PAGES = sorted((Path(__file__).parent / "pages").glob("*.txt"))
REAL_PAGES = Path(__file__).parents[3].parent / "shared" / "data" / "pages"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_read_as_the_file_beside_it_says(path: Path) -> None:
    assert read_file(path).to_json() == json.loads(path.with_suffix(".json").read_text())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_each_filled_line_of_a_page_is_in_one_block(path: Path) -> None:
    held = sorted(chain.from_iterable(block.lines for block in read_file(path).blocks))
    assert held == [number for number, line in enumerate(path.read_text().split("\n"), start=1) if line.strip()]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_windows_line_ends_change_nothing(path: Path) -> None:
    text = path.read_text()
    assert read_page(text.replace("\n", "\r\n"), filename=path.name) == read_page(text, filename=path.name)


def test_the_page_of_a_portal_as_a_reader_copied_it() -> None:
    path = REAL_PAGES / "der-geschmack-von-rost-und-knochen.txt"
    if not path.exists():
        pytest.skip("the portal's page is not ours to keep in the repository; it lies beside it where it may")
    page = read_file(path)
    assert page.film.title == "Der Geschmack von Rost und Knochen"
    assert (page.synopsis.lines, [pair.role for pair in page.synopsis.cast]) == ((1,), ["Ali", "Sam", "Stephanie"])
    assert (page.critique.lines, page.critique.truncated, page.critique.critic) == ((2,), True, None)
    assert [review.lines for review in page.reviews] == [(3,), (*range(4, 11),), (*range(11, 17),), (*range(17, 24),)]
    assert [review.stars for review in page.reviews] == [None, 3.5, 3.5, 4.5]
    assert [review.followers for review in page.reviews] == [None, 6989, None, 317]
    assert [review.anonymous for review in page.reviews] == [False, False, True, False]
    assert [review.truncated for review in page.reviews] == [False, False, True, False]
    assert [(passage.lines, passage.confidence < 0.5) for passage in page.trivia] == [((24,), True)]
    facts = [(fact.festival, fact.year, fact.award, fact.outcome) for fact in page.festivals]
    assert facts == [("Cannes Film Festival", 2012, "Goldene Palme", "nominated")]
    films = [mention.name for mention in page.mentions if mention.kind == "film"]
    assert films == ["Midnight in Paris", "Ein Prophet", "Der wilde Schlag meines Herzens"]
    assert {"Jacques Audiard", "Woody Allen"} <= {mention.name for mention in page.mentions}
    assert page.unplaced == ()
