"""Ratings that come in a burst: what moderators see of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Avg, Count, ExpressionWrapper, F, Q
from django.db.models import DateField as Day
from django.utils import timezone

from abspann.catalog.models import Film
from abspann.members.models import Member
from abspann.moderation import rules
from abspann.reviews.models import Rating

MOST_YOUNG = 50


@dataclass(frozen=True, slots=True)
class RatedDay:
    """A day's ratings of a film: how many, their mean in stars, and how many of accounts younger than a week."""

    day: dt.date
    ratings: int
    average: float
    young: int


@dataclass(frozen=True, slots=True)
class Burst:
    """A film's ratings of the last two weeks by day, and the young accounts that gave some of them."""

    days: tuple[RatedDay, ...]
    young: tuple[Member, ...]


def burst_of(film: Film) -> Burst:
    """Return the newest ratings of a film as numbers; who gave how many stars is nobody's business here."""
    since = timezone.localdate() - dt.timedelta(days=rules.BURST_DAYS)
    newest = Rating.objects.filter(film=film, rated_on__gte=since)
    age = ExpressionWrapper(F("rated_on") - rules.YOUNG_ACCOUNT, output_field=Day())
    is_young = Q(member__kind=Member.Kind.LOCAL, member__joined_on__gt=age)
    rows = newest.values("rated_on").annotate(
        ratings=Count("pk"), mean=Avg("half_stars"), young=Count("pk", filter=is_young)
    )
    days = tuple(
        RatedDay(row["rated_on"], row["ratings"], row["mean"] / 2, row["young"]) for row in rows.order_by("-rated_on")
    )
    young = Member.objects.present().filter(pk__in=newest.filter(is_young).values("member")).order_by("-joined_on")
    return Burst(days, tuple(young[:MOST_YOUNG]))
