"""Doubts whether two are one, and what was merged."""

from __future__ import annotations

from django.db.models import Q

from abspann.catalog.models import Doubt, Film, FilmTitle, Merge, Moved, Person, Revision, SourceRecord
from abspann.core.paging import Key, Page, page_of
from abspann.core.sorting import sort_key

MOST_FOUND = 20
RELATED = ("film", "other_film", "person", "other_person")


def doubts_open(*, kind: str = "", after: str | None = None) -> Page[Doubt]:
    """Return the open doubts for editors, the likeliest first; of films or of people alone by `kind`."""
    found = Doubt.objects.select_related(*RELATED).filter(state=Doubt.State.OPEN)
    if kind:
        found = found.filter(**{f"{kind}__isnull": False})
    order = (Key("score", descending=True, kind=float), Key("id"))
    return page_of(found, of=f"doubts:{kind}", order=order, after=after, size=30)


def doubt_at(pk: int) -> Doubt | None:
    """Return a doubt with both sides."""
    return Doubt.objects.select_related(*RELATED).filter(pk=pk).first()


def merge_at(public_id: str) -> Merge | None:
    """Return a merge with who stayed."""
    related = ("kept_film", "kept_person", "by", "undone_by", "revision")
    return Merge.objects.select_related(*related).filter(public_id=public_id).first()


def merges_of(subject: Film | Person) -> list[Merge]:
    """Return what was merged into a film or a person, the newest first, undone or not."""
    return list(subject.merges.select_related("by", "undone_by").order_by("-pk"))


def may_be_undone(merges: list[Merge]) -> Merge | None:
    """Return the one of a subject's merges that is undone first: the newest that stands."""
    return next((merge for merge in merges if merge.undone_at is None), None)


def history_before(merge: Merge) -> list[Revision]:
    """Return the history of who is gone as the journal keeps it, the newest first."""
    rows = merge.moved.filter(act=Moved.Act.DISPLACED, label=Revision._meta.label).values_list("row", flat=True)
    fields = Revision._meta.concrete_fields
    found = [Revision(**{f.attname: f.to_python(row[f.attname]) for f in fields}) for row in rows if row]
    return sorted(found, key=lambda revision: -revision.number)


def records_of(film: Film) -> list[SourceRecord]:
    """Return what other catalogs tell of a film."""
    return list(SourceRecord.objects.filter(film=film).order_by("source", "key"))


def films_like(text: str, *, but: Film) -> list[Film]:
    """Return the films that begin with these words in some title, to be merged with another; that one is left out."""
    begin = sort_key(text)
    if not begin:
        return []
    titled = FilmTitle.objects.filter(text__istartswith=text).values("film")
    near = Film.objects.filter(Q(sort_title__startswith=begin) | Q(pk__in=titled) | Q(original_title__istartswith=text))
    return list(near.exclude(pk=but.pk).order_by("sort_title", "public_id")[:MOST_FOUND])


def people_like(text: str, *, but: Person) -> list[Person]:
    """Return the people whose names begin so; the one who is to be merged is left out."""
    if not text:
        return []
    return list(Person.objects.filter(name__istartswith=text).exclude(pk=but.pk).order_by("name", "id")[:MOST_FOUND])
