"""What has been drawn once and is the same for everybody is kept, as long as the nouns it read stand as they stood.

Nobody tells the shelf that something changed: it asks, in one query, at which versions the nouns stand that the thing
read (`film:42`, `member:7`). What time changes (an embargo that ends) carries its own end.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils import timezone

from abspann.events.queries import versions_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    """A thing with the versions it was drawn from; without a value only the keys are known, from a first drawing."""

    value: T | None
    versions: Mapping[str, int]
    fresh_until: dt.datetime | None
    size: int


class Shelf(Generic[T]):
    """Keeps things by name, the least asked for going first when there is no room; each process has its own."""

    def __init__(self, *, room: int) -> None:
        self.room = room
        self._kept: OrderedDict[Hashable, _Kept[T]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def look(self, name: Hashable) -> Look[T]:
        """Look for a thing; ask `value`, and where it is None draw it and `keep` it."""
        with self._lock:
            kept = self._kept.get(name)
            if kept:
                self._kept.move_to_end(name)
        if kept is None:
            return Look(self, name, None, {})
        versions = versions_of(kept.versions.keys())
        is_fresh = versions == kept.versions and (kept.fresh_until is None or timezone.now() < kept.fresh_until)
        return Look(self, name, kept.value if is_fresh else None, versions)

    def put(self, name: Hashable, kept: _Kept[T]) -> None:
        """Keep a thing, and make room for it."""
        with self._lock:
            before = self._kept.pop(name, None)
            self._size += kept.size - (before.size if before else 0)
            self._kept[name] = kept
            while self._size > self.room and self._kept:
                self._size -= self._kept.popitem(last=False)[1].size

    def clear(self) -> None:
        """Keep nothing any longer."""
        with self._lock:
            self._kept.clear()
            self._size = 0


@dataclass(frozen=True, slots=True)
class Look(Generic[T]):
    """What looking found: a fresh thing, or None; and the versions as they stood when it was looked for."""

    shelf: Shelf[T]
    name: Hashable
    value: T | None
    versions: Mapping[str, int]

    def keep(self, value: T, keys: Collection[str], *, size: int, fresh_until: dt.datetime | None = None) -> None:
        """Keep what was drawn from these nouns, if their versions were known before it was drawn.

        Of what is drawn for the first time only the keys are kept: a version read after the drawing would hide a
        change that came between.
        """
        known = {key: self.versions[key] for key in keys if key in self.versions}
        if len(known) == len(set(keys)):
            self.shelf.put(self.name, _Kept(value, known, fresh_until, size))
        else:
            unread = dict.fromkeys(keys, -1)
            self.shelf.put(self.name, _Kept(None, unread, None, sum(map(len, unread))))
