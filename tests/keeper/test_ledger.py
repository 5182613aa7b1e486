"""A backup that is older than an erasure brings nobody back."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from abspann.keeper import archive, home
from abspann.keeper.backup import back_up
from abspann.keeper.restore import restore
from abspann.members import ledger
from abspann.members.commands import leaving
from abspann.members.models import Departure, Login, Member
from abspann.reviews.models import Rating, Review, SetAside
from tests.keeper.conftest import COLLECTED, TEST


def erase(handle: str, *, keep: bool) -> None:
    leaving.ask_to_leave(by=Member.objects.get(handle=handle), keep=keep)
    Departure.objects.update(asked_at=timezone.now() - dt.timedelta(8), due_at=timezone.now() - dt.timedelta(1))
    assert leaving.erase_due(by=TEST) == 1


def start() -> None:
    """What `abspann serve` and `demo` do before the first page is shown."""
    stamp = home.settings.HOME / "static" / ".stamp"
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(COLLECTED)
    home.prepare()


def test_whoever_was_erased_after_the_backup_is_gone_again_before_a_page_is_shown(home, tmp_path):
    public_id = Member.objects.get(handle="anna").public_id
    file = back_up(tmp_path / "backup.tar").file
    erase("anna", keep=True)
    summary = restore(file, replace=True)
    assert Member.objects.filter(public_id=public_id).exists()
    start()
    assert not Member.objects.filter(public_id=public_id).exists()
    assert not Login.objects.filter(email="anna@example.org").exists()
    kept = Review.objects.get()
    assert (kept.author, kept.author_kind) == (None, "anonymous")
    assert "deleted again at the next start" in " ".join(summary.sentences)


def test_whoever_took_everything_along_takes_it_along_again(home, tmp_path):
    file = back_up(tmp_path / "backup.tar").file
    erase("anna", keep=False)
    restore(file, replace=True)
    assert Review.objects.exists()
    start()
    assert not Review.objects.exists()
    assert Rating.objects.count() == 1


def test_a_backup_from_within_the_seven_days_ends_as_it_would_have(home, tmp_path):
    leaving.ask_to_leave(by=Member.objects.get(handle="anna"), keep=True)
    file = back_up(tmp_path / "backup.tar").file
    Departure.objects.update(asked_at=timezone.now() - dt.timedelta(8), due_at=timezone.now() - dt.timedelta(1))
    assert leaving.erase_due(by=TEST) == 1
    restore(file, replace=True)
    assert SetAside.objects.exists()
    start()
    assert not SetAside.objects.exists()
    assert not Member.objects.filter(handle="anna").exists()


def test_a_home_that_was_emptied_but_for_its_ledger_keeps_it(sqlite_home, tmp_path):
    file = back_up(tmp_path / "backup.tar").file
    erase("anna", keep=True)
    written = ledger.path().read_bytes()
    sqlite_home.wipe()
    sqlite_home.path.mkdir(mode=0o700)
    ledger.path().write_bytes(written)
    restore(file)
    start()
    assert not Member.objects.filter(handle="anna").exists()


def test_no_backup_holds_the_ledger(home, tmp_path):
    """Else an old backup would forget the erasures since."""
    erase("anna", keep=True)
    file = back_up(tmp_path / "backup.tar").file
    with archive.opened(file) as entries:
        names = [(entry.name, sum(map(len, entry.chunks)))[0] for entry in entries]
    assert "secret.key" in names
    assert ledger.NAME not in names


def test_nobody_is_erased_by_a_restore_who_was_not_before(home, tmp_path):
    erase("anna", keep=True)
    file = back_up(tmp_path / "backup.tar").file
    restore(file, replace=True)
    before = sorted(Member.objects.values_list("public_id", flat=True))
    start()
    assert sorted(Member.objects.values_list("public_id", flat=True)) == before
