"""Where a text comes from, and by what right it stands here."""

from typing import ClassVar

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class License(models.TextChoices):
    """The right by which a text stands here."""

    OWN = "own", _("Written for this site")
    PERMISSION = "permission", _("By permission")
    QUOTATION = "quotation", _("Quotation (§ 51 UrhG)")
    CC0 = "cc0", "CC0 1.0"
    CC_BY_2_0_DE = "cc-by-2.0-de", "CC BY 2.0 DE"
    CC_BY_3_0 = "cc-by-3.0", "CC BY 3.0"
    CC_BY_4_0 = "cc-by-4.0", "CC BY 4.0"
    CC_BY_SA_3_0 = "cc-by-sa-3.0", "CC BY-SA 3.0"
    CC_BY_SA_4_0 = "cc-by-sa-4.0", "CC BY-SA 4.0"
    PUBLIC_DOMAIN = "public-domain", _("Public domain")
    PRIVATE = "private", _("For the house only, not shown")

    @property
    def url(self) -> str:
        """Where the license can be read; empty for what is no public license."""
        return _ADDRESSES.get(self, "")

    @property
    def may_be_shown(self) -> bool:
        return self is not License.PRIVATE

    @property
    def demands_credit(self) -> bool:
        """Whether the text may stand only beside the name of its source."""
        return self in _DEMANDING_CREDIT


_CREATIVE_COMMONS = "https://creativecommons.org"
_ADDRESSES = {
    License.CC0: f"{_CREATIVE_COMMONS}/publicdomain/zero/1.0/",
    License.CC_BY_2_0_DE: f"{_CREATIVE_COMMONS}/licenses/by/2.0/de/",
    License.CC_BY_3_0: f"{_CREATIVE_COMMONS}/licenses/by/3.0/",
    License.CC_BY_4_0: f"{_CREATIVE_COMMONS}/licenses/by/4.0/",
    License.CC_BY_SA_3_0: f"{_CREATIVE_COMMONS}/licenses/by-sa/3.0/",
    License.CC_BY_SA_4_0: f"{_CREATIVE_COMMONS}/licenses/by-sa/4.0/",
    License.PUBLIC_DOMAIN: f"{_CREATIVE_COMMONS}/publicdomain/mark/1.0/",
}
_DEMANDING_CREDIT = (
    License.CC_BY_2_0_DE, License.CC_BY_3_0, License.CC_BY_4_0, License.CC_BY_SA_3_0, License.CC_BY_SA_4_0,
)  # fmt: skip


class Sourced(models.Model):
    """A text whose language, source and license are known.

    The database refuses an unknown or empty license, an address that is not http(s), and a Creative Commons text that
    demands a credit and names no source. A child with a `Meta` of its own inherits `Sourced.Meta`; if it has
    constraints, they begin with `*Sourced.Meta.constraints`.
    """

    language = models.CharField(
        _("language"), max_length=8, default="de", validators=[RegexValidator(r"\A[a-z]{2,3}(-[A-Za-z]{2,4})?\Z")]
    )
    source = models.CharField(
        _("source"), max_length=300, blank=True, help_text=_("Who wrote it, or where it is from.")
    )
    source_url = models.URLField(
        _("address of the source"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    license = models.CharField(_("license"), max_length=20, choices=License.choices)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(license__in=License.values),
                name="%(app_label)s_%(class)s_license_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(license__in=_DEMANDING_CREDIT) | ~Q(source=""),
                name="%(app_label)s_%(class)s_source_is_credited",
            ),
            models.CheckConstraint(
                condition=Q(source_url="") | Q(source_url__startswith="https://") | Q(source_url__startswith="http://"),
                name="%(app_label)s_%(class)s_source_url_is_http",
            ),
        )

    @property
    def credit(self) -> str:
        """The line under the text, as plain text: `Wikipedia, CC BY-SA 4.0`; empty where nothing is to be said.

        A page that links both parts shows `source` with `source_url` and `License(license).label` with its `url`.
        """
        right = License(self.license)
        names_right = right not in (License.OWN, License.QUOTATION, License.PRIVATE)
        return ", ".join(part for part in (self.source, str(right.label) if names_right else "") if part)
