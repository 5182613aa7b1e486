"""The ledger of erasures: a file of the home that no backup holds and every restore keeps.

Whoever was erased stands in older backups still. The ledger tells them from the others without naming them: a line is
a keyed digest of the public id, and what was to become of the texts. `abspann restore` leaves it where it is, and the
next start erases again whom the backup has brought back.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from abspann.core.files import write_whole

NAME = "erasures"
KEY = re.compile(r"key ([0-9a-f]{64})\n")
LINE = re.compile(r"([0-9a-f]{64}) (keep|all)\n")


@dataclass(frozen=True, slots=True)
class Ledger:
    """The erasures of a home: `key` is its own, so that a new secret key makes it no less true."""

    key: bytes
    keeps: dict[str, bool]

    def digest(self, public_id: str) -> str:
        """Return how a member is called in this ledger."""
        return hmac.new(self.key, public_id.encode(), hashlib.sha256).hexdigest()

    def kept_of(self, public_id: str) -> bool | None:
        """Return whether an erased member's texts stayed; None for a member who was not erased."""
        return self.keeps.get(self.digest(public_id))


def path() -> Path:
    """Return where the ledger of this home is."""
    home: Path = settings.HOME
    return home / NAME


def read() -> Ledger | None:
    """Return the ledger; None where nobody was erased yet. A line that a power cut tore is no line."""
    try:
        text = path().read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None
    head = KEY.match(text)
    if head is None:
        return None
    return Ledger(bytes.fromhex(head[1]), {digest: word == "keep" for digest, word in LINE.findall(text)})


def note(*, public_id: str, keep: bool) -> None:
    """Write an erasure down, on the disk before this returns; twice is once."""
    ledger = read()
    if ledger is None:
        key = secrets.token_bytes(32)
        write_whole(path(), f"key {key.hex()}\n".encode())
        path().chmod(0o600)
        ledger = Ledger(key, {})
    if ledger.kept_of(public_id) is not None:
        return
    with path().open("a+b") as file:
        # A torn last line must not swallow this one.
        file.seek(-1, os.SEEK_END)
        torn = file.read(1) != b"\n"
        file.write(b"\n" * torn + f"{ledger.digest(public_id)} {'keep' if keep else 'all'}\n".encode())
        file.flush()
        os.fsync(file.fileno())
