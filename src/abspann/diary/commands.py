"""The only writers of marks and of the counts made of them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.moving import displace_rows, move_rows, return_rows
from abspann.catalog.models import Film, Merge
from abspann.core.refusal import Refusal
from abspann.diary.events import FilmMarked, FilmUnmarked, MarksRecounted
from abspann.diary.models import FilmMark, FilmMarkCount
from abspann.diary.rules import Mark
from abspann.events.publish import publish
from abspann.members.models import Member
from abspann.members.queries import demand
from abspann.members.rights import Act


def mark_film(*, by: Member, film: Film, kind: Mark) -> None:
    """Mark a film; twice is once, and the day is that of the first time."""
    demand(by, Act.MARK_FILM, whose=by)
    with transaction.atomic():
        _hold(film.pk)
        _made, created = FilmMark.objects.get_or_create(
            member=by, film=film, kind=kind, defaults={"marked_on": timezone.localdate()}
        )
        if created:
            recount_marks(film_id=film.pk)
            publish(FilmMarked(film.pk, by.pk))


def unmark_film(*, by: Member, film: Film, kind: Mark) -> None:
    """Take a mark off a film; where there is none, nothing happens."""
    demand(by, Act.MARK_FILM, whose=by)
    with transaction.atomic():
        _hold(film.pk)
        gone, _rows = FilmMark.objects.filter(member=by, film=film, kind=kind).delete()
        if gone:
            recount_marks(film_id=film.pk)
            publish(FilmUnmarked(film.pk, by.pk))


def recount_marks(*, film_id: int) -> None:
    """Count a film's marks anew; whoever is leaving has no public face, and counts nowhere."""
    marks = FilmMark.objects.filter(film_id=film_id, member__leaving_since__isnull=True)
    counts = dict(marks.values_list("kind").annotate(Count("pk")))
    FilmMarkCount.objects.update_or_create(
        film_id=film_id, defaults={"wants": counts.get(Mark.WANTS, 0), "seen": counts.get(Mark.SEEN, 0)}
    )


def recount_marks_of(*, member_id: int) -> None:
    """Count anew the marks of every film that a member marked, because that member left or came back."""
    with transaction.atomic():
        # Held in the order of their keys, so that two who leave at once do not wait for each other crosswise.
        marked = sorted(set(FilmMark.objects.filter(member=member_id).values_list("film", flat=True)))
        _recount(marked)


def forget_marks(*, member_id: int) -> None:
    """Delete all marks of a member who is being erased."""
    with transaction.atomic():
        marks = FilmMark.objects.filter(member=member_id)
        marked = sorted(set(marks.values_list("film", flat=True)))
        marks.delete()
        _recount(marked)


def join_marks(*, merge_id: int) -> None:
    """Let the marks of a film that is gone be of the one that stays; whoever marked both marked it once."""
    with transaction.atomic():
        merge = Merge.objects.get(pk=merge_id)
        move_rows(merge=merge, model=FilmMark, field="film")
        has_marks = _has_marks(merge)
        displace_rows(merge=merge, model=FilmMarkCount, keys=FilmMarkCount.objects.filter(film=merge.gone_key))
        if has_marks and merge.kept_film_id:
            _recount([merge.kept_film_id])


def part_marks(*, merge_id: int) -> None:
    """Give each of two films its marks back."""
    with transaction.atomic():
        merge = Merge.objects.get(pk=merge_id)
        has_marks = _has_marks(merge)
        for table in (FilmMark, FilmMarkCount):
            return_rows(merge=merge, model=table)
        if has_marks and merge.kept_film_id:
            _recount(sorted((merge.kept_film_id, merge.gone_key)))


def _has_marks(merge: Merge) -> bool:
    return merge.moved.filter(root=FilmMark._meta.label).exists()


def rebuild_marks() -> None:
    """Rebuild the counts of every film from the marks themselves, while others go on marking."""
    for film_id in list(Film.objects.order_by("pk").values_list("pk", flat=True)):
        # A film that went meanwhile took its count along.
        with suppress(Refusal), transaction.atomic():
            _recount([film_id])


def _recount(film_ids: Iterable[int]) -> None:
    for film_id in film_ids:
        _hold(film_id)
        recount_marks(film_id=film_id)
        publish(MarksRecounted(film_id))


def _hold(film_id: int) -> None:
    """Let nobody else mark a film until this transaction ends, so that counts count all marks."""
    if Film.objects.select_for_update(no_key=True).filter(pk=film_id).first() is None:
        raise Refusal(_("This film is no longer here."), status=404)
