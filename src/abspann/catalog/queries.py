"""Page-shaped reads of the catalog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from abspann.catalog.facts import CompanyFacts, CreditFacts, FilmFacts, PersonFacts
from abspann.catalog.models import (
    Credit,
    Edition,
    ExternalId,
    Festival,
    Film,
    FilmCompany,
    FilmFacet,
    FilmSlug,
    FilmTitle,
    Outcome,
    Person,
    Proposal,
    Release,
    Revision,
    Synopsis,
    Trivia,
)
from abspann.catalog.poster.facts import Sheet
from abspann.catalog.records import PLAIN, TEXTS, Record, film_record, person_record
from abspann.catalog.rules import ON_SCREEN, CompanyJob, FacetKind, Job, Result
from abspann.core.fitting import as_name
from abspann.core.formats import country
from abspann.core.paging import Key, Page, page_of
from abspann.core.provenance import License
from abspann.core.sorting import sort_key
from abspann.core.text import folded
from abspann.members.models import Member

HOME_COUNTRY = "DE"
HOME_LANGUAGE = "de"


@dataclass(frozen=True, slots=True)
class Holder:
    """A person to whom an outcome belongs."""

    pk: int
    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class Prize:
    """An outcome with the people to whom it belongs."""

    outcome: Outcome
    people: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class PrizesOfEdition:
    """What happened at one edition, in the festival's order."""

    edition: Edition
    prizes: tuple[Prize, ...]


@dataclass(frozen=True, slots=True)
class FilmPage:
    """What the catalog knows about a film, as its page shows it."""

    film: Film
    genres: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    productions: tuple[str, ...]
    distributors: tuple[str, ...]
    cast: tuple[Credit, ...]
    staff: tuple[tuple[Job, tuple[Credit, ...]], ...]
    synopsis: Synopsis | None
    trivia: tuple[Trivia, ...]
    editions: tuple[PrizesOfEdition, ...]
    title: str
    staff_by_job: dict[str, tuple[Credit, ...]] = field(default_factory=dict)

    @property
    def directors(self) -> tuple[Credit, ...]:
        """Who directed."""
        return self.staff_by_job.get(Job.DIRECTOR, ())

    @property
    def writers(self) -> tuple[Credit, ...]:
        """Who wrote."""
        return self.staff_by_job.get(Job.WRITER, ())


def films_named(language: str) -> QuerySet[Film]:
    """Return all films, each with `title_here`: its title in the language, None where that is the German one."""
    titles = FilmTitle.objects.filter(film=OuterRef("pk"), language=language).order_by("id").values("text")[:1]
    return Film.objects.annotate(title_here=Subquery(titles))


def film_at(slug: str, language: str) -> Film | None:
    """Return the film at an address, with its title and its release in the home country."""
    released = Release.objects.filter(film=OuterRef("pk"), country=HOME_COUNTRY).values("date")[:1]
    return films_named(language).annotate(released_on=Subquery(released)).filter(slug=slug).first()


def film_formerly_at(slug: str) -> Film | None:
    """Return the film that once had this address."""
    former = FilmSlug.objects.select_related("film").filter(slug=slug).first()
    return former.film if former else None


def film_page(film: Film, language: str) -> FilmPage:
    """Read a film's page, in seven queries whatever its size."""
    facets = list(FilmFacet.objects.filter(film=film).order_by("position"))
    companies = list(FilmCompany.objects.filter(film=film).select_related("company").order_by("position"))
    cast, staff = credit_roll(film)
    synopses = list(Synopsis.objects.filter(film=film).shown().order_by("id"))
    trivia = Trivia.objects.filter(film=film).shown().order_by("id")
    return FilmPage(
        film=film,
        genres=_codes(facets, FacetKind.GENRE),
        countries=_codes(facets, FacetKind.COUNTRY),
        languages=_codes(facets, FacetKind.LANGUAGE),
        productions=tuple(c.company.name for c in companies if c.job == CompanyJob.PRODUCTION),
        distributors=tuple(c.company.name for c in companies if c.job == CompanyJob.DISTRIBUTION),
        cast=cast,
        staff=staff,
        synopsis=in_language(synopses, language),
        trivia=tuple(trivia),
        editions=prizes(Q(film=film), with_films=False),
        title=title_of(film),
        staff_by_job=dict(staff),
    )


def title_of(film: Film) -> str:
    """Return a film's title in the language for which it was read; the German one where there is no other."""
    return getattr(film, "title_here", None) or film.title


def in_language(texts: Sequence[Synopsis], language: str) -> Synopsis | None:
    """Return the text in the reader's language, else the German one, else any."""
    return min(texts, key=lambda text: (text.language != language, text.language != "de"), default=None)


def credit_roll(film: Film) -> tuple[tuple[Credit, ...], tuple[tuple[Job, tuple[Credit, ...]], ...]]:
    """Return a film's cast in billing order, and its staff by job in the order of the credit roll."""
    credits = list(Credit.objects.filter(film=film).select_related("person").order_by("billing", "id"))
    order = list(Job)
    cast = tuple(credit for credit in credits if credit.job in ON_SCREEN)
    rest = sorted((c for c in credits if c.job not in ON_SCREEN), key=lambda c: (order.index(Job(c.job)), c.billing))
    return cast, tuple((Job(job), tuple(group)) for job, group in groupby(rest, key=lambda credit: credit.job))


def prizes(where: Q, *, with_films: bool = True) -> tuple[PrizesOfEdition, ...]:
    """Return what came of films at festivals, newest edition first, won before nominated; one query with the people.

    A film's own page knows the film and asks for none.
    """
    rows = (
        Outcome.objects.filter(pk__in=Outcome.objects.filter(where).values("pk"))
        .select_related("edition__festival", "section", "award", *(["film"] if with_films else []))
        .annotate(
            holder_pk=F("people__person"), holder=F("people__person__name"), holder_slug=F("people__person__slug")
        )
        .order_by(
            "-edition__year",
            "edition__festival__name",
            "edition",
            F("award__position").asc(nulls_last=True),
            "id",
            "people__id",
        )
    )
    rank = {Result.WON: 0, Result.NOMINATED: 1, Result.SELECTED: 2}
    found = []
    for edition, of_edition in groupby(rows, key=lambda outcome: outcome.edition):
        read = [_prize(list(same)) for _pk, same in groupby(of_edition, key=lambda outcome: outcome.pk)]
        read.sort(key=lambda prize: rank[Result(prize.outcome.result)])
        found.append(PrizesOfEdition(edition, tuple(read)))
    return tuple(found)


def _prize(rows: Sequence[Any]) -> Prize:
    """One outcome, which the join repeats for each person to whom it belongs."""
    return Prize(rows[0], tuple(Holder(row.holder_pk, row.holder, row.holder_slug) for row in rows if row.holder))


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person with their filmography by job and what they won."""

    person: Person
    filmography: tuple[tuple[Job, tuple[Credit, ...]], ...]
    editions: tuple[PrizesOfEdition, ...]


def person_at(slug: str) -> Person | None:
    """Return the person at an address."""
    return Person.objects.filter(slug=slug).first()


def person_page(person: Person, language: str) -> PersonPage:
    """Read a person's page: the jobs with most films first, in each the newest film first."""
    films = Prefetch("film", films_named(language))
    credits = list(
        Credit.objects.filter(person=person)
        .prefetch_related(films)
        .order_by(F("film__year").desc(nulls_last=True), "film__sort_title")
    )
    jobs: dict[str, list[Credit]] = {}
    for credit in credits:
        jobs.setdefault(credit.job, []).append(credit)
    order = list(Job)
    by_size = sorted(jobs.items(), key=lambda item: (-len(item[1]), order.index(Job(item[0]))))
    return PersonPage(
        person=person,
        filmography=tuple((Job(job), tuple(group)) for job, group in by_size),
        editions=prizes(Q(people__person=person)),
    )


@dataclass(frozen=True, slots=True)
class EditionPage:
    """A festival's year: its prizes, and the films of each section."""

    edition: Edition
    won: tuple[Prize, ...]
    sections: tuple[tuple[str, tuple[Film, ...]], ...]
    others: tuple[Edition, ...]


def festivals_with_editions() -> QuerySet[Festival]:
    """Return all festivals, those with most films first, with their editions, newest first."""
    editions = Edition.objects.annotate(entries=Count("outcomes__film", distinct=True)).order_by("-year")
    return (
        Festival.objects.annotate(entries=Count("editions__outcomes__film", distinct=True))
        .prefetch_related(Prefetch("editions", editions))
        .order_by("-entries", "name")
    )


def festival_at(slug: str) -> Festival | None:
    """Return the festival at an address."""
    return Festival.objects.filter(slug=slug).first()


def edition_of(festival: Festival, year: int) -> Edition | None:
    """Return a festival's year."""
    return Edition.objects.select_related("festival", "jury_president").filter(festival=festival, year=year).first()


def edition_page(edition: Edition, language: str) -> EditionPage:
    """Read an edition's page: what was won, and every film by section, in the order of their titles."""
    read = prizes(Q(edition=edition))
    entries = [prize for group in read for prize in group.prizes]
    films = films_named(language).in_bulk({prize.outcome.film_id for prize in entries})
    sections: dict[str, dict[int, Film]] = {}
    ordered = sorted(entries, key=lambda prize: prize.outcome.section.position if prize.outcome.section else 1000)
    for prize in ordered:
        code = prize.outcome.section.code if prize.outcome.section else ""
        sections.setdefault(code, {})[prize.outcome.film_id] = films[prize.outcome.film_id]
    shown_in_section = {pk for code, group in sections.items() if code for pk in group}
    loose = {pk: film for pk, film in sections.pop("", {}).items() if pk not in shown_in_section}
    if loose:
        sections[""] = loose
    for prize in entries:
        prize.outcome.film = films[prize.outcome.film_id]
    won = sorted((p for p in entries if p.outcome.result == Result.WON), key=_award_position)
    others = Edition.objects.filter(festival=edition.festival_id).exclude(pk=edition.pk).order_by("-year")
    return EditionPage(
        edition=edition,
        won=tuple(won),
        sections=tuple((code, tuple(_by_title(group.values()))) for code, group in sections.items()),
        others=tuple(others),
    )


def _award_position(prize: Prize) -> int:
    return prize.outcome.award.position if prize.outcome.award else 1000


def _by_title(films: Iterable[Film]) -> list[Film]:
    return sorted(films, key=lambda film: film.sort_title)


def _codes(facets: Iterable[FilmFacet], kind: FacetKind) -> tuple[str, ...]:
    return tuple(facet.code for facet in facets if facet.kind == kind)


def film_count() -> int:
    """Return how many films the catalog has."""
    return Film.objects.count()


def fullest_edition(language: str) -> EditionPage | None:
    """Return the edition of which the house has most films; None without festivals."""
    edition = (
        Edition.objects.select_related("festival", "jury_president")
        .annotate(entries=Count("outcomes__film", distinct=True))
        .filter(entries__gt=0)
        .order_by("-entries", "-year")
        .first()
    )
    return edition_page(edition, language) if edition else None


def sheet_of(film: Film) -> Sheet:
    """Return what a film's drawn poster says, in the house's first language."""
    facets = list(FilmFacet.objects.filter(film=film).order_by("position"))
    directors = (
        Credit.objects.filter(film=film, job=Job.DIRECTOR).order_by("billing").values_list("person__name", flat=True)
    )
    return Sheet(
        title=film.title,
        original_title=film.original_title or "",
        year=film.year,
        director=", ".join(directors) or None,
        countries=tuple(country(code, HOME_LANGUAGE, film.year) for code in _codes(facets, FacetKind.COUNTRY)),
        genres=_codes(facets, FacetKind.GENRE),
    )


def films_titled(title: str) -> list[Film]:
    """Return the films that have exactly this title, in any language, whatever case and accents."""
    wanted = folded(title)
    near = Film.objects.filter(
        Q(sort_title=sort_key(title)) | Q(titles__text__iexact=title) | Q(original_title__iexact=title)
    )
    return [
        film
        for film in near.distinct().prefetch_related("titles").order_by("pk")
        if wanted
        in {folded(name) for name in (film.title, film.original_title or "", *(t.text for t in film.titles.all()))}
    ]


def festival_named(name: str) -> Festival | None:
    """Return the festival that a name means: its name in either language, or one that holds the name of its city."""
    wanted = folded(name)
    festivals = list(Festival.objects.order_by("pk"))
    for festival in festivals:
        if wanted in {folded(festival.name), folded(festival.name_en or "")}:
            return festival
    words = set(wanted.split())
    return next((f for f in festivals if f.city and folded(f.city) in words and "festival" in folded(f.name)), None)


TEXT_MODELS: dict[str, type[Synopsis] | type[Trivia]] = {"synopses": Synopsis, "trivia": Trivia}


def facts_of(film: Film) -> FilmFacts:
    """Return all facts that the catalog has of a film, as a command takes them."""
    facets = list(FilmFacet.objects.filter(film=film).order_by("position"))
    return FilmFacts(
        **{name: getattr(film, name) for name in (*PLAIN, "budget_amount", "budget_currency")},
        genres=_codes(facets, FacetKind.GENRE),
        countries=_codes(facets, FacetKind.COUNTRY),
        languages=_codes(facets, FacetKind.LANGUAGE),
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
    return film_record(facts_of(subject)) | {field: texts_of(subject, field) for field in TEXTS}


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


def people_named(names: Iterable[str]) -> list[Person]:
    """Return everybody of these names, whoever came first first, with `known_for`: the title of their newest film."""
    newest = (
        Credit.objects.filter(person=OuterRef("pk"))
        .order_by(F("film__year").desc(nulls_last=True), "film__sort_title")
        .values("film__title")[:1]
    )
    wanted = {as_name(name) for name in names if name}
    return list(Person.objects.filter(name__in=wanted).annotate(known_for=Subquery(newest)).order_by("pk"))


def film_with_id(scheme: str, value: str) -> Film | None:
    """Return the film that has this number in another catalog."""
    return Film.objects.filter(external_ids__scheme=scheme, external_ids__value=value).first()


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
