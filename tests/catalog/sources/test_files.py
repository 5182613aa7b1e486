"""Files of others: packed, broken, hostile."""

from __future__ import annotations

import bz2
import gzip

import pytest

from abspann.catalog.sources import files
from abspann.catalog.sources.files import Lines, files_at, found
from abspann.catalog.sources.told import Unreadable


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
def test_a_file_reads_the_same_however_it_is_packed(tmp_path, pack):
    path = tmp_path / "films.csv"
    path.write_bytes(pack("\ufeffeins\r\nzwölf\n".encode()))
    assert list(Lines(path)) == [(1, "eins"), (2, "zwölf")]


def test_a_line_that_is_no_utf_8_is_refused_with_its_number_and_the_rest_is_read(tmp_path):
    path = tmp_path / "films.csv"
    path.write_bytes(b"eins\nz\xfcrich\ndrei\n")
    lines = Lines(path)
    assert list(lines) == [(1, "eins"), (3, "drei")]
    assert [(refused.line, "UTF-8" in refused.reason) for refused in lines.refused] == [(2, True)]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_file_cut_off_in_the_middle_gives_what_came_before_and_says_so(tmp_path, pack):
    path = tmp_path / "films.csv"
    packed = pack(b"".join(b"%08d\n" % number for number in range(300_000)))
    path.write_bytes(packed[: len(packed) * 2 // 3])
    lines = Lines(path)
    assert 0 < len(list(lines)) < 300_000
    assert "ends in the middle" in lines.refused[0].reason


def test_a_bomb_of_one_endless_line_is_read_no_further(tmp_path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"0" * 20_000_000))
    lines = Lines(path)
    assert list(lines) == []
    assert "longer than any film" in lines.refused[0].reason


def test_a_bomb_of_many_lines_is_read_no_further(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "FREE_OF_DOUBT", 100_000)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"film\n" * 4_000_000))
    lines = Lines(path)
    assert sum(1 for _line in lines) < 4_000_000
    assert "unpacks to far more" in lines.refused[0].reason


def test_a_name_is_found_plain_or_packed(tmp_path):
    (tmp_path / "all_movies.csv.bz2").touch()
    assert found(tmp_path, "all_movies.csv") == tmp_path / "all_movies.csv.bz2"
    assert found(tmp_path, "all_people.csv") is None


def test_files_of_a_folder_come_by_name_and_a_path_that_is_not_there_is_said(tmp_path):
    for name in ("b.jsonl", "a.jsonl.gz", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in files_at(tmp_path, ".jsonl")] == ["a.jsonl.gz", "b.jsonl"]
    with pytest.raises(Unreadable, match="no file and no folder"):
        files_at(tmp_path / "gone", ".jsonl")
