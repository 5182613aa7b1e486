"""Who made a film, and who plays whom; of several people of one name it must be said which."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abspann.catalog import rules
from abspann.catalog.models import Person
from abspann.catalog.records import ANOTHER
from abspann.catalog.rules import Job
from abspann.core.text import one_line
from abspann.web.corrections.lists.kind import Asked, Options, RowKind, Told, kept
from abspann.web.corrections.readings import NAME, Fault, line


def _read(form: Asked, told: Told) -> list[Any] | None:
    person, role = line(told["person"], NAME), line(told["role"], NAME)
    if not person:
        if role:
            raise Fault(_("Who played it? Empty the whole row to remove it."), "person")
        return None
    if told["job"] not in Job.values:
        raise Fault(_("There is no such job."), "job")
    if role and told["job"] not in [job.value for job in rules.ON_SCREEN]:
        raise Fault(_("Only who is seen or heard has a role."), "role")
    found = form.namesakes.get(one_line(person), [])
    slug: str | None = told["who"] if told["who"] in {ANOTHER, *(known.slug for known in found)} else None
    if slug is None and len(found) > 1:
        raise Fault(_("Several people have this name. Say which one."), "who")
    if slug is None and found:
        slug = found[0].slug
    aliases = [alias for alias in (line(part, NAME) for part in told["aliases"].split(";")) if alias]
    return [person, slug, told["job"], role, aliases if role else []]


def _namesakes(form: Asked, prefix: str) -> list[Person]:
    return form.namesakes.get(one_line(form.value(f"{prefix}person")), [])


def _who(form: Asked, prefix: str, value: str) -> Options:
    return [
        ("", _("whoever is known by this name, or new")),
        *((one.slug, _known_as(one)) for one in _namesakes(form, prefix)),
        (ANOTHER, _("somebody else of this name")),
    ]


def _known_as(person: Person) -> str:
    """What tells a person from another of the same name."""
    told = [part for part in (str(person.born_year or ""), getattr(person, "known_for", "") or "") if part]
    return f"{person.name} ({', '.join(told) or person.slug})"


def _is_open(form: Asked, prefix: str) -> bool:
    """Several have the name, or something is wrong there."""
    return len(_namesakes(form, prefix)) > 1 or any(f"{prefix}{name}" in form.errors for name in ("aliases", "who"))


CREDITS = RowKind(
    columns={
        "job": gettext_lazy("Job"),
        "person": gettext_lazy("Name"),
        "role": gettext_lazy("Role"),
        "aliases": gettext_lazy("Other spellings of the role, parted by semicolons"),
        "who": gettext_lazy("Who is meant"),
    },
    read=_read,
    once=lambda row: (row[1] or row[0], row[1] == ANOTHER and row[0], row[2], row[3]),
    drawn=lambda row, language: (row[2], row[0], row[3], "; ".join(row[4]), row[1]),
    options={"job": lambda form, prefix, value: kept(Job.choices, value), "who": _who},
    at_first={"job": Job.ACTOR},  # most of those who are missing played something
    is_open=_is_open,
)
