"""Put festivals, and what came of films there, into the catalog."""

from __future__ import annotations

from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.people import people_by_name
from abspann.catalog.events import FestivalChanged, FilmChanged, PersonChanged
from abspann.catalog.facts import FestivalFacts, NamedCode, OutcomeFacts
from abspann.catalog.models import Award, Edition, Festival, Film, Outcome, OutcomePerson, Section
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.models import Actor

T = TypeVar("T")


def put_festival(*, by: Actor, facts: FestivalFacts) -> Festival:
    """Add a festival, or make the one at its slug agree with the facts; parts that are not named stay."""
    with transaction.atomic():
        festival, _created = Festival.objects.update_or_create(
            slug=facts.slug,
            defaults={"name": facts.name, "name_en": facts.name_en, "city": facts.city, "country": facts.country},
        )
        for model, parts in ((Section, facts.sections), (Award, facts.awards)):
            for position, part in enumerate(parts):
                model._default_manager.update_or_create(
                    festival=festival,
                    code=part.code,
                    defaults={"name": part.name, "name_en": part.name_en, "position": position},
                )
        for edition in facts.editions:
            president = edition.jury_president
            Edition.objects.update_or_create(
                festival=festival,
                year=edition.year,
                defaults={
                    "number": edition.number,
                    "starts_on": edition.starts_on,
                    "ends_on": edition.ends_on,
                    "jury_president": people_by_name([president])[president] if president else None,
                },
            )
        publish(FestivalChanged(festival.pk))
    return festival


def put_outcome(*, by: Actor, film: Film, facts: OutcomeFacts) -> Outcome:
    """Record what came of a film at an edition, once. Refuses a festival, section or prize that nobody knows."""
    with transaction.atomic():
        festival = Festival.objects.filter(slug=facts.festival).first()
        if festival is None:
            raise Refusal(_("No festival is known as “%(code)s”.") % {"code": facts.festival})
        edition, _created = Edition.objects.get_or_create(festival=festival, year=facts.year)
        section = _part(festival.sections.filter(code=facts.section).first(), facts.section)
        award = _part(festival.awards.filter(code=facts.award).first(), facts.award)
        outcome, _created = Outcome.objects.get_or_create(
            edition=edition, film=film, section=section, award=award, result=facts.result
        )
        for person in people_by_name(facts.people).values():
            OutcomePerson.objects.get_or_create(outcome=outcome, person=person)
            publish(PersonChanged(person.pk))
        publish(FestivalChanged(festival.pk))
        publish(FilmChanged(film.pk))
    return outcome


def _part(found: T | None, code: str | None) -> T | None:
    if code and found is None:
        raise Refusal(_("The festival has no section or prize “%(code)s”.") % {"code": code})
    return found


def add_award(*, by: Actor, festival: Festival, award: NamedCode) -> Award:
    """Add a prize to a festival, behind those that it has."""
    with transaction.atomic():
        position = festival.awards.count()
        added, _created = Award.objects.get_or_create(
            festival=festival,
            code=award.code,
            defaults={"name": award.name, "name_en": award.name_en, "position": position},
        )
        publish(FestivalChanged(festival.pk))
    return added
