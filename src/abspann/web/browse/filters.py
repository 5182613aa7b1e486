"""The filters of browsing: each value with its link, and with how many films it leaves where that is counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from abspann.catalog.rules import FSK_AGES
from abspann.discovery.models import Kind
from abspann.discovery.queries import CINEMA, Choice, Value, counted_values, number_of
from abspann.discovery.rules import MINUTES, STARS
from abspann.web.browse.choosing import NAMES, address_of, known_names, name_of

SHOWN = 10
"""So many values of a filter stand open; the rest is one step away."""

MOST = 80
"""So many values a filter offers at most; the rarer ones have pages of their own."""

OPEN = ("genre", "decade", "country", "cinema")
"""Filters that stand open on a wide page; the others open when asked."""

FIXED = {
    "minutes": tuple(MINUTES),
    "fsk": tuple(map(str, FSK_AGES)),
    "rating": tuple(map(str, STARS)),
}


@dataclass(frozen=True, slots=True)
class Option:
    """A value that films can be narrowed down to; its link chooses it, or gives it up."""

    code: str
    name: str
    count: int | None
    is_chosen: bool
    address: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A list of options; `rest` is what folds away."""

    key: str
    name: str
    options: tuple[Option, ...]
    is_open: bool

    @property
    def first(self) -> tuple[Option, ...]:
        """What stands open."""
        return self.options if len(self.options) <= SHOWN + 2 else self.options[:SHOWN]

    @property
    def rest(self) -> tuple[Option, ...]:
        """What folds away; nothing where it would be one or two."""
        return self.options[len(self.first) :]

    @property
    def chosen(self) -> Option | None:
        """The option that is chosen."""
        return next((option for option in self.options if option.is_chosen), None)

    @property
    def is_chosen_below(self) -> bool:
        """Whether the chosen option stands among those that fold away."""
        return any(option.is_chosen for option in self.rest)


def filters(choice: Choice, *, at: dt.date, touched: str = "") -> list[Filter]:
    """Return the filters that have something to choose; the one that was `touched` last stays open."""
    kinds = [Kind(key) for key in NAMES if key != "cinema"]
    counted = counted_values(kinds, choice, at=at)
    shown = {kind: _ordered(kind.value, counted.get(kind, []), choice) for kind in kinds}
    names = known_names({kind: [value.code for value in values] for kind, values in shown.items()})
    found = []
    for key, name in NAMES.items():
        values = _in_cinemas(choice, at) if key == "cinema" else shown[Kind(key)]
        chosen = getattr(choice, key)
        options = tuple(_option(key, value, choice, names) for value in values)
        if options:
            found.append(Filter(key, str(name), options, key in OPEN or key == touched or chosen is not None))
    return found


def _option(key: str, value: Value, choice: Choice, names: dict[str, str]) -> Option:
    is_chosen = getattr(choice, key) == value.code
    changes: dict[str, str | None] = {key: None if is_chosen else value.code}
    if key == "decade":
        # A year of another decade would leave nothing.
        changes["year"] = None
    name = name_of(key, value.code, names)
    return Option(value.code, name, value.films, is_chosen, address_of(choice, **changes))


def _in_cinemas(choice: Choice, at: dt.date) -> list[Value]:
    values = []
    for code in CINEMA:
        number = number_of(choice.without("cinema").with_cinema(code), at=at)
        if number.films or choice.cinema == code:
            values.append(Value(code, number.films if number.exact else None))
    return values


def _ordered(key: str, values: Sequence[Value], choice: Choice) -> list[Value]:
    """Put the values of a filter in the order in which it shows them; what is chosen is always among them."""
    chosen = getattr(choice, key)
    found = list(values)
    if chosen is not None and all(value.code != chosen for value in found):
        found.append(Value(chosen, 0))
    if key in FIXED:
        order = FIXED[key]
        return sorted((value for value in found if value.code in order), key=lambda value: order.index(value.code))
    if key == "year" and not choice.decade:
        # A century of years is no list to choose from: the decade comes first.
        return [value for value in found if value.code == chosen]
    if key == "year":
        found = [value for value in found if value.code[:3] == (choice.decade or "")[:3] or value.code == chosen]
    if key in ("decade", "year"):
        return sorted(found, key=lambda value: value.code, reverse=True)
    if key == "prize" and choice.festival:
        found = [value for value in found if value.code.startswith(f"{choice.festival}:") or value.code == chosen]
    return found[:MOST] + [value for value in found[MOST:] if value.code == chosen]
