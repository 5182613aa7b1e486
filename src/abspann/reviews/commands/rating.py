"""Rating films in half stars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.models import Film
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.reviews import rules
from abspann.reviews.commands.counting import recount_film, recount_members
from abspann.reviews.commands.holding import hold_film
from abspann.reviews.events import FilmRated, MemberRated
from abspann.reviews.models import Rating

RatingRow = tuple[Member | None, int, dt.date]


def rate_film(
    *, by: Actor, film: Film, member: Member | None, half_stars: int, rated_on: dt.date | None = None
) -> None:
    """Rate a film, 1 to 10 half stars. A member's newest rating replaces the one before; anonymous ones only add up."""
    demand(by, Act.RATE, whose=member)
    take_in_ratings(by=by, film=film, ratings=[(member, half_stars, rated_on or timezone.localdate())])


def withdraw_rating(*, by: Actor, film: Film, member: Member) -> None:
    """Take a member's rating of a film back; where there is none, nothing happens."""
    demand(by, Act.RATE, whose=member)
    with transaction.atomic():
        hold_film(film.pk)
        gone, _rows = Rating.objects.filter(film=film, member=member).delete()
        if gone:
            recount_film(film_id=film.pk)
            recount_members(member_ids=[member.pk])
            publish(FilmRated(film.pk), MemberRated(member.pk))


def take_in_ratings(*, by: Actor, film: Film, ratings: Iterable[tuple[Member | None, int, dt.date]]) -> None:
    """Take in many ratings of one film at once: (member or None, half stars, day).

    Of a member's ratings the one of the newest day counts, of one day the last: the order of imports does not matter.
    """
    rows = list(ratings)
    for _member, half_stars, _day in rows:
        if not rules.are_stars(half_stars):
            raise Refusal(_("A rating is 0.5 to 5 stars, in half stars."))
    with transaction.atomic():
        hold_film(film.pk)
        Rating.objects.bulk_create(
            [
                Rating(film=film, member=member, half_stars=stars, rated_on=day)
                for member, stars, day in _newest(film, rows)
            ],
            update_conflicts=True,
            unique_fields=["film", "member"],
            update_fields=["half_stars", "rated_on"],
        )
        recount_film(film_id=film.pk)
        raters = sorted({member.pk for member, _stars, _day in rows if member})
        recount_members(member_ids=raters)
        publish(FilmRated(film.pk), *(MemberRated(member) for member in raters))


def refuse_no_stars(half_stars: int | None) -> None:
    if half_stars is not None and not rules.are_stars(half_stars):
        raise Refusal(_("A rating is 0.5 to 5 stars, in half stars."), field="half_stars")


def _newest(film: Film, rows: list[RatingRow]) -> list[RatingRow]:
    """Leave out the ratings that a newer one of the same member replaces, in the batch or in the house."""
    members = {member.pk for member, _stars, _day in rows if member}
    days = dict(Rating.objects.filter(film=film, member__in=members).values_list("member", "rated_on"))
    kept: dict[int, RatingRow] = {}
    for row in rows:
        member, _stars, day = row
        if member and day >= days.get(member.pk, day):
            days[member.pk], kept[member.pk] = day, row
    return [row for row in rows if row[0] is None] + [row for _key, row in sorted(kept.items())]
