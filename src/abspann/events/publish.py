"""publish(): the last line of a command."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.db import connection, transaction
from django_tasks import task

from abspann.events.models import NounVersion


class Event(Protocol):
    """A frozen dataclass of ids, named in the past tense."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]

    @property
    def touches(self) -> tuple[str, ...]:
        """The keys of the nouns that changed: only its own, never those of pages that may show them."""


_nothing_later: ContextVar[bool] = ContextVar("nothing_later", default=False)

Handler = Callable[[Any], None]


class Wiring(Protocol):
    """What settings.WIRING names: who reacts to what."""

    AT_ONCE: Mapping[type, Sequence[Handler]]
    LATER: Mapping[type, Sequence[Handler]]
    OFTEN: Sequence[Callable[[], object]]
    NIGHTLY: Sequence[Callable[[], object]]
    HIDE: Mapping[str, Any]


@cache
def wiring() -> Wiring:
    """Return the wiring that the settings name."""
    # Found through a settings path, so that the floor below imports nothing of the floors above.
    module: Any = import_module(settings.WIRING)
    return module  # type: ignore[no-any-return]  # a module is what the protocol describes


def publish(*events: Event) -> None:
    """Tell the house what happened, inside the command's own transaction; an event told twice is told once.

    Handlers AT_ONCE run here, and a failure undoes the command; LATER ones are enqueued as jobs in the same
    transaction, so that none is lost and none runs for what was rolled back. The versions are raised last, each once
    and in the order of their keys, so that two commands never wait for each other crosswise.
    """
    told = dict.fromkeys(events)
    if not transaction.get_connection().in_atomic_block:
        names = ", ".join(type(event).__name__ for event in told)
        raise RuntimeError(f"{names} was published outside a transaction.")
    who = wiring()
    for event in told:
        for handler in who.AT_ONCE.get(type(event), ()):
            handler(event)
        for handler in who.LATER.get(type(event), ()) if not _nothing_later.get() else ():
            deliver.enqueue(_path(handler), _path(type(event)), dataclasses.asdict(event))
    raise_versions([key for event in told for key in event.touches])


@contextmanager
def nothing_later() -> Iterator[None]:
    """Enqueue no jobs within: for bulk work that ends with a rebuild of all that those jobs would have kept."""
    token = _nothing_later.set(True)
    try:
        yield
    finally:
        _nothing_later.reset(token)


def raise_versions(keys: Sequence[str]) -> None:
    """Add one to the version of each key, in key order, creating those that are new."""
    if not keys:
        return
    table = connection.ops.quote_name(NounVersion._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (key, version) VALUES (%s, 1) "  # noqa: S608  # the table's name is ours
            f"ON CONFLICT (key) DO UPDATE SET version = {table}.version + 1",
            [(key,) for key in sorted(set(keys))],
        )


@task()
def deliver(handler_path: str, event_path: str, fields: dict[str, Any]) -> None:
    """Run one LATER handler. It may be called twice for one event; handlers bear that."""
    _load(handler_path)(_load(event_path)(**fields))


def event_of(job: dict[str, Any]) -> Event | None:
    """Return the event for which a job was enqueued, from the job's `args_kwargs`; None for one we do not know."""
    try:
        _handler, event_path, fields = job["args"]
        event: Event = _load(event_path)(**fields)
    except (KeyError, TypeError, ValueError, ImportError, AttributeError):
        return None
    return event


def _path(thing: Any) -> str:
    return f"{thing.__module__}:{thing.__qualname__}"


def _load(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)
