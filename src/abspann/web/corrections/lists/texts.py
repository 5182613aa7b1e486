"""Texts about a film, each with its source and right: what it is about, and trivia."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abspann.catalog import rules
from abspann.core import formats
from abspann.core.provenance import License
from abspann.core.text import cleaned
from abspann.web.corrections.lists.kind import Asked, Options, RowKind, Told, kept
from abspann.web.corrections.readings import TITLE, URL, Fault, line, too_long

TEXT_LANGUAGES = ("de", "en", "fr", "it", "es", "nl", "pl", "da", "sv", "tr", "pt", "cs")
WEB_ADDRESS = re.compile(r"https?://[^\s/@]+\.[^\s/@]+(?:/\S*)?\Z", re.IGNORECASE)


def _read(form: Asked, told: Told, *, limit: int) -> list[Any] | None:
    text = cleaned(told["text"]).strip()
    if not text:
        return None
    if len(text) > limit:
        raise Fault(too_long(limit, form.language), "text")
    if told["language"] not in TEXT_LANGUAGES:
        raise Fault(_("The house has no texts in this language."), "language")
    if told["license"] not in License.values or told["license"] == License.PRIVATE:
        raise Fault(_("Say by what right the text may be shown."), "license")
    source, url = line(told["source"], TITLE) or "", line(told["url"], URL) or ""
    if License(told["license"]).demands_credit and not source:
        raise Fault(_("This license wants its source named."), "source")
    if url and not WEB_ADDRESS.match(url):
        raise Fault(_("An address begins with http:// or https://."), "url")
    return [told["language"], text, told["license"], source, url]


def _languages(form: Asked, prefix: str, value: str) -> Options:
    here = form.language
    codes = [here, *(code for code in TEXT_LANGUAGES if code != here)]
    return kept([(code, formats.language_name(code, here)) for code in codes], value)


def _licenses(form: Asked, prefix: str, value: str) -> Options:
    return kept([(code, label) for code, label in License.choices if code != License.PRIVATE], value)


def _texts(limit: int, once: Callable[[list[Any]], Any]) -> RowKind:
    return RowKind(
        columns={
            "language": gettext_lazy("Language"),
            "text": gettext_lazy("Text"),
            "license": gettext_lazy("Right"),
            "source": gettext_lazy("Source"),
            "url": gettext_lazy("Address of the source"),
        },
        read=partial(_read, limit=limit),
        once=once,
        empty_rows=1,
        options={"language": _languages, "license": _licenses},
        areas=("text",),
    )


SYNOPSES = _texts(rules.SYNOPSIS_LIMIT, lambda row: (row[0], row[3]))
TRIVIA = _texts(rules.TRIVIA_LIMIT, lambda row: (row[0], row[1]))
