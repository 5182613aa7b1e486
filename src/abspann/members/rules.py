"""What a member may be called, and which offices there are."""

import re
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z")
RESERVED = frozenset(
    {"abspann", "admin", "anonymous", "anonymer-user", "keeper", "moderator", "redaktion", "root", "system"}
)


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


def is_handle(text: str) -> bool:
    """Tell whether a text may be a handle: 1 to 40 lower-case ASCII letters, digits and inner hyphens, not reserved."""
    return bool(HANDLE.match(text)) and text not in RESERVED
