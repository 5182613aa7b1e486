"""The only writers of what goes with a film; all of it can be rebuilt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from abspann.catalog.commands.moving import displace_rows, return_rows
from abspann.catalog.models import Credit, Film, FilmFacet, Merge, Outcome
from abspann.catalog.rules import FacetKind, Job
from abspann.discovery.events import SimilarChosen
from abspann.discovery.models import SimilarFilm
from abspann.discovery.rules import SIMILAR_SHOWN, WEIGHTS
from abspann.events.publish import publish

REFRESHED_AT_MOST = 50
"""Of how many films at once the lists are chosen anew when one film changes."""


def refresh_similar(*, film_id: int) -> None:
    """Choose anew which films go with a film, nearest first, and why; and so for those that now or till now go with it.

    Films further off that share no more than a genre follow with the next rebuild.
    """
    former = SimilarFilm.objects.filter(other_id=film_id).values_list("film", flat=True)[:REFRESHED_AT_MOST]
    for pk in sorted({film_id, *former, *(row.other_id for row in _nearest(film_id))}):
        _choose_similar(pk)


def _choose_similar(film_id: int) -> None:
    """Choose for one film, in a short transaction of its own: a reader's act never waits for more than one choice."""
    with transaction.atomic():
        # Held, so that two workers choose one after the other.
        if Film.objects.select_for_update(no_key=True).filter(pk=film_id).values_list("pk").first():
            SimilarFilm.objects.filter(film_id=film_id).delete()
            SimilarFilm.objects.bulk_create(_nearest(film_id))
            publish(SimilarChosen(film_id))


def _nearest(film_id: int) -> list[SimilarFilm]:
    found: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for reason, other, detail in _shared(film_id):
        found[other].append((WEIGHTS[reason], reason, detail))
    nearest = sorted(found, key=lambda other: (-sum(weight for weight, _r, _d in found[other]), other))[:SIMILAR_SHOWN]
    return [
        SimilarFilm(film_id=film_id, other_id=other, reason=reason, detail=detail, position=position)
        for position, other in enumerate(nearest)
        for _weight, reason, detail in [max(found[other])]
    ]


def put_similar_aside(*, merge_id: int) -> None:
    """Let no list of similar films name a film that is gone; undone, the lists are as they were."""
    with transaction.atomic():
        merge = Merge.objects.get(pk=merge_id)
        named = SimilarFilm.objects.filter(Q(film=merge.gone_key) | Q(other=merge.gone_key))
        displace_rows(merge=merge, model=SimilarFilm, keys=named)


def put_similar_back(*, merge_id: int) -> None:
    """Let the lists of similar films name the film again."""
    with transaction.atomic():
        return_rows(merge=Merge.objects.get(pk=merge_id), model=SimilarFilm)


def rebuild_similar() -> None:
    """Rebuild the similar films of every film."""
    for pk in Film.objects.values_list("pk", flat=True):
        _choose_similar(pk)


def _shared(film_id: int) -> Iterable[tuple[str, int, str]]:
    """Yield (reason, other film, what is shared), one for each thing shared."""
    credits = Credit.objects.filter(film_id=film_id)
    for reason, job in (("director", Job.DIRECTOR), ("cast", Job.ACTOR)):
        people = credits.filter(job=job).values("person")
        others = Credit.objects.filter(person__in=people, job=job).exclude(film_id=film_id)
        yield from ((reason, other, name) for other, name in others.values_list("film_id", "person__name").distinct())
    entries = Outcome.objects.filter(film_id=film_id, section__code="competition").values_list("edition", "section")
    for edition, section in set(entries):
        others_there = Outcome.objects.filter(edition=edition, section=section).exclude(film_id=film_id)
        rows = others_there.values_list("film_id", "edition__festival__name", "edition__year").distinct()
        yield from (("competition", other, f"{name} {year}") for other, name, year in rows)
    genres = FilmFacet.objects.filter(film_id=film_id, kind=FacetKind.GENRE).values("code")
    same = FilmFacet.objects.filter(kind=FacetKind.GENRE, code__in=genres).exclude(film_id=film_id)
    yield from (("genre", other, code) for other, code in same.values_list("film_id", "code"))
