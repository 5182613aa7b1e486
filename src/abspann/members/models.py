"""Logins, members, follows and roles."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from abspann.core.actor import System
from abspann.core.public_id import new_public_id
from abspann.members.rules import Language, RoleName


class LoginManager(BaseUserManager["Login"]):
    """Finds logins by their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Login:
        """Return the login of an e-mail address."""
        return self.get(email__iexact=username)


class Login(AbstractBaseUser):
    """How a person of the house proves who they are. Content belongs to the member, never to the login."""

    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[LoginManager] = LoginManager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="login_email_unique"),)

    def __str__(self) -> str:
        return self.email


class Session(AbstractBaseSession):
    """A browser's session; `login` is the number of whoever is logged in with it, so that theirs are found at once.

    No key: a page that is still being answered may write the session of a login that was deleted just now.
    """

    login = models.BigIntegerField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.session_key[:4]


class MemberQuerySet(models.QuerySet["Member"]):
    """Members, by the words that filter them."""

    def present(self) -> Self:
        """Those who have a public face: all but those who are about to leave."""
        return self.filter(leaving_since__isnull=True)


class Member(models.Model):
    """A person of the community: of this house, or credited here for texts that were written elsewhere.

    A credited member has no login and no handle, but the figures that the other place reported; a deleted account
    leaves no member at all (its texts stand under «Anonymer User»). `likeness` is the handle as a careless eye reads
    it (rules.likeness); `language` is that of letters; `leaving_since` hides the public face at once, seven days before
    the end.
    """

    class Kind(models.TextChoices):
        LOCAL = "local"
        CREDITED = "credited"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    login = models.OneToOneField(Login, models.SET_NULL, null=True, blank=True, related_name="member")
    handle = models.CharField(max_length=40, null=True, blank=True)
    display_name = models.CharField(max_length=120)
    credited_from = models.CharField(max_length=120, null=True, blank=True)
    reported_followers = models.PositiveIntegerField(null=True, blank=True)
    reported_reviews = models.PositiveIntegerField(null=True, blank=True)
    follower_count = models.PositiveIntegerField(default=0)
    joined_on = models.DateField(null=True, blank=True)
    likeness = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)
    about = models.TextField(blank=True, default="")
    language = models.CharField(max_length=2, choices=Language, default=Language.GERMAN)
    suspended_until = models.DateTimeField(null=True, blank=True)
    leaving_since = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("handle"), name="member_handle_unique"),
            models.CheckConstraint(condition=Q(kind__in=["local", "credited"]), name="member_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="local", handle__isnull=False, credited_from__isnull=True)
                | Q(kind="credited", handle__isnull=True, login__isnull=True, credited_from__isnull=False),
                name="member_is_local_or_credited",
            ),
            models.CheckConstraint(
                condition=Q(kind="credited") | Q(reported_followers__isnull=True, reported_reviews__isnull=True),
                name="member_figures_reported_only_of_credited",
            ),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="member_language_known"),
            models.UniqueConstraint(
                fields=["credited_from", "display_name"],
                condition=Q(kind="credited"),
                name="member_credited_once_per_origin",
            ),
        )

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_suspended(self) -> bool:
        """Whether moderators have shut this member out for now."""
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    @property
    def is_leaving(self) -> bool:
        """Whether this member has asked to be deleted and has no public face any longer."""
        return self.leaving_since is not None

    @property
    def followers_shown(self) -> int:
        """How many followers a page shows: those here, and those reported where the member is credited from."""
        return self.follower_count + (self.reported_followers or 0)


class Role(models.Model):
    """An office that a member holds in this house."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="roles")
    name = models.CharField(max_length=12, choices=RoleName)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["member", "name"], name="role_held_once"),
            models.CheckConstraint(condition=Q(name__in=RoleName.values), name="role_name_known"),
        )

    def __str__(self) -> str:
        return f"{self.member_id}: {self.name}"


class Follow(models.Model):
    """One member follows another."""

    follower = models.ForeignKey(Member, models.CASCADE, related_name="follows")
    followed = models.ForeignKey(Member, models.CASCADE, related_name="followers")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["follower", "followed"], name="follow_once"),
            models.CheckConstraint(condition=~Q(follower=F("followed")), name="follow_another"),
        )

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.followed_id}"


class Invitation(models.Model):
    """A link with which one person may sign up; the house keeps only a digest of it."""

    digest = models.CharField(max_length=64, unique=True)
    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    inviter = models.ForeignKey(Member, models.CASCADE, null=True, related_name="invitations")
    email = models.EmailField(max_length=254, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.public_id


class Newcomer(models.Model):
    """What somebody said who wants in, as long as they are not in: in no other table stands anything about them."""

    email = models.EmailField(max_length=254)
    handle = models.CharField(max_length=40)
    display_name = models.CharField(max_length=120)
    password = models.CharField(max_length=128)
    reason = models.TextField(blank=True, default="")
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"@{self.handle}"


class PendingSignup(Newcomer):
    """A sign-up whose address is not proven yet. One for an address that has an account is kept just the same.

    `token` is known to one browser only; of the code there is a digest, and none that could be right where the address
    has an account.
    """

    token = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=64)
    code_until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    letters = models.PositiveSmallIntegerField(default=1)
    onward = models.CharField(max_length=500, blank=True, default="")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["created_at"], name="pending_signup_age"),)


class Application(Newcomer):
    """A proven address that waits for moderators to let it in; a declined one waits only to be forgotten."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    likeness = models.CharField(max_length=40)
    declined_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), name="application_once_per_address"),
            models.UniqueConstraint(
                fields=["likeness"], condition=Q(declined_at__isnull=True), name="application_holds_its_handle"
            ),
        )


class Departure(models.Model):
    """A member has asked to be deleted. `keep`: texts and ratings stay as Anonymer User's, else they go, too.

    Until `due_at` they can come back as if nothing had been; the first night after it is the end.
    """

    member = models.OneToOneField(Member, models.CASCADE, related_name="departure")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    keep = models.BooleanField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="departure_leaves_time_to_return"),
        )
        indexes = (models.Index(fields=["due_at"], name="departure_due"),)

    def __str__(self) -> str:
        return f"{self.member_id}, {self.due_at:%Y-%m-%d}"


class GoneHandle(models.Model):
    """A handle that somebody had who is gone, so that nobody else ever speaks under it.

    Kept as a keyed digest of its likeness: the handle cannot be read from it. It is the primary key, for a number
    would tell the order of leaving.
    """

    digest = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.digest[:8]


Actor = Member | System
"""Who acts: `by=` of every command."""
