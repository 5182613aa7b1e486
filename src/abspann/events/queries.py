"""At which version the nouns stand."""

from __future__ import annotations

from collections.abc import Collection

from abspann.events.models import NounVersion


def versions_of(keys: Collection[str]) -> dict[str, int]:
    """Return the version of each key, in one query; a noun that never changed stands at 0."""
    found = dict(NounVersion.objects.filter(key__in=keys).values_list("key", "version"))
    return {key: found.get(key, 0) for key in keys}
