"""Films, people, credits, the house's texts about films, festivals and what came of them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from abspann.catalog import rules
from abspann.core.provenance import License, Sourced
from abspann.core.public_id import new_public_id
from abspann.members.models import Member


class Film(models.Model):
    """A film. Everything but its title may be unknown, and unknown is NULL."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    slug = models.CharField(max_length=140, unique=True)
    title = models.CharField(max_length=300)
    sort_title = models.CharField(max_length=300)
    original_title = models.CharField(max_length=300, null=True, blank=True)
    original_language = models.CharField(max_length=8, null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    running_minutes = models.PositiveIntegerField(null=True, blank=True)
    fsk = models.PositiveSmallIntegerField(null=True, blank=True)
    budget_amount = models.PositiveBigIntegerField(null=True, blank=True)
    budget_currency = models.CharField(max_length=3, null=True, blank=True)
    admissions_de = models.PositiveIntegerField(null=True, blank=True)
    color = models.CharField(max_length=16, choices=rules.Color, null=True, blank=True)
    sound = models.CharField(max_length=80, null=True, blank=True)
    aspect_ratio = models.CharField(max_length=40, null=True, blank=True)
    poster_design = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="film_has_a_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="film_has_a_slug"),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=rules.YEARS), name="film_year_possible"
            ),
            models.CheckConstraint(
                condition=Q(running_minutes__isnull=True) | Q(running_minutes__range=rules.MINUTES),
                name="film_running_time_possible",
            ),
            models.CheckConstraint(condition=Q(fsk__isnull=True) | Q(fsk__in=rules.FSK_AGES), name="film_fsk_known"),
            models.CheckConstraint(
                condition=Q(budget_amount__isnull=True, budget_currency__isnull=True)
                | Q(budget_amount__isnull=False, budget_currency__isnull=False),
                name="film_budget_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(color__isnull=True) | Q(color__in=rules.Color.values), name="film_color_known"
            ),
        )
        indexes = (
            models.Index(fields=["sort_title", "public_id"], name="film_by_title"),
            models.Index(fields=["-year", "sort_title", "public_id"], name="film_by_year"),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title


class FilmSlug(models.Model):
    """An address that a film once had; it leads to the film for good."""

    slug = models.CharField(max_length=140, unique=True)
    film = models.ForeignKey(Film, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class FilmTitle(models.Model):
    """A film's title in a language; a film may have several in one."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="titles")
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["film", "language", "text"], name="film_title_once"),
            models.CheckConstraint(condition=~Q(text=""), name="film_title_not_empty"),
        )

    def __str__(self) -> str:
        return f"{self.language}: {self.text}"


class FilmFacet(models.Model):
    """A genre, a country or a language of a film, by code, in the film's own order."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=8, choices=rules.FacetKind)
    code = models.CharField(max_length=24)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["film", "kind", "code"], name="film_facet_once"),
            models.CheckConstraint(condition=Q(kind__in=rules.FacetKind.values), name="film_facet_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind="genre") | Q(code__in=rules.Genre.values), name="film_facet_genre_known"
            ),
        )
        indexes = (models.Index(fields=["kind", "code", "film"], name="film_facet_browse"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Release(models.Model):
    """A film's first public showing in a country's cinemas."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="releases")
    country = models.CharField(max_length=4)
    date = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["film", "country"], name="release_once_per_country"),)

    def __str__(self) -> str:
        return f"{self.country} {self.date}"


class Company(models.Model):
    """A company that makes or brings out films."""

    name = models.CharField(max_length=200, unique=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="company_has_a_name"),)

    def __str__(self) -> str:
        return self.name


class FilmCompany(models.Model):
    """What a company did for a film, and for which country."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="companies")
    company = models.ForeignKey(Company, models.CASCADE, related_name="films")
    job = models.CharField(max_length=12, choices=rules.CompanyJob)
    country = models.CharField(max_length=4, null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["film", "company", "job"], name="film_company_once"),
            models.CheckConstraint(condition=Q(job__in=rules.CompanyJob.values), name="film_company_job_known"),
        )

    def __str__(self) -> str:
        return f"{self.job} {self.company_id}"


class ExternalId(models.Model):
    """A film's number in another catalog."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="external_ids")
    scheme = models.CharField(max_length=24)
    value = models.CharField(max_length=80)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["film", "scheme"], name="film_external_id_once"),
            models.UniqueConstraint(fields=["scheme", "value"], name="film_external_id_of_one_film"),
        )

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Person(models.Model):
    """Anyone in credits. A birthday may be known by its year only."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    slug = models.CharField(max_length=140, unique=True)
    name = models.CharField(max_length=200)
    born_on = models.DateField(null=True, blank=True)
    born_year = models.PositiveSmallIntegerField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    died_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birthplace = models.CharField(max_length=120, null=True, blank=True)
    imdb = models.CharField(max_length=12, null=True, blank=True, unique=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=Q(born_on__isnull=True) | Q(born_on__year=F("born_year")), name="person_born_in_one_year"
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(died_on__year=F("died_year")), name="person_died_in_one_year"
            ),
            models.CheckConstraint(
                condition=Q(born_year__isnull=True) | Q(died_year__isnull=True) | Q(died_year__gte=F("born_year")),
                name="person_born_before_death",
            ),
        )
        indexes = (models.Index(fields=["name", "id"], name="person_by_name"),)

    def __str__(self) -> str:
        return self.name


class Credit(models.Model):
    """A person's job on a film; of a role, all spellings in use."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, models.CASCADE, related_name="credits")
    job = models.CharField(max_length=20, choices=rules.Job)
    role = models.CharField(max_length=200, null=True, blank=True)
    role_aliases = models.JSONField(default=list, blank=True)
    billing = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(job__in=rules.Job.values), name="credit_job_known"),
            models.CheckConstraint(
                condition=Q(role__isnull=True) | Q(job__in=[job.value for job in rules.ON_SCREEN]),
                name="credit_role_only_on_screen",
            ),
            models.UniqueConstraint("film", "person", "job", Coalesce("role", Value("")), name="credit_once"),
        )
        indexes = (
            models.Index(fields=["film", "job", "billing"], name="credit_roll"),
            models.Index(fields=["person", "job"], name="credit_filmography"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.job} {self.film_id}"


class SynopsisQuerySet(models.QuerySet["Synopsis"]):
    """Synopses, by the words that filter them."""

    def shown(self) -> Self:
        """Those that a page may show: neither kept for the house only nor hidden by moderators."""
        return self.exclude(license=License.PRIVATE).filter(hidden_at__isnull=True)


class Synopsis(Sourced):
    """What a film tells, in a language. `hidden_at`: since when moderators keep it from every page."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="synopses")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = SynopsisQuerySet.as_manager()

    class Meta(Sourced.Meta):
        constraints = (
            *Sourced.Meta.constraints,
            models.UniqueConstraint(fields=["film", "language", "source"], name="synopsis_one_per_source"),
        )

    def __str__(self) -> str:
        return self.text[:60]


class TriviaQuerySet(models.QuerySet["Trivia"]):
    """Trivia, by the words that filter them."""

    def shown(self) -> Self:
        """Those that a page may show: neither kept for the house only nor hidden by moderators."""
        return self.exclude(license=License.PRIVATE).filter(hidden_at__isnull=True)


class Trivia(Sourced):
    """Something worth knowing about a film. `hidden_at`: since when moderators keep it from every page."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="trivia")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = TriviaQuerySet.as_manager()

    class Meta(Sourced.Meta):
        verbose_name_plural = "trivia"

    def __str__(self) -> str:
        return self.text[:60]


class Festival(models.Model):
    """A festival or a prize-giving body that meets once a year."""

    slug = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, null=True, blank=True)
    city = models.CharField(max_length=80, null=True, blank=True)
    country = models.CharField(max_length=4, null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="festival_has_a_name"),)

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """A festival's year."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="editions")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    jury_president = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="presided")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["festival", "year"], name="edition_once_a_year"),
            models.CheckConstraint(condition=Q(year__range=rules.YEARS), name="edition_year_possible"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="edition_ends_after_its_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.festival_id} {self.year}"


class Section(models.Model):
    """A part of a festival's program, such as the competition."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="sections")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["festival", "code"], name="section_once"),)

    def __str__(self) -> str:
        return self.name


class Award(models.Model):
    """A prize that a festival gives."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="awards")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["festival", "code"], name="award_once"),)

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """What came of a film at an edition: shown in a section, nominated for a prize, or the prize itself.

    The same row stands on the festival's, the film's and the person's page.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="outcomes")
    film = models.ForeignKey(Film, models.CASCADE, related_name="outcomes")
    section = models.ForeignKey(Section, models.SET_NULL, null=True, blank=True, related_name="outcomes")
    award = models.ForeignKey(Award, models.CASCADE, null=True, blank=True, related_name="outcomes")
    result = models.CharField(max_length=10, choices=rules.Result)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "edition", "film", Coalesce("section", 0), Coalesce("award", 0), "result", name="outcome_once"
            ),
            models.CheckConstraint(condition=Q(result__in=rules.Result.values), name="outcome_result_known"),
            models.CheckConstraint(
                condition=Q(award__isnull=False) | Q(result="selected"), name="outcome_prize_is_named"
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition_id} {self.film_id} {self.result}"


class OutcomePerson(models.Model):
    """A person to whom an outcome belongs, such as a shared acting prize."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.CASCADE, related_name="outcomes")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["outcome", "person"], name="outcome_person_once"),)

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.person_id}"


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
