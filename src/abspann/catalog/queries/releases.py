"""What comes into cinemas when."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Prefetch

from abspann.catalog.models import Release
from abspann.catalog.queries.films import films_named
from abspann.core.paging import Key, Page, page_of

WEEK_PAGE = 60


def releases_between(
    first: dt.date, last: dt.date, *, country: str, language: str, after: str | None = None
) -> Page[Release]:
    """Return the films that come into a country's cinemas in a stretch of days, day by day, each with its film."""
    found = Release.objects.filter(country=country, date__range=(first, last))
    found = found.prefetch_related(Prefetch("film", films_named(language)))
    # A film's number tells when it came into the catalog, which browsing tells as well.
    order = (Key("date", kind=dt.date), Key("film_id"))
    of = f"releases:{country}:{first}:{last}"
    return page_of(found, of=of, order=order, after=after, size=WEEK_PAGE, within="country")


def release_before(day: dt.date, country: str) -> dt.date | None:
    """Return the last day before a day on which a film came into a country's cinemas."""
    return (
        Release.objects.filter(country=country, date__lt=day).order_by("-date").values_list("date", flat=True).first()
    )


def release_behind(day: dt.date, country: str) -> dt.date | None:
    """Return the first day behind a day on which a film comes into a country's cinemas."""
    return Release.objects.filter(country=country, date__gt=day).order_by("date").values_list("date", flat=True).first()


def countries_with_releases() -> list[str]:
    """Return the countries of which releases are known, in the order of their codes.

    It leaps from country to country in the index: a step for each country, not for each release.
    """
    table = connection.ops.quote_name(Release._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE leap(country) AS ("  # noqa: S608  # the table's name is ours
            f"SELECT MIN(country) FROM {table} UNION ALL "
            f"SELECT (SELECT MIN(r.country) FROM {table} r WHERE r.country > leap.country) FROM leap "
            f"WHERE leap.country IS NOT NULL) SELECT country FROM leap WHERE country IS NOT NULL"
        )
        return [str(row[0]) for row in cursor.fetchall()]
