"""What films are about, word by word."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from abspann.catalog import rules
from abspann.catalog.models.films import Film


class Keyword(models.Model):
    """A word for what films are about, by a code; `names` holds it by language."""

    code = models.CharField(max_length=80, unique=True)
    names = models.JSONField(default=dict)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(code=""), name="keyword_has_a_code"),)

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        """Return the word in a language, else in German or English, else any, else its code."""
        return next(
            (self.names[code] for code in (language, "de", "en", *self.names) if self.names.get(code)), self.code
        )


class KeywordName(models.Model):
    """A name under which a keyword is recognized, in whatever language: folded, so that capitals and accents do not
    count."""

    keyword = models.ForeignKey(Keyword, models.CASCADE, related_name="folded_names")
    folded = models.CharField(max_length=rules.KEYWORD_NAME_LIMIT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["folded", "keyword"], name="keyword_name_once"),)

    def __str__(self) -> str:
        return f"{self.keyword_id}: {self.folded}"


class FilmKeyword(models.Model):
    """A keyword of a film, with the source that told it; empty for the house."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="keywords")
    keyword = models.ForeignKey(Keyword, models.CASCADE, related_name="films")
    source = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["film", "keyword"], name="film_keyword_once"),)

    def __str__(self) -> str:
        return f"{self.film_id}: {self.keyword_id}"
