"""Doubts and merges: editors decide, merge and part."""

from __future__ import annotations

from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts, PersonFacts
from abspann.catalog.models import Doubt, Person
from abspann.catalog.queries import Choice
from tests.conftest import TEST
from tests.web.roles import EDITORS_ONLY

BAD = EDITORS_ONLY | {"critic": 400, "keeper": 400}
UNCHOSEN = EDITORS_ONLY | {"critic": 422, "keeper": 422}
DONE = EDITORS_ONLY | {"critic": 302, "keeper": 302}

NOWHERE = EDITORS_ONLY | {"critic": 404, "keeper": 404}
"""Nobody decides on films and people together."""

ANSWERS = {
    "doubts:queue": {"GET": EDITORS_ONLY},
    "doubts:doubt": {"GET": EDITORS_ONLY, "POST": BAD},
    "doubts:find_film": {"GET": EDITORS_ONLY},
    "doubts:merge_film": {"GET": EDITORS_ONLY, "POST": UNCHOSEN},
    "doubts:split": {"GET": EDITORS_ONLY, "POST": UNCHOSEN},
    "doubts:find_person": {"GET": EDITORS_ONLY},
    "doubts:merge_person": {"GET": EDITORS_ONLY, "POST": UNCHOSEN},
    "doubts:merged": {"GET": EDITORS_ONLY},
    "doubts:undo": {"POST": DONE},
    "doubts:many": {"GET": NOWHERE, "POST": NOWHERE},
    "doubts:verdict": {"GET": EDITORS_ONLY},
    "doubts:undo_verdict": {"POST": DONE},
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """A film and a person, another of each, a doubt, and a merge."""
    film, person = world.film, Person.objects.get(name="Marion Cotillard")
    other = catalog.put_film(by=TEST, facts=FilmFacts(title="Rost und Knochen", year=2011))
    another = catalog.put_person(by=TEST, facts=PersonFacts("M. Cotillard"))
    if name in ("doubts:merged", "doubts:undo"):
        return {"public_id": catalog.merge_films(by=TEST, kept=film, gone=other).public_id}
    if "verdict" in name:
        Doubt.objects.create(film=film, other_film=other, score=0.8, raised_at=timezone.now())
        choice = Choice(kind="film")
        return {"public_id": catalog.decide_many(by=TEST, choice=choice, answer="two", reason="Zwei").public_id}
    if name == "doubts:doubt":
        return {"pk": Doubt.objects.create(film=film, other_film=other, score=0.8, raised_at=timezone.now()).pk}
    here, there = (person, another) if "person" in name else (film, other)
    return {"slug": here.slug, "other": there.slug}
