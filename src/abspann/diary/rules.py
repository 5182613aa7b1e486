"""How a film can be marked."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mark(TextChoices):
    """What a member says of a film in one tap."""

    WANTS = "wants", _("Want to see")
    SEEN = "seen", _("Seen")
