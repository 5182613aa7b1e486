"""What the database refuses, said to the reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from abspann.core.refusal import Refusal


@contextmanager
def possible(title: str) -> Iterator[None]:
    """Refuse what a constraint forbids, as a fact about `title` that cannot be right; nothing of it stays."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refusal(_("These facts cannot be right: %(title)s.") % {"title": title}) from error
