"""What a member may be called, and which offices there are."""

import re

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


def is_handle(text: str) -> bool:
    """Tell whether a text may be a handle: 1 to 40 lower-case ASCII letters, digits and inner hyphens, not reserved."""
    return bool(HANDLE.match(text)) and text not in RESERVED
