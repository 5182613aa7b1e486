"""Put people into the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from abspann.catalog.commands.history import record_revision
from abspann.catalog.commands.possible import possible
from abspann.catalog.events import PersonChanged
from abspann.catalog.facts import CreditFacts, PersonFacts
from abspann.catalog.models import Person
from abspann.catalog.queries import record_of
from abspann.catalog.records import ANOTHER
from abspann.catalog.rules import person_name
from abspann.core.fitting import refuse_misfits, tidied
from abspann.core.slugs import first_free, slug_of
from abspann.events.publish import publish
from abspann.members.models import Actor


def put_person(*, by: Actor, facts: PersonFacts) -> Person:
    """Add a person, or make the one of that name agree with the facts; return them. Refuses what no life can be."""
    facts = tidied(facts)
    with transaction.atomic():
        known = Person.objects.filter(name=facts.name).exists()
        person = people_by_name([facts.name])[facts.name]
        hold_person(person=person)
        person.refresh_from_db()
        # Somebody else may have added them since we looked: who has a history has come in already.
        before = record_of(person) if known or person.revisions.exists() else {}
        write_person(person=person, facts=facts)
        record_revision(by=by, subject=person, before=before, after=record_of(person))
        publish(PersonChanged(person.pk))
    return person


def hold_person(*, person: Person) -> None:
    """Let nobody else change facts about a person until this transaction ends."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def write_person(*, person: Person, facts: PersonFacts) -> None:
    """Make a held person agree with tidied facts; the address stays, whatever they are called now."""
    person.name, person.folded = facts.name, person_name(facts.name)
    person.born_on, person.died_on = facts.born_on, facts.died_on
    person.born_year = facts.born_on.year if facts.born_on else facts.born_year
    person.died_year = facts.died_on.year if facts.died_on else facts.died_year
    person.birthplace, person.imdb = facts.birthplace, facts.imdb
    refuse_misfits(person)
    with possible(facts.name):
        person.save()


def people_of_credits(*, credits: Sequence[CreditFacts]) -> list[Person]:
    """Return the person of each credit: who stands at its slug, else who bears its name; adds whom nobody knows.

    `records.ANOTHER` for a slug is one more person of that name, the same one in all such credits.
    """
    at = {person.slug: person for person in Person.objects.filter(slug__in={c.slug for c in credits if c.slug})}
    others = sorted({c.person for c in credits if c.slug == ANOTHER})
    another = {name: _added(name) for name in others}
    named = people_by_name(c.person for c in credits if c.slug not in at and c.slug != ANOTHER)
    return [another[c.person] if c.slug == ANOTHER else at.get(c.slug or "") or named[c.person] for c in credits]


def people_by_name(names: Iterable[str]) -> dict[str, Person]:
    """Return the person of each name, adding those whom the catalog does not know; the caller tells the house.

    Two people of one name are one here until somebody who knows better parts them.
    """
    wanted = list(dict.fromkeys(names))
    people: dict[str, Person] = {}
    for person in Person.objects.filter(name__in=wanted).order_by("-id"):
        people[person.name] = person
    # Added in the order of their names, so that two who add the same never wait for each other crosswise.
    for name in sorted(name for name in wanted if name not in people):
        people[name] = _added(name)
    return people


def _added(name: str) -> Person:
    person = Person(name=name, slug=_free_slug(name), folded=person_name(name))
    refuse_misfits(person)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        known = Person.objects.filter(name=name).order_by("id").first()
        if known is None:
            raise
        return known  # somebody else added them since we looked
    return person


def _free_slug(name: str) -> str:
    def taken(slugs: Sequence[str]) -> set[str]:
        return set(Person.objects.filter(slug__in=slugs).values_list("slug", flat=True))

    return first_free(slug_of(name, None), taken)
