"""Write what a film belongs to, as somebody of the house says it: keywords, and its places in series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from abspann.catalog import rules
from abspann.catalog.models import Film, FilmKeyword, FilmSeries, Keyword, KeywordName, SeriesFilm
from abspann.core.fitting import refuse_misfits
from abspann.core.refusal import Refusal


def write_keywords(*, film: Film, rows: Iterable[Sequence[Any]]) -> None:
    """Make a held film's keywords agree with rows of a record; one that stays is still its source's.

    A keyword that nobody knows is added, by its code, with the names that the row has.
    """
    wanted = {code: {"de": german, "en": english} for code, german, english in rows}
    keys = dict(Keyword.objects.filter(code__in=wanted).values_list("code", "pk"))
    for code, names in wanted.items():
        if code not in keys:
            keys[code] = _add_keyword(code, {language: name for language, name in names.items() if name}).pk
    film.keywords.exclude(keyword__in=keys.values()).delete()
    had = set(film.keywords.values_list("keyword", flat=True))
    FilmKeyword.objects.bulk_create(FilmKeyword(film=film, keyword_id=key) for key in keys.values() if key not in had)


def _add_keyword(code: str, names: dict[str, str]) -> Keyword:
    refuse_misfits(Keyword(code=code, names=names))
    keyword, is_new = Keyword.objects.get_or_create(code=code, defaults={"names": names})
    if is_new:
        KeywordName.objects.bulk_create(
            KeywordName(keyword=keyword, folded=name) for name in rules.keyword_names(names.values())
        )
    return keyword


def write_series(*, film: Film, rows: Iterable[Sequence[Any]]) -> None:
    """Make a held film's places in series agree with rows of a record; refuses a number that another film has.

    A series that nobody knows is added, and one that no film is left in goes: its row brings it back.
    """
    wanted = {slug: (name, name_en, number) for slug, name, name_en, number in rows}
    for place in film.series.select_related("series").exclude(series__slug__in=wanted):
        place.delete()
        if not place.series.parts.exists():
            place.series.delete()
    for slug, (name, name_en, number) in wanted.items():
        refuse_misfits(FilmSeries(slug=slug, name=name, name_en=name_en), SeriesFilm(number=number))
        series, _is_new = FilmSeries.objects.get_or_create(slug=slug, defaults={"name": name, "name_en": name_en})
        other = series.parts.filter(number=number).exclude(film=film.pk).select_related("film").first()
        if other and number is not None:
            raise Refusal(
                _("Part %(number)s of “%(series)s” is another film: %(film)s.")
                % {"number": number, "series": series, "film": other.film},
                field="series",
            )
        SeriesFilm.objects.update_or_create(series=series, film=film, defaults={"number": number})
