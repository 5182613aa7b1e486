"""Log lines that stay one line."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from abspann.core.logs import OneLine


@pytest.mark.parametrize("hostile", ["a\nERROR forged", "\x1b[2J", "\r", "\u202e", "\ud800", "\u2028"])
def test_whatever_stands_in_a_message_makes_one_line_of_ascii_json(hostile):
    record = logging.LogRecord("web", logging.WARNING, __file__, 1, "asked for %s", (hostile,), None)
    line = OneLine().format(record)
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert json.loads(line)["message"] == f"asked for {hostile}"


def test_a_trace_stays_within_its_line():
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        record = logging.LogRecord("web", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    line = OneLine().format(record)
    assert len(line.splitlines()) == 1
    assert "ValueError: first\nsecond" in json.loads(line)["trace"]
