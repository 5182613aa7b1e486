"""The only writers of what search and similar films read; all of it can be rebuilt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from abspann.catalog.models import Credit, Film, FilmFacet, Outcome
from abspann.catalog.rules import FacetKind, Job
from abspann.discovery.engines import Engine
from abspann.discovery.engines import engine as the_engine
from abspann.discovery.entries import entries_of
from abspann.discovery.events import SimilarChosen
from abspann.discovery.models import SearchDue, SimilarFilm
from abspann.discovery.rules import SIMILAR_SHOWN, WEIGHTS, Kind
from abspann.events.publish import publish

DUE_AT_ONCE = 5_000
"""Of how many changes the index is told in one go."""

REFRESHED_AT_MOST = 50
"""Of how many films at once the lists are chosen anew when one film changes."""


def queue_for_search(*, kind: str, refs: Iterable[int]) -> None:
    """Have the search index told of things that changed, in the transaction that changed them; also of many at once."""
    SearchDue.objects.bulk_create([SearchDue(kind=Kind(kind), ref=ref) for ref in sorted(set(refs))], batch_size=5_000)


def index_due() -> None:
    """Tell the search index of what changed since the last time, and build it where there is none.

    What changes while another index is being built is told to the present one at once, and to that one when it answers.
    """
    engine = the_engine()
    if not engine.is_ready():
        rebuild_search()
    while True:
        # In this order: an index whose building begins later reads what is committed already.
        edition, is_rebuilt = engine.edition(), engine.is_being_rebuilt()
        due = list(SearchDue.objects.exclude(edition=edition if is_rebuilt else None).order_by("pk")[:DUE_AT_ONCE])
        if not due:
            return
        refs = {kind: {row.ref for row in due if row.kind == kind and row.edition != edition} for kind in Kind}
        refs[Kind.FILM] |= _films_of_renamed(engine, refs[Kind.PERSON])
        for kind in Kind:
            if refs[kind]:
                engine.put(kind, refs[kind])
        done = SearchDue.objects.filter(pk__in=[row.pk for row in due])
        if is_rebuilt:
            done.update(edition=edition)
        else:
            done.delete()


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


def rebuild_search() -> None:
    """Build the search index from the catalog anew, while the present one goes on answering."""
    the_engine().rebuild()


def rebuild_similar() -> None:
    """Rebuild the similar films of every film."""
    for pk in Film.objects.values_list("pk", flat=True):
        _choose_similar(pk)


def _films_of_renamed(engine: Engine, people: set[int]) -> set[int]:
    """Return the films that are found under a former name of one of these people."""
    former = engine.kept(Kind.PERSON, people)
    now = entries_of(Kind.PERSON, list(former))
    renamed = [entry.ref for entry in now if entry.names != former[entry.ref].names]
    return set(Credit.objects.filter(person__in=renamed).values_list("film", flat=True)) if renamed else set()


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
