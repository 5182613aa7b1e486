"""The form in which a picture is added, and the one in which what is said of it is changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from abspann.catalog import rules
from abspann.catalog.facts import PictureFacts
from abspann.catalog.models import Picture
from abspann.catalog.rules import PictureKind
from abspann.core.formats import language_name
from abspann.web.moderation.forms import PLEASE_CHOOSE, Told

ACCEPT = ".jpg,.jpeg,.png,.webp,.avif,image/jpeg,image/png,image/webp,image/avif"
CHOOSE_RIGHT = _("Choose by what right the picture may be shown here.")
LICENSES = [PLEASE_CHOOSE, *((right.value, label) for right, label in rules.PICTURE_LICENSES.items())]


def _here() -> str:
    return get_language() or "de"


class AboutPicture(Told):
    """What is said of a picture. The command decides what may stand; here only the fields are named."""

    license = forms.ChoiceField(
        label=_("By what right may it be shown here?"),
        help_text=_("Pictures from other pages and press kits belong to somebody: not without their permission."),
        choices=LICENSES,
        error_messages={"required": CHOOSE_RIGHT, "invalid_choice": CHOOSE_RIGHT},
    )
    maker = forms.CharField(
        label=_("Who made it?"),
        help_text=_("The photographer, the designer, the company. It stands below the picture."),
        required=False,
        max_length=rules.MAKER_LIMIT,
    )
    source = forms.CharField(
        label=_("Where is it from, or who permits it?"),
        help_text=_("An archive, a distributor, a person."),
        required=False,
        max_length=300,
    )
    source_url = forms.CharField(
        label=_("Address of the source"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )

    def settle(self) -> None:
        """Ask for the texts in each language of the house, the reader's own first."""
        codes = sorted(rules.PICTURE_LANGUAGES, key=lambda code: code != _here())
        for code in codes:
            self.fields[f"alternatives_{code}"] = _line(
                _in_language(_("What is to be seen?"), code),
                _("For those who do not see the picture: a sentence.") if code == codes[0] else "",
            )
        for code in codes:
            self.fields[f"captions_{code}"] = _line(_in_language(_("Caption"), code), "")

    def facts(self) -> PictureFacts:
        """What was written, as a command takes it."""
        said = self.cleaned_data
        texts = {
            name: tuple((code, said.get(f"{name}_{code}", "")) for code in rules.PICTURE_LANGUAGES)
            for name in ("captions", "alternatives")
        }
        return PictureFacts(
            license=said["license"],
            maker=said["maker"],
            source=said["source"],
            source_url=said["source_url"],
            **texts,
        )


class NewPicture(AboutPicture):
    """A picture and what is said of it. `is_film` asks whether it is a poster or a still."""

    file = forms.FileField(
        label=_("The picture"),
        help_text=_(
            "JPEG, PNG, WebP or AVIF, up to 20 MB. It is drawn anew: camera, place and whatever else the file tells is "
            "thrown away, and the file itself is not kept."
        ),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Choose a picture.")},
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[PLEASE_CHOOSE, *((kind.value, kind.label) for kind in (PictureKind.POSTER, PictureKind.STILL))],
        error_messages={
            "required": _("Say whether it is a poster or a still."),
            "invalid_choice": _("Say whether it is a poster or a still."),
        },
    )

    field_order = ("file", "kind")

    def __init__(self, *args: Any, is_film: bool, **kwargs: Any) -> None:
        self.is_film = is_film
        super().__init__(*args, **kwargs)

    def settle(self) -> None:
        """Of a person there are only portraits."""
        super().settle()
        if not self.is_film:
            del self.fields["kind"]

    @property
    def kind_said(self) -> str:
        """What it is."""
        return str(self.cleaned_data["kind"]) if self.is_film else PictureKind.PORTRAIT.value


class ChangedPicture(AboutPicture):
    """What is said of a picture that stands here, and its place among `count` of its kind."""

    place = forms.TypedChoiceField(label=_("Place"), coerce=int)

    def __init__(self, *args: Any, picture: Picture, count: int, **kwargs: Any) -> None:
        self.picture, self.count = picture, count
        super().__init__(*args, **kwargs)

    def settle(self) -> None:
        """Offer as many places as there are."""
        super().settle()
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [(number, str(number)) for number in range(1, self.count + 1)]
        if self.picture.kind == PictureKind.POSTER:
            place.help_text = _("The first is the poster that pages show.")


def of_picture(picture: Picture, place: int) -> dict[str, Any]:
    """Return what is said of a picture, for a form to begin with."""
    told: dict[str, Any] = {name: getattr(picture, name) for name in ("license", "maker", "source", "source_url")}
    for code in rules.PICTURE_LANGUAGES:
        told[f"captions_{code}"] = picture.captions.get(code, "")
        told[f"alternatives_{code}"] = picture.alternatives.get(code, "")
    return told | {"place": place}


def _line(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=rules.CAPTION_LIMIT)


def _in_language(label: Any, code: str) -> str:
    """A label with the language in which the field is to be filled, in words."""
    return f"{label} ({language_name(code, _here())})"
