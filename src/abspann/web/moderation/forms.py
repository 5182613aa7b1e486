"""What is written when somebody reports, decides, contradicts, answers: forms that check input and know no command."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from abspann.core.refusal import Refusal
from abspann.moderation import rules
from abspann.moderation.models import Appeal
from abspann.moderation.rules import Basis, Category, Contact, Reasons, Verdict

TOO_LONG = _("At most 10,000 characters, please.")
PLEASE_CHOOSE = ("", _("Please choose"))


class Told(forms.Form):
    """A form whose fields say to a screen reader what is wrong with them, and which takes a command's refusal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settle()
        self.describe()

    def settle(self) -> None:
        """Leave out what this form need not ask."""

    def describe(self) -> None:
        """Tie help and errors to their fields."""
        for name, field in self.fields.items():
            described = [f"id_{name}_help"] if field.help_text else []
            if self.is_bound and self.errors.get(name):
                field.widget.attrs["aria-invalid"] = "true"
                described.append(f"id_{name}_error")
            if described:
                field.widget.attrs["aria-describedby"] = " ".join(described)

    def refuse(self, no: Refusal) -> None:
        """Say at its field why a command refused; as a whole where it names none."""
        field = no.field if no.field in self.fields else None
        self.add_error(field, str(no.sentence))
        if field:
            self.fields[field].widget.attrs.update({"aria-invalid": "true", "aria-describedby": f"id_{field}_error"})


def _text(label: Any, missing: Any, *, help_text: Any = "", rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=rules.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": TOO_LONG},
    )


class ReportForm(Told):
    """The fields of Art. 16 DSA. A thing that was chosen needs no address; a member needs no name."""

    url = forms.CharField(
        label=_("Address of the page"),
        help_text=_("A page of this site, as it stands in the browser’s address line."),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Say where it stands: the address of the page.")},
    )
    category = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[PLEASE_CHOOSE, *Category.choices],
        error_messages={"required": _("Choose what it is about."), "invalid_choice": _("Choose what it is about.")},
    )
    passage = forms.CharField(
        label=_("Which passage?"),
        help_text=_("If it is only about a part: quote it, or say where it stands."),
        required=False,
        max_length=rules.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )
    explanation = _text(
        _("Why should it not stand here?"),
        _("Explain why this should not stand here."),
        help_text=_("In your own words. If it breaks a law, say which one if you know it."),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please say who you are; whose text it is will not learn it.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please give an e-mail address, so that we can tell you what becomes of it."),
            "invalid": _("This is no e-mail address."),
        },
    )
    good_faith = forms.BooleanField(
        label=_("I report this in good faith: what I say is true and complete as far as I know."),
        error_messages={"required": _("Please confirm that you report this in good faith.")},
    )

    def __init__(self, *args: Any, has_thing: bool, is_member: bool, **kwargs: Any) -> None:
        self.has_thing, self.is_member = has_thing, is_member
        super().__init__(*args, **kwargs)

    def settle(self) -> None:
        """Ask no address of a thing that was chosen, no name of a member, neither of who reports child abuse."""
        if self.has_thing:
            del self.fields["url"]
        if self.is_member:
            del self.fields["name"], self.fields["email"]
        elif self.data.get("category") == Category.CHILD:
            self.fields["name"].required = self.fields["email"].required = False

    def contact(self) -> Contact:
        """Who reports, if they have no account."""
        return Contact(self.cleaned_data.get("name", ""), self.cleaned_data.get("email", ""))


def _durations() -> list[tuple[Any, Any]]:
    """Return for how long somebody can be suspended, in the language of who asks."""
    days = rules.SUSPENSIONS
    return [PLEASE_CHOOSE, *((n, ngettext("%(days)d day", "%(days)d days", n) % {"days": n}) for n in days)]


class DecisionForm(Told):
    """Why something is decided. What restricts nobody needs no ground."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        error_messages={"required": _("Choose the ground."), "invalid_choice": _("Choose the ground.")},
    )
    clause = forms.CharField(
        label=_("Law or rule"),
        help_text=_("Only where the ground is another one: name it exactly."),
        required=False,
        max_length=300,
    )
    days = forms.TypedChoiceField(
        label=_("For how long"),
        choices=_durations,
        coerce=int,
        empty_value=None,
        error_messages={"required": _("Say for how long."), "invalid_choice": _("Say for how long.")},
    )
    facts = _text(
        _("Facts"),
        _("Say what you found: the facts on which you decide."),
        help_text=_("What stands where, in what context. Whom it concerns reads this word for word; name no reporter."),
    )

    def __init__(self, *args: Any, act: Verdict, **kwargs: Any) -> None:
        self.act = act
        super().__init__(*args, **kwargs)

    def settle(self) -> None:
        """Ask for a ground only where somebody is restricted, and for how long only where somebody is suspended."""
        act = self.act
        self.fields["ground"].choices = [PLEASE_CHOOSE, *_grounds()]  # type: ignore[attr-defined]  # a ChoiceField
        if act not in rules.RESTRICTING:
            del self.fields["ground"], self.fields["clause"]
            self.fields["facts"].required = False
            self.fields["facts"].label = (
                _("What the reporters are told besides") if act == Verdict.DISMISS else _("Note")
            )
            self.fields["facts"].help_text = ""
        if act != Verdict.SUSPEND:
            del self.fields["days"]

    def reasons(self, seen: tuple[str, ...]) -> Reasons:
        """What was written, as a command takes it."""
        said = self.cleaned_data
        return Reasons(
            facts=said.get("facts", ""),
            ground=said.get("ground", ""),
            clause=said.get("clause", ""),
            days=said.get("days"),
            seen=seen,
        )


def _grounds() -> list[tuple[str, list[tuple[str, Any]]]]:
    groups: list[tuple[Any, list[tuple[str, Any]]]] = []
    for basis in (Basis.RULES, Basis.LAW):
        named = [
            (code, ground.clause or _("another one")) for code, ground in rules.GROUNDS.items() if ground.basis == basis
        ]
        groups.append((basis.label, named))
    return groups


class AppealForm(Told):
    """What speaks against a decision."""

    text = _text(_("Why is the decision wrong?"), _("Say why the decision is wrong."), rows=8)


class AnswerForm(Told):
    """Whether a decision stands, and why."""

    outcome = forms.ChoiceField(
        label=_("The decision"),
        choices=[
            PLEASE_CHOOSE,
            (Appeal.Outcome.UPHELD.value, _("stands")),
            (Appeal.Outcome.REVERSED.value, _("is taken back")),
        ],
        error_messages={
            "required": _("Say whether the decision stands."),
            "invalid_choice": _("Say whether the decision stands."),
        },
    )
    answer = _text(_("Why"), _("Say why: whoever contradicted reads it."))
