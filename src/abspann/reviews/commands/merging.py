"""What becomes of ratings, reviews and drafts when two films turn out to be one."""

from __future__ import annotations

from django.db import transaction

from abspann.catalog.commands.moving import displace_rows, move_rows, return_rows
from abspann.catalog.models import Merge
from abspann.events.publish import publish
from abspann.reviews.commands.counting import recount_film, recount_members
from abspann.reviews.events import FilmRated, MemberRated, ReviewsMerged
from abspann.reviews.models import Draft, FilmScore, Rating, Review

TABLES = (Rating, Review, Draft)


def join_reviews(*, merge_id: int) -> None:
    """Let what was rated and written of a film that is gone be of the one that stays; of a member's two, the newer."""
    with transaction.atomic():
        merge = Merge.objects.get(pk=merge_id)
        move_rows(merge=merge, model=Rating, field="film", newest="rated_on")
        move_rows(merge=merge, model=Review, field="film")
        move_rows(merge=merge, model=Draft, field="film", newest="saved_at")
        touched = _touched(merge)
        displace_rows(merge=merge, model=FilmScore, keys=FilmScore.objects.filter(film=merge.gone_key))
        if touched is not None and merge.kept_film_id:
            _count_anew(merge.kept_film_id, members=touched)


def part_reviews(*, merge_id: int) -> None:
    """Give each of two films back what was rated and written of it."""
    with transaction.atomic():
        merge = Merge.objects.get(pk=merge_id)
        touched = _touched(merge)
        for table in (*TABLES, FilmScore):
            return_rows(merge=merge, model=table)
        if touched is not None and merge.kept_film_id:
            _count_anew(merge.kept_film_id, merge.gone_key, members=touched)


def _touched(merge: Merge) -> list[int] | None:
    """Whose rows stand in the journal; None where nothing of these tables does."""
    ours = merge.moved.filter(root__in=[table._meta.label for table in TABLES])
    if not ours.exists():
        return None
    written = ours.filter(label__in=[Rating._meta.label, Review._meta.label], member__isnull=False)
    return sorted(set(written.values_list("member", flat=True)))


def _count_anew(*films: int, members: list[int]) -> None:
    for film_id in films:
        recount_film(film_id=film_id)
    recount_members(member_ids=members)
    publish(
        *(event(film_id) for film_id in films for event in (FilmRated, ReviewsMerged)),
        *(MemberRated(member_id) for member_id in members),
    )
