"""Putting the demo into a home, through the commands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction

from abspann.catalog import commands as catalog
from abspann.catalog.facts import (
    CompanyFacts,
    CreditFacts,
    EditionFacts,
    FestivalFacts,
    FilmFacts,
    NamedCode,
    OutcomeFacts,
    PersonFacts,
    Provenance,
)
from abspann.catalog.models import Film, Trivia
from abspann.catalog.queries import newest_number, record_of
from abspann.catalog.records import TEXTS, Changes, Record, changes_between, film_record
from abspann.core.actor import System
from abspann.core.provenance import License
from abspann.diary import commands as diary
from abspann.diary.rules import Mark
from abspann.discovery.commands import rebuild_browsing, rebuild_search, rebuild_similar
from abspann.editorial import commands as editorial
from abspann.events.publish import nothing_later
from abspann.exchange.demo.files import BrokenDemo, DemoData
from abspann.members import commands as members
from abspann.members.models import Member
from abspann.members.rules import RoleName
from abspann.moderation import commands as moderation
from abspann.moderation import queries as reported
from abspann.moderation.rules import Contact, Kind, Reasons
from abspann.reviews import commands as reviews
from abspann.reviews.models import Review

DEMO = System("demo")
PASSWORD = "rost-und-knochen"  # noqa: S105  # printed on the terminal that starts the demo, and only ever in a demo
Progress = Callable[[str], None]


def load(data: DemoData, *, progress: Progress = lambda title: None) -> None:
    """Put the demo in, all or nothing. `progress` is called with each film's title before it is put in."""
    try:
        with transaction.atomic(), nothing_later():
            known = _members(data)
            for row in data.festivals:
                catalog.put_festival(by=DEMO, facts=_festival(row))
            films: dict[str, Film] = {}
            shown: dict[tuple[str, int], Review] = {}
            for slug, row in data.films.items():
                progress(row["title"])
                films[slug] = _film(slug, row, known, shown)
            for row in data.people:
                catalog.put_person(by=DEMO, facts=PersonFacts(**row))
            _ratings(data, films, known)
            _votes(data, shown, known)
            for row in data.marks:
                diary.mark_film(by=known[row["member"]], film=films[row["film"]], kind=Mark(row["kind"]))
            for row in data.changes:
                _change(row, films, known)
            for row in data.proposals:
                _propose(row, films, known)
            for row in data.reports:
                _report(row, films, shown, known)
            reviews.rebuild_scores()
            rebuild_browsing()
            rebuild_similar()
        rebuild_search()
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenDemo(f"The demo's files do not fit together: {error!r}.") from error


def _members(data: DemoData) -> dict[str, Member]:
    known: dict[str, Member] = {}
    for row in data.members:
        if "credited_from" in row:
            known[row["handle"]] = members.credit(
                by=DEMO,
                name=row["name"],
                origin=row["credited_from"],
                reported_followers=row.get("followers"),
                reported_reviews=row.get("reviews"),
            )
            continue
        email = row.get("email")
        member = members.register(
            by=DEMO,
            handle=row["handle"],
            display_name=row["name"],
            email=email,
            password=PASSWORD if email else None,
            joined_on=row.get("joined_on"),
        )
        for role in row.get("roles", ()):
            members.grant(by=DEMO, member=member, role=RoleName(role))
        if about := row.get("about"):
            members.edit_profile(by=DEMO, member=member, display_name=row["name"], about=about)
        known[row["handle"]] = member
    pairs = [(known[row["follower"]], known[row["followed"]]) for row in data.follows]
    members.take_in_follows(by=DEMO, pairs=pairs)
    return known


def _festival(row: dict[str, Any]) -> FestivalFacts:
    return FestivalFacts(
        slug=row["code"],
        name=row["de"],
        name_en=row.get("en"),
        city=row.get("city"),
        country=row.get("country"),
        sections=tuple(NamedCode(part["code"], part["de"], part.get("en")) for part in row.get("sections", ())),
        awards=tuple(NamedCode(part["code"], part["de"], part.get("en")) for part in row.get("awards", ())),
        editions=tuple(EditionFacts(**edition) for edition in row.get("editions", ())),
    )


def _film(slug: str, row: dict[str, Any], known: dict[str, Member], shown: dict[tuple[str, int], Review]) -> Film:
    film = catalog.put_film(by=DEMO, facts=_facts(row))
    if film.slug != slug:
        raise ValueError(f"{slug}.toml holds {film.slug}")
    for text in row.get("synopses", ()):
        catalog.put_synopsis(by=DEMO, film=film, text=text["text"].strip(), provenance=_own(text))
    for text in row.get("trivia", ()):
        catalog.put_trivia(by=DEMO, film=film, text=text["text"].strip(), provenance=_own(text))
    for outcome in row.get("outcomes", ()):
        catalog.put_outcome(
            by=DEMO, film=film, facts=OutcomeFacts(**{**outcome, "people": tuple(outcome.get("people", ()))})
        )
    for critique in row.get("critiques", ()):
        _critique(film, critique, known)
    for quotation in row.get("press", ()):
        _press(film, quotation)
    for index, review in enumerate(row.get("reviews", ())):
        shown[slug, index] = _review(film, review, known)
    return film


def _facts(row: dict[str, Any]) -> FilmFacts:
    plain = (
        "year",
        "original_title",
        "original_language",
        "running_minutes",
        "fsk",
        "color",
        "sound",
        "aspect_ratio",
        "admissions_de",
    )
    money = row.get("budget", {})
    return FilmFacts(
        title=row["title"],
        **{name: row.get(name) for name in plain},
        budget_amount=money.get("amount"),
        budget_currency=money.get("currency"),
        genres=tuple(row.get("genres", ())),
        countries=tuple(row.get("countries", ())),
        languages=tuple(row.get("languages", ())),
        titles=tuple(row.get("titles", {}).items()),
        releases=tuple((release["country"], release["date"]) for release in row.get("releases", ())),
        companies=tuple(CompanyFacts(**company) for company in row.get("companies", ())),
        external_ids=tuple(row.get("external_ids", {}).items()),
        credits=tuple(
            CreditFacts(c["person"], c["job"], c.get("role"), tuple(c.get("role_aliases", ())))
            for c in row.get("credits", ())
        ),
    )


def _own(row: dict[str, Any]) -> Provenance:
    return Provenance(
        language=row["language"],
        license=License.CC_BY_SA_4_0 if "source" not in row else License.OWN,
        source=row.get("source", "Abspann-Demo"),
        source_url=row.get("url", ""),
    )


def _critique(film: Film, row: dict[str, Any], known: dict[str, Member]) -> None:
    morning = dt.datetime.combine(row["published_on"], dt.time(9), dt.UTC)
    editorial.publish_critique(
        by=DEMO,
        film=film,
        draft=editorial.CritiqueDraft(
            text=row["text"].strip(),
            provenance=Provenance(row["language"], License.OWN),
            critic=known[row["critic"]],
            headline=row["headline"],
            teaser=row["teaser"].strip(),
            fazit=row["fazit"].strip(),
            half_stars=row.get("half_stars"),
            published_at=morning,
        ),
    )


def _press(film: Film, row: dict[str, Any]) -> None:
    editorial.quote_press(
        by=DEMO,
        film=film,
        quotation=editorial.PressQuotation(
            medium=row["medium"],
            critic_name=row.get("critic"),
            half_stars=row.get("half_stars"),
            excerpt=row["excerpt"].strip(),
            published_on=row.get("published_on"),
            invented=True,
            provenance=Provenance(row["language"], License.OWN),
        ),
    )


def _review(film: Film, row: dict[str, Any], known: dict[str, Member]) -> Review:
    author = None if row["member"] == "anonymous" else known[row["member"]]
    draft = reviews.ReviewDraft(
        text=row["text"].strip(),
        provenance=Provenance(row["language"], License.OWN),
        author=author,
        anonymous=author is None,
        half_stars=row.get("half_stars"),
        published_on=row["published_on"],
        spoiler=row.get("spoiler", False),
    )
    return reviews.publish_review(by=DEMO, film=film, draft=draft)[0]


def _ratings(data: DemoData, films: dict[str, Film], known: dict[str, Member]) -> None:
    by_film: dict[str, list[tuple[Member | None, int, dt.date]]] = defaultdict(list)
    for row in data.ratings:
        day = dt.date.fromisoformat(row["rated_on"])
        by_film[row["film"]].append((known[row["member"]], int(row["half_stars"]), day))
    for slug, ratings in by_film.items():
        reviews.take_in_ratings(by=DEMO, film=films[slug], ratings=ratings)


def _votes(data: DemoData, shown: dict[tuple[str, int], Review], known: dict[str, Member]) -> None:
    by_review: dict[tuple[str, int], list[tuple[Member, bool]]] = defaultdict(list)
    for row in data.votes:
        by_review[row["film"], int(row["review"])].append((known[row["member"]], row["helpful"] == "yes"))
    for place, votes in by_review.items():
        reviews.take_in_votes(by=DEMO, review=shown[place], votes=votes)


def _change(row: dict[str, Any], films: dict[str, Film], known: dict[str, Member]) -> None:
    film = films[row["film"]]
    catalog.change_facts(by=known[row["by"]], subject=film, changes=_wanted(row, film), source=row["source"])


def _propose(row: dict[str, Any], films: dict[str, Film], known: dict[str, Member]) -> None:
    film = films[row["film"]] if "film" in row else None
    proposal = catalog.propose(
        by=known[row["by"]],
        subject=film,
        changes=_wanted(row, film),
        source=row["source"],
        note=row.get("note", ""),
        base=newest_number(film) if film else 0,
    )
    if "taken_by" in row:
        catalog.take_proposal(by=known[row["taken_by"]], proposal=proposal)
    elif "declined_by" in row:
        catalog.decline_proposal(by=known[row["declined_by"]], proposal=proposal, reason=row["reason"])


def _wanted(row: dict[str, Any], film: Film | None) -> Changes:
    """What a row wants to be otherwise, from what stands there now."""
    present = record_of(film) if film else {}
    after = _record(row.get("set", {}))
    for name, rows in _record(row.get("add", {})).items():
        after[name] = [*present.get(name, ()), *rows]
    return changes_between(present, after)


def _record(row: dict[str, Any]) -> Record:
    """The fields that a row names, written as in a film's own file."""
    record = film_record(_facts({"title": "", **row}))
    for name in TEXTS:
        told = [(text, _own(text)) for text in row.get(name, ())]
        record[name] = [[p.language, text["text"].strip(), str(p.license), p.source, p.source_url] for text, p in told]
    return {name: record[name] for name in row}


def _report(
    row: dict[str, Any], films: dict[str, Film], shown: dict[tuple[str, int], Review], known: dict[str, Member]
) -> None:
    film = films[row["film"]]
    path = f"/film/{film.slug}/"
    if "review" in row:
        kind, ref = Kind.REVIEW, shown[film.slug, row["review"]].public_id
        path += f"reviews/{ref}/"
    else:
        kind, ref = Kind.TRIVIA, str(Trivia.objects.filter(film=film).order_by("pk")[row["trivia"]].pk)
    reporter = known[row["by"]] if "by" in row else None
    report = moderation.report(
        by=reporter,
        thing=reported.thing_at(kind, ref, viewer=reporter),
        path=path,
        category=row["category"],
        explanation=row["explanation"],
        good_faith=True,
        passage=row.get("passage", ""),
        contact=Contact(row.get("name", ""), row.get("email", "")),
    )
    if "decided_by" in row:
        moderation.decide(
            by=known[row["decided_by"]],
            kind=kind,
            ref=ref,
            act=row["act"],
            reasons=Reasons(facts=row["facts"], ground=row["ground"], seen=(report.public_id,)),
            path=path,
            step=0,
        )
