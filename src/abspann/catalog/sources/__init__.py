"""Other catalogs from which films come in, each a file of equal shape: copy one to begin.

A source reads what its makers publish and tells films in the catalog's own shapes (`told`); it knows no database. Its
file ends with `SOURCE`, and stands in the list below.
"""

from __future__ import annotations

from collections.abc import MutableMapping

from abspann.catalog.sources.told import Source

_ALL: tuple[Source, ...] = ()

SOURCES: MutableMapping[str, Source] = {source.name: source for source in _ALL}
"""By name, as the command line says it."""
