"""Pictures of films and people, each with who made it and by what right it stands here."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from abspann.catalog import rules
from abspann.catalog.models.films import Film
from abspann.catalog.models.history import ONE_SUBJECT
from abspann.catalog.models.people import Person
from abspann.core.images import ENDINGS, name_of
from abspann.core.provenance import License
from abspann.core.public_id import new_public_id
from abspann.members.models import Member


class PictureQuerySet(models.QuerySet["Picture"]):
    """Pictures, by the words that filter them."""

    def shown(self) -> Self:
        """Those that a page may show: neither hidden by moderators nor with their files lost."""
        return self.filter(hidden_at__isnull=True, lost_at__isnull=True)

    def in_order(self) -> Self:
        """As they stand: the posters first, of each kind the first first."""
        kinds = [models.When(kind=kind, then=models.Value(at)) for at, kind in enumerate(rules.PictureKind.values)]
        return self.order_by(models.Case(*kinds, output_field=models.SmallIntegerField()), "position", "pk")


class Picture(models.Model):
    """A poster or a still of a film, or a portrait of a person; its files lie in a folder that its public id names.

    `maker` is who made it, `source` where it is from, or who permits it to be shown. `captions` and `alternatives`
    (what is to be seen, for those who do not see it) are texts by language. `digest` is of its pixels, so that one
    picture stands once. `hidden_at`: since when moderators keep it from every page; `lost_at`: since when its files are
    missing. Without a member (`by`) it was added by the house, or by somebody who has left.
    """

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)
    film = models.ForeignKey(Film, models.CASCADE, null=True, blank=True, related_name="pictures")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="pictures")
    kind = models.CharField(max_length=10, choices=rules.PictureKind)
    position = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    maker = models.CharField(max_length=rules.MAKER_LIMIT, blank=True, default="")
    license = models.CharField(max_length=20, choices=rules.PICTURE_LICENSES.items())
    source = models.CharField(max_length=300, blank=True, default="")
    source_url = models.URLField(max_length=500, blank=True, default="")
    captions = models.JSONField(default=dict, blank=True)
    alternatives = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=ONE_SUBJECT, name="picture_of_one_subject"),
            models.CheckConstraint(
                condition=Q(kind__in=["poster", "still"], film__isnull=False)
                | Q(kind="portrait", person__isnull=False),
                name="picture_kind_fits_subject",
            ),
            models.CheckConstraint(
                condition=Q(license__in=[right.value for right in rules.PICTURE_LICENSES]),
                name="picture_may_be_shown",
            ),
            models.CheckConstraint(
                condition=~Q(license__in=[right.value for right in rules.NAMES_MAKER]) | ~Q(maker=""),
                name="picture_names_its_maker",
            ),
            models.CheckConstraint(
                condition=~Q(license="permission") | ~Q(source=""), name="picture_says_who_permits_it"
            ),
            models.CheckConstraint(
                condition=Q(source_url="") | Q(source_url__startswith="https://") | Q(source_url__startswith="http://"),
                name="picture_source_url_is_http",
            ),
            models.UniqueConstraint(fields=["film", "digest"], name="picture_of_film_once"),
            models.UniqueConstraint(fields=["person", "digest"], name="picture_of_person_once"),
        )
        indexes = (
            models.Index(fields=["film", "kind", "position"], name="picture_of_film"),
            models.Index(fields=["person", "kind", "position"], name="picture_of_person"),
            models.Index(fields=["by", "added_at"], name="picture_of_member"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def subject(self) -> Film | Person:
        """Whom or what it shows."""
        subject = self.film or self.person
        assert subject is not None
        return subject

    @property
    def right(self) -> License:
        """The right by which it stands here."""
        return License(self.license)

    @property
    def right_label(self) -> str:
        """What a page calls that right; nothing where there is nothing to be said."""
        return "" if self.right is License.OWN else str(self.right.label)

    @property
    def as_shown(self) -> dict[str, Any]:
        """What a page needs to show it, as plain data."""
        return {
            "id": self.public_id,
            "kind": self.kind,
            "digest": self.digest[:16],
            "width": self.width,
            "height": self.height,
        }

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files."""
        widths = rules.widths_of(self.kind, self.width)
        return tuple(name_of(self.digest, width, ending) for width in widths for ending in ENDINGS)

    def caption(self, language: str) -> str:
        """What stands below it, in this language or, where there is none, in another."""
        return _in(self.captions, language)

    def alternative(self, language: str) -> str:
        """What it shows, for those who do not see it; its caption where nobody has said."""
        return _in(self.alternatives, language) or self.caption(language)


def _in(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or next((text for text in texts.values() if text), "")
