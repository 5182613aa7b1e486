import json
import re
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    F,
    FloatField,
    IntegerField,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Length
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from abspann.core import paging
from abspann.core.paging import ForeignCursor, Key, page_of

ID = Key("id")
BY_MODEL = (Key("app_label", kind=str), Key("model", kind=str), ID)
ORDERS = [
    (ID,),
    (Key("pk", descending=True),),
    BY_MODEL,
    (Key("app_label", descending=True, kind=str), Key("id", descending=True)),
    (Key("app_label", descending=True, kind=str), Key("model", kind=str), Key("id", descending=True)),
    (Key("length", descending=True), ID),
    (Key("score", descending=True, kind=float), Key("length"), Key("id", descending=True)),
    (Key("score", kind=float), ID),
    (Key("moment", descending=True, kind=datetime), ID),
    (Key("moment", kind=datetime), ID),
    (Key("day", kind=date), Key("id", descending=True)),
    (Key("day", descending=True, kind=date), Key("id", descending=True)),
    (Key("random", kind=uuid.UUID), ID),
    (Key("random", descending=True, kind=uuid.UUID), Key("length"), ID),
]
EARLY, LATE = datetime(2012, 5, 17, 20, 15, tzinfo=UTC), datetime(2013, 1, 10, 0, 0, 0, 123456, tzinfo=UTC)
ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2**127)


def either(first: object, second: object, field: Any) -> Case:
    return Case(When(model__lt="k3", then=Value(first)), default=Value(second), output_field=field)


@pytest.fixture(name="rows")
def _rows(db: None) -> QuerySet[ContentType]:
    """Sixty rows with many ties in every key but the last."""
    ContentType.objects.bulk_create(
        ContentType(app_label=f"paged{n % 3}", model=f"k{n % 7}{'x' * (n % 4)}{n:02}") for n in range(60)
    )
    return ContentType.objects.filter(app_label__startswith="paged").annotate(
        length=Length("model"),
        score=Cast(Length("model"), FloatField()) / 3.0,
        moment=either(EARLY, LATE, DateTimeField()),
        day=either(EARLY.date(), LATE.date(), DateField()),
        random=either(TWO, ONE, UUIDField()),
    )


def name_of(order: Sequence[Key]) -> str:
    return ",".join(f"{'-' if key.descending else ''}{key.name}" for key in order)


def pages(rows: QuerySet[ContentType], order: Sequence[Key], size: int) -> list[list[int]]:
    found, after = [], None
    while True:
        page = page_of(rows, of="rows", order=order, after=after, size=size)
        found.append([row.pk for row in page.items])
        after = page.next
        if after is None:
            return found


@pytest.mark.parametrize("size", [1, 7, 30, 60, 61])
@pytest.mark.parametrize("order", ORDERS, ids=name_of)
def test_the_pages_together_are_the_list_in_its_order(
    rows: QuerySet[ContentType], order: Sequence[Key], size: int
) -> None:
    terms = [F(key.name).desc() if key.descending else F(key.name).asc() for key in order]
    whole = [row.pk for row in rows.order_by(*terms)]

    found = pages(rows, order, size)

    assert [pk for page in found for pk in page] == whole
    assert [len(page) for page in found[:-1]] == [size] * (len(found) - 1)


def test_a_page_knows_whether_it_is_the_first_and_the_last(rows: QuerySet[ContentType]) -> None:
    first = page_of(rows, of="rows", order=[ID], after=None, size=40)
    last = page_of(rows, of="rows", order=[ID], after=first.next, size=40)

    assert (first.is_first, first.next is None, last.is_first, last.next) == (True, False, False, None)


def test_an_empty_list_is_one_empty_page(rows: QuerySet[ContentType]) -> None:
    assert page_of(rows.none(), of="rows", order=[ID], after=None, size=5) == paging.Page([], None, is_first=True)


@pytest.mark.parametrize("order", ORDERS, ids=name_of)
def test_a_page_costs_one_query(
    rows: QuerySet[ContentType], order: Sequence[Key], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    after = page_of(rows, of="rows", order=order, after=None, size=5).next

    with django_assert_num_queries(1):
        page_of(rows, of="rows", order=order, after=after, size=5)


@pytest.mark.parametrize("order", ORDERS, ids=name_of)
def test_a_cursor_is_short_enough_for_an_address(rows: QuerySet[ContentType], order: Sequence[Key]) -> None:
    after = page_of(rows, of="rows", order=order, after=None, size=5).next

    assert after is not None
    assert re.fullmatch(r"[A-Za-z0-9_-]{20,119}", after)


def test_rows_that_came_or_went_meanwhile_shift_nothing(rows: QuerySet[ContentType]) -> None:
    order = [Key("id", descending=True)]
    first = page_of(rows, of="rows", order=order, after=None, size=10)
    expected = [row.pk for row in rows.order_by("-id")[10:20]]
    first.items[-1].delete()
    ContentType.objects.create(app_label="paged0", model="newest")

    second = page_of(rows, of="rows", order=order, after=first.next, size=10)

    assert [row.pk for row in second.items] == expected


@pytest.mark.parametrize("columns", [2, 3])
def test_an_index_leads_to_the_page_and_nothing_is_sorted(db: None, columns: int) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("The query plan is read in the words of SQLite.")
    order = BY_MODEL if columns == 3 else (Key("app_label", kind=str), Key("model", kind=str))
    values: list[str | int] = ["paged1", "k3", 5]
    behind = paging._behind(order, values[:columns])

    plan = ContentType.objects.filter(behind).order_by(*(key.name for key in order))[:11].explain()

    assert ("SEARCH" in plan, "SCAN" in plan, "TEMP B-TREE" in plan) == (True, False, False)


# What is not a cursor of this list.


def cursor_of(rows: QuerySet[ContentType], of: str, order: Sequence[Key]) -> str:
    after = page_of(rows, of=of, order=order, after=None, size=5).next
    assert after is not None
    return after


@pytest.mark.parametrize(
    ("of", "order"),
    [
        ("reviews:film-43", (ID,)),
        ("reviews:film-4", (ID,)),
        ("reviews:film-42:stars-7", (ID,)),
        ("", (ID,)),
        ("reviews:film-42", (Key("id", descending=True),)),
        ("reviews:film-42", (Key("pk"),)),
        ("reviews:film-42", (Key("length"), ID)),
    ],
)
def test_a_cursor_of_another_list_or_order_is_foreign(
    rows: QuerySet[ContentType], of: str, order: Sequence[Key]
) -> None:
    after = cursor_of(rows, of, order)

    with pytest.raises(ForeignCursor):
        page_of(rows, of="reviews:film-42", order=[ID], after=after, size=5)


def test_a_cursor_changed_in_any_sign_is_foreign(rows: QuerySet[ContentType]) -> None:
    after = cursor_of(rows, "rows", BY_MODEL)
    changed = {after[:n] + sign + after[n + 1 :] for n in range(len(after)) for sign in "Ab-_" if sign != after[n]}
    changed |= {
        after[:-1],
        after[1:],
        after + "A",
        "A" + after,
        after + "=",
        after + " ",
        f" {after}",
        after.swapcase(),
    }

    taken = []
    for token in changed:
        try:
            page_of(rows, of="rows", order=BY_MODEL, after=token, size=5)
        except ForeignCursor:
            continue
        taken.append(token)

    assert taken == []


def test_a_foreign_cursor_is_a_404_with_a_sentence() -> None:
    with pytest.raises(ForeignCursor) as refused:
        page_of(ContentType.objects.all(), of="rows", order=[ID], after="", size=5)

    assert (refused.value.status, refused.value.field) == (404, "after")
    assert str(refused.value) != ""


@given(st.text(st.characters()) | st.text("AZaz09-_=", max_size=200))
def test_no_text_is_taken_for_a_cursor(text: str) -> None:
    with pytest.raises(ForeignCursor):
        page_of(ContentType.objects.all(), of="rows", order=[ID], after=text, size=5)


@pytest.mark.parametrize("length", [5_000, 1_000_000])
def test_an_endless_cursor_is_foreign(length: int) -> None:
    with pytest.raises(ForeignCursor):
        page_of(ContentType.objects.all(), of="rows", order=[ID], after="A" * length, size=5)


def signed(payload: bytes, identity: str, secret: str) -> str:
    text = urlsafe_b64encode(payload).rstrip(b"=").decode()
    return text + paging._signature(text, identity, secret)


KINDS = (Key("a"), Key("b", kind=float), Key("c", kind=str), Key("d", kind=datetime), Key("e", kind=date))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters())
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


@given(st.one_of(st.lists(VALUES, max_size=6), VALUES))
def test_even_with_a_true_signature_only_values_of_the_right_type_are_read(values: object) -> None:
    cursor = signed(json.dumps(values).encode(), "it", "secret")[:4000]
    try:
        read = paging._values_of(cursor, KINDS, "it")
    except ForeignCursor:
        return
    assert [type(value) for value in read] == [key.kind for key in KINDS]


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (int, b"[9223372036854775808]"),
        (int, b"[-9223372036854775809]"),
        (int, b"[" + b"9" * 2900 + b"]"),
        (int, b"[true]"),
        (int, b"[1.0]"),
        (int, b'["1"]'),
        (int, b"[null]"),
        (int, b"[]"),
        (int, b"[1,2]"),
        (int, b'{"0":1}'),
        (int, b"1"),
        (int, b"["),
        (int, b""),
        (int, b"\xff\xfe"),
        (int, b"[" * 2900),
        (float, b"[NaN]"),
        (float, b"[Infinity]"),
        (float, b"[1e309]"),
        (float, b"[1]"),
        (str, b'["a\\u0000b"]'),
        (str, b'["\\ud800"]'),
        (str, b"[1]"),
        (datetime, b"[9223372036854775807]"),
        (datetime, b'["2022-05-05"]'),
        (date, b'["2022-13-05"]'),
        (date, b"[20220505]"),
        (uuid.UUID, b'["x"]'),
        (uuid.UUID, b"[1]"),
    ],
)
def test_a_signed_value_of_a_wrong_type_or_size_is_foreign(
    kind: type[Any], payload: bytes, settings: LazySettings
) -> None:
    with pytest.raises(ForeignCursor):
        paging._values_of(signed(payload, "it", settings.SECRET_KEY), [Key("a", kind=kind)], "it")


def test_a_signed_value_of_the_right_type_is_read(settings: LazySettings) -> None:
    cursor = signed(b"[-9223372036854775808]", "it", settings.SECRET_KEY)

    assert paging._values_of(cursor, [ID], "it") == [-(2**63)]


def test_a_cursor_outlives_a_change_of_the_secret_key(rows: QuerySet[ContentType], settings: LazySettings) -> None:
    after = cursor_of(rows, "rows", [ID])
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert len(page_of(rows, of="rows", order=[ID], after=after, size=5).items) == 5

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ForeignCursor):
        page_of(rows, of="rows", order=[ID], after=after, size=5)


# Mistakes of the caller, found at the first page.


@pytest.mark.parametrize("size", [0, -1, 201])
def test_a_page_has_a_sensible_size(size: int) -> None:
    with pytest.raises(ValueError, match=str(size)):
        page_of(ContentType.objects.all(), of="rows", order=[ID], after=None, size=size)


@pytest.mark.parametrize("last", ["model", "nothing_of_that_name"])
def test_an_order_ends_with_a_unique_column(last: str) -> None:
    with pytest.raises(ValueError, match=last):
        page_of(ContentType.objects.all(), of="rows", order=[ID, Key(last, kind=str)], after=None, size=5)


def test_an_order_has_at_least_one_key() -> None:
    with pytest.raises(ValueError, match="at least one"):
        page_of(ContentType.objects.all(), of="rows", order=[], after=None, size=5)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Key("extra"), Value(None, output_field=IntegerField())),
        (Key("extra"), Value("text")),
        (Key("extra"), Value(True)),
        (Key("extra", kind=date), Value(EARLY)),
    ],
    ids=["null", "text", "truth", "moment"],
)
def test_a_key_that_is_null_or_of_another_type_is_a_mistake(
    rows: QuerySet[ContentType], key: Key, value: Value
) -> None:
    with pytest.raises(TypeError, match="extra"):
        page_of(rows.annotate(extra=value), of="rows", order=[key, ID], after=None, size=5)


def test_a_key_too_long_for_an_address_is_a_mistake(rows: QuerySet[ContentType]) -> None:
    with pytest.raises(ValueError, match="too long"):
        page_of(
            rows.annotate(extra=Value("x" * 5000)), of="rows", order=[Key("extra", kind=str), ID], after=None, size=5
        )
