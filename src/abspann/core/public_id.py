"""Ids that may be seen from outside."""

import secrets

LENGTH = 12


def new_public_id() -> str:
    """Return a random id of 12 URL-safe letters (71 bits); no time, no order, no database id shows in it."""
    alphabet = "abcdefghijkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(secrets.choice(alphabet) for _ in range(LENGTH))


def new_secret() -> str:
    """Return what nobody guesses (192 bits): who knows the address that holds it may read what lies there."""
    return secrets.token_urlsafe(24)
