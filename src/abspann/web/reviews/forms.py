"""The form in which a review is written; it checks input and knows no command."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.core import formats
from abspann.core.public_id import new_public_id
from abspann.core.refusal import Refusal
from abspann.core.text import cleaned
from abspann.reviews.models import Draft, Review
from abspann.reviews.rules import LANGUAGES, STARS

MOST_REVISIONS = 1_000_000


class LongText(forms.CharField):
    """A text as it was written, without the signs that are never stored; how long it may be is the command's matter."""

    def to_python(self, value: Any) -> str:
        """Return the text."""
        return cleaned(value or "")


class ReviewForm(forms.Form):
    """Text, stars, spoiler, language; `form` tells a form sent twice, `state` which revision the author had in view."""

    text = LongText(required=False, strip=False)
    half_stars = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[("", ""), *((str(n), str(n)) for n in STARS)]
    )
    spoiler = forms.BooleanField(required=False)
    language = forms.ChoiceField(required=False)
    form = forms.SlugField(required=False, max_length=16)
    state = forms.IntegerField(required=False, min_value=1, max_value=MOST_REVISIONS)

    def __init__(
        self, data: Any = None, *, review: Review | None = None, initial: dict[str, Any] | None = None
    ) -> None:
        here = get_language() or "de"
        first = {"language": review.language if review else here, "form": new_public_id()}
        super().__init__(data, initial=first | (initial or {}))
        codes = dict.fromkeys((here, *LANGUAGES, *([review.language] if review else ())))
        names = [(code, formats.language_name(code, here)) for code in codes]
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = names

    @property
    def said(self) -> dict[str, Any]:
        """What was written, as the commands take it; what cannot be read is as good as not said."""
        read = self.cleaned_data
        return {
            "text": read.get("text", ""),
            "half_stars": read.get("half_stars"),
            "spoiler": read.get("spoiler", False),
            "language": read.get("language") or self.initial["language"],
        }

    @property
    def token(self) -> str:
        """What tells this form from all others."""
        return self.cleaned_data.get("form") or ""

    @property
    def state_seen(self) -> int | None:
        """The revision that the author had before them."""
        return self.cleaned_data.get("state")

    @property
    def chosen_stars(self) -> int | None:
        """The half stars to be shown as chosen."""
        value = self["half_stars"].value()
        return int(value) if str(value) in {str(n) for n in STARS} else None

    @property
    def is_spoiler(self) -> bool:
        """Whether the mark is to be shown as set."""
        return bool(self["spoiler"].value())

    @property
    def shown_text(self) -> str:
        """The text to be shown in the field."""
        return str(self["text"].value() or "")

    def refuse(self, no: Refusal) -> None:
        """Say at its field, or above the form, why what was written cannot stand."""
        self.add_error(no.field if no.field in self.fields else None, str(no))


def of_draft(draft: Draft) -> dict[str, Any]:
    """Return what a draft says, for a form to begin with."""
    return {
        "text": draft.text,
        "half_stars": draft.half_stars,
        "spoiler": draft.spoiler,
        "language": draft.language,
        "state": draft.base,
    }


def of_review(review: Review) -> dict[str, Any]:
    """Return what a review says, for a form to begin with."""
    return {
        "text": review.text,
        "half_stars": review.half_stars,
        "spoiler": review.spoiler,
        "language": review.language,
        "state": review.revision,
    }


def why_not(form: ReviewForm) -> str:
    """Return the first sentence of what is wrong with a form."""
    for sentences in form.errors.values():
        for sentence in sentences:
            return str(sentence)
    return _("This cannot be read.")
