"""Take what another catalog says of a film, in the place of what stands here."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.changes import apply_changes, hold
from abspann.catalog.models import Film, Revision, SourceRecord
from abspann.catalog.queries import facts_of
from abspann.catalog.queries.sources import title_of_source
from abspann.catalog.records import film_record
from abspann.core.refusal import Refusal
from abspann.members.models import Member
from abspann.members.queries import demand
from abspann.members.rights import Act


def take_word(*, by: Member, film: Film, source: str, field: str) -> Revision | None:
    """Let a field of a film, or a list's missing rows, be what a source says; it is the house's decision then.

    Refuses where the source says nothing else (any more): somebody may have been faster.
    """
    demand(by, Act.EDIT_FACTS)
    with transaction.atomic():
        hold(subject=film)
        film.refresh_from_db()
        present = film_record(facts_of(film))
        record = SourceRecord.objects.filter(film=film, source=source, aside__has_key=field).order_by("pk").first()
        if record is None or field not in present:
            raise Refusal(_("This source says nothing else here any more."), status=409)
        word = record.aside[field]
        if field in ("titles", "releases", "external_ids"):
            width = 2 if field == "titles" else 1
            places = {tuple(row[:width]) for row in word}
            word = [*(row for row in present[field] if tuple(row[:width]) not in places), *word]
        return apply_changes(
            by=by, subject=film, changes={field: [present[field], word]}, source=title_of_source(source)
        )
