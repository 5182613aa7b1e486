"""What is written at the desk: forms that check input and know no command."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from abspann.catalog.models import Film
from abspann.catalog.queries import film_at, film_formerly_at
from abspann.catalog.rules import YEARS, Result
from abspann.core import formats
from abspann.core.provenance import License
from abspann.core.text import cleaned, one_line
from abspann.exchange import rules
from abspann.web.desk.sheet import Kind, lines_in

MOST_BLOCKS = 120
MOST_PAIRS = 60
MOST_FACTS = 30
NEW, OTHER = "new", "other"


NUMERIC = {"inputmode": "numeric"}


def _here() -> str:
    return get_language() or "de"


def _stars_here(half: int) -> str:
    return formats.stars(half, _here())


def _language_here(code: str) -> str:
    return formats.language_name(code, _here())


class Line(forms.CharField):
    """One line of text: cleaned of what must not be stored, None when empty, with a limit that says how long."""

    def __init__(self, limit: int, **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(**options)
        self.limit = limit

    def clean(self, value: Any) -> Any:
        """Return the line, or None."""
        line = one_line(super().clean(value) or "")
        if len(line) > self.limit:
            raise forms.ValidationError(str(rules.TOO_LONG % {"limit": self.limit}))
        return line or None


class Stars(forms.TypedChoiceField):
    """Half stars to choose from, or none."""

    def __init__(self) -> None:
        halves = [(str(half), lazy(_stars_here, str)(half)) for half in rules.HALF_STARS]
        super().__init__(
            choices=[("", _("none")), *halves],
            coerce=lambda half: int(half) / 2,
            empty_value=None,
            required=False,
            label=_("Stars"),
            error_messages={"invalid_choice": rules.NO_STARS},
        )


class Count(forms.IntegerField):
    """A number of people or texts."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            required=False,
            label=label,
            min_value=0,
            max_value=rules.COUNT_LIMIT,
            error_messages={"invalid": rules.NO_COUNT, "min_value": rules.NO_COUNT, "max_value": rules.NO_COUNT},
            widget=forms.TextInput(attrs=NUMERIC),
        )

    def to_python(self, value: Any) -> int | None:
        """Return the number; `6.989` and `6,989` are what they look like."""
        if isinstance(value, str):
            value = value.strip().replace(".", "").replace(",", "").replace("\N{NO-BREAK SPACE}", "")
        return super().to_python(value)


class House(forms.Form):
    """A form whose fields are marked at their place, never by the browser alone."""

    use_required_attribute = False


class ReadForm(House):
    """Bring a page: its text, or a file."""

    text = forms.CharField(
        required=False, strip=False, label=_("Text of the page"), widget=forms.Textarea(attrs={"rows": 14})
    )
    file = forms.FileField(required=False, allow_empty_file=True, label=_("or a text file"))

    def clean(self) -> dict[str, Any]:
        """Want one of the two."""
        given = super().clean() or self.cleaned_data
        text = (given.get("text") or "").strip()
        if text and given.get("file"):
            self.add_error("file", _("Paste a text or choose a file, not both."))
        elif not text and not given.get("file") and not self.errors:
            self.add_error("text", _("Paste the text of a film page, or choose a file."))
        return given


class FilmForm(House):
    """Which film the page is about."""

    title = Line(rules.TITLE_LIMIT, label=_("Title"))
    choice = forms.CharField(required=False, label=_("Which film is it?"))
    slug = Line(200, label=_("Address of the other film"))
    year = forms.IntegerField(
        required=False,
        label=_("Year of the new film"),
        min_value=YEARS[0],
        max_value=YEARS[1],
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("No film is of that year.")),
        widget=forms.TextInput(attrs=NUMERIC | {"maxlength": 4}),
    )
    language = forms.ChoiceField(
        label=_("Language of the texts"),
        choices=[
            (code, lazy(lambda code: formats.language_name(code, _here()), str)(code)) for code in rules.LANGUAGES
        ],
        error_messages={"invalid_choice": _("The house has no texts in this language.")},
    )

    def __init__(self, *args: Any, offered: list[Film], applying: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offered = {film.slug: film for film in offered}
        self.applying = applying
        self.film: Film | None = None

    def clean(self) -> dict[str, Any]:
        """Find the film that was chosen; when applying, one must be."""
        given = super().clean() or self.cleaned_data
        choice = given.get("choice") or ""
        if choice == OTHER:
            self._find_other(given.get("slug"))
        elif choice and choice != NEW:
            self.film = self.offered.get(choice) or film_at(choice[:200], _here())
            if self.film is None:
                self.add_error("choice", _("The house has no such film."))
        if self.applying and not choice:
            self.add_error("choice", _("Say which film the page is about."))
        if self.applying and choice == NEW and not given.get("title") and "title" not in self.errors:
            self.add_error("title", _("A new film needs a title."))
        return given

    def _find_other(self, address: str | None) -> None:
        slug = (address or "").split("?")[0].rstrip("/").rpartition("/")[2]
        self.film = film_at(slug, _here()) or film_formerly_at(slug) if slug else None
        if slug and self.film is None:
            self.add_error("slug", _("No film is known at this address."))
        elif not slug and self.applying:
            self.add_error("slug", _("Give the film’s address, such as ein-prophet-2009."))


class BlockForm(House):
    """One block of the page."""

    kind = forms.ChoiceField(
        choices=Kind.choices,
        label=_("What is this?"),
        error_messages={"invalid_choice": _("A page has no such part."), "required": _("Say what this is.")},
    )
    text = forms.CharField(required=False, label=_("Text"), widget=forms.Textarea)
    author = Line(rules.NAME_LIMIT, label=_("Author"))
    author_public_id = forms.CharField(required=False, label=_("Credited as"), widget=forms.Select)
    anonymous = forms.BooleanField(required=False, label=_("anonymous user"))
    followers = Count(_("Followers"))
    reviews = Count(_("Reviews written"))
    published_on = forms.DateField(
        required=False,
        label=_("Published on"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("There is no such day.")},
    )
    critic = Line(rules.NAME_LIMIT, label=_("Written by"))
    stars = Stars()
    truncated = forms.BooleanField(required=False, label=_("The copy ends before the text does"))
    lines = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    confidence = forms.FloatField(required=False, min_value=0, max_value=1, widget=forms.HiddenInput)
    stars_read = forms.FloatField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, line_count: int, applying: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.line_count, self.applying = line_count, applying

    def clean_text(self) -> str | None:
        """Return the text with one kind of line end, None when empty."""
        return cleaned(self.cleaned_data["text"]).strip() or None

    def clean_published_on(self) -> dt.date | None:
        """Refuse a day on which nobody wrote about films."""
        day: dt.date | None = self.cleaned_data["published_on"]
        if day and not rules.is_day(day, timezone.localdate()):
            raise forms.ValidationError(str(rules.NO_DAY))
        return day

    def clean_lines(self) -> list[int]:
        """Return line numbers that the page has."""
        lines = lines_in(self.cleaned_data["lines"], self.line_count)
        if lines is None:
            raise forms.ValidationError(_("The page has no such lines."))
        return lines

    def clean(self) -> dict[str, Any]:
        """Hold the text to the length that its kind may have; when applying, want one."""
        given = super().clean() or self.cleaned_data
        kind = given.get("kind")
        limit = rules.TEXT_LIMITS.get({"review": "reviews"}.get(str(kind), str(kind)))
        text = given.get("text")
        if limit and text and len(text) > limit:
            self.add_error("text", str(rules.TOO_LONG % {"limit": formats.number(limit, _here())}))
        elif limit and not text and self.applying and "text" not in self.errors:
            self.add_error("text", rules.NO_TEXT)
        return given

    def block(self) -> dict[str, Any]:
        """Return the block that was written; what does not belong to its kind is kept, in case of second thoughts."""
        given = self.cleaned_data
        day = given["published_on"]
        block = given | {
            "published_on": day.isoformat() if day else None,
            "confidence": given["confidence"] if given["confidence"] is not None else 1.0,
            "author_public_id": given["author_public_id"] or None,
        }
        if block["stars_read"] is None:
            del block["stars_read"]
        return block


class PairForm(House):
    """A role and who plays it."""

    role = Line(rules.ROLE_LIMIT, label=_("Role"))
    person = Line(rules.PERSON_LIMIT, label=_("Actor"))
    omit = forms.BooleanField(required=False, label=_("leave out"))

    def clean(self) -> dict[str, Any]:
        """Want both or neither."""
        given = super().clean() or self.cleaned_data
        if not given.get("omit") and not self.errors and bool(given.get("role")) != bool(given.get("person")):
            self.add_error("person" if given.get("role") else "role", rules.HALF_A_PAIR)
        return given


class FestivalForm(House):
    """What came of the film at a festival."""

    festival = Line(rules.FESTIVAL_LIMIT, label=_("Festival"))
    year = forms.IntegerField(
        required=False,
        label=_("Year"),
        min_value=YEARS[0],
        max_value=YEARS[1],
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), rules.NO_YEAR),
        widget=forms.TextInput(attrs=NUMERIC | {"maxlength": 6}),
    )
    award = Line(rules.AWARD_LIMIT, label=_("Prize"))
    outcome = forms.ChoiceField(
        choices=[("", "–"), *Result.choices],
        required=False,
        label=_("Outcome"),
        error_messages={"invalid_choice": rules.NO_RESULT},
    )
    omit = forms.BooleanField(required=False, label=_("leave out"))
    lines = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    confidence = forms.FloatField(required=False, min_value=0, max_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, line_count: int, applying: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.line_count, self.applying = line_count, applying

    clean_lines = BlockForm.clean_lines

    def clean(self) -> dict[str, Any]:
        """When applying, want festival and year, or the fact left out."""
        given = super().clean() or self.cleaned_data
        if self.applying and not given.get("omit") and not self.errors and any(self._told(given)):
            for name in ("festival", "year"):
                if not given.get(name):
                    self.add_error(name, _("Name festival and year, or leave this out."))
        return given

    @staticmethod
    def _told(given: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(given.get(name) for name in ("festival", "year", "award", "outcome"))

    def fact(self) -> dict[str, Any] | None:
        """Return the fact that was written; None for an empty row, and for one that is left out."""
        given = self.cleaned_data
        if not given or given["omit"] or not any(self._told(given)):
            return None
        names = ("festival", "year", "award", "lines")
        confidence = given["confidence"] if given["confidence"] is not None else 1.0
        return {name: given[name] for name in names} | {"outcome": given["outcome"] or None, "confidence": confidence}


class RightForm(House):
    """By what right the texts may be shown, and where they are from."""

    license = forms.ChoiceField(
        choices=[("", _("please choose")), *License.choices],
        required=False,
        label=_("Right"),
        error_messages={"invalid_choice": _("Say by what right the texts may be shown.")},
    )
    source = Line(rules.SOURCE_LIMIT, label=_("Source"))

    def __init__(self, *args: Any, applying: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.applying = applying

    def clean(self) -> dict[str, Any]:
        """When applying, want both."""
        given = super().clean() or self.cleaned_data
        if self.applying and not given.get("license") and "license" not in self.errors:
            self.add_error("license", _("Say by what right the texts may be shown."))
        if self.applying and not given.get("source") and "source" not in self.errors:
            self.add_error("source", _("Say where the texts are from."))
        return given


class CarveForm(House):
    """Lines to be taken out of their block."""

    first = forms.IntegerField(required=False, label=_("from line"), widget=forms.TextInput(attrs=NUMERIC))
    last = forms.IntegerField(required=False, label=_("to line"), widget=forms.TextInput(attrs=NUMERIC))
    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.TRIVIA, label=_("as"))

    def __init__(self, *args: Any, line_count: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.line_count = line_count

    def clean(self) -> dict[str, Any]:
        """Want lines that the page has; one number means one line."""
        given = super().clean() or self.cleaned_data
        first = given.get("first")
        last = given.get("last") or first
        if first is None or last is None or not 1 <= first <= last <= self.line_count:
            self.add_error("first", _("The page has no such lines."))
        return given | {"last": last}
