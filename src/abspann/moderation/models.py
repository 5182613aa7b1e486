"""Reports, decisions, appeals; the audit trail, and who is meant by its names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.core.public_id import new_public_id, new_secret
from abspann.members.models import Member
from abspann.moderation import rules
from abspann.reviews.models import Review


class Decision(models.Model):
    """What was decided about a thing, and why: the statement of reasons of Art. 17 DSA.

    `step` counts the decisions about one thing: of two who decide at once, one finds the step taken. `member` is whom
    it concerns; `quoted` the text that was decided on. No decision that restricts somebody can be stored without
    saying what, where, how long, which facts, whether notice or own initiative, which ground, and which redress.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    secret = models.CharField(max_length=40, unique=True, default=new_secret, editable=False)
    kind = models.CharField(max_length=10, choices=rules.Kind)
    ref = models.CharField(max_length=40)
    step = models.PositiveIntegerField()
    path = models.CharField(max_length=500)
    about = models.CharField(max_length=320)
    quoted = models.TextField(blank=True, default="")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=10, choices=rules.Verdict)
    until = models.DateTimeField(null=True, blank=True)
    facts = models.TextField(blank=True, default="")
    own_initiative = models.BooleanField()
    automated = models.BooleanField(default=False)
    ground = models.CharField(max_length=16, blank=True, default="")
    clause = models.CharField(max_length=300, blank=True, default="")
    redress = models.TextField(blank=True, default="")
    language = models.CharField(max_length=8, default="de")
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField()
    appeal_until = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "ref", "step"], name="decision_one_after_the_other"),
            models.CheckConstraint(condition=Q(kind__in=rules.Kind.values), name="decision_kind_known"),
            models.CheckConstraint(condition=Q(act__in=rules.Verdict.values), name="decision_act_known"),
            models.CheckConstraint(
                condition=~Q(act__in=[verdict.value for verdict in rules.RESTRICTING])
                | (
                    ~Q(path="")
                    & ~Q(about="")
                    & ~Q(facts="")
                    & ~Q(redress="")
                    & Q(ground__in=list(rules.GROUNDS))
                    & (~Q(ground__in=rules.UNTOLD) | ~Q(clause=""))
                ),
                name="decision_states_its_reasons",
            ),
            models.CheckConstraint(
                condition=Q(act="suspend", until__isnull=False) | (~Q(act="suspend") & Q(until__isnull=True)),
                name="decision_says_how_long",
            ),
            models.CheckConstraint(condition=Q(automated=False), name="decision_is_a_persons"),
        )
        indexes = (
            models.Index(fields=["-decided_at", "-public_id"], name="decision_newest"),
            models.Index(fields=["member", "-decided_at"], name="decision_of_member"),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.kind} {self.ref}"


class Report(models.Model):
    """A notice of Art. 16 DSA: what, where, why, by whom, in good faith. Open until a decision answers it.

    `forgotten_at`: since when nobody can tell who reported.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    secret = models.CharField(max_length=40, unique=True, default=new_secret, editable=False)
    kind = models.CharField(max_length=10, choices=rules.Kind)
    ref = models.CharField(max_length=40)
    path = models.CharField(max_length=500)
    about = models.CharField(max_length=320)
    passage = models.TextField(blank=True, default="")
    category = models.CharField(max_length=10, choices=rules.Category)
    explanation = models.TextField()
    good_faith = models.BooleanField()
    reporter = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=8, default="de")
    received_at = models.DateTimeField()
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="reports")
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=rules.Kind.values), name="report_kind_known"),
            models.CheckConstraint(condition=Q(category__in=rules.Category.values), name="report_category_known"),
            models.CheckConstraint(condition=~Q(explanation=""), name="report_explains"),
            models.CheckConstraint(condition=~Q(path=""), name="report_says_where"),
            models.CheckConstraint(condition=Q(good_faith=True), name="report_in_good_faith"),
            models.CheckConstraint(
                condition=Q(reporter__isnull=False)
                | (~Q(name="") & ~Q(email=""))
                | Q(category="child")
                | Q(forgotten_at__isnull=False),
                name="report_is_somebodys",
            ),
        )
        indexes = (
            models.Index(fields=["kind", "ref"], name="report_of_thing"),
            models.Index(fields=["received_at"], condition=Q(decision__isnull=True), name="report_open"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}: {self.category}"


class Appeal(models.Model):
    """The one contradiction of whom a decision concerns, and what was answered."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld"
        REVERSED = "reversed"

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal")
    text = models.TextField()
    filed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_why"),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", decided_at__isnull=True)
                | (Q(outcome__in=["upheld", "reversed"], decided_at__isnull=False) & ~Q(answer="")),
                name="appeal_is_answered_with_reasons",
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.outcome or 'open'}"


class AuditName(models.Model):
    """Who is meant by a name of the audit trail. Goes when the member is erased: the trail stays, and tells nobody."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="+")
    alias = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)

    def __str__(self) -> str:
        return self.alias


class AuditReview(models.Model):
    """Which review is meant by a name of the audit trail, whatever address it has now. Goes when its author is erased.

    An entry can never change, so it must not hold the public id that a review had under its author's name.
    """

    review = models.OneToOneField(Review, models.CASCADE, related_name="+")
    alias = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)

    def __str__(self) -> str:
        return self.alias


class AuditEntry(models.Model):
    """Somebody did something to something. The database refuses to change or delete an entry (see the migration)."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    who = models.CharField(max_length=80)
    act = models.CharField(max_length=40)
    target_kind = models.CharField(max_length=20)
    target = models.CharField(max_length=40)
    details = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(who="") & ~Q(act=""), name="audit_entry_says_who_and_what"),)
        indexes = (
            models.Index(fields=["-at", "-public_id"], name="audit_entry_newest"),
            models.Index(fields=["target_kind", "target"], name="audit_entry_of_target"),
        )

    def __str__(self) -> str:
        return f"{self.who} {self.act} {self.target_kind} {self.target}"
