"""The only writers of letters."""

from __future__ import annotations

import logging
import smtplib
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from abspann.core.fitting import as_name, as_text
from abspann.post import rules
from abspann.post.models import Letter

logger = logging.getLogger(__name__)


def send_letter(*, by: object, to: str, subject: str, text: str) -> None:
    """Put a letter into the outbox, in the caller's transaction; the worker sends it within seconds.

    A mail server that is down is no matter of the one who wrote: the letter waits, and is tried again.
    """
    Letter.objects.create(to=to, subject=as_name(subject)[:200], text=as_text(text) + "\n", due_at=timezone.now())


def send_due_letters() -> int:
    """Send the letters that are due; return how many went out. One that fails is due again later."""
    sent = 0
    for pk in list(Letter.objects.filter(due_at__lte=timezone.now()).order_by("due_at").values_list("pk", flat=True)):
        with transaction.atomic():
            letter = Letter.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if letter and _sent(letter):
                sent += 1
                letter.delete()
    return sent


def forget_letters(*, to: str) -> None:
    """Forget the letters to an address: those that wait, and those that lie in the folder of a house without a mail
    server (the demo)."""
    Letter.objects.filter(to__iexact=to).delete()
    folder = Path(settings.MAIL_FOLDER)
    sought = to.casefold().encode()
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.is_file() and sought in file.read_bytes().lower():
            file.unlink()


def _sent(letter: Letter) -> bool:
    message = EmailMessage(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.to])
    try:
        with get_connection(timeout=settings.EMAIL_TIMEOUT) as post:
            post.send_messages([message])
    except (OSError, smtplib.SMTPException) as error:
        letter.tries += 1
        # The address is a person's, so the log does not name it.
        logger.error("A letter could not be sent (try %d): %s", letter.tries, type(error).__name__)
        if letter.tries >= rules.MOST_TRIES:
            letter.delete()
            return False
        letter.due_at = timezone.now() + rules.wait_after(letter.tries)
        letter.save(update_fields=["tries", "due_at"])
        return False
    return True
