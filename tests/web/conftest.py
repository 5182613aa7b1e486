"""A film about which everything is known, for pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from abspann.catalog import commands as catalog
from abspann.catalog.commands.companies import companies_by_name
from abspann.catalog.facts import EditionFacts, FestivalFacts, NamedCode, OutcomeFacts, SeriesFacts
from abspann.catalog.models import Film, FilmCompany
from abspann.discovery.commands import keep_browsing
from abspann.editorial.commands import CritiqueDraft, PressQuotation, publish_critique, quote_press
from abspann.reviews.commands import ReviewDraft, publish_review
from tests.conftest import OWN, TEST

PAGE = """Der Landarzt Jost (Henk Adler) kommt zurück in sein Dorf und findet dort niemanden mehr, den er kennt.
Maren
12 Follower
3 Kritiken
User folgen
4,0
Veröffentlicht am 3. Mai 2021
Ein stiller Film über das Heimkommen, der mir lange nachgeht.
"""


@dataclass(frozen=True, slots=True)
class Everything:
    """The film, and the text of a page to be read in."""

    film: Film
    page_text: str


@pytest.fixture
def everything(world) -> Everything:
    """The film with a text of every kind."""
    film = world.film
    catalog.put_festival(
        by=TEST,
        facts=FestivalFacts(
            slug="cannes",
            name="Festival de Cannes",
            name_en="Cannes Film Festival",
            city="Cannes",
            country="FR",
            sections=(NamedCode("competition", "Wettbewerb", "Competition"),),
            awards=(NamedCode("palme-dor", "Goldene Palme", "Palme d’Or"),),
            editions=(EditionFacts(2012, number=65),),
        ),
    )
    catalog.put_outcome(by=TEST, film=film, facts=OutcomeFacts("cannes", 2012, "nominated", "competition", "palme-dor"))
    catalog.put_series(by=TEST, facts=SeriesFacts("Eine Reihe", ((2, film.slug),)))
    company = companies_by_name(["Why Not Productions"])["Why Not Productions"]
    FilmCompany.objects.create(film=film, company=company, job="production", position=0)
    catalog.put_synopsis(by=TEST, film=film, text="Ali (Matthias Schoenaerts) trifft Stéphanie.", provenance=OWN)
    catalog.put_trivia(by=TEST, film=film, text="Gedreht wurde in Antibes.", provenance=OWN)
    publish_critique(
        by=TEST,
        film=film,
        draft=CritiqueDraft(
            text="Ein Melodram wie ein Boxkampf.\n\nUnd dann hält er inne.",
            provenance=OWN,
            critic=world.erik,
            headline="Zwei, die nicht bitten",
            teaser="Kurz, hell, ohne Vorwarnung.",
            fazit="Zärtlichkeit, die nicht weich ist.",
            half_stars=9,
            published_at=dt.datetime(2013, 1, 9, 9, tzinfo=dt.UTC),
        ),
    )
    quote_press(
        by=TEST,
        film=film,
        quotation=PressQuotation(medium="Das Saalheft", provenance=OWN, excerpt="Muskeln wie Gesichter.", half_stars=8),
    )
    publish_review(
        by=TEST,
        film=film,
        draft=ReviewDraft(
            text="Ich bin wegen Cotillard gekommen und wegen des Jungen geblieben.",
            provenance=OWN,
            author=world.frida,
            half_stars=7,
            published_on=dt.date(2022, 5, 5),
        ),
    )
    publish_review(
        by=TEST,
        film=film,
        draft=ReviewDraft(
            text="Mehr verlange ich von einem Film nicht.",
            provenance=OWN,
            anonymous=True,
            half_stars=8,
            published_on=dt.date(2013, 1, 14),
        ),
    )
    keep_browsing()
    return Everything(film, PAGE)
