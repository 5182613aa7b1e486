"""Asking to be deleted, coming back, and the end."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db.models import ForeignKey
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from abspann.core.refusal import Refusal
from abspann.events.models import NounVersion
from abspann.events.publish import deliver
from abspann.members import commands as members
from abspann.members import ledger
from abspann.members.commands import leaving
from abspann.members.events import MemberErased
from abspann.members.models import Departure, Follow, GoneHandle, Login, Member, Role, Session
from abspann.members.queries import days_left, is_gone
from abspann.members.rules import TIME_TO_RETURN, RoleName
from abspann.members.sessions import SessionStore
from abspann.post.commands import send_letter
from abspann.post.models import Letter
from abspann.reviews import commands as reviews
from abspann.wiring import AT_ONCE, LATER
from tests.conftest import TEST

pytestmark = pytest.mark.django_db

DECIDED = {
    # Followed members are counted anew by members.forget_follows.
    "members.Follow.follower": "members.forget_follows",
    "members.Follow.followed": "members.forget_follows",
    "members.Role.member": "cascade",
    "members.Departure.member": "cascade",
    # Kept without a member, or deleted, as the member chose.
    "reviews.Rating.member": "reviews.forget_member",
    "reviews.Review.author": "reviews.forget_member",
    "reviews.HelpfulVote.member": "reviews.forget_member",
    "reviews.SetAside.member": "reviews.forget_member",
    # A count of nothing, once the rows that it counts have no member.
    "reviews.MemberTally.member": "cascade",
    "editorial.Critique.critic": "editorial.forget_critic",
    "editorial.CriticSetAside.member": "editorial.forget_critic",
    "exchange.SourcePage.brought_by": "exchange.forget_bringer",
    "exchange.SourcePage.applied_by": "exchange.forget_bringer",
    "reviews.Draft.member": "reviews.forget_writing",
    "reviews.ReviewVersion.author": "reviews.forget_writing",
    "diary.FilmMark.member": "diary.forget_marks",
    "catalog.Revision.by": "catalog.forget_member",
    "catalog.Proposal.by": "catalog.forget_member",
    "catalog.Proposal.decided_by": "catalog.forget_member",
    "catalog.Picture.by": "catalog.forget_member",
    "catalog.Merge.by": "catalog.forget_member",
    "catalog.Merge.undone_by": "catalog.forget_member",
    "catalog.Moved.member": "catalog.forget_member",
    "catalog.Verdict.by": "catalog.forget_member",
    "catalog.Verdict.undone_by": "catalog.forget_member",
    "members.Invitation.inviter": "cascade",
    "members.Application.decided_by": "set to NULL: it is the applicant's row",
    "moderation.Report.reporter": "moderation.forget_member",
    "moderation.Decision.member": "moderation.forget_member",
    "moderation.Decision.decided_by": "moderation.forget_member",
    "moderation.Appeal.decided_by": "moderation.forget_member",
    "moderation.AuditName.member": "moderation.forget_member",
    # What hangs on the login goes with it.
    "members.Member.login": "the login is deleted with its member",
    "account.EmailAddress.user": "cascade",
    "mfa.Authenticator.user": "cascade",
    "socialaccount.SocialAccount.user": "cascade",
    "usersessions.UserSession.user": "cascade",
}
"""What becomes of each key to a member or a login: the handler of MemberErased that lets go, «cascade», or a reason."""


@pytest.fixture(autouse=True)
def _a_clean_ledger(settings, tmp_path):
    settings.HOME, settings.MAIL_FOLDER = tmp_path, tmp_path / "mail"


def overdue() -> None:
    Departure.objects.update(asked_at=timezone.now() - dt.timedelta(8), due_at=timezone.now() - dt.timedelta(1))


def gone(member: Member, *, keep: bool = True) -> None:
    leaving.ask_to_leave(by=member, keep=keep)
    overdue()
    assert leaving.erase_due(by=TEST) == 1


def keys() -> dict[str, ForeignKey]:
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}": field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model in (Member, Login)
    }


def test_for_every_key_to_a_member_it_is_decided_what_becomes_of_it():
    assert set(keys()) == set(DECIDED)


def test_what_is_decided_is_done():
    """A handler that is named is wired; where rows cascade, they do."""
    wired = {f"{handler.__module__.split('.')[1]}.{handler.__name__}" for handler in AT_ONCE[MemberErased]}
    named = {what for what in DECIDED.values() if "." in what and " " not in what}
    assert named <= wired
    cascading = {key for key, field in keys().items() if field.remote_field.on_delete.__name__ == "CASCADE"}
    assert {key for key, what in DECIDED.items() if what == "cascade"} <= cascading


def test_no_job_hears_of_an_erasure_for_it_would_remember_whose():
    assert MemberErased not in LATER


def test_whoever_asks_to_leave_has_seven_days(world):
    departure = leaving.ask_to_leave(by=world.anna, keep=True)
    anna = Member.objects.get(pk=world.anna.pk)
    assert anna.is_leaving
    assert departure.due_at - departure.asked_at == TIME_TO_RETURN == dt.timedelta(days=7)
    assert days_left(departure) == 7
    assert days_left(departure, now=departure.due_at - dt.timedelta(hours=1)) == 1
    assert days_left(departure, now=departure.due_at) == 0


def test_asking_twice_is_asking_once(world):
    first = leaving.ask_to_leave(by=world.anna, keep=True)
    assert leaving.ask_to_leave(by=world.anna, keep=False) == first
    assert Departure.objects.get().keep


def test_whoever_is_leaving_can_do_nothing_but_come_back(world):
    leaving.ask_to_leave(by=world.anna, keep=True)
    anna = Member.objects.get(pk=world.anna.pk)
    assert anna not in Member.objects.present()
    leaving.come_back(by=anna)
    assert Member.objects.get(pk=anna.pk) in Member.objects.present()
    assert not Departure.objects.exists()


def test_coming_back_without_having_left_changes_nothing(world):
    leaving.come_back(by=world.anna)
    assert not Member.objects.get(pk=world.anna.pk).is_leaving


def test_nobody_comes_back_after_the_seven_days(world):
    leaving.ask_to_leave(by=world.anna, keep=True)
    overdue()
    with pytest.raises(Refusal) as refusal:
        leaving.come_back(by=world.anna)
    assert refusal.value.status == 409


def test_the_only_keeper_cannot_leave_before_there_is_another(world):
    with pytest.raises(Refusal) as refusal:
        leaving.ask_to_leave(by=world.karl, keep=True)
    assert refusal.value.status == 409
    members.grant(by=TEST, member=world.erik, role=RoleName.KEEPER)
    leaving.ask_to_leave(by=world.karl, keep=True)


def test_the_sessions_but_this_one_end(world):
    for key in ("here", "there"):
        store = SessionStore()
        store[SESSION_KEY] = str(world.anna.login.pk)
        store.create()
        UserSession.objects.create(user=world.anna.login, ip="::1", session_key=store.session_key, user_agent=key)
    here = UserSession.objects.get(user_agent="here").session_key
    leaving.ask_to_leave(by=world.anna, keep=True, session=here)
    assert list(Session.objects.values_list("pk", flat=True)) == [here]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [here]


def test_nobody_is_erased_before_the_time(world):
    leaving.ask_to_leave(by=world.anna, keep=True)
    assert leaving.erase_due(by=TEST) == 0
    assert Member.objects.filter(pk=world.anna.pk).exists()


@pytest.mark.parametrize("keep", [True, False])
def test_at_the_end_login_addresses_keys_sessions_follows_offices_and_letters_go(world, keep, settings):
    anna, login = world.anna, world.anna.login
    members.follow(by=anna, followed=world.erik)
    members.grant(by=TEST, member=anna, role=RoleName.CRITIC)
    EmailAddress.objects.create(user=login, email="second@example.org")
    Authenticator.objects.create(user=login, type="totp", data={})
    SocialAccount.objects.create(user=login, provider="club", uid="anna-17")
    store = SessionStore()
    store[SESSION_KEY] = str(login.pk)
    store.create()
    for to in ("anna@example.org", "second@example.org", "bruno@example.org"):
        send_letter(by=TEST, to=to, subject="Hallo", text="Post")
    settings.MAIL_FOLDER.mkdir()
    (settings.MAIL_FOLDER / "1.log").write_text("To: Anna@example.org\n\nHallo")
    (settings.MAIL_FOLDER / "2.log").write_text("To: bruno@example.org\n\nHallo")
    cache.set("throttle", 3)
    gone(anna, keep=keep)
    assert not Login.objects.filter(pk=login.pk).exists()
    assert not Member.objects.filter(pk=anna.pk).exists()
    assert not Follow.objects.exists()
    assert Member.objects.get(pk=world.erik.pk).follower_count == 0
    assert not Role.objects.filter(member=anna.pk).exists()
    for left in (Authenticator, SocialAccount, UserSession, Session, Departure):
        assert not left.objects.exists(), left
    assert not EmailAddress.objects.filter(email__icontains="anna").exists()
    assert list(Letter.objects.values_list("to", flat=True)) == ["bruno@example.org"]
    assert [file.name for file in settings.MAIL_FOLDER.iterdir()] == ["2.log"]
    assert cache.get("throttle") is None


def test_at_the_end_no_version_and_no_job_names_the_member(world):
    def job(key: int, status: str) -> None:
        event = "abspann.members.events:MemberChanged"
        deliver.enqueue("abspann.reviews.handlers:note_reported_followers", event, {"member": key})
        DBTaskResult.objects.filter(status="READY", args_kwargs__args__2__member=key).update(status=status)

    job(world.anna.pk, "SUCCESSFUL")
    job(world.anna.pk, "FAILED")
    job(world.anna.pk, "READY")
    job(world.bruno.pk, "READY")
    gone(world.anna)
    left = [row.args_kwargs["args"][2] for row in DBTaskResult.objects.all()]
    assert [fields for fields in left if "member" in fields] == [{"member": world.bruno.pk}]
    assert f"member:{world.anna.pk}" not in NounVersion.objects.values_list("key", flat=True)
    assert f"member:{world.bruno.pk}" in NounVersion.objects.values_list("key", flat=True)


def test_a_handle_is_never_given_again_and_cannot_be_read_from_what_is_kept(world):
    gone(world.anna)
    for handle in ("anna", "4nna"):
        with pytest.raises(Refusal, match=handle):
            members.register(by=TEST, handle=handle, display_name="Eine andere")
    assert not is_gone("annabel")
    assert "anna" not in str(list(GoneHandle.objects.values()))


def test_a_taken_and_a_gone_handle_are_refused_with_the_same_words(world):
    def sentence(handle: str) -> str:
        with pytest.raises(Refusal) as refusal:
            members.register(by=TEST, handle=handle, display_name="Eine andere")
        return str(refusal.value).replace(handle, "…")

    gone(world.anna)
    assert sentence("anna") == sentence("bruno")


def test_one_who_cannot_be_erased_does_not_keep_the_others(world, monkeypatch):
    """Whoever failed is due again the next night."""
    leaving.ask_to_leave(by=world.anna, keep=True)
    leaving.ask_to_leave(by=world.bruno, keep=True)
    overdue()
    real = reviews.forget_member

    def torn(*, member_id: int, keep: bool) -> None:
        if member_id == world.anna.pk:
            Member.objects.create(kind="no such kind", display_name="")
        real(member_id=member_id, keep=keep)

    monkeypatch.setattr(reviews, "forget_member", torn)
    assert leaving.erase_due(by=TEST) == 1
    assert Member.objects.filter(pk=world.anna.pk).exists()
    monkeypatch.undo()
    assert leaving.erase_due(by=TEST) == 1


# The ledger.


def test_the_ledger_tells_an_erased_member_and_names_nobody(world):
    public_id = world.anna.public_id
    assert ledger.read() is None
    gone(world.anna, keep=True)
    gone(world.bruno, keep=False)
    known = ledger.read()
    assert known.kept_of(public_id) is True
    assert known.kept_of(world.bruno.public_id) is False
    assert known.kept_of(world.erik.public_id) is None
    assert public_id not in ledger.path().read_text()
    assert ledger.path().stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_power_cut_tore_does_not_swallow_the_next(world):
    ledger.note(public_id="one", keep=True)
    with ledger.path().open("a") as file:
        file.write("0123456789abcdef")
    ledger.note(public_id="two", keep=False)
    ledger.note(public_id="two", keep=False)
    known = ledger.read()
    assert (known.kept_of("one"), known.kept_of("two")) == (True, False)
    assert len(known.keeps) == 2


def test_whom_a_backup_brought_back_is_erased_again(world):
    ledger.note(public_id=world.anna.public_id, keep=False)
    assert leaving.repeat_erasures(by=TEST) == 1
    assert not Member.objects.filter(pk=world.anna.pk).exists()
    assert is_gone("anna")
    assert leaving.repeat_erasures(by=TEST) == 0
