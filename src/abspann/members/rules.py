"""What a member may be called, and which offices there are."""

import hashlib
import re
import unicodedata
from datetime import timedelta
from enum import StrEnum
from itertools import groupby

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z")
_FOR_THE_HOUSE = (
    "abuse admin administration administrator administratorin admins betreiber critic curator editor editorial "
    "founder hausmeister help hilfe host house inhaber keeper kritiker kritikerin leitung mailer-daemon mod "
    "moderation moderator moderatoren moderatorin mods noreply official offiziell operator owner postmaster "
    "redakteur redakteurin redaktion redaktionsteam root security sicherheit staff support sysadmin system team "
    "verwaltung webmaster"
)
_FOR_NOBODY = (
    "anonym anonyma anonymer anonymernutzer anonymenutzerin anonymeruser anonymeuserin anonymous anonymoususer "
    "anonymus deleted deleteduser gast geloescht geloeschteruser guest ich me namenlos nameless niemand nil "
    "nobody noname none null ohnenamen self unbekannt undefined unknown user username"
)
_ADDRESSES = (
    "about accounts api atom critiques data datenschutz de demo desk en favicon feed festival festivals film "
    "films genre genres healthz impressum inbox jobs kontakt konto kritik kritiken lists login logout mail media "
    "members news outbox passwort password people person poster profil profile regeln register report review "
    "reviews rss rules search settings sharedinbox signin signup sitemap source static status tag tags uploads "
    "users watchlist wellknown www"
)
_BRANDS = "abspann abspannapp abspannorg abspannteam"
RESERVED = frozenset(f"{_FOR_THE_HOUSE} {_FOR_NOBODY} {_ADDRESSES} {_BRANDS}".split())
"""What no handle may look like: who speaks for the house, who is nobody, an address, the program itself."""

LONGEST_NAME = 60
LONGEST_ABOUT = 1_000

# Coming in.

CODE_LENGTH = 8
CODE_FOR = timedelta(minutes=10)
MOST_TRIES = 5
"""Of 100 million codes; then this one is dead, and another may be asked for."""

MOST_CODES = 5
PENDING_FOR = timedelta(hours=24)
FIRST_LOGIN_FOR = timedelta(hours=48)
"""How long the link holds by which a new member without a password comes in for the first time."""

INVITED_FOR = timedelta(days=14)
FORGOTTEN_AFTER = timedelta(days=30)
"""What is kept at most of somebody who did not come in, and of an invitation that is over."""

LONGEST_REASON = 1_000
LONGEST_PASSWORD = 128


class Registration(StrEnum):
    """How one comes into a house."""

    OPEN = "open"
    INVITATION = "invitation"
    APPLICATION = "application"
    CLOSED = "closed"


def digest_of(token: str) -> str:
    """What is kept of a random token, so that who reads the database cannot use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def digits_of(text: str) -> str:
    """The digits of a code as somebody typed it: with spaces, hyphens, of full width."""
    return "".join(str(unicodedata.digit(sign)) for sign in text[:64] if unicodedata.category(sign) == "Nd")


def as_address(text: str) -> str | None:
    """An e-mail address as it is kept, None if it is none: ASCII, the host in small letters (Punycode for others).

    Two spellings of one address are one; two addresses that look alike stay two.
    """
    local, _at, host = text.strip().rpartition("@")
    try:
        address = f"{local}@{host.encode('idna').decode().lower()}"
        validate_email(address)
    except (UnicodeError, ValidationError):
        return None
    return address if address.isascii() and len(address) <= 254 else None


class Language(TextChoices):
    """In which language the house writes letters."""

    GERMAN = "de", "Deutsch"
    ENGLISH = "en", "English"


class RoleName(TextChoices):
    """The offices of a house; a member without one is simply a member."""

    CRITIC = "critic", _("critic")
    MODERATOR = "moderator", _("moderator")
    KEEPER = "keeper", _("keeper")


TIME_TO_RETURN = timedelta(days=7)
"""How long somebody who asked to be deleted can think better of it."""

_LOOKS = str.maketrans({"0": "o", "1": "l", "i": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "-": ""})


def likeness(handle: str) -> str:
    """Return a handle as a careless eye reads it: `adm1n` as `admin` is; hyphens, and `rn` for `m`, do not count."""
    return handle.casefold().translate(_LOOKS).replace("rn", "m").replace("vv", "w")


_RESERVED_LOOKS = frozenset(likeness(word) for word in RESERVED if len(word) > 3)
"""Of the shortest words the spelling counts: `m-3` looks like `me`, and harms nobody."""


def is_handle(text: str) -> bool:
    """Tell whether a text may be a handle: 1 to 40 lower-case ASCII letters, digits and inner hyphens, and nothing that
    looks like a reserved one."""
    return bool(HANDLE.match(text)) and text not in RESERVED and likeness(text) not in _RESERVED_LOOKS


# Names that pages show.

_IMITATED = (
    *("Anonymer User", "Anonyme Userin", "Anonymous user", "Anonymer Nutzer", "Anonymous", "Anonym", "Anonymus"),
    *("Ohne Namen", "Ohne Name", "No name", "Without a name", "Gelöschter User", "Deleted user"),
    *("Redaktion", "Redakteur", "Redakteurin", "Moderation", "Moderator", "Moderatorin", "Moderatoren"),
    *("Admin", "Administrator", "Administratorin", "Administration", "Abspann"),
)
"""Names that say who speaks for the house, or that nobody does."""

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that are drawn as nothing; what Unicode calls format (Cf) comes on top."""

_PARTS = re.compile(r"[\s\-‐-―.·•_,;:/\\()\[\]{}+*&~=<>«»„“”\"'’‘`´]+")
_MOST_MARKS = 3
_LIKE_LATIN = str.maketrans(
    dict(zip("аәвсԁеһіїјкӏмнпорԛгѕтуѵѡԝхѳʜ", "aebcdehiijklmhnopqrstyvwwxoh", strict=True))
    | dict(zip("αβγδεηικνορστυχωϲϳ", "abydenikvopotuxwcj", strict=True))
    | dict(zip("օսոռհցզյіաեԍ", "ounnhgqjiaeg", strict=True))
)
"""Cyrillic, Greek and Armenian letters by what they look like, where their sound is another."""

_SIGNS = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "j": "l",
        "y": "l",
        "3": "e",
        "4": "a",
        "5": "s",
        "7": "t",
        "8": "b",
        "9": "g",
        "6": "g",
    }
    | {"@": "a", "$": "s", "€": "e", "!": "l", "|": "l", "£": "l", "¡": "l"}
)


def as_member_name(text: str) -> str:
    """A display name as it is stored: letters of full width and the like made plain, each run of white space one."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def why_no_name(text: str, *, house: str) -> str | Promise | None:
    """Return why this cannot be the display name of a member who signs up, None if it can; `house` is the site's name.

    A name is seen: no control, format or bidi characters. It is one: letters of two scripts in one word are a trick.
    And it is one's own: whatever reads like the house, its offices or Anonymer User is not.
    """
    name = as_member_name(text)
    if not name:
        return _("Tell us what to call you.")
    if len(name) > LONGEST_NAME:
        return _("A name has at most 60 characters.")
    if not _is_seen(" ".join(text.split())) or not _is_seen(name):
        return _("This name holds characters that nobody can see. Please type it anew.")
    if not any(letter.isalnum() for letter in name) or _has_heaps(name):
        return _("A name is made of letters.")
    if any(len(_scripts(word)) > 1 for word in _PARTS.split(name)):
        return _("This name mixes letters of two scripts in one word.")
    if _imitates(name, (*_IMITATED, house)):
        return _("This name reads like somebody who speaks for the house, or like nobody. Please choose another.")
    return None


def is_name(text: str, *, house: str = "") -> bool:
    """Tell whether a text may be the display name of a member who signs up; see `why_no_name`."""
    return why_no_name(text, house=house) is None


def _is_seen(text: str) -> bool:
    return not _UNSEEN.search(text) and not any(
        unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for c in text
    )


def _has_heaps(text: str) -> bool:
    """Tell whether more marks are heaped on one letter than any script needs."""
    runs = groupby(unicodedata.normalize("NFD", text), key=lambda c: unicodedata.category(c) in {"Mn", "Me"})
    return any(marks and len(list(run)) > _MOST_MARKS for marks, run in runs)


_TOGETHER = dict.fromkeys(("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"), "EAST ASIAN")


def _scripts(word: str) -> set[str]:
    names = (unicodedata.name(c, "?").partition(" ")[0] for c in word if unicodedata.category(c)[0] == "L")
    return {_TOGETHER.get(name, name) for name in names} - {"MODIFIER", "IDEOGRAPHIC"}


def _imitates(name: str, others: tuple[str, ...]) -> bool:
    """Tell whether words of a name, run together in any way, read like one of the others."""
    wanted = {skeleton for other in others for skeleton in _skeletons(other)} - {""}
    for reading in zip(*(_skeletons(word) for word in _PARTS.split(name) if word), strict=True):
        for first in range(len(reading)):
            if any(_levelled("".join(reading[first:last])) in wanted for last in range(first + 1, len(reading) + 1)):
                return True
    return False


def _skeletons(text: str) -> tuple[str, str]:
    """Return how a text sounds in Latin letters, and how it looks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _skeleton(plain), _skeleton(plain.translate(_LIKE_LATIN))


def _skeleton(plain: str) -> str:
    letters = anyascii(plain).casefold().translate(_SIGNS)
    return _levelled("".join(letter for letter in letters if letter.isascii() and letter.isalpha()))


def _levelled(letters: str) -> str:
    """Doubled letters are one, and pairs that look like one letter are that letter."""
    once = "".join(letter for letter, _run in groupby(letters))
    return once.replace("rn", "m").replace("vv", "w").replace("cl", "d")


class LongestPassword:
    """Refuse a password of more than 128 characters; nobody types one, and hashing is work."""

    MOST = 128

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError, as Django's validators do."""
        if len(password) > self.MOST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("A password has at most %(most)d characters.") % {"most": self.MOST}
