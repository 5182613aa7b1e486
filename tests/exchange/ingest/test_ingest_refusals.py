"""What is no film page gets a sentence, quickly; and a large page is read quickly too."""

import time
from pathlib import Path

import pytest

from abspann.exchange.ingest.lines import MAX_BYTES, SENTENCES, NotAFilmPage
from abspann.exchange.ingest.reading import read_file, read_page

CARD = "Mia\n3 Follower\n1 Kritik\nUser folgen\n3,5\nVeröffentlicht am 5. Mai 2022\n"


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("", "empty"),
        (b"", "empty"),
        (" \n\t\r\n\u200b", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        (bytes(range(256)) * 9, "binary"),
        ("Text\0Text", "binary"),
        ("\ud800", "binary"),
        (b"PK\x03\x04" + bytes(range(128, 200)), "binary"),
        (b"%PDF-1.4\n", "markup"),
        ("<!DOCTYPE html><html><body>Inhaltsangabe</body></html>", "markup"),
        (b"x" * 10_000_000, "too-large"),
        ("ä" * (MAX_BYTES // 2 + 1), "too-large"),
        ("Milch\nBrot\nEier\n", "no-film-page"),
        ("3,5\n4,0\n", "no-film-page"),
        ("Liebe Anna,\nwir kommen am 5. Mai 2022 an. Der Zug (ICE 5) ist pünktlich.\nBernd", "no-film-page"),
        ("name;year;stars\nAlien;1979;4,5\n", "no-film-page"),
        ("def f(x):\n    return x  # (Foo Bar)\n", "no-film-page"),
    ],
)
def test_what_is_no_film_page_is_refused_with_a_sentence(source: str | bytes, key: str) -> None:
    with pytest.raises(NotAFilmPage) as refusal:
        read_page(source)
    assert (refusal.value.key, str(refusal.value)) == (key, SENTENCES[key])


def test_a_file_of_ten_megabytes_is_not_read_to_its_end(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"Inhaltsangabe\n" * 700_000)
    with pytest.raises(NotAFilmPage, match="larger than 2 MB"):
        read_file(large)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_old_and_marked_encodings_are_read(encoding: str) -> None:
    (review,) = read_page((CARD + "Schön, groß.").encode(encoding)).reviews
    assert review.text == "Schön, groß."


@pytest.mark.parametrize(
    "body",
    [
        "A" * 1_000_000,
        "(" * 1_000_000,
        "„" * 600_000,
        '"' * 1_000_000,
        "Anna Berg (" * 90_000,
        " " * 1_000_000 + "x",
        "…" * 600_000 + "x",
        "Marion " * 150_000,
        "Filmfestspiele von " * 50_000,
        "1 000 " * 160_000,
        "Preis für beste " * 60_000,
        "3,5\n" * 100_000,
        "Hallo Welt\n" * 100_000,
        "Inhaltsangabe\n" * 100_000,
        CARD * 5_000,
    ],
    ids=lambda body: body[:12].strip(),
)
def test_a_line_of_a_megabyte_and_a_hundred_thousand_lines_are_read_quickly(body: str) -> None:
    began = time.process_time()
    read_page(CARD + body)
    assert time.process_time() - began < 6  # linear: two seconds on a quiet machine; a quadratic reader needs hours
