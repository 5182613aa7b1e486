"""Files that are written whole or not at all."""

from __future__ import annotations

import pytest

from abspann.core.files import kept, write_whole


def test_a_file_is_written_with_its_folder_and_leaves_no_draft(tmp_path):
    write_whole(tmp_path / "a" / "b", b"whole")
    assert [path.read_bytes() for path in (tmp_path / "a").iterdir()] == [b"whole"]


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_whole(path, b"old")
    monkeypatch.setattr("os.fsync", lambda _file: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        write_whole(path, b"new")
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"file": b"old"}


def test_what_is_kept_is_made_once(tmp_path):
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"picture"

    assert [kept(tmp_path / "p", make), kept(tmp_path / "p", make), len(made)] == [b"picture", b"picture", 1]


def test_where_nothing_can_be_kept_it_is_made_each_time(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert kept(tmp_path / "file" / "below", lambda: b"picture") == b"picture"
