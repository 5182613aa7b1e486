"""Ids that may be seen from outside."""

import os
import secrets

LENGTH = 12
_ALPHABET = b"abcdefghijkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LETTER_OF = bytes(_ALPHABET[byte % len(_ALPHABET)] for byte in range(256))
_UNFAIR = bytes(range(256 - 256 % len(_ALPHABET), 256))
"""Bytes that would let the first letters come more often than the last."""


def new_public_id() -> str:
    """Return a random id of 12 URL-safe letters (71 bits); no time, no order, no database id shows in it."""
    return new_public_ids(1)[0]


def new_public_ids(count: int) -> list[str]:
    """Return so many of them, in a few system calls."""
    letters = ""
    while len(letters) < count * LENGTH:
        letters += os.urandom(count * LENGTH * 2).translate(_LETTER_OF, _UNFAIR).decode()
    return [letters[place : place + LENGTH] for place in range(0, count * LENGTH, LENGTH)]


def new_secret() -> str:
    """Return what nobody guesses (192 bits): who knows the address that holds it may read what lies there."""
    return secrets.token_urlsafe(24)
