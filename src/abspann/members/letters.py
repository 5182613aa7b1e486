"""What letters to newcomers say: subject and text, in the language that is switched on."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

Letter = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where letters lead to: full addresses, which the doors know."""

    log_in: str
    reset: str
    sign_up: str
    first_login: str = ""


def code(digits: str) -> Letter:
    """The code that proves an address."""
    shown = f"{digits[:4]} {digits[4:]}"
    return (
        _("%(code)s is your code for %(house)s") % {"code": shown, "house": settings.SITE_NAME},
        _(
            "Hello,\n\nthis is your code for signing up with %(house)s:\n\n    %(code)s\n\nType it on the page on which"
            " you signed up. It is good for ten minutes and works once.\n\nYou did not want to sign up? Then there is"
            " nothing to do: without the code no account is made."
        )
        % {"code": shown, "house": settings.SITE_NAME},
    )


def known(where: Addresses) -> Letter:
    """That an address has an account already."""
    return (
        _("You have an account with %(house)s already") % {"house": settings.SITE_NAME},
        _(
            "Hello,\n\nsomebody, probably you, wanted to sign up with %(house)s with this address. It has an account"
            " already.\n\nLog in: %(log_in)s\nForgotten your password? %(reset)s\n\nThat was not you? Then there is"
            " nothing to do: nobody learns that you have an account."
        )
        % {"house": settings.SITE_NAME, "log_in": where.log_in, "reset": where.reset},
    )


def invited(where: Addresses, token: str) -> Letter:
    """That somebody may come in."""
    return (
        _("You are invited to %(house)s") % {"house": settings.SITE_NAME},
        _(
            "Hello,\n\nyou are invited to take part in %(house)s: rate films, write reviews, read those whose taste"
            " counts for you.\n\nThis link is for you; it works once, for 14 days:\n%(link)s\n\nYou do not want to?"
            " Then there is nothing to do."
        )
        % {"house": settings.SITE_NAME, "link": f"{where.sign_up}?invitation={token}"},
    )


def let_in(where: Addresses, *, first_login: str) -> Letter:
    """That an applicant is a member now; who has no password gets a link for the first time, made of `first_login`."""
    way = _("Log in: %(log_in)s")
    if first_login:
        way = _(
            "Come in and set up your passkey; this link works once, for 48 hours:\n%(first)s\n\nWas that too long ago?"
            " Then choose a password first: %(reset)s"
        )
    return (
        _("Welcome to %(house)s") % {"house": settings.SITE_NAME},
        _("Hello,\n\nyou wanted to take part in %(house)s, and now you do.\n\n%(way)s\n\nEnjoy the show.")
        % {
            "house": settings.SITE_NAME,
            "way": way
            % {
                "log_in": where.log_in,
                "reset": where.reset,
                "first": f"{where.first_login}{first_login}/",
            },
        },
    )


def declined(words: str) -> Letter:
    """That an applicant is not let in."""
    return (
        _("Your application to %(house)s") % {"house": settings.SITE_NAME},
        _(
            "Hello,\n\nyou wanted to take part in %(house)s. This time it is a no.%(words)s\n\nWhat you told us about"
            " yourself is deleted within 30 days."
        )
        % {"house": settings.SITE_NAME, "words": f"\n\n{words}" if words else ""},
    )
