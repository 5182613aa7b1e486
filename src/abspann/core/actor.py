"""Who acts when no member does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class System:
    """A named system actor, such as «demo» or «keeper at the command line», so that every change has an author."""

    name: str
