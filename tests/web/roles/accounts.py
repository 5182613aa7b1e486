"""Logging in and out, and what everybody does about their own account."""

from __future__ import annotations

from tests.web.roles import MEMBERS_ONLY, READ, roles

INSIDE = roles(302)
"""Asks first who it is again: nobody here has shown it in this session."""
FORM = {"GET": MEMBERS_ONLY, "POST": roles(422, visitor=302)}
NOT_THERE = roles(404, visitor=302)

ANSWERS = {
    "account_hub": {"GET": MEMBERS_ONLY},
    "account_login": {"GET": roles(302, visitor=200), "POST": roles(302, visitor=422)},
    "account_logout": {"POST": roles(302)},
    "account_signup": READ,
    "account_reauthenticate": FORM,
    "account_email": {"GET": MEMBERS_ONLY, "POST": roles(302)},
    "account_email_verification_sent": {"GET": roles(302), "POST": roles(302)},
    "account_change_password": FORM,
    "account_set_password": {"GET": roles(302), "POST": roles(302)},
    "account_reset_password": {"GET": roles(200), "POST": roles(422)},
    "account_reset_password_done": READ,
    "account_reset_password_from_key": {"GET": roles(200), "POST": roles(422)},
    "account_reset_password_from_key_done": READ,
    "mfa_index": {"GET": MEMBERS_ONLY},
    "mfa_authenticate": {"GET": roles(302), "POST": roles(302)},
    # Without an app or a passkey only the password shows who somebody is.
    "mfa_reauthenticate": {"GET": roles(302), "POST": roles(302)},
    "mfa_reauthenticate_webauthn": {"GET": roles(302), "POST": roles(302)},
    "mfa_activate_totp": {"GET": INSIDE, "POST": INSIDE},
    "mfa_deactivate_totp": {"GET": NOT_THERE, "POST": NOT_THERE},
    "mfa_view_recovery_codes": {"GET": NOT_THERE},
    "mfa_generate_recovery_codes": {"GET": INSIDE, "POST": INSIDE},
    "mfa_list_webauthn": {"GET": MEMBERS_ONLY},
    "mfa_add_webauthn": {"GET": INSIDE, "POST": INSIDE},
    "mfa_login_webauthn": {"GET": roles(302), "POST": roles(302)},
    "mfa_remove_webauthn": {"GET": INSIDE, "POST": INSIDE},
    "mfa_edit_webauthn": {"GET": INSIDE, "POST": INSIDE},
    "usersessions_list": {"GET": MEMBERS_ONLY, "POST": roles(422, visitor=302)},
    # No other house is set up.
    "socialaccount_connections": {"GET": roles(404), "POST": roles(404)},
    "openid_connect_login": {"POST": roles(404)},
    "openid_connect_callback": {"GET": roles(404)},
}


def ADDRESS(name, world):  # noqa: N802  # as the tables beside it
    """A passkey that is nobody's, and a link that never was."""
    return {"pk": 1, "uidb36": "1", "key": "abc"}
