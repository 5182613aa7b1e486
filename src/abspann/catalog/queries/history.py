"""What the catalog says under the names of fields, what was changed of it, and what members would like changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from abspann.catalog.facts import CompanyFacts, CreditFacts, FilmFacts, PersonFacts
from abspann.catalog.models import (
    Credit,
    ExternalId,
    Film,
    FilmCompany,
    FilmFacet,
    FilmTitle,
    Person,
    Proposal,
    Release,
    Revision,
    Synopsis,
    Trivia,
)
from abspann.catalog.queries.films import codes_of
from abspann.catalog.queries.keywords import keyword_rows
from abspann.catalog.queries.series import series_rows
from abspann.catalog.records import PLAIN, TEXTS, Record, film_record, person_record
from abspann.catalog.rules import FacetKind
from abspann.core.paging import Key, Page, page_of
from abspann.core.provenance import License
from abspann.members.models import Member

TEXT_MODELS: dict[str, type[Synopsis] | type[Trivia]] = {"synopses": Synopsis, "trivia": Trivia}


def facts_of(film: Film) -> FilmFacts:
    """Return all facts that the catalog has of a film, as a command takes them."""
    facets = list(FilmFacet.objects.filter(film=film).order_by("position"))
    return FilmFacts(
        **{name: getattr(film, name) for name in (*PLAIN, "budget_amount", "budget_currency")},
        genres=codes_of(facets, FacetKind.GENRE),
        countries=codes_of(facets, FacetKind.COUNTRY),
        languages=codes_of(facets, FacetKind.LANGUAGE),
        titles=tuple(FilmTitle.objects.filter(film=film).order_by("pk").values_list("language", "text")),
        releases=tuple(Release.objects.filter(film=film).order_by("pk").values_list("country", "date")),
        companies=tuple(
            CompanyFacts(row.company.name, row.job, row.country)
            for row in FilmCompany.objects.filter(film=film).select_related("company").order_by("position")
        ),
        external_ids=tuple(ExternalId.objects.filter(film=film).order_by("pk").values_list("scheme", "value")),
        credits=tuple(
            CreditFacts(row.person.name, row.job, row.role, tuple(row.role_aliases), slug=row.person.slug)
            for row in Credit.objects.filter(film=film).select_related("person").order_by("billing", "id")
        ),
    )


def texts_of(film: Film, field: str) -> list[list[str]]:
    """Return the synopses or the trivia of a film as rows of a record; those kept for the house only are left out."""
    shown = TEXT_MODELS[field]._default_manager.filter(film=film).exclude(license=License.PRIVATE).order_by("pk")
    return [list(row) for row in shown.values_list("language", "text", "license", "source", "source_url")]


def record_of(subject: Film | Person) -> Record:
    """Return what the catalog says of a film or a person, under the names of fields."""
    if isinstance(subject, Person):
        names = ("name", "born_on", "born_year", "died_on", "died_year", "birthplace", "imdb")
        return person_record(PersonFacts(**{name: getattr(subject, name) for name in names}))
    belonging = {"keywords": keyword_rows(subject), "series": series_rows(subject)}
    return film_record(facts_of(subject)) | belonging | {field: texts_of(subject, field) for field in TEXTS}


def newest_number(subject: Film | Person) -> int:
    """Return the number of a subject's newest revision; 0 where it has none."""
    return subject.revisions.order_by("-number").values_list("number", flat=True).first() or 0


def record_at(subject: Film | Person, number: int) -> Record:
    """Return what the catalog said when a revision was the newest: the present, and back what has changed since."""
    record = record_of(subject)
    for before in subject.revisions.filter(number__gt=number).order_by("-number").values_list("before", flat=True):
        record |= before
    return record


def history_of(subject: Film | Person, *, viewer: Member | None, after: str | None = None) -> Page[Revision]:
    """Return what was changed of a film or a person, the newest first; whoever is leaving is not named any more."""
    found = subject.revisions.select_related("by", "undoes").prefetch_related("undone_by")
    order = (Key("number", descending=True), Key("public_id", descending=True, kind=str))
    of = f"history:{type(subject).__name__}:{subject.pk}"
    return page_of(found, of=of, order=order, after=after, size=20)


def revision_at(public_id: str) -> Revision | None:
    """Return a revision with its subject."""
    return Revision.objects.select_related("film", "person", "by").filter(public_id=public_id).first()


Hidden = frozenset[tuple[str, str, str]]


def hidden_texts(films: Iterable[Film]) -> dict[int, Hidden]:
    """Return, by film, (field, language, text or source) of what is kept for the house only; two queries.

    A text that was shown once and is not any more must not be read in the history either.
    """
    hidden: dict[int, set[tuple[str, str, str]]] = {film.pk: set() for film in films}
    for name, model in TEXT_MODELS.items() if hidden else ():
        rows = model._default_manager.filter(film__in=hidden, license=License.PRIVATE)
        for film_id, language, text, source in rows.values_list("film_id", "language", "text", "source"):
            hidden[film_id] |= {(name, language, part) for part in (text, source) if part}
    return {pk: frozenset(parts) for pk, parts in hidden.items()}


def hidden_of(subject: Film | Person | None) -> Hidden:
    """Return what of a film's texts is kept for the house only; of a person there is none."""
    return hidden_texts([subject])[subject.pk] if isinstance(subject, Film) else frozenset()


def proposals_in(state: str | None, *, viewer: Member, after: str | None = None) -> Page[Proposal]:
    """Return the proposals of a state for editors, the longest waiting first while open; None: of all states.

    Open ones of members who are about to leave wait with them.
    """
    found = Proposal.objects.select_related("film", "person", "by", "decided_by", "revision__film")
    if state:
        found = found.filter(state=state)
    found = found.exclude(state=Proposal.State.OPEN, by__leaving_since__isnull=False)
    is_open = state == Proposal.State.OPEN
    order = (
        Key("made_at", descending=not is_open, kind=dt.datetime),
        Key("public_id", descending=not is_open, kind=str),
    )
    return page_of(found, of=f"proposals:{state}", order=order, after=after, size=30)


def proposals_of(member: Member, *, after: str | None = None) -> Page[Proposal]:
    """Return what a member proposed, the newest first."""
    found = Proposal.objects.select_related("film", "person", "revision__film").filter(by=member)
    order = (Key("made_at", descending=True, kind=dt.datetime), Key("public_id", descending=True, kind=str))
    return page_of(found, of=f"proposals-of:{member.pk}", order=order, after=after, size=30)


def proposal_at(public_id: str) -> Proposal | None:
    """Return a proposal with what it is about."""
    related = ("film", "person", "by", "decided_by", "revision__film")
    return Proposal.objects.select_related(*related).filter(public_id=public_id).first()


def open_proposals(viewer: Member | None) -> int:
    """Return how many proposals wait for an editor."""
    return Proposal.objects.filter(state=Proposal.State.OPEN).exclude(by__leaving_since__isnull=False).count()
