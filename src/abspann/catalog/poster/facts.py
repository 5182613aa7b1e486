"""What a drawn poster may say about its film."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """The facts of one sheet: names as they are to be read, genres as codes of the catalog, the leading one first."""

    title: str
    original_title: str = ""
    year: int | None = None
    director: str | None = None
    countries: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
