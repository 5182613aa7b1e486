"""Secrets that are kept sealed: who steals the database alone, without the home's secret key, reads none of them."""

from __future__ import annotations

import base64
import logging
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

SEALED = "sealed:"
"""What a sealed secret begins with; no secret of an app (A-Z, 2-7) and no seed (hexadecimal) does."""


def seal(text: str) -> str:
    """Return a secret sealed with a key that is derived from the home's own."""
    return SEALED + _keys().encrypt(text.encode()).decode()


def open_sealed(text: str) -> str:
    """Return what was sealed; what never was is returned as it is.

    Sealed with a key that the home no longer has, it is lost: the answer is then a secret that nobody knows, so that
    no code fits, and the owner sets up a new one.
    """
    if not text.startswith(SEALED):
        return text
    try:
        return _keys().decrypt(text.removeprefix(SEALED).encode()).decode()
    except InvalidToken:
        logger.warning("A second step was sealed with another secret key; no code of it fits.")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(_derived(str(key))) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(
        salted_hmac("abspann.web.accounts.seals", "second step", secret=key, algorithm="sha256").digest()
    )
