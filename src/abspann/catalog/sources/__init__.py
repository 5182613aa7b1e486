"""Other catalogs from which films come in, each a file of equal shape: copy one to begin.

A source reads what its makers publish and tells films in the catalog's own shapes (`told`); it knows no database. Its
file ends with `SOURCE`, and stands in the list below.
"""

from abspann.catalog.sources import age_c, imdb, omdb, oscars, own, tmdb, wikidata, wikipedia
from abspann.catalog.sources.told import Source

SOURCES: dict[str, Source] = {
    module.SOURCE.name: module.SOURCE for module in (own, wikidata, imdb, tmdb, oscars, omdb, age_c, wikipedia)
}
"""The sources by the names under which `abspann import` knows them; a further one is a file and its name here."""
