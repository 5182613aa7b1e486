"""Put festivals, and what came of films there, into the catalog."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.people import people_by_name
from abspann.catalog.commands.possible import possible
from abspann.catalog.events import FestivalChanged, FilmChanged, PersonChanged
from abspann.catalog.facts import EditionFacts, FestivalFacts, NamedCode, OutcomeFacts
from abspann.catalog.models import Award, Edition, Festival, Film, Outcome, OutcomePerson, Person, Section
from abspann.core.fitting import refuse_misfits, tidied
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.models import Actor

T = TypeVar("T")


def put_festival(*, by: Actor, facts: FestivalFacts) -> Festival:
    """Add a festival, or make the one at its slug agree with the facts; parts that are not named stay."""
    facts = tidied(facts)
    names = {"name": facts.name, "name_en": facts.name_en, "city": facts.city, "country": facts.country}
    refuse_misfits(Festival(slug=facts.slug, **names))
    with transaction.atomic(), possible(facts.name):
        festival, _created = Festival.objects.update_or_create(slug=facts.slug, defaults=names)
        for model, parts in ((Section, facts.sections), (Award, facts.awards)):
            for position, part in enumerate(parts):
                told = {"name": part.name, "name_en": part.name_en, "position": position}
                refuse_misfits(model(code=part.code, **told))
                model._default_manager.update_or_create(festival=festival, code=part.code, defaults=told)
        presidents = [_put_edition(festival, edition) for edition in facts.editions]
        publish(FestivalChanged(festival.pk), *(PersonChanged(president.pk) for president in presidents if president))
    return festival


def _put_edition(festival: Festival, facts: EditionFacts) -> Person | None:
    """Make a festival's year agree with the facts; return who presided."""
    president = people_by_name([facts.jury_president])[facts.jury_president] if facts.jury_president else None
    told: dict[str, Any] = {"number": facts.number, "starts_on": facts.starts_on, "ends_on": facts.ends_on}
    refuse_misfits(Edition(year=facts.year, **told))
    told["jury_president"] = president
    Edition.objects.update_or_create(festival=festival, year=facts.year, defaults=told)
    return president


def put_outcome(*, by: Actor, film: Film, facts: OutcomeFacts) -> Outcome:
    """Record what came of a film at an edition, once. Refuses a festival, section or prize that nobody knows."""
    facts = tidied(facts)
    refuse_misfits(Edition(year=facts.year), Outcome(result=facts.result))
    with transaction.atomic(), possible(film.title):
        festival = Festival.objects.filter(slug=facts.festival).first()
        if festival is None:
            raise Refusal(_("No festival is known as “%(code)s”.") % {"code": facts.festival})
        edition, _created = Edition.objects.get_or_create(festival=festival, year=facts.year)
        section = _part(festival.sections.filter(code=facts.section).first(), facts.section)
        award = _part(festival.awards.filter(code=facts.award).first(), facts.award)
        outcome, _created = Outcome.objects.get_or_create(
            edition=edition, film=film, section=section, award=award, result=facts.result
        )
        people = people_by_name(facts.people).values()
        for person in people:
            OutcomePerson.objects.get_or_create(outcome=outcome, person=person)
        publish(FestivalChanged(festival.pk), FilmChanged(film.pk), *(PersonChanged(person.pk) for person in people))
    return outcome


def _part(found: T | None, code: str | None) -> T | None:
    if code and found is None:
        raise Refusal(_("The festival has no section or prize “%(code)s”.") % {"code": code})
    return found


def add_award(*, by: Actor, festival: Festival, award: NamedCode) -> Award:
    """Add a prize to a festival, behind those that it has."""
    award = tidied(award)
    refuse_misfits(Award(code=award.code, name=award.name, name_en=award.name_en))
    with transaction.atomic():
        position = festival.awards.count()
        added, _created = Award.objects.get_or_create(
            festival=festival,
            code=award.code,
            defaults={"name": award.name, "name_en": award.name_en, "position": position},
        )
        publish(FestivalChanged(festival.pk))
    return added
