"""Films and the facts of their own: titles, facets, releases, companies, numbers in other catalogs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog import rules
from abspann.core.public_id import new_public_id


class Film(models.Model):
    """A film. Everything but its title may be unknown, and unknown is NULL.

    `votes`: how many rated it in other catalogs, the most that one of them tells. `held`: what somebody of the house
    decided, so that no import writes it: `{"fields": [names], "removed": {list: [rows]}}`.
    `poster_shown` is what pages need of the picture that is its poster (`Picture.as_shown`); without, one is drawn.
    """

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
    votes = models.PositiveIntegerField(default=0)
    held = models.JSONField(default=dict, blank=True)
    poster_shown = models.JSONField(null=True, blank=True, editable=False)
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
    """A film's title in a language; a film may have several in one. `source`: who told it, empty for the house."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="titles")
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=300)
    source = models.CharField(max_length=16, blank=True, default="")

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
    """A film's first public showing in a country's cinemas. `source`: who told it, empty for the house."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="releases")
    country = models.CharField(max_length=4)
    date = models.DateField()
    source = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["film", "country"], name="release_once_per_country"),)
        indexes = (models.Index(fields=["country", "date", "film"], name="release_calendar"),)

    def __str__(self) -> str:
        return f"{self.country} {self.date}"


class Company(models.Model):
    """A company that makes or brings out films. One that came in with many others waits a moment for its address."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.CharField(max_length=140, unique=True, null=True, blank=True)

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
    """A film's number in another catalog. `source`: who told it, empty for the house."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="external_ids")
    scheme = models.CharField(max_length=24)
    value = models.CharField(max_length=80)
    source = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["film", "scheme"], name="film_external_id_once"),
            models.UniqueConstraint(fields=["scheme", "value"], name="film_external_id_of_one_film"),
        )

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
