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
from abspann.catalog.models import Film
from abspann.core.actor import System
from abspann.core.provenance import License
from abspann.discovery.commands import rebuild_search, rebuild_similar
from abspann.editorial import commands as editorial
from abspann.events.publish import nothing_later
from abspann.exchange.demo.files import BrokenDemo, DemoData
from abspann.members import commands as members
from abspann.members.models import Member
from abspann.members.rules import RoleName
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
            reviews.rebuild_scores()
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
