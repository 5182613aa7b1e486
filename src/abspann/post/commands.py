"""The only writers of letters."""

from __future__ import annotations

import logging
import smtplib
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils import timezone

from abspann.core.fitting import as_name, as_text
from abspann.events.commands import spend
from abspann.post import rules
from abspann.post.models import Letter

logger = logging.getLogger(__name__)


def send_letter(*, by: object, to: str, subject: str, text: str, budget: bool = False) -> None:
    """Put a letter into the outbox, in the caller's transaction; the worker sends it within seconds.

    A mail server that is down is no matter of the one who wrote: the letter waits, and is tried again. With `budget`,
    for letters that anybody can cause without a login, an address gets at most what `rules.BUDGET` says; what is more
    is not sent, and nobody is told, so that no answer shows whom one has written to.
    """
    whose = to.strip().casefold()
    if budget and any(spend(what="letter", whose=whose, limit=limit, window=window) for limit, window in rules.BUDGET):
        return
    Letter.objects.create(to=to, subject=as_name(subject)[:200], text=as_text(text) + "\n", due_at=timezone.now())


def send_due_letters() -> int:
    """Send the letters that are due, the oldest first; return how many went out.

    A letter that is refused is due again later, by itself; a server that does not answer is asked once, and all letters
    wait. No transaction is open while a server is spoken to. A letter that is too old is given up.
    """
    sent = 0
    due = Letter.objects.filter(due_at__lte=timezone.now())
    for letter in due.order_by("due_at", "pk")[: rules.MOST_AT_ONCE]:
        # Whoever moves it on holds it; a worker that came second finds it moved.
        claim = timezone.now() + rules.CLAIM
        if not Letter.objects.filter(pk=letter.pk, due_at=letter.due_at).update(due_at=claim, tries=F("tries") + 1):
            continue
        try:
            _hand_over(letter)
        except (OSError, smtplib.SMTPException) as trouble:
            _put_off(letter, trouble)
            if _is_servers(trouble):
                due.update(due_at=timezone.now() + rules.wait_after(letter.tries + 1))
                break
            continue
        sent += Letter.objects.filter(pk=letter.pk).delete()[0]
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


def _hand_over(letter: Letter) -> None:
    message = EmailMessage(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [letter.to])
    with get_connection(timeout=settings.EMAIL_TIMEOUT) as post:
        post.send_messages([message])


def _is_servers(trouble: Exception) -> bool:
    """Tell whether a trouble is the server's and not this letter's: then it is every letter's."""
    of_this_letter = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
    return not isinstance(trouble, of_this_letter)


def _put_off(letter: Letter, trouble: Exception) -> None:
    tries = letter.tries + 1
    # The address is a person's, so the log does not name it.
    if timezone.now() - letter.written_at >= rules.OLDEST:
        logger.error("A letter was given up after %d tries: %s", tries, type(trouble).__name__)
        Letter.objects.filter(pk=letter.pk).delete()
        return
    logger.error("A letter could not be sent (try %d): %s", tries, type(trouble).__name__)
    Letter.objects.filter(pk=letter.pk).update(due_at=timezone.now() + rules.wait_after(tries))
