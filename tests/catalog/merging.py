"""A row of every table that leads to a film or a person; and all tables as they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey

from abspann.catalog import models as catalog
from abspann.catalog.commands import rebuild_names
from abspann.catalog.commands.pictures import settle_poster
from abspann.catalog.models import Film, Person
from abspann.core.provenance import License
from abspann.diary.commands import recount_marks
from abspann.diary.models import FilmMark, FilmMarkCount
from abspann.discovery.commands import keep_browsing
from abspann.discovery.models import BrowseEntry, PersonEntry, SimilarFilm
from abspann.editorial.models import Critique, PressReview
from abspann.exchange.models import SourcePage
from abspann.reviews.commands import recount_film, recount_members
from abspann.reviews.models import Draft, HelpfulVote, Rating, Review

NOT_COMPARED = {
    "catalog.Merge",
    "catalog.Moved",
    "events.NounVersion",
    "events.Spending",
    "discovery.BrowseDue",
    "discovery.BrowseEntry",
    "discovery.FacetCount",
    "discovery.LetterCount",
    "discovery.PersonEntry",
    "discovery.SearchDue",
    "discovery.SearchEntry",
    "discovery.SearchName",
    "discovery.SearchWord",
    "discovery.SimilarDue",
}
"""The journal itself, what only counts acts, and what the worker keeps: `listed` and search tell of that."""

WITHOUT_KEYS = {"catalog.FilmName"}
"""Derived: what it says is compared, not its number."""

NOW = dt.datetime(2024, 5, 6, 7, 8, 9, 123457, tzinfo=dt.UTC)


class Hanging:
    """Makes rows that lead to one subject. `same`: what both subjects have alike, so that there is no place for two."""

    def __init__(self, world: Any, *, same: bool) -> None:
        self.world, self.same = world, same
        self.third = Film.objects.create(slug="dritter-film", title="Dritter Film", sort_title="dritter film")
        self.third_person = Person.objects.create(slug="dritte-person", name="Dritte Person")
        festival = catalog.Festival.objects.create(slug="cannes", name="Cannes")
        self.edition = catalog.Edition.objects.create(festival=festival, year=2012)
        self.company = catalog.Company.objects.create(name="Why Not")

    def mark(self, subject: Any) -> str:
        return "gleich" if self.same else f"von-{subject.pk}"

    def code(self, subject: Any, *codes: str) -> str:
        return codes[0] if self.same else codes[subject.pk % len(codes)]

    def member(self, subject: Any) -> Any:
        return self.world.anna if self.same or subject.pk % 2 else self.world.bruno

    def text(self, subject: Any) -> dict[str, Any]:
        return {"language": "de", "license": License.OWN, "source": self.mark(subject), "source_url": ""}


def _outcome(h: Hanging, film: Film) -> None:
    outcome = catalog.Outcome.objects.create(edition=h.edition, film=film, result="selected")
    catalog.OutcomePerson.objects.create(outcome=outcome, person=h.third_person)


def _outcome_person(h: Hanging, person: Person) -> None:
    outcome, _new = catalog.Outcome.objects.get_or_create(edition=h.edition, film=h.third, result="selected")
    if not h.same:
        h.edition = catalog.Edition.objects.create(festival=h.edition.festival, year=h.edition.year + 1)
    catalog.OutcomePerson.objects.create(outcome=outcome, person=person)


def _review(h: Hanging, film: Film) -> None:
    review = Review.objects.create(
        film=film,
        author_kind="member",
        author=h.member(film),
        text=f"Ein Text. {h.mark(film)}",
        fingerprint=h.mark(film),
        sort_date=NOW.date(),
        half_stars=7,
        **h.text(film),
    )
    HelpfulVote.objects.create(review=review, member=h.world.dora, helpful=True)
    Draft.objects.create(
        member=h.member(film), film=film, film_title=film.title, review=review, text="anders", saved_at=NOW
    )


def _doubt(name: str) -> Callable[[Hanging, Any], None]:
    def make(h: Hanging, subject: Any) -> None:
        third = h.third if name == "film" else h.third_person
        first, second = sorted((subject, third), key=lambda one: one.pk)
        catalog.Doubt.objects.create(
            **{name: first, f"other_{name}": second}, score=0.7, evidence=[["year", 1, 2]], raised_at=NOW
        )

    return make


def _history(name: str) -> Callable[[Hanging, Any], None]:
    def make(h: Hanging, subject: Any) -> None:
        number = subject.revisions.count() + 1
        told = {name: subject, "made_at": NOW, "source": "Abspann"}
        first = catalog.Revision.objects.create(
            number=number, by=h.world.erik, before={"imdb": None}, after={"imdb": "x"}, **told
        )
        second = catalog.Revision.objects.create(
            number=number + 1, by_name="test", before={"imdb": "x"}, after={"imdb": None}, undoes=first, **told
        )
        catalog.Proposal.objects.create(
            kind=name,
            by=h.world.anna,
            changes={"imdb": [None, "x"]},
            state="taken",
            decided_at=NOW,
            revision=second,
            **told,
        )

    return make


def _proposal(name: str) -> Callable[[Hanging, Any], None]:
    def make(h: Hanging, subject: Any) -> None:
        catalog.Proposal.objects.create(
            kind=name, **{name: subject}, by=h.world.anna, made_at=NOW, changes={"imdb": [None, "y"]}, source="Heft"
        )

    return make


def _earlier(name: str) -> Callable[[Hanging, Any], None]:
    def make(h: Hanging, subject: Any) -> None:
        catalog.Merge.objects.create(
            kind=name,
            **{f"kept_{name}": subject},
            gone={"slug": "fort"},
            gone_key=900_000 + subject.pk,
            gone_public_id="x",
            gone_slug="fort",
            gone_name="Fort",
            made_at=NOW,
            undone_at=NOW,
        )

    return make


def _keyword(h: Hanging, film: Film) -> None:
    keyword, _new = catalog.Keyword.objects.get_or_create(code=h.mark(film))
    catalog.FilmKeyword.objects.create(film=film, keyword=keyword, source=f"quelle-{film.pk}"[:16])


def _part(h: Hanging, film: Film) -> None:
    series, _new = catalog.FilmSeries.objects.get_or_create(slug=h.mark(film), defaults={"name": "Reihe"})
    # Of two in one series the first does not know its number.
    catalog.SeriesFilm.objects.create(film=film, series=series, number=series.parts.count() or None)


def _picture(name: str) -> Callable[[Hanging, Any], None]:
    def make(h: Hanging, subject: Any) -> None:
        kind = {"film": "poster", "person": "portrait"}[name]
        told = {"kind": kind, "width": 200, "height": 300, "license": "cc0", "by": h.world.anna, "added_at": NOW}
        for digest in (f"{h.mark(subject)}", f"eigen-{subject.pk}"):
            catalog.Picture.objects.create(
                **{name: subject}, digest=digest, position=subject.pictures.count(), captions={"de": "Bild"}, **told
            )

    return make


ROWS: dict[str, Callable[[Hanging, Any], object]] = {
    "catalog.FilmSlug.film": lambda h, f: catalog.FilmSlug.objects.create(slug=f"frueher-{f.pk}", film=f),
    "catalog.FilmTitle.film": lambda h, f: catalog.FilmTitle.objects.create(film=f, language="fr", text=h.mark(f)),
    "catalog.FilmFacet.film": lambda h, f: catalog.FilmFacet.objects.create(
        film=f, kind="genre", code=h.code(f, "drama", "comedy"), position=7
    ),
    "catalog.Release.film": lambda h, f: catalog.Release.objects.create(
        film=f, country=h.code(f, "AT", "CH"), date=dt.date(2013, 2, f.pk % 20 + 1)
    ),
    "catalog.FilmCompany.film": lambda h, f: catalog.FilmCompany.objects.create(
        film=f, company=h.company, job=h.code(f, "production", "distribution"), position=0
    ),
    "catalog.ExternalId.film": lambda h, f: catalog.ExternalId.objects.create(
        film=f, scheme=h.code(f, "omdb", "tmdb"), value=str(f.pk)
    ),
    "catalog.Credit.film": lambda h, f: catalog.Credit.objects.create(
        film=f, person=h.third_person, job="actor", role=h.mark(f), billing=0
    ),
    "catalog.Outcome.film": _outcome,
    "catalog.SourceRecord.film": lambda h, f: catalog.SourceRecord.objects.create(
        source="omdb", key=f"film-{f.pk}", film=f, digest=f.pk, taken=["year"], aside={"fsk": 12}
    ),
    "catalog.FilmName.film": lambda h, f: None,
    "catalog.FilmKeyword.film": _keyword,
    "catalog.SeriesFilm.film": _part,
    "catalog.Picture.film": _picture("film"),
    "discovery.BrowseEntry.film": lambda h, f: None,
    "catalog.Doubt.film": _doubt("film"),
    "catalog.Doubt.other_film": lambda h, f: None,
    "catalog.Synopsis.film": lambda h, f: catalog.Synopsis.objects.create(film=f, text="Sie fallen.", **h.text(f)),
    "catalog.Trivia.film": lambda h, f: catalog.Trivia.objects.create(film=f, text=h.mark(f), **h.text(f)),
    "catalog.Revision.film": _history("film"),
    "catalog.Proposal.film": _proposal("film"),
    "catalog.Merge.kept_film": _earlier("film"),
    "reviews.Rating.film": lambda h, f: Rating.objects.create(
        film=f, member=h.member(f), half_stars=f.pk % 10 + 1, rated_on=dt.date(2020, 1, f.pk % 20 + 1)
    ),
    "reviews.Review.film": _review,
    "reviews.Draft.film": lambda h, f: Draft.objects.create(
        member=h.member(f), film=f, film_title=f.title, text=f"Entwurf {f.pk}", saved_at=NOW + dt.timedelta(days=f.pk)
    ),
    "reviews.FilmScore.film": lambda h, f: None,
    "diary.FilmMark.film": lambda h, f: FilmMark.objects.create(
        film=f, member=h.member(f), kind="seen", marked_on=dt.date(2020, 3, f.pk % 20 + 1)
    ),
    "diary.FilmMarkCount.film": lambda h, f: FilmMarkCount.objects.create(film=f, seen=1),
    "editorial.Critique.film": lambda h, f: Critique.objects.create(
        film=f, critic=h.world.erik, text="Stark.", fingerprint=h.mark(f), published_at=NOW, **h.text(f)
    ),
    "editorial.PressReview.film": lambda h, f: PressReview.objects.create(film=f, medium=h.mark(f), **h.text(f)),
    "discovery.SimilarFilm.film": lambda h, f: SimilarFilm.objects.create(
        film=f, other=h.third, reason="genre", detail="drama", position=0
    ),
    "discovery.SimilarFilm.other": lambda h, f: SimilarFilm.objects.create(
        film=h.third, other=f, reason="genre", detail="drama", position=0
    ),
    "exchange.SourcePage.film": lambda h, f: SourcePage.objects.create(
        film=f, fingerprint=f"seite-{f.pk}", name="Seite", text="Text", proposal={}
    ),
    "catalog.Credit.person": lambda h, p: catalog.Credit.objects.create(
        film=h.third, person=p, job="actor", role=h.mark(p), billing=p.pk % 100
    ),
    "catalog.OutcomePerson.person": _outcome_person,
    "catalog.Edition.jury_president": lambda h, p: catalog.Edition.objects.create(
        festival=h.edition.festival, year=1950 + p.pk % 50, jury_president=p
    ),
    "catalog.SourceRecord.person": lambda h, p: catalog.SourceRecord.objects.create(
        source="omdb", key=f"person-{p.pk}", person=p, digest=p.pk
    ),
    "catalog.PersonNumber.person": lambda h, p: catalog.PersonNumber.objects.create(
        person=p, scheme=h.code(p, "omdb", "tmdb"), value=str(p.pk)
    ),
    "catalog.Picture.person": _picture("person"),
    "discovery.PersonEntry.person": lambda h, p: None,
    "catalog.PersonSlug.person": lambda h, p: catalog.PersonSlug.objects.create(slug=f"frueher-{p.pk}", person=p),
    "catalog.Doubt.person": _doubt("person"),
    "catalog.Doubt.other_person": lambda h, p: None,
    "catalog.Revision.person": _history("person"),
    "catalog.Proposal.person": _proposal("person"),
    "catalog.Merge.kept_person": _earlier("person"),
}
"""Every key that leads to a film or a person -> what makes a row there."""


def keys_to(model: type) -> list[str]:
    """Every key of the house's tables that leads to a model, as label.field."""
    return sorted(
        f"{one._meta.label}.{field.name}"
        for one in apps.get_models(include_auto_created=True)
        for field in one._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is model
    )


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of the house, but for those of which nobody reads."""
    told = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if not model.__module__.startswith("abspann.") or label in NOT_COMPARED:
            continue
        names = [f.attname for f in model._meta.concrete_fields if not (label in WITHOUT_KEYS and f.primary_key)]
        told[label] = sorted(map(repr, model._base_manager.values_list(*names)))
    return told


def listed() -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """How films and people stand in the lists to browse once the worker has been by."""
    keep_browsing(seconds=60)
    films = BrowseEntry.objects.values_list("facet__kind", "facet__code", "film", "sort_title", "newest", "ratings")
    people = PersonEntry.objects.values_list("letter", "person", "sort_name", "public_id")
    return sorted(films), sorted(people)


def hang_all(world: Any, subjects: list[Any], *, same: bool) -> None:
    """Give each subject a row of every table that leads to its kind; the counts follow."""
    hanging = Hanging(world, same=same)
    for subject in subjects:
        for key in keys_to(type(subject)):
            ROWS[key](hanging, subject)
    recount_members(member_ids=[world.anna.pk, world.bruno.pk])
    rebuild_names()
    for subject in subjects:
        if isinstance(subject, Film):
            settle_poster(film=subject)
            recount_film(film_id=subject.pk)
            recount_marks(film_id=subject.pk)
