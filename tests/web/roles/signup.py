"""Signing up is for visitors; letting people in is for moderators. The demo's letters lie open in a demo only."""

from __future__ import annotations

from django.utils import timezone

from abspann.members.commands import joining
from abspann.members.letters import Addresses
from abspann.members.models import Application, Invitation
from tests.web.roles import READ, roles

HOME = roles(302)
MODERATORS_ONLY = roles(403, visitor=302, moderator=200, keeper=200)
DONE = MODERATORS_ONLY | {"moderator": 302, "keeper": 302}

ANSWERS = {
    "account_signup": {"GET": roles(302, visitor=200), "POST": roles(302, visitor=422)},
    # Without a sign-up that this browser began they lead back to the form.
    "account_signup_confirm": {"GET": HOME, "POST": HOME},
    "account_signup_again": {"POST": HOME},
    "account_signup_waiting": READ,
    "account_first_login": {"GET": roles(302, visitor=200), "POST": roles(302, visitor=410)},
    "account_invitations": {"GET": MODERATORS_ONLY, "POST": DONE},
    "account_invitation_withdraw": {"POST": DONE},
    "account_applications": {"GET": MODERATORS_ONLY},
    "account_application": {"POST": MODERATORS_ONLY | {"moderator": 400, "keeper": 400}},
    "site:demo-mail": {"GET": roles(404)},
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """An invitation, somebody who waits, and a link that never was."""
    if name == "account_first_login":
        return {"token": "none"}
    joining.invite(by=world.world.dora, where=Addresses("", "", ""))
    Application.objects.get_or_create(
        email="greta@example.org",
        defaults={"handle": "greta", "likeness": "greta", "display_name": "Greta", "created_at": timezone.now()},
    )
    row = Invitation if "invitation" in name else Application
    return {"public_id": row.objects.latest("pk").public_id}
