"""Make one of two films, or of two people, that are one; and take it back to the row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import CASCADE, Exists, F, Max, Model, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.films import name_film
from abspann.catalog.commands.history import record_revision
from abspann.catalog.commands.moving import (
    as_json,
    change_row,
    columns_of,
    displace_rows,
    insert_rows,
    keys_to,
    move_rows,
    note_made,
    return_rows,
)
from abspann.catalog.commands.pictures import settle_poster
from abspann.catalog.commands.possible import possible
from abspann.catalog.events import (
    FilmChanged,
    FilmRemoved,
    FilmsMerged,
    FilmsParted,
    PeopleMerged,
    PeopleParted,
    PersonChanged,
    PersonRemoved,
)
from abspann.catalog.models import (
    Credit,
    Doubt,
    ExternalId,
    Film,
    FilmCompany,
    FilmFacet,
    FilmKeyword,
    FilmName,
    FilmSlug,
    FilmTitle,
    Merge,
    Moved,
    Outcome,
    OutcomePerson,
    Person,
    PersonNumber,
    PersonSlug,
    Picture,
    Release,
    Revision,
    SeriesFilm,
    SourceRecord,
    Trivia,
)
from abspann.catalog.queries import HOME_LANGUAGE, newest_number, record_of
from abspann.core.actor import System
from abspann.core.provenance import Sourced
from abspann.core.refusal import Refusal
from abspann.core.slugs import numbered
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act

FILLED = (
    ("original_title",),
    ("original_language",),
    ("year",),
    ("running_minutes",),
    ("fsk",),
    ("budget_amount", "budget_currency"),
    ("admissions_de",),
    ("color",),
    ("sound",),
    ("aspect_ratio",),
    ("born_on", "born_year"),
    ("died_on", "died_year"),
    ("birthplace",),
    ("imdb",),
)
"""What one takes from the other where it knows nothing of it itself; what belongs together comes together."""

UNKNOWN_LANGUAGE = "und"

PARTS = frozenset(
    {
        Credit,
        ExternalId,
        FilmCompany,
        FilmFacet,
        FilmKeyword,
        FilmSlug,
        FilmTitle,
        Outcome,
        OutcomePerson,
        PersonNumber,
        PersonSlug,
        Release,
        SeriesFilm,
        SourceRecord,
    }
)
"""Tables of facts whose rows may be written anew by whoever edits or imports: the journal keeps how each stood."""

BY_HAND = frozenset({Doubt, Revision})
"""Tables in which a row cannot simply lead to somebody else."""

DERIVED = frozenset({FilmName})
"""Tables that follow from the titles: they are written anew, not moved."""


def merge_films(*, by: Actor, kept: Film, gone: Film) -> Merge:
    """Make one film of two: all that hangs on `gone` hangs on `kept` from now on, its addresses lead there.

    What `kept` knows stays; what it does not know it takes from the other, and lists are united. Refuses a film that
    is gone already: of two who merge the same two at once, one does.
    """
    return _merge(by, kept, gone)


def merge_people(*, by: Actor, kept: Person, gone: Person) -> Merge:
    """Make one person of two, in the same way."""
    return _merge(by, kept, gone)


def undo_merge(*, by: Actor, merge: Merge) -> Film | Person:
    """Part again what was merged, to the row; return who came back.

    What was given to the one who stayed since then stays there. Merges are undone in reverse order.
    """
    demand(by, Act.MERGE)
    with transaction.atomic():
        held = Merge.objects.select_for_update(of=("self",)).filter(pk=merge.pk).first()
        if held is None or held.undone_at:
            raise Refusal(_("This merge has been undone already."), status=409)
        model: type[Film] | type[Person] = Film if held.kind == Merge.Kind.FILM else Person
        key = held.kept_film_id or held.kept_person_id
        kept = model._default_manager.select_for_update().filter(pk=key or 0).first()
        if kept is None:
            raise Refusal(_("The page that stayed has been removed meanwhile."), status=409)
        _refuse_out_of_order(held, kept)
        _refuse_while_leaving(held)
        before = record_of(kept)
        with possible(held.gone_name):
            _give_back(held, kept)
            back = _bring_back(held, model)
            for table in _tables(model):
                return_rows(merge=held, model=table)
            for film in (kept, back):
                if isinstance(film, Film):
                    _agree(film)
        _note_undoing(by, held, kept, before)
        _tell_parted(held, kept, back)
    return back


def decide_doubt(*, by: Actor, doubt: Doubt, kept: Film | Person | None) -> Merge | None:
    """Decide whether two are one: `kept` is who stays, None says that they are two, for good."""
    demand(by, Act.MERGE)
    with transaction.atomic():
        held = Doubt.objects.select_for_update(of=("self",)).filter(pk=doubt.pk).first()
        if held is None or held.state != Doubt.State.OPEN:
            raise Refusal(_("Somebody has decided this already."), status=409)
        if kept is None:
            held.state, held.decided_at = Doubt.State.TWO, timezone.now()
            held.save(update_fields=["state", "decided_at"])
            return None
        pair = [held.film, held.other_film] if held.film else [held.person, held.other_person]
        others = [one for one in pair if one and one != kept]
        if kept not in pair or len(others) != 1:
            raise Refusal(_("Choose one of these two."), field="kept")
        return _merge(by, kept, others[0])


def _merge(by: Actor, kept: Film | Person, gone: Film | Person) -> Merge:
    demand(by, Act.MERGE)
    model = type(kept)
    if kept.pk == gone.pk:
        raise Refusal(_("These are one page already: nothing can be merged with itself."))
    with transaction.atomic():
        rows = model._default_manager.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
        held = {row.pk: row for row in rows}
        if len(held) < 2:  # both of them
            raise Refusal(_("One of these pages has been removed or merged meanwhile."), status=409)
        kept, gone = held[kept.pk], held[gone.pk]
        with possible(str(kept)):
            merge = _write_down(by, kept, gone)
            before = record_of(kept)
            _fill(merge, kept, gone)
            _move_parts(merge, kept, gone)
            revision = record_revision(by=by, subject=kept, before=before, after=record_of(kept), decides=False)
            Merge.objects.filter(pk=merge.pk).update(revision=revision, changed=merge.changed)
        people = _people_of(kept)
        if isinstance(kept, Film):
            publish(FilmsMerged(kept.pk, gone.pk, merge.pk))
            _remove(gone)
            publish(FilmChanged(kept.pk), FilmRemoved(gone.pk), *people)
        else:
            publish(PeopleMerged(kept.pk, gone.pk, merge.pk))
            _remove(gone)
            films = merge.moved.filter(label=Credit._meta.label, act=Moved.Act.MOVED).values("key")
            named = Credit.objects.filter(pk__in=films).values_list("film", flat=True)
            publish(PersonChanged(kept.pk), PersonRemoved(gone.pk), *(FilmChanged(pk) for pk in sorted(set(named))))
    merge.refresh_from_db()
    return merge


def _write_down(by: Actor, kept: Film | Person, gone: Film | Person) -> Merge:
    """Open the journal."""
    model = type(gone)
    row = model._default_manager.values(*columns_of(model=model)).get(pk=gone.pk)
    who: dict[str, Any] = {"by_name": by.name[:80]} if isinstance(by, System) else {"by": by}
    if isinstance(kept, Film):
        who |= {"kind": Merge.Kind.FILM, "kept_film": kept}
    else:
        who |= {"kind": Merge.Kind.PERSON, "kept_person": kept}
    return Merge.objects.create(
        gone=as_json(row=row),
        gone_key=gone.pk,
        gone_public_id=gone.public_id,
        gone_slug=gone.slug,
        gone_name=gone.title if isinstance(gone, Film) else gone.name,
        made_at=timezone.now(),
        **who,
    )


def _fill(merge: Merge, kept: Film | Person, gone: Film | Person) -> None:
    """Let who stays take over what it does not know, and the decisions of the house on it."""
    wanted: dict[str, Any] = {}
    for names in FILLED:
        if hasattr(kept, names[0]) and all(getattr(kept, name) is None for name in names):
            wanted |= {name: getattr(gone, name) for name in names if getattr(gone, name) is not None}
    wanted["held"] = _held_by_both(kept, gone, wanted)
    if isinstance(kept, Film) and isinstance(gone, Film):
        wanted |= {"votes": max(kept.votes, gone.votes), "updated_at": timezone.now()}
    wanted = {name: value for name, value in wanted.items() if getattr(kept, name) != value}
    was, becomes = as_json(row={name: getattr(kept, name) for name in wanted}), as_json(row=wanted)
    merge.changed = {name: [was[name], becomes[name]] for name in wanted}
    if wanted.get("imdb"):
        # Nobody shares a number, and who goes still stands here for a moment.
        Person.objects.filter(pk=gone.pk).update(imdb=None)
    type(kept)._default_manager.filter(pk=kept.pk).update(**wanted)
    kept.refresh_from_db()


def _held_by_both(kept: Film | Person, gone: Film | Person, taken: Iterable[str]) -> dict[str, Any]:
    """What no import writes: as it was, with what was taken over, and rows that the house removed from either."""
    fields = [*kept.held.get("fields", ()), *(name for name in gone.held.get("fields", ()) if name in set(taken))]
    removed: dict[str, list[Any]] = {}
    for record in (kept.held, gone.held):
        for name, rows in record.get("removed", {}).items():
            removed.setdefault(name, []).extend(row for row in rows if row not in removed.get(name, []))
    held = dict(kept.held)
    if fields:
        held["fields"] = list(dict.fromkeys(fields))
    if removed:
        held["removed"] = removed
    return held


def _move_parts(merge: Merge, kept: Film | Person, gone: Film | Person) -> None:
    """Move what the catalog has of the one who goes."""
    model = type(gone)
    name = "film" if isinstance(gone, Film) else "person"
    last = {table: _last(table, kept) for table in (Credit, FilmCompany)} if isinstance(kept, Film) else {}
    further = _further_titles(kept, gone) if isinstance(kept, Film) and isinstance(gone, Film) else []
    _prefer_roles(merge, name, kept, gone)
    _prefer_numbers(merge, kept, gone)
    pictures = _last_pictures(kept)
    for key in keys_to(model=model):
        table = key.model
        if table._meta.app_label == model._meta.app_label and table not in BY_HAND | DERIVED:
            move_rows(
                merge=merge,
                model=table,
                field=key.name,
                spare=_spare(table, name, kept),
                remembered=table in PARTS,
            )
    for table, after in last.items():
        place = "billing" if table is Credit else "position"
        moved = merge.moved.filter(label=table._meta.label, act=Moved.Act.MOVED).values("key")
        table._default_manager.filter(pk__in=moved).update(**{place: F(place) + after})
    _place_pictures(merge, pictures)
    displace_rows(merge=merge, model=Revision, keys=Revision.objects.filter(**{name: gone}))
    _move_doubts(merge, name, kept, gone)
    if isinstance(gone, Film) and isinstance(kept, Film):
        note_made(merge=merge, rows=[FilmSlug.objects.create(slug=gone.slug, film=kept)])
        _add_titles(merge, kept, gone, further)
        _agree(kept)
    elif isinstance(kept, Person):
        note_made(merge=merge, rows=[PersonSlug.objects.create(slug=gone.slug, person=kept)])


def _further_titles(kept: Film, gone: Film) -> list[FilmTitle]:
    """The titles of who goes in languages in which who stays has another."""
    has = set(FilmTitle.objects.filter(film=kept).values_list("language", "text"))
    titles = FilmTitle.objects.filter(film=gone, language__in={language for language, _text in has}).order_by("pk")
    return [title for title in titles if (title.language, title.text) not in has]


def _spare(table: type[Model], name: str, kept: Film | Person) -> Q | None:
    """What is not wanted beside what stands, though no rule forbids it."""
    if table is FilmFacet:
        return Q(kind__in=set(FilmFacet.objects.filter(film=kept.pk).values_list("kind", flat=True)))
    if table is FilmTitle:
        return Q(language__in=set(FilmTitle.objects.filter(film=kept.pk).values_list("language", flat=True)))
    if table is Trivia:
        same = Trivia.objects.filter(film=kept.pk, language=OuterRef("language"), text=OuterRef("text"))
        return Q(Exists(same))
    if table is Credit:
        other = "person" if name == "film" else "film"
        known = Credit.objects.filter(**{name: kept.pk, other: OuterRef(other)}, job=OuterRef("job"))
        return Q(role__isnull=True) & Q(Exists(known))
    return None


def _prefer_roles(merge: Merge, name: str, kept: Film | Person, gone: Film | Person) -> None:
    """Of two credits of one person for one job, let the one stand that knows the role."""
    other = "person" if name == "film" else "film"
    better = Credit.objects.filter(**{name: gone.pk, other: OuterRef(other)}, job=OuterRef("job"), role__isnull=False)
    poorer = Credit.objects.filter(Exists(better), **{name: kept.pk}, role__isnull=True)
    displace_rows(merge=merge, model=Credit, keys=poorer)


def _prefer_numbers(merge: Merge, kept: Film | Person, gone: Film | Person) -> None:
    """Of two places in one series, let the one stand that knows its number."""
    if isinstance(kept, Film):
        better = SeriesFilm.objects.filter(film=gone.pk, series=OuterRef("series"), number__isnull=False)
        poorer = SeriesFilm.objects.filter(Exists(better), film=kept.pk, number__isnull=True)
        displace_rows(merge=merge, model=SeriesFilm, keys=poorer)


def _last_pictures(kept: Film | Person) -> dict[str, int]:
    """The place after the last picture of each kind."""
    last = kept.pictures.order_by().values_list("kind").annotate(last=Max("position"))
    return {kind: place + 1 for kind, place in last}


def _place_pictures(merge: Merge, after: dict[str, int]) -> None:
    """Let pictures that came stand behind those that were there, so that the poster shown stays."""
    moved = merge.moved.filter(label=Picture._meta.label, act=Moved.Act.MOVED).values("key")
    for pk, kind, place in list(Picture.objects.filter(pk__in=moved).values_list("pk", "kind", "position")):
        change_row(merge=merge, model=Picture, key=pk, changes={"position": place + after.get(kind, 0)})


def _agree(film: Film) -> None:
    """Let the names by which a film is recognized, and the poster it shows, follow its rows."""
    name_film(film=film)
    settle_poster(film=film)


def _last(table: type[Model], kept: Film) -> int:
    place = "billing" if table is Credit else "position"
    last = table._default_manager.filter(film=kept.pk).aggregate(last=Max(place))["last"]
    return 0 if last is None else int(last) + 1


def _move_doubts(merge: Merge, name: str, kept: Film | Person, gone: Film | Person) -> None:
    """Let doubts about the one who goes be doubts about the one who stays; theirs about each other is settled."""
    other = f"other_{name}"
    about = list(Doubt.objects.filter(Q(**{name: gone.pk}) | Q(**{other: gone.pk})).order_by("pk"))
    displace_rows(merge=merge, model=Doubt, keys=Doubt.objects.filter(pk__in=[doubt.pk for doubt in about]))
    for doubt in about:
        pair = {getattr(doubt, f"{name}_id"), getattr(doubt, f"{other}_id")} - {gone.pk}
        third = pair.pop()
        if third == kept.pk:
            continue
        first, second = sorted((third, kept.pk))
        whose = {f"{name}_id": first, f"{other}_id": second}
        if not Doubt.objects.filter(**whose).exists():
            told = {part: getattr(doubt, part) for part in _TOLD_OF_DOUBTS}
            note_made(merge=merge, rows=[Doubt.objects.create(**whose, **told)])


_TOLD_OF_DOUBTS = ("score", "evidence", "sources", "agrees", "state", "raised_at", "decided_at")


def _add_titles(merge: Merge, kept: Film, gone: Film, further: list[FilmTitle]) -> None:
    """Let the film be found by every title of both; under those that it had it is shown as before.

    The first title in a language is the one that pages show, and one in the house's language would hide the film's
    own: so the other film's comes in as one of an unknown language, and further ones come last.
    """
    made = [
        FilmTitle.objects.create(film=kept, language=title.language, text=title.text, source=title.source)
        for title in further
    ]
    names = {kept.title, kept.original_title, *kept.titles.values_list("text", flat=True)}
    if gone.title not in names:
        is_original = gone.title == gone.original_title and gone.original_language not in (None, HOME_LANGUAGE)
        language = (is_original and gone.original_language) or UNKNOWN_LANGUAGE
        made.append(FilmTitle.objects.create(film=kept, language=language, text=gone.title))
    note_made(merge=merge, rows=made)


def _remove(gone: Film | Person) -> None:
    """Delete who is gone; fails loudly where somebody's words or an editor's still hang on them."""
    for key in keys_to(model=type(gone)):
        if key.remote_field.on_delete is not CASCADE or key.model in DERIVED:
            continue
        theirs = any(field.related_model is Member for field in key.model._meta.concrete_fields)
        facts = key.model._meta.app_label == gone._meta.app_label
        is_written = theirs or facts or issubclass(key.model, Sourced)
        if is_written and key.model._base_manager.filter(**{key.name: gone.pk}).exists():
            raise RuntimeError(f"Merging would lose rows of {key.model._meta.label}.{key.name}.")
    type(gone)._default_manager.filter(pk=gone.pk).delete()


def _people_of(subject: Film | Person) -> list[PersonChanged]:
    if isinstance(subject, Person):
        return []
    return [PersonChanged(pk) for pk in sorted(set(subject.credits.values_list("person", flat=True)))]


# The way back.


def _tables(model: type[Film] | type[Person]) -> list[type[Model]]:
    """The catalog's tables that a merge touches, history first: others lead to it."""
    keys = [key.model for key in keys_to(model=model) if key.model._meta.app_label == model._meta.app_label]
    ordered: list[type[Model]] = [Revision, *(table for table in keys if table not in DERIVED)]
    return list(dict.fromkeys(ordered))


def _refuse_out_of_order(merge: Merge, kept: Film | Person) -> None:
    """Refuse while a later merge stands that took up what this one would give back."""
    later = Merge.objects.filter(undone_at__isnull=True, pk__gt=merge.pk)
    own = later.filter(Q(kept_film=kept) if isinstance(kept, Film) else Q(kept_person=kept))
    theirs = Moved.objects.filter(merge=merge, label=OuterRef("label"), key=OuterRef("key"))
    taken = Moved.objects.filter(Exists(theirs), merge__in=later, act=Moved.Act.DISPLACED).order_by("-merge").first()
    first = own.order_by("-pk").first() or (taken.merge if taken else None)
    first = first or _merged_away(merge, later)
    if first:
        raise Refusal(_("“%(name)s” was merged later: undo that first.") % {"name": first.gone_name}, status=409)


def _merged_away(merge: Merge, later: Any) -> Merge | None:
    """A later merge of somebody to whom a row in the journal leads."""
    gone: dict[tuple[str, int], Merge] = {(one.kind, one.gone_key): one for one in later}
    if not gone:
        return None
    for row in merge.moved.filter(act=Moved.Act.DISPLACED).values_list("row", flat=True).iterator():
        assert row
        for kind in ("film", "person"):
            for column in (f"{kind}_id", f"other_{kind}_id"):
                if (kind, row.get(column)) in gone:
                    return gone[kind, row[column]]
    return None


def _refuse_while_leaving(merge: Merge) -> None:
    """What members wrote comes back with their names: not while one of them is about to leave."""
    theirs = merge.moved.filter(act=Moved.Act.DISPLACED, member__leaving_since__isnull=False)
    if theirs.exclude(label__startswith="catalog.").exists():
        raise Refusal(
            _("Somebody who wrote about this is about to leave; it waits until they come back or are gone."), status=409
        )


def _give_back(merge: Merge, kept: Film | Person) -> None:
    """Let who stayed be as before, but for what was changed since."""
    now = as_json(row={name: getattr(kept, name) for name in merge.changed})
    back = {name: was for name, (was, became) in merge.changed.items() if now[name] == became}
    if back:
        type(kept)._default_manager.filter(pk=kept.pk).update(**back)


def _bring_back(merge: Merge, model: type[Film] | type[Person]) -> Film | Person:
    """Put the row back of who was gone; another address only where theirs is taken."""
    row, count = dict(merge.gone), 1
    while model._default_manager.filter(slug=row["slug"]).exists():
        count += 1
        row["slug"] = numbered(merge.gone_slug, count)
    if isinstance(row.get("imdb"), str) and Person.objects.filter(imdb=row["imdb"]).exists():
        row["imdb"] = None
    insert_rows(model=model, rows=[row])
    return model._default_manager.get(pk=merge.gone_key)


def _note_undoing(by: Actor, merge: Merge, kept: Film | Person, before: dict[str, Any]) -> None:
    """Close the journal; in the history of who stayed nothing is left of it, unless something was changed since."""
    revision = merge.revision
    kept.refresh_from_db()
    if revision and revision.number == newest_number(kept):
        revision.delete()
    else:
        record_revision(by=by, subject=kept, before=before, after=record_of(kept), undoes=revision, decides=False)
    Merge.objects.filter(pk=merge.pk).update(
        undone_at=timezone.now(), undone_by=None if isinstance(by, System) else by.pk
    )


def _tell_parted(merge: Merge, kept: Film | Person, back: Film | Person) -> None:
    if isinstance(kept, Film):
        publish(FilmsParted(kept.pk, back.pk, merge.pk))
        publish(FilmChanged(kept.pk), FilmChanged(back.pk), *dict.fromkeys([*_people_of(kept), *_people_of(back)]))
    else:
        publish(PeopleParted(kept.pk, back.pk, merge.pk))
        films = sorted(set(Credit.objects.filter(person__in=[kept.pk, back.pk]).values_list("film", flat=True)))
        publish(PersonChanged(kept.pk), PersonChanged(back.pk), *(FilmChanged(pk) for pk in films))
    if merge.moved.exists():
        raise RuntimeError("A merge was undone, and some table did not take its rows back.")
