"""Where facts come from: what other catalogs told, whose word counts, and each import."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog.models.films import Film
from abspann.catalog.models.history import ONE_SUBJECT
from abspann.catalog.models.merging import Merge
from abspann.catalog.models.people import Person
from abspann.core.public_id import new_public_id
from abspann.members.models import Member


class ImportRun(models.Model):
    """One import of a source: how far it came, and what became of what it read.

    `position` counts what was read and dealt with; an interrupted run goes on from there if the files are the same
    (`fingerprint`). `refusals` holds the first hundred as [file, line, reason]. `process` tells which one does it, as
    machine, number and start, so that one that has died is known.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        INTERRUPTED = "interrupted"
        DONE = "done"
        FAILED = "failed"

    source = models.CharField(max_length=16)
    path = models.CharField(max_length=500)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    choice = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    by_name = models.CharField(max_length=80, blank=True, default="")
    started_at = models.DateTimeField()
    process = models.CharField(max_length=120, blank=True, default="")
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveBigIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=dict)
    doubtful = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)
    refusals = models.JSONField(default=list)
    trouble = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["running", "interrupted", "done", "failed"]), name="import_state_known"
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="import_one_at_a_time"),
        )
        indexes = (models.Index(fields=["-started_at"], name="import_log"),)

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M}: {self.state}"


class SourceRank(models.Model):
    """Whose word counts where two sources differ, as the keeper has it; the lowest rank first.

    The films of which the source tells follow a new rank one after the other: `followed_to` is the last that did, None
    once all have; `films_changed` counts those in which that changed something.
    """

    source = models.CharField(max_length=16, unique=True)
    rank = models.PositiveSmallIntegerField()
    followed_to = models.BigIntegerField(null=True, blank=True)
    films_changed = models.PositiveIntegerField(default=0)
    ranked_at = models.DateTimeField(null=True, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["source"], condition=Q(followed_to__isnull=False), name="source_rank_followed"),
        )

    def __str__(self) -> str:
        return f"{self.source}: {self.rank}"


class SourceRecord(models.Model):
    """What a source last told of a film or a person, as far as the catalog does not say it itself.

    `taken` names the fields whose value is the source's; `aside` holds what it says of other fields, where somebody
    who counts more says something else. `digest` tells whether it tells the same as before.
    `stands_in`: its title is none of the house's language, and yields to one that is, whatever the ranks.
    """

    source = models.CharField(max_length=16)
    key = models.CharField(max_length=120)
    film = models.ForeignKey(Film, models.CASCADE, null=True, blank=True, related_name="source_records")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="source_records")
    digest = models.BigIntegerField()
    taken = models.JSONField(default=list)
    aside = models.JSONField(default=dict)
    stands_in = models.BooleanField(default=False)
    seen_in = models.ForeignKey(ImportRun, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=ONE_SUBJECT, name="source_record_of_one_subject"),
            models.UniqueConstraint(
                fields=["source", "key"], condition=Q(film__isnull=False), name="source_record_of_film_once"
            ),
            models.UniqueConstraint(
                fields=["source", "key"], condition=Q(person__isnull=False), name="source_record_of_person_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class FilmName(models.Model):
    """A name under which a film is recognized: each of its titles, folded. Derived from them."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="names")
    folded = models.CharField(max_length=320)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["folded", "film"], name="film_name_once"),)

    def __str__(self) -> str:
        return self.folded


class PersonNumber(models.Model):
    """A person's number in another catalog; IMDb's stands with the person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="numbers")
    scheme = models.CharField(max_length=24)
    value = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["scheme", "value"], name="person_number_of_one_person"),
            models.UniqueConstraint(fields=["person", "scheme"], name="person_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Doubt(models.Model):
    """Two films, or two people, that may be one: the evidence for it, until an editor decides.

    `score` is between 0 and 1; `evidence` lists what agrees and what does not, as [what, here, there]. By `sources`
    and `agrees` many are chosen at once: who told first of each of the two («house» where no source did), in the order
    of the alphabet, and the signs for their being one, as `sameness.signs_of` reads them from the evidence.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ONE = "one"
        TWO = "two"

    film = models.ForeignKey(Film, models.CASCADE, null=True, blank=True, related_name="+")
    other_film = models.ForeignKey(Film, models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    other_person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    score = models.FloatField()
    evidence = models.JSONField(default=list)
    sources = models.CharField(max_length=40, blank=True, default="")
    agrees = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    film__isnull=False, other_film__isnull=False, person__isnull=True, other_person__isnull=True
                )
                | Q(film__isnull=True, other_film__isnull=True, person__isnull=False, other_person__isnull=False),
                name="doubt_of_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(film__isnull=True) | Q(film__lt=models.F("other_film")), name="doubt_films_in_order"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(person__lt=models.F("other_person")), name="doubt_people_in_order"
            ),
            models.UniqueConstraint(fields=["film", "other_film"], name="doubt_of_films_once"),
            models.UniqueConstraint(fields=["person", "other_person"], name="doubt_of_people_once"),
        )
        indexes = (
            models.Index(fields=["state", "-score", "id"], name="doubt_queue"),
            models.Index(fields=["state", "sources", "agrees", "score", "film"], name="doubt_choice"),
        )

    def __str__(self) -> str:
        return f"{self.score:.2f} {self.state}"


class Verdict(models.Model):
    """One decision on many doubts, and how far the worker is with it. `choice`: by what they were chosen.

    What became of each stands with it (`doubts`). `by_name` is a system actor's name; a member stands in `by`.
    """

    class Answer(models.TextChoices):
        ONE = "one"
        TWO = "two"

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"
        UNDOING = "undoing"
        UNDONE = "undone"

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=6, choices=Merge.Kind)
    choice = models.JSONField(default=dict)
    answer = models.CharField(max_length=3, choices=Answer)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=80, blank=True, default="")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_by_name = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "stopped", "undoing", "undone"]), name="verdict_state_known"
            ),
            models.CheckConstraint(condition=Q(answer__in=["one", "two"]), name="verdict_answer_known"),
            models.CheckConstraint(condition=Q(kind__in=["film", "person"]), name="verdict_kind_known"),
        )
        indexes = (
            models.Index(fields=["-made_at", "-id"], name="verdict_log"),
            models.Index(fields=["id"], condition=Q(state__in=["running", "undoing"]), name="verdict_at_work"),
        )

    def __str__(self) -> str:
        return f"{self.answer} {self.made_at:%Y-%m-%d %H:%M}: {self.state}"


class VerdictDoubt(models.Model):
    """A doubt under a decision on many, and what became of it; `names` are both, as they were called then.

    It keeps the doubt's number and not a key, for a doubt goes when one of its two does. ONE and TWO: decided so.
    TAKEN: somebody else had decided it. GONE: one of both was merged or removed. UNSURE: one of both may as well be a
    third. REFUSED: it could not be done. LEFT: it ended before. UNDONE, and STAYS where that could not be done.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        ONE = "one"
        TWO = "two"
        TAKEN = "taken"
        GONE = "gone"
        UNSURE = "unsure"
        REFUSED = "refused"
        LEFT = "left"
        UNDONE = "undone"
        STAYS = "stays"

    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="doubts")
    doubt = models.BigIntegerField()
    outcome = models.CharField(max_length=7, choices=Outcome, default=Outcome.WAITING)
    merge = models.OneToOneField(Merge, models.SET_NULL, null=True, blank=True, related_name="under")
    names = models.CharField(max_length=640, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["verdict", "doubt"], name="verdict_doubt_once"),
            models.UniqueConstraint(fields=["doubt"], condition=Q(outcome="waiting"), name="verdict_doubt_waits_once"),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=(
                        *("waiting", "one", "two", "taken", "gone"),
                        *("unsure", "refused", "left", "undone", "stays"),
                    )
                ),
                name="verdict_doubt_outcome_known",
            ),
        )
        indexes = (models.Index(fields=["verdict", "outcome", "id"], name="verdict_doubt_outcome"),)

    def __str__(self) -> str:
        return f"{self.doubt}: {self.outcome}"
