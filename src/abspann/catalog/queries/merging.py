"""Doubts whether two are one, and what was merged."""

from __future__ import annotations

from abspann.catalog.models import Doubt, Film, Merge, Moved, Person, Revision, SourceRecord

RELATED = ("film", "other_film", "person", "other_person")


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
