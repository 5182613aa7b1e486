"""Two films, or two people, side by side: what each says, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from abspann.catalog.models import Credit, Film, Person
from abspann.catalog.queries import directors_of, record_of, title_of
from abspann.catalog.records import BELONGING, LISTS, PLAIN, TEXTS, Record, is_same
from abspann.catalog.rules import ON_SCREEN
from abspann.core import formats
from abspann.reviews.queries import score_of
from abspann.web.corrections.values import LABELS, shown

NAMED = 8
"""Of a cast or a filmography so many are named; the others are a number."""

READ = 160
"""Characters of a text that are enough to know it by."""

KEYED = ("releases", "external_ids")
"""Lists in which each key has one value."""

ALIKE = ("genres", "countries", "languages")
"""Lists of which two pages about one film share something."""

FIRST = ("year", "running_minutes", "original_title", "countries")
LATER = tuple(
    name for name in (*PLAIN, "budget", *LISTS, *BELONGING, *TEXTS) if name not in ("title", "credits", *FIRST)
)


EVIDENCE = {
    "director": gettext_lazy("Director"),
    "directors": gettext_lazy("Director"),
    "cast": gettext_lazy("Cast"),
    "minutes": gettext_lazy("Running time"),
    "titles": gettext_lazy("Title"),
    "films": gettext_lazy("Films"),
}
"""What a doubt may rest on, beside the fields of a page."""


NAMES = frozenset({"director", "directors", "cast"})
"""Evidence that names people, as they are compared: without capital letters."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact as each of two says it."""

    label: str
    here: str
    there: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """Two that may be one. `stays`: who stays unless somebody says otherwise."""

    here: Film | Person
    there: Film | Person
    lines: tuple[Line, ...]
    stays: Film | Person

    @property
    def both(self) -> tuple[Film | Person, Film | Person]:
        """Both, as they stand beside each other."""
        return self.here, self.there


def sides(here: Film | Person, there: Film | Person, language: str) -> Sides:
    """Put two beside each other: what matters most comes first; what neither knows is left out."""
    one, other = record_of(here), record_of(there)
    if isinstance(here, Film) and isinstance(there, Film):
        lines = [*_films(here, there, one, other, language)]
        weight = {film.pk: _weight(film) for film in (here, there)}
    else:
        assert isinstance(here, Person)
        assert isinstance(there, Person)
        lines = [_line(name, one, other, language) for name in ("born", "died", "birthplace", "imdb")]
        works = [_works(person) for person in (here, there)]
        lines.append(Line(_("Films"), _some(works[0]), _some(works[1]), differs=_apart(works)))
        weight = {person.pk: len(names) for person, names in zip((here, there), works, strict=True)}
    # Whom more people have spoken of stays; of two alike, who came first.
    stays = max((here, there), key=lambda one: (weight[one.pk], -one.pk))
    known = tuple(line for line in lines if {line.here, line.there} != {formats.MISSING})
    return Sides(here, there, known, stays)


def _films(here: Film, there: Film, one: Record, other: Record, language: str) -> list[Line]:
    directors = directors_of([here.pk, there.pk])
    directed = [[name for name, _slug in directors.get(film.pk, ())] for film in (here, there)]
    casts = [_cast(record) for record in (one, other)]
    return [
        Line(_("Members"), _spoken(here, language), _spoken(there, language)),
        *(_line(name, one, other, language) for name in FIRST[:1]),
        Line(_("Director"), _some(directed[0]), _some(directed[1]), differs=_apart(directed)),
        Line(_("Cast"), _some(casts[0]), _some(casts[1]), differs=_apart(casts)),
        *(_line(name, one, other, language) for name in (*FIRST[1:], *LATER)),
    ]


def _line(field: str, one: Record, other: Record, language: str) -> Line:
    here, there = one.get(field), other.get(field)
    parts = [_short(field, shown(field, value, language)) for value in (here, there)]
    return Line(str(LABELS[field]), parts[0], parts[1], differs=_differ(field, here, there))


def _short(field: str, text: str) -> str:
    if field not in TEXTS or len(text) <= READ:
        return text
    return text[:READ].rsplit(" ", 1)[0] + " …"


def _differ(field: str, here: Any, there: Any) -> bool:
    """Tell whether two cannot both be right: what only one of them knows is no contradiction."""
    if here in (None, [], "") or there in (None, [], ""):
        return False
    if field in KEYED:
        known = dict(here)
        return any(known.get(key, value) != value for key, value in there)
    if field in LISTS or field in TEXTS:
        return field in ALIKE and not set(here) & set(there)
    return not is_same(field, here, there)


def _apart(names: list[list[str]]) -> bool:
    return all(names) and not set(names[0]) & set(names[1])


def _cast(record: Record) -> list[str]:
    return [person for person, _slug, job, _role, _aliases in record["credits"] if job in ON_SCREEN]


def _works(person: Person) -> list[str]:
    credits = Credit.objects.filter(person=person).select_related("film").order_by("-film__year", "film__sort_title")
    return list(dict.fromkeys(str(credit.film) for credit in credits))


def _some(names: list[str]) -> str:
    more = len(names) - NAMED
    told = ", ".join(names[:NAMED]) or formats.MISSING
    return (
        told
        if more <= 0
        else ngettext("%(names)s and %(more)s more", "%(names)s and %(more)s more", more)
        % {
            "names": told,
            "more": more,
        }
    )


def _weight(film: Film) -> int:
    score = score_of(film)
    return score.rating_count + score.review_count


def _spoken(film: Film, language: str) -> str:
    score = score_of(film)
    parts = [
        ngettext("%(number)s rating", "%(number)s ratings", score.rating_count)
        % {"number": formats.number(score.rating_count, language)},
        ngettext("%(number)s review", "%(number)s reviews", score.review_count)
        % {"number": formats.number(score.review_count, language)},
    ]
    return ", ".join(parts)


def evidence_of(rows: list[Any]) -> list[Line]:
    """Return what spoke for a doubt or against it, as [what, here, there] says it; what one tells alone does not."""
    lines = []
    for what, here, there in (row for row in rows if isinstance(row, list) and len(row) == 3):  # what, here, there
        if here and there:
            one, other = _plain(here), _plain(there)
            if what in NAMES:
                one, other = one.title(), other.title()
            lines.append(Line(str(EVIDENCE.get(what) or LABELS.get(what, what)), one, other, differs=here != there))
    return lines


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or formats.MISSING
    return formats.MISSING if value in (None, "") else str(value)


def name_of(subject: Film | Person) -> str:
    """Return what somebody is called on these pages."""
    return title_of(subject) if isinstance(subject, Film) else subject.name
