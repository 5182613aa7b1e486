"""What no template and no style sheet may hold."""

from __future__ import annotations

import re

from tests.architecture.source import PACKAGE

TEMPLATES = sorted((PACKAGE / "web" / "templates").rglob("*.html"))
SHEETS = sorted((PACKAGE / "web" / "static" / "css").glob("*.css"))


def _faults(paths, pattern: str) -> list[str]:
    found = re.compile(pattern, re.IGNORECASE)
    return [f"{path.name}: {match[0]}" for path in paths for match in found.finditer(path.read_text(encoding="utf-8"))]


def test_no_template_holds_inline_style_or_script():
    assert _faults(TEMPLATES, r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:") == []


def test_no_template_marks_text_as_safe():
    assert _faults(TEMPLATES, r"\|\s*safe\b|autoescape\s+off|striptags") == []


def test_every_form_that_is_posted_carries_its_token():
    """Forms are sent by browsers that keep the cookie of a page; without the token in the form, each is refused."""
    posted = re.compile(r"<form\b[^>]*\bmethod=\"post\".*?(?:</form>|\Z)", re.IGNORECASE | re.DOTALL)
    forms = [(path.name, match[0]) for path in TEMPLATES for match in posted.finditer(path.read_text(encoding="utf-8"))]
    assert len(forms) > 50
    assert [f"{name}: {form[:80]}" for name, form in forms if "{% csrf_token %}" not in form] == []


def test_nothing_comes_from_a_foreign_host():
    assert _faults(TEMPLATES, r"(?:src|srcset|action|data)=\"(?:https?:)?//|<link[^>]*href=\"(?:https?:)?//") == []
    assert _faults(SHEETS, r"url\(\s*[\"']?(?:https?:)?//|@import") == []


def test_every_style_sheet_goes_into_the_one_that_pages_ask_for():
    from abspann.web.storage import SHEETS as NAMES

    assert {path.stem for path in SHEETS} == set(NAMES)


def test_no_style_sheet_draws_what_the_content_security_policy_forbids():
    """Pictures come from our own files alone: one written into the sheet is never shown."""
    assert _faults(SHEETS, r"url\(\s*[\"']?data:") == []
