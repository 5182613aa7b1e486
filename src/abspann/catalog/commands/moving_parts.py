"""Move what the catalog has of a film or a person that is merged into another."""

from __future__ import annotations

from django.db.models import Exists, F, Max, Model, OuterRef, Q

from abspann.catalog.commands.films import name_film
from abspann.catalog.commands.moving import (
    change_row,
    displace_rows,
    keys_to,
    move_rows,
    note_made,
)
from abspann.catalog.commands.pictures import settle_poster
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
from abspann.catalog.queries import HOME_LANGUAGE

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


def move_parts(*, merge: Merge, kept: Film | Person, gone: Film | Person) -> None:
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
        agree(film=kept)
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


def agree(*, film: Film) -> None:
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
