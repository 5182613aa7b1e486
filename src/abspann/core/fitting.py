"""What fits into a row, the same on every database."""

import dataclasses
import unicodedata
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import IntegerField, Model

from abspann.core.refusal import Refusal
from abspann.core.text import cleaned, one_line

T = TypeVar("T")


def as_name(text: str) -> str:
    """A title or name as it is stored: cleaned, on one line, its accents composed, so that one name is one row."""
    if text.isprintable() and "  " not in text and text == text.strip() and unicodedata.is_normalized("NFC", text):
        return text  # what is printable is neither a control character nor a turned line: nearly every name
    return unicodedata.normalize("NFC", one_line(text))


def as_text(text: str) -> str:
    """A longer text as it is stored: cleaned, its accents composed, no white space around it."""
    return unicodedata.normalize("NFC", cleaned(text)).strip()


def tidied(facts: T) -> T:
    """The same facts (a dataclass, however deep) with every text as a name; an optional text that is empty is None."""
    if not dataclasses.is_dataclass(facts) or isinstance(facts, type):
        raise TypeError(f"{facts!r} is no dataclass of facts.")
    tidy = {
        field.name: _tidy(getattr(facts, field.name), optional=field.default is None)
        for field in dataclasses.fields(facts)
    }
    return dataclasses.replace(facts, **tidy)


def _tidy(value: Any, *, optional: bool = False) -> Any:
    if isinstance(value, str):
        return as_name(value) or (None if optional else "")
    if isinstance(value, tuple):
        return tuple(_tidy(part) for part in value)
    return tidied(value) if dataclasses.is_dataclass(value) else value


def refuse_misfits(*rows: Model) -> None:
    """Refuse rows that a column cannot hold: a text too long or empty, a number too large, a code that nobody knows.

    PostgreSQL raises on what is too long or large and SQLite takes it; here both get the same answer, a sentence.
    """
    for row in rows:
        keys = {field.name for field in row._meta.concrete_fields if field.is_relation or field.primary_key}
        try:
            row.clean_fields(exclude=keys)
            _check_ranges(row)
        except ValidationError as error:
            field, messages = next(iter(error.message_dict.items()))
            raise Refusal(" ".join(messages), field=field) from error


def _check_ranges(row: Model) -> None:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, IntegerField) and value is not None and not field.primary_key:
            _least, most = BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]
            try:
                MaxValueValidator(most)(value)
            except ValidationError as error:
                raise ValidationError({field.name: error}) from error
