"""A page under correction: its forms side by side with its source, and what they say together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from abspann.catalog.queries import films_titled
from abspann.core import formats
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.exchange.models import SourcePage
from abspann.exchange.queries import CreditedName, names_credited, state_of
from abspann.web.desk.forms import (
    MOST_BLOCKS,
    MOST_FACTS,
    MOST_PAIRS,
    NEW,
    OTHER,
    BlockForm,
    CarveForm,
    FestivalForm,
    FilmForm,
    PairForm,
    RightForm,
)
from abspann.web.desk.sheet import NO_REVIEW, Kind, blocks_of, carved, lines_in, proposal_of, span

SURE, LIKELY = 0.8, 0.55
SHORTEST_TEXT, LONGEST_TEXT, LETTERS_A_ROW = 3, 16, 78

RIGHTS = {
    License.OWN: gettext_lazy("Somebody of this house has written the texts for this site."),
    License.PERMISSION: gettext_lazy("Whoever holds the rights has agreed that they stand here. Keep the letter."),
    License.QUOTATION: gettext_lazy("Short excerpts with which the house argues. Whole texts are no quotation."),
    License.CC0: gettext_lazy("Given to everybody; nobody need be named."),
    License.CC_BY_2_0_DE: gettext_lazy("Free to use if the source is named."),
    License.CC_BY_3_0: gettext_lazy("Free to use if the source is named."),
    License.CC_BY_4_0: gettext_lazy("Free to use if the source is named."),
    License.CC_BY_SA_3_0: gettext_lazy("Free to use if the source is named; changed versions stay under this license."),
    License.CC_BY_SA_4_0: gettext_lazy("Free to use if the source is named; changed versions stay under this license."),
    License.PUBLIC_DOMAIN: gettext_lazy("The rights have run out: as a rule 70 years after the author’s death."),
    License.PRIVATE: gettext_lazy("The texts are kept and not shown; film, cast and festivals still appear."),
}
"""Each right in plain words."""


class _Blocks(forms.BaseFormSet):  # type: ignore[type-arg]  # generic in its stubs only
    """All blocks, none of them optional: how many there were is not for the sender to say."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.empty_permitted = False


BlockForms = forms.formset_factory(
    BlockForm, formset=_Blocks, extra=0, max_num=MOST_BLOCKS, absolute_max=MOST_BLOCKS, validate_max=True
)
PairForms = forms.formset_factory(PairForm, extra=2, max_num=MOST_PAIRS + 2, absolute_max=MOST_PAIRS + 2)
FestivalForms = forms.formset_factory(FestivalForm, extra=1, max_num=MOST_FACTS + 1, absolute_max=MOST_FACTS + 1)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the page as it came."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A block beside the lines that it was read from."""

    number: int
    form: BlockForm
    lines: tuple[SourceLine, ...]
    span: str
    confidence: str
    kind: str
    has_namesakes: bool


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact about a festival, with the lines that say it."""

    form: FestivalForm
    name: str
    confidence: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong at a field, for the list at the page's head."""

    field_id: str
    where: str
    sentence: str


class Corrections:
    """All forms of a page. Without data they show its proposal; with data, what somebody wrote."""

    def __init__(self, page: SourcePage, data: QueryDict | None = None, *, applying: bool = False) -> None:
        self.page, self.data, self.source = page, data, page.lines
        proposal = page.proposal
        blocks, pairs, facts = blocks_of(proposal), proposal["synopsis"]["cast"], proposal["festivals"]
        self.rest = blocks[MOST_BLOCKS:], pairs[MOST_PAIRS:], facts[MOST_FACTS:]
        self.offered = films_titled(proposal["film"]["title"]) if proposal["film"]["title"] else []
        count = {"line_count": len(self.source)}
        self.film = FilmForm(data, prefix="film", initial=self._film(), offered=self.offered, applying=applying)
        self.blocks = BlockForms(
            data,
            prefix="block",
            initial=[_initial(block) for block in blocks[:MOST_BLOCKS]],
            form_kwargs=count | {"applying": applying},
        )
        self.pairs = PairForms(data, prefix="pair", initial=pairs[:MOST_PAIRS])
        self.facts = FestivalForms(
            data,
            prefix="fact",
            initial=[fact | {"lines": span(fact["lines"])} for fact in facts[:MOST_FACTS]],
            form_kwargs=count | {"applying": applying},
        )
        right = {"license": page.license or "", "source": page.source}
        self.right = RightForm(data, prefix="right", initial=right, applying=applying)
        self.carve = CarveForm(data if data and data.get("act") == "carve" else None, prefix="carve", **count)
        self.sentence = ""
        self._offer_namesakes()

    def _film(self) -> dict[str, Any]:
        told = self.page.proposal["film"]
        slugs = [film.slug for film in self.offered]
        chosen = told.get("slug") or ""
        choice = told.get("choice") or (slugs[0] if len(slugs) == 1 else "" if slugs else NEW)
        if choice not in (NEW, "", *slugs):
            choice = OTHER
        return {
            "title": told["title"],
            "choice": choice,
            "slug": chosen if choice == OTHER else "",
            "year": told.get("year"),
            "language": self.page.proposal.get("language", "de"),
        }

    def _offer_namesakes(self) -> None:
        authors = {form: str(form["author"].value() or "").strip() for form in self.blocks.forms}
        self.namesakes = names_credited(name for name in authors.values() if name)
        for form, name in authors.items():
            known = self.namesakes.get(name, ())
            own = _("a name of its own for this page")
            choices = [("", own), *((one.member.public_id, _described(one)) for one in known)]
            form.fields["author_public_id"].widget.choices = choices

    def is_valid(self) -> bool:
        """Check every form, so that all faults are said at once."""
        parts: list[Any] = [self.film, self.blocks, self.pairs, self.facts, self.right]
        if self.carve.is_bound:
            parts.append(self.carve)
        valid = all([part.is_valid() for part in parts])  # noqa: C419  # each is to be asked
        for form in self.blocks.forms:
            joined = form.cleaned_data.get("author_public_id")
            known = self.namesakes.get(form.cleaned_data.get("author") or "", ())
            is_review = form.cleaned_data.get("kind") == Kind.REVIEW
            if joined and is_review and joined not in {one.member.public_id for one in known}:
                form.add_error("author_public_id", _("No such name has been credited here before."))
                valid = False
        return valid

    def proposal(self) -> dict[str, Any]:
        """Return the proposal as corrected; call it when valid."""
        blocks = [form.block() for form in self.blocks.forms] + self.rest[0]
        if self.carve.is_bound:
            lines = self.carve.cleaned_data
            blocks = carved(blocks, self.source, lines["first"], lines["last"], lines["kind"])
        new = proposal_of(self.page.proposal, blocks)
        pairs = [form.cleaned_data for form in self.pairs.forms if form.cleaned_data.get("role")]
        kept = [{"role": pair["role"], "person": pair["person"]} for pair in pairs if not pair["omit"]]
        new["synopsis"] = new["synopsis"] | {"cast": kept + self.rest[1]}
        new["festivals"] = [fact for fact in (form.fact() for form in self.facts.forms) if fact] + self.rest[2]
        film = self.film.cleaned_data
        told = {"title": film["title"], "choice": film["choice"], "year": film["year"], "slug": None}
        if self.film.film:
            told |= {"choice": self.film.film.slug, "slug": self.film.film.slug}
        new["film"] = self.page.proposal["film"] | told
        return new | {"language": film["language"]}

    @property
    def right_said(self) -> dict[str, Any]:
        """Return license and source as the commands want them."""
        return {
            "license": self.right.cleaned_data["license"] or None,
            "source": self.right.cleaned_data["source"] or "",
        }

    @property
    def film_said(self) -> dict[str, Any]:
        """Return which film was chosen, as apply_page wants it."""
        film = self.film.cleaned_data
        return {"film": self.film.film, "new_film": film["choice"] == NEW, "year": film["year"], "title": film["title"]}

    def refuse(self, refusal: Refusal) -> None:
        """Put a command's no where it belongs: at its field, or at the page's head."""
        places: dict[str, tuple[forms.Form, str]] = {
            "license": (self.right, "license"),
            "source": (self.right, "source"),
            "title": (self.film, "title"),
            "film": (self.film, "choice"),
        }
        form, name = places.get(refusal.field or "", (None, ""))
        if form is not None:
            form.add_error(name, str(refusal))
        else:
            self.sentence = str(refusal)

    # What the template shows.

    @property
    def state(self) -> str:
        """What tells this state of the page from others; a conflict is said once, then today's state stands."""
        return state_of(self.page)

    @property
    def rows(self) -> list[Row]:
        """Every block beside its lines."""
        return [self._row(number, form) for number, form in enumerate(self.blocks.forms, start=1)]

    def _row(self, number: int, form: BlockForm) -> Row:
        lines = lines_in(str(form["lines"].value() or ""), len(self.source)) or []
        text = str(form["text"].value() or "")
        height = sum(1 + len(line) // LETTERS_A_ROW for line in text.splitlines())
        form.fields["text"].widget.attrs = {"rows": min(max(height, SHORTEST_TEXT), LONGEST_TEXT)}
        return Row(
            number=number,
            form=form,
            lines=self._source(lines),
            span=span(lines),
            confidence=confidence_word(_number(form["confidence"].value())),
            kind=str(form["kind"].value() or ""),
            has_namesakes=len(form.fields["author_public_id"].widget.choices) > 1 or "author_public_id" in form.errors,
        )

    def _source(self, lines: Sequence[int]) -> tuple[SourceLine, ...]:
        return tuple(SourceLine(number, self.source[number - 1]) for number in lines)

    @property
    def title_lines(self) -> tuple[SourceLine, ...]:
        """The lines of the title itself."""
        return self._source(self.page.proposal["film"]["lines"])

    @property
    def unheld(self) -> tuple[SourceLine, ...]:
        """Lines that no block shown holds: those of blocks beyond the form, and any that got lost."""
        held = {line.number for row in self.rows for line in row.lines}
        held |= {line.number for line in self.title_lines}
        rest = [number for number, text in enumerate(self.source, start=1) if text.strip() and number not in held]
        return self._source(rest)

    @property
    def fact_rows(self) -> list[FactRow]:
        """Every fact about a festival, and an empty one."""
        rows = []
        for form in self.facts.forms:
            lines = lines_in(str(form["lines"].value() or ""), len(self.source)) or []
            confidence = confidence_word(_number(form["confidence"].value()))
            rows.append(FactRow(form, str(form["festival"].value() or ""), confidence, tuple(lines)))
        return rows

    @property
    def mentions(self) -> list[tuple[str, list[tuple[str, str, list[int]]]]]:
        """Names of films and people on the page: for each kind name, certainty and lines."""
        told = self.page.proposal["mentions"]
        by_kind = {
            kind: [(one[kind], confidence_word(one["confidence"]), one["lines"]) for one in told if kind in one]
            for kind in ("film", "person")
        }
        return [(kind, names) for kind, names in by_kind.items() if names]

    @property
    def rights(self) -> list[tuple[str, Any]]:
        """Each right with its explanation; equal ones in a row are told once."""
        told: dict[Any, list[str]] = {}
        for right, sentence in RIGHTS.items():
            told.setdefault(str(sentence), []).append(str(right.label))
        return [(", ".join(labels), sentence) for sentence, labels in told.items()]

    @property
    def troubles(self) -> list[Trouble]:
        """All faults, in the page's order."""
        return list(self._troubles()) if self.data is not None else []

    def _troubles(self) -> Iterator[Trouble]:
        yield from _of_form(self.film, _("Film"))
        for number, form in enumerate(self.blocks.forms, start=1):
            yield from _of_form(form, _("Block %(number)s") % {"number": number})
        for form in self.pairs.forms:
            yield from _of_form(form, _("Roles"))
        for form in self.facts.forms:
            yield from _of_form(form, _("Festivals"))
        yield from _of_form(self.right, _("Right and source"))
        if self.carve.is_bound:
            yield from _of_form(self.carve, _("Take lines out"))
        for formset in (self.blocks, self.pairs, self.facts):
            for sentence in formset.non_form_errors():
                yield Trouble("", _("Form"), str(sentence))


def _of_form(form: forms.Form, where: str) -> Iterator[Trouble]:
    for name, sentences in form.errors.items():
        bound = form[name] if name in form.fields else None
        shown = bound is not None and not bound.is_hidden
        label = f"{where}, {bound.label}" if shown and bound is not None else where
        for sentence in sentences:
            yield Trouble(bound.auto_id if shown and bound is not None else "", label, str(sentence))


def _initial(block: dict[str, Any]) -> dict[str, Any]:
    stars = block["stars"]
    return (
        NO_REVIEW
        | block
        | {
            "lines": span(block["lines"]),
            "stars": str(round(stars * 2)) if stars else "",
        }
    )


def _described(credited: CreditedName) -> str:
    member = credited.member
    parts = [member.display_name]
    if credited.films:
        parts.append(_("wrote on %(films)s") % {"films": ", ".join(credited.films)})
    if member.reported_followers is not None:
        count = member.reported_followers
        figures = ngettext("%(count)s follower", "%(count)s followers", count)
        parts.append(figures % {"count": formats.number(count, get_language() or "de")})
    return " · ".join(parts)


def confidence_word(confidence: float) -> str:
    """Say how sure a reading was."""
    if confidence >= SURE:
        return _("certain")
    return _("likely") if confidence >= LIKELY else _("uncertain")


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0
