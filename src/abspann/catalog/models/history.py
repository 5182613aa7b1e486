"""What was changed of films and people, and what members would like changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog import rules
from abspann.catalog.models.films import Film
from abspann.catalog.models.people import Person
from abspann.core.public_id import new_public_id
from abspann.members.models import Member

ONE_SUBJECT = Q(film__isnull=False, person__isnull=True) | Q(film__isnull=True, person__isnull=False)


class Revision(models.Model):
    """What one act changed of a film's or a person's facts: the fields that changed, as they were and as they became.

    `number` counts those of one subject. One with an empty `before` brought its subject in. Texts kept for the house
    only never stand in it. Without a member (`by`) it is a system actor's (`by_name`), or of somebody who has left.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    film = models.ForeignKey(Film, models.CASCADE, null=True, blank=True, related_name="revisions")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="revisions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=80, blank=True, default="")
    made_at = models.DateTimeField()
    source = models.CharField(max_length=rules.SOURCE_LIMIT, blank=True, default="")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="undone_by")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=ONE_SUBJECT, name="revision_of_one_subject"),
            models.UniqueConstraint(fields=["film", "number"], name="revision_of_film_numbered"),
            models.UniqueConstraint(fields=["person", "number"], name="revision_of_person_numbered"),
            models.CheckConstraint(condition=Q(by__isnull=True) | Q(by_name=""), name="revision_by_one"),
        )

    def __str__(self) -> str:
        return f"{self.film_id or self.person_id}: {self.number}"

    @property
    def brought_in(self) -> bool:
        """Whether this is how the film or the person came into the catalog."""
        return not self.before


class Proposal(models.Model):
    """A change that a member would like, or a new film, with a source; an editor takes it or declines it.

    `changes` says of each field what stood there and what shall; `base` is the revision that the member saw.
    Once taken, `revision` is what became of it.
    """

    class Kind(models.TextChoices):
        FILM = "film"
        PERSON = "person"
        NEW = "new"

    class State(models.TextChoices):
        OPEN = "open"
        TAKEN = "taken"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    film = models.ForeignKey(Film, models.CASCADE, null=True, blank=True, related_name="proposals")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="proposals")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    base = models.PositiveIntegerField(default=0)
    changes = models.JSONField()
    source = models.CharField(max_length=rules.SOURCE_LIMIT)
    note = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    revision = models.OneToOneField(Revision, models.SET_NULL, null=True, blank=True, related_name="proposal")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="film", film__isnull=False, person__isnull=True)
                | Q(kind="person", film__isnull=True, person__isnull=False)
                | Q(kind="new", film__isnull=True, person__isnull=True),
                name="proposal_of_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | Q(state__in=["taken", "declined", "withdrawn"], decided_at__isnull=False),
                name="proposal_open_or_decided",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="proposal_has_a_source"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="proposal_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="taken") | Q(revision__isnull=True), name="proposal_changes_only_when_taken"
            ),
        )
        indexes = (
            models.Index(fields=["state", "-made_at", "-public_id"], name="proposal_queue"),
            models.Index(fields=["by", "-made_at", "-public_id"], name="proposal_of_member"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}: {self.state}"
