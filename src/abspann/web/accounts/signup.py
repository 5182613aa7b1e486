"""Signing up: a form, a code from a letter, and in.

Which address has an account shows nowhere here: not in a status, a byte or a moment; see members.commands.joining.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from abspann.core.fitting import as_text
from abspann.core.refusal import Refusal
from abspann.members import queries, rules
from abspann.members.commands import SIGNING_UP, joining
from abspann.members.commands.joining import Wish
from abspann.members.models import Login, Member, PendingSignup
from abspann.web.accounts.addresses import for_letters
from abspann.web.accounts.entering import is_ours, log_in_new
from abspann.web.accounts.limits import spend
from abspann.web.context import viewer
from abspann.web.doors import takes

COOKIE = "__Host-signup" if settings.HTTPS else "signup"
SALT = "abspann.web.accounts.signup"
PASSWORD, PASSKEY = "password", "passkey"

View = Callable[[HttpRequest], HttpResponse]


class SignUpForm(forms.Form):
    """What somebody says who wants in; checks each field by the rules that the command keeps, too."""

    email = forms.CharField(max_length=254, error_messages={"required": _("We need an address to write to.")})
    handle = forms.CharField(max_length=60, error_messages={"required": _("Choose a handle.")})
    display_name = forms.CharField(
        max_length=200, strip=False, error_messages={"required": _("Tell us what to call you.")}
    )
    way = forms.ChoiceField(choices=[(PASSWORD, PASSWORD), (PASSKEY, PASSKEY)], required=False)
    password = forms.CharField(strip=False, required=False)
    reason = forms.CharField(required=False)

    def clean_email(self) -> str:
        """Refuse what is no address."""
        text: str = self.cleaned_data["email"]
        address = rules.as_address(text)
        if address is None:
            raise ValidationError(_("“%(email)s” is no e-mail address."), params={"email": text})
        return address

    def clean_handle(self) -> str:
        """Refuse what is no handle, or taken; large letters and a leading @ are meant kindly."""
        handle: str = self.cleaned_data["handle"].removeprefix("@").lower()
        no = queries.why_no_handle(handle)
        if no:
            raise ValidationError(str(no))
        return handle

    def clean_display_name(self) -> str:
        """Refuse names that are nobody's own."""
        name: str = self.cleaned_data["display_name"]
        no = rules.why_no_name(name, house=settings.SITE_NAME)
        if no:
            raise ValidationError(str(no))
        return name

    def clean_reason(self) -> str:
        """Refuse what is too long to be read."""
        text = as_text(self.cleaned_data["reason"])
        if len(text) > rules.LONGEST_REASON:
            raise ValidationError(_("At most 1,000 characters fit here."))
        return text

    def clean(self) -> dict[str, Any]:
        """Ask for a password unless a passkey will do; the way comes before it, so it is known here."""
        said = self.cleaned_data
        if said.get("way") == PASSKEY:
            said["password"] = ""
            return said
        password = said.get("password") or ""
        try:
            if not password:
                raise ValidationError(_("Choose a password, or log in with a passkey."))
            if len(password) > rules.LONGEST_PASSWORD:
                raise ValidationError(_("A password has at most 128 characters."))
            validate_password(password, Login(email=said.get("email", "")))
        except ValidationError as wrong:
            self.add_error("password", wrong)
        return said


def for_visitors(view: View) -> View:
    """Lead home who is logged in; keep what the others see out of every cache."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if viewer(request) is not None:
            return redirect(settings.LOGIN_REDIRECT_URL)
        response = view(request)
        add_never_cache_headers(response)
        return response

    return guarded


@takes("GET", "HEAD", "POST")
@for_visitors
def begin(request: HttpRequest) -> HttpResponse:
    """Say who wants in; then a letter is on its way."""
    token = str(request.POST.get("invitation") or request.GET.get("invitation") or "")[:100]
    if request.method != "POST":
        return _form(request, None, token)
    form = SignUpForm(request.POST)
    try:
        spend(request, "sign up", limit=20, window=3_600, overall=500)
    except Refusal as no:
        return _form(request, form, token, status=no.status, sentence=str(no), wait=no.wait)
    if not form.is_valid():
        return _form(request, form, token, status=422)
    said, onward = form.cleaned_data, str(request.POST.get("next", ""))
    wish = Wish(
        email=said["email"],
        handle=said["handle"],
        display_name=said["display_name"],
        password=said["password"] or None,
        reason=said["reason"],
        onward=onward if is_ours(onward) else "",
        invitation=token,
    )
    try:
        kept = joining.ask_in(by=SIGNING_UP, wish=wish, where=for_letters(), instead_of=_token(request))
    except Refusal as no:
        if no.field in form.fields:
            form.add_error(no.field, str(no))
        return _form(request, form, token, status=no.status, sentence="" if no.field in form.fields else str(no))
    response = redirect("account_signup_confirm")
    age = int(rules.PENDING_FOR.total_seconds())
    response.set_signed_cookie(
        COOKIE, kept, salt=SALT, max_age=age, httponly=True, samesite="Lax", secure=settings.HTTPS
    )
    return response


@takes("GET", "HEAD", "POST")
@for_visitors
def confirm(request: HttpRequest) -> HttpResponse:
    """Type the code from the letter, and be in; another handle, if the one wished for was taken meanwhile."""
    token = _token(request)
    pending = queries.pending_signup(token)
    if pending is None:
        return redirect("account_signup")
    if request.method != "POST":
        return _ask_for_code(request, pending)
    code, handle = str(request.POST.get("code", ""))[:64], str(request.POST.get("handle", ""))[:60]
    try:
        spend(request, "confirm sign-up", limit=30, window=600, overall=2_000)
        came = joining.confirm(by=SIGNING_UP, token=token, code=code, handle=handle.strip().removeprefix("@").lower())
    except Refusal as no:
        return _ask_for_code(request, pending, no, code=code, handle=handle)
    if not isinstance(came, Member) or came.login is None:
        return _without_cookie(redirect("account_signup_waiting"))
    return _without_cookie(log_in_new(request, came.login, next=pending.onward))


@takes("POST")
@for_visitors
def again(request: HttpRequest) -> HttpResponse:
    """Ask for another code."""
    token = _token(request)
    pending = queries.pending_signup(token)
    if pending is None:
        return redirect("account_signup")
    try:
        spend(request, "confirm sign-up", limit=30, window=600, overall=2_000)
        joining.ask_for_another_code(by=SIGNING_UP, token=token, where=for_letters())
    except Refusal as no:
        return _ask_for_code(request, pending, no)
    return HttpResponseRedirect(f"{redirect('account_signup_confirm').url}?sent")


@takes("GET", "HEAD")
def waiting(request: HttpRequest) -> HttpResponse:
    """Say that an application waits for its answer."""
    return render(request, "accounts/signup_waiting.html")


@takes("GET", "HEAD", "POST")
def first_login(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by the letter of acceptance, to set up a passkey; the page asks first, as mail programs open links."""
    if viewer(request) is not None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    no: Refusal | None = None
    if request.method == "POST":
        try:
            spend(request, "first login", limit=30, window=600, overall=2_000)
            return log_in_new(request, joining.come_in_first(by=SIGNING_UP, token=token[:200]))
        except Refusal as refused:
            no = refused
    response = render(request, "accounts/first_login.html", {"no": no}, status=no.status if no else 200)
    add_never_cache_headers(response)
    return _told_to_wait(response, no.wait if no else None)


def _token(request: HttpRequest) -> str:
    """Return the token of this browser's sign-up; empty if it has none, or one that is not ours."""
    try:
        return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=rules.PENDING_FOR) or ""
    except BadSignature:
        return ""


def _without_cookie(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE)
    return response


def _form(
    request: HttpRequest,
    form: SignUpForm | None,
    token: str,
    *,
    status: int = 200,
    sentence: str = "",
    wait: int | None = None,
) -> HttpResponse:
    """Show the form to whom the house lets sign up, and to others why it does not."""
    way = queries.registration()
    invitation = queries.invitation_of(token)
    may_begin = way is not rules.Registration.CLOSED and bool(
        invitation or (not token and way is not rules.Registration.INVITATION)
    )
    context = {
        "form": form or SignUpForm(initial=_known_already(request, invitation.email if invitation else "")),
        "way": way.value,
        "may_begin": may_begin,
        "asks_why": way is rules.Registration.APPLICATION and not invitation,
        "invitation": token,
        "sentence": sentence,
        "next": str(request.POST.get("next") or request.GET.get("next") or "")[:500],
    }
    response = render(request, "accounts/signup.html", context, status=status if may_begin or status == 200 else 403)
    return _told_to_wait(response, wait)


def _told_to_wait(response: HttpResponse, wait: int | None) -> HttpResponse:
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _known_already(request: HttpRequest, email: str) -> dict[str, str]:
    """What need not be typed: what an invitation or another house said."""
    told = request.session.get("oidc_pending")
    told = told if isinstance(told, dict) else {}
    return {"email": email or str(told.get("email") or ""), "display_name": str(told.get("name") or "")}


def _ask_for_code(
    request: HttpRequest, pending: PendingSignup, no: Refusal | None = None, *, code: str = "", handle: str = ""
) -> HttpResponse:
    asks_handle = bool(handle) or (no is not None and no.field == "handle")
    context = {
        "pending": pending,
        "code": code,
        "handle": handle or pending.handle,
        "asks_handle": asks_handle,
        "no": no,
        "is_sent_again": "sent" in request.GET,
    }
    response = render(request, "accounts/signup_confirm.html", context, status=no.status if no else 200)
    return _told_to_wait(response, no.wait if no else None)
