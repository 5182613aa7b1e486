"""Lists that go on by `?after=…`: a page begins behind the last row of the one before, at any depth for one price."""

import json
import re
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    DateTimeField,
    F,
    Field,
    FloatField,
    Func,
    Model,
    Q,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from abspann.core.refusal import Refusal

LARGEST_PAGE = 200
LONGEST_CURSOR = 4096

_SIGNATURE = 16  # characters of base64: 96 bits
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ROW = TypeVar("_ROW", bound=Model)
_Plain = int | float | str | date | datetime | uuid.UUID
_FIELDS: "dict[type[_Plain], type[Field[Any, Any]]]" = {
    int: BigIntegerField,
    float: FloatField,
    str: TextField,
    date: DateField,
    datetime: DateTimeField,
    uuid.UUID: UUIDField,
}


class ForeignCursor(Refusal):
    """The `after` of an address is malformed or belongs to another list, order or filter: a 404, never a first page."""

    def __init__(self) -> None:
        super().__init__(_("This page of the list does not exist."), field="after", status=404)


@dataclass(frozen=True, slots=True)
class Key:
    """One term of an order: a column or annotation that is never NULL (coalesce what may be missing) and of the exact
    Python type `kind`: int (64 bits), float, str, date, datetime (aware), UUID.

    Its value stands readably in the address: no key may hold what the reader must not see. So the last key is a random
    public id and not the number of a row, which tells when it came (and which SQLite, in an index, cannot look up by).
    """

    name: str
    descending: bool = False
    kind: type[_Plain] = int


@dataclass(frozen=True, slots=True)
class Page(Generic[_ROW]):
    """Some rows of a list; `next` is the `after` of the page behind it (None: the last); `is_first` without `after`."""

    items: list[_ROW]
    next: str | None
    is_first: bool


def page_of(
    queryset: QuerySet[_ROW], *, of: str, order: Sequence[Key], after: str | None, size: int, within: str | None = None
) -> Page[_ROW]:
    """The `size` rows behind the cursor `after` (None: the first ones) in this order, in one query.

    `of` names the list with everything that makes it another list ("reviews:film-42:helpful:stars-7"): a cursor is
    signed for it and for the order, and raises `ForeignCursor` everywhere else. The last key must be a unique column
    (or unique `within` another one, to one value of which the rows are narrowed down), so that no row is skipped or
    shown twice. An index on the keys in this order serves the last page as fast as the
    first if all keys run in one direction; in mixed ones SQLite reads all rows that tie with the cursor's first key.
    """
    _check(queryset.model, order, size, within)
    identity = f"{of}|" + ",".join(f"{'-' if key.descending else ''}{key.name}:{key.kind.__name__}" for key in order)
    if after is not None:
        queryset = queryset.filter(_behind(order, _values_of(after, order, identity)))
    terms = [F(key.name).desc() if key.descending else F(key.name).asc() for key in order]
    rows = list(queryset.order_by(*terms)[: size + 1])
    items = rows[:size]
    return Page(items, _cursor_at(items[-1], order, identity) if len(rows) > size else None, is_first=after is None)


def _check(model: type[Model], order: Sequence[Key], size: int, within: str | None) -> None:
    if not 1 <= size <= LARGEST_PAGE:
        raise ValueError(f"A page has 1 to {LARGEST_PAGE} rows, not {size}.")
    if not order:
        raise ValueError("An order has at least one key.")
    last = order[-1].name
    try:
        is_unique = last == "pk" or bool(getattr(model._meta.get_field(last), "unique", False))
    except FieldDoesNotExist:
        is_unique = False
    if within is not None:
        together = {within, last.removesuffix("_id")}
        is_unique = any(set(rule.fields) == together for rule in model._meta.total_unique_constraints)
    if not is_unique:
        raise ValueError(f"The last key of an order must be a unique column of {model.__name__}, and {last} is not.")


# The condition.


def _behind(order: Sequence[Key], values: Sequence[_Plain]) -> Q:
    """True for the rows that come behind the row with these key values."""
    if len({key.descending for key in order}) == 1:
        return Q(_row_comparison(order, values))
    first = order[0]
    at_or_behind = Q(**{f"{first.name}__{'lte' if first.descending else 'gte'}": values[0]})
    return at_or_behind & _stepwise(order, values)


def _row_comparison(order: Sequence[Key], values: Sequence[_Plain]) -> Func:
    """`(a, b) < (x, y)`, which both databases look up in an index on (a, b)."""
    columns = [F(key.name) for key in order]
    constants = [Value(value, output_field=_FIELDS[key.kind]()) for key, value in zip(order, values, strict=True)]
    sign = "<" if order[0].descending else ">"
    rows = [Func(*terms, template="(%(expressions)s)", output_field=BooleanField()) for terms in (columns, constants)]
    return Func(*rows, template="%(expressions)s", arg_joiner=f" {sign} ", output_field=BooleanField())


def _stepwise(order: Sequence[Key], values: Sequence[_Plain]) -> Q:
    """`a < x OR (a = x AND (b > y OR …))`, each key in its own direction."""
    key, value = order[0], values[0]
    step = Q(**{f"{key.name}__{'lt' if key.descending else 'gt'}": value})
    if len(order) == 1:
        return step
    return step | (Q(**{key.name: value}) & _stepwise(order[1:], values[1:]))


# The cursor: base64 of a JSON list of the last row's keys, and a signature for one list in one order.


def _cursor_at(row: Model, order: Sequence[Key], identity: str) -> str:
    values = [_written(attrgetter(key.name.replace("__", "."))(row), key) for key in order]
    text = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    payload = urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
    if len(payload) > LONGEST_CURSOR - _SIGNATURE:
        raise ValueError(f"The keys of this row of {identity} are too long for an address.")
    return payload + _signature(payload, identity, settings.SECRET_KEY)


def _values_of(cursor: str, order: Sequence[Key], identity: str) -> list[_Plain]:
    if not _SIGNATURE < len(cursor) <= LONGEST_CURSOR or not _TOKEN.fullmatch(cursor):
        raise ForeignCursor
    payload, signature = cursor[:-_SIGNATURE], cursor[-_SIGNATURE:]
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(signature, _signature(payload, identity, secret)) for secret in secrets):
        raise ForeignCursor
    try:
        values = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return [_read(value, key) for key, value in zip(order, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise ForeignCursor from None


def _signature(payload: str, identity: str, secret: str | bytes) -> str:
    mac = salted_hmac(f"abspann.core.paging:{identity}", payload, secret=secret, algorithm="sha256")
    return urlsafe_b64encode(mac.digest()).decode()[:_SIGNATURE]


def _written(value: object, key: Key) -> int | float | str:
    """A key value as JSON; datetimes as microseconds since 1970. NULL or a foreign type is a mistake in the order."""
    if isinstance(value, bool) or not isinstance(value, key.kind) or (key.kind is date and isinstance(value, datetime)):
        raise TypeError(f"The key {key.name} is {value!r}, and not of type {key.kind.__name__}.")
    if isinstance(value, datetime):
        since = value - _EPOCH
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return value.hex
    return value


def _read(value: object, key: Key) -> _Plain:
    """The key value that `_written` wrote; ValueError or OverflowError for anything else."""
    if type(value) is int and key.kind is int and -(2**63) <= value < 2**63:
        return value
    if type(value) is int and key.kind is datetime:
        return _EPOCH + timedelta(microseconds=value)
    if type(value) is float and key.kind is float and isfinite(value):
        return value
    if type(value) is str and key.kind is date:
        return date.fromisoformat(value)
    if type(value) is str and key.kind is uuid.UUID:
        return uuid.UUID(hex=value)
    if type(value) is str and key.kind is str and "\0" not in value:
        value.encode()  # raises on lone surrogates, which no database takes
        return value
    raise ValueError(value)
