"""Where facts come from: what other catalogs told, whose word counts, and each import."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog.models.films import Film
from abspann.catalog.models.history import ONE_SUBJECT
from abspann.catalog.models.people import Person


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
    """Whose word counts where two sources differ, as the keeper has it; the lowest rank first."""

    source = models.CharField(max_length=16, unique=True)
    rank = models.PositiveSmallIntegerField()

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

    `score` is between 0 and 1; `evidence` lists what agrees and what does not, as [what, here, there].
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
        indexes = (models.Index(fields=["state", "-score", "id"], name="doubt_queue"),)

    def __str__(self) -> str:
        return f"{self.score:.2f} {self.state}"
