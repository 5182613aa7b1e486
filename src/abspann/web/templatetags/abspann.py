"""What templates ask for: numbers and dates in the reader's language, safe text, people, and where texts are from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from abspann.catalog.models import Award, Credit, Festival, Film, FilmSeries, Keyword, Section
from abspann.catalog.queries import CompanyOfFilm, Prize, title_of
from abspann.catalog.rules import Genre, Job
from abspann.core import formats, markdown
from abspann.core.provenance import License, Sourced
from abspann.discovery.models import SimilarFilm
from abspann.members.models import Member
from abspann.reviews.models import Review

register = template.Library()

WORDS_PER_MINUTE = 200
QUOTATION_MARKS = {"de": ("„", "“"), "en": ("“", "”"), "fr": ("«\u202f", "\u202f»"), "it": ("«", "»"), "es": ("«", "»")}
OPENING_MARKS = ("„", "“", "«", "»", '"', "‚", "‘")

SEPARATOR = " ·\N{NO-BREAK SPACE}"
"""It may begin a line, never end one."""


# A page says the same few numbers and people many times over.
_number = lru_cache(4096)(formats.number)
_stars = lru_cache(64)(formats.stars)


def _language() -> str:
    return get_language() or "de"


@lru_cache(4096)
def _address(name: str, slug: str, language: str) -> str:
    with override(language):
        return reverse(name, args=[slug])


def _person_address(slug: str) -> str:
    return _address("people:show", slug, _language())


@register.filter
def number(value: int) -> str:
    """6989 as 6.989 or 6,989."""
    return _number(value, _language())


@register.filter
def average(value: float | None) -> str:
    """3.67 as 3,7; nothing known is –."""
    return formats.average(value, _language())


@register.filter
def half_stars(value: int) -> str:
    """7 half stars as 3,5."""
    return _stars(value, _language())


@register.filter
def day(value: dt.date | dt.datetime) -> str:
    """A day in words; of a moment, the day it is here."""
    return formats.date_long(timezone.localdate(value) if isinstance(value, dt.datetime) else value, _language())


@register.filter
def weekday(value: dt.date) -> str:
    """`Donnerstag, 26. November`, `Thursday, 26 November`."""
    pattern, locale = ("EEEE, d. MMMM", "de") if _language() == "de" else ("EEEE, d MMMM", "en_GB")
    return format_date(value, pattern, locale=locale)


@register.filter
def month(value: dt.date) -> str:
    """A day's month in words: `März 2011`."""
    return formats.date_partial(value.year, value.month, None, _language())


@register.filter
def running_time(minutes: int) -> str:
    """123 as 2 Std. 03 Min."""
    return formats.running_time(minutes, _language())


@register.filter
def country(code: str) -> str:
    """FR as Frankreich."""
    return formats.country(code, _language())


@register.filter
def countries(codes: list[str]) -> str:
    """Codes as names, parted by commas."""
    return ", ".join(formats.country(code, _language()) for code in codes)


@register.filter
def language_names(codes: list[str]) -> str:
    """Codes of languages as names, parted by commas."""
    return ", ".join(formats.language_name(code, _language()) for code in codes)


@register.filter
def language_name(code: str) -> str:
    """fr as Französisch."""
    return formats.language_name(code, _language())


@register.filter
def genre(code: str) -> str:
    """The name of a genre."""
    return str(Genre(code).label) if code in Genre.values else code


@register.filter
def genres(codes: list[str]) -> str:
    """Codes of genres as names, parted by commas."""
    return ", ".join(genre(code) for code in codes)


@register.filter
def budget(film: Film) -> str:
    """What a film cost, or –."""
    if film.budget_amount is None or film.budget_currency is None:
        return formats.MISSING
    return formats.money(film.budget_amount, film.budget_currency, _language())


@register.filter
def film_title(film: Film) -> str:
    """A film's title in the reader's language."""
    return title_of(film)


@register.filter
def title_language(film: Film) -> str:
    """The language of the title that a page shows, where it is known and may not be the page's; else nothing."""
    own = film.original_title is None or film.original_title == title_of(film)
    return formats.language_tag(film.original_language) if own else ""


@register.simple_tag
def original_lang(film: Film) -> SafeString:
    """The `lang` of an element that holds a film's original title; nothing where no one language is known."""
    tag = formats.language_tag(film.original_language)
    return format_html(' lang="{}"', tag) if tag else SafeString()


@register.filter
def local_name(named: Festival | Section | Award | FilmSeries) -> str:
    """What a festival, a section, a prize or a series is called in the reader's language."""
    return (named.name_en or named.name) if _language() == "en" else named.name


@register.filter
def aspect_ratio(value: str) -> str:
    """2.35:1 as 2,35:1."""
    return value.replace(".", ",") if _language() == "de" else value


@register.filter(is_safe=True)
def markdown_html(text: str, heading: int = 3) -> SafeString:
    """A text whole, its headings of one level."""
    return markdown.render(text, heading=heading)


@register.filter
def folded_text(text: str, characters: int = 420) -> markdown.Folded:
    """A text to be folded; its headings go below that of a card."""
    return markdown.fold(text, characters=characters, heading=4)


@register.filter
def reading_time(text: str) -> str:
    """How long a text takes to read: `6 Minuten Lesezeit`."""
    minutes = max(1, round(len(text.split()) / WORDS_PER_MINUTE))
    return ngettext("%(count)s minute to read", "%(count)s minutes to read", minutes) % {"count": minutes}


@register.filter
def quoted(text: str, language: str) -> str:
    """A quotation in the marks of its language; one that has marks of its own keeps them."""
    if text[:1] in OPENING_MARKS:
        return text
    before, after = QUOTATION_MARKS.get(language.split("-", maxsplit=1)[0], QUOTATION_MARKS["en"])
    return f"{before}{text}{after}"


@register.filter
def teaser(text: str, characters: int = 160) -> str:
    """The beginning of a text on one line."""
    return markdown.excerpt(text, characters=characters).text


@register.filter
def followers(member: Member) -> str:
    """`6.989 Follower`, `1 Follower`."""
    count = member.followers_shown
    return ngettext("%(count)s follower", "%(count)s followers", count) % {"count": number(count)}


@register.filter
def review_count(review: Any) -> str:
    """`1.053 Kritiken`, `1 Kritik`: as reported where the author is credited from, else what they wrote here."""
    reported = review.author.reported_reviews
    return text_count(reported if reported is not None else review.author_reviews or 0)


@register.filter
def author_name(review: Review) -> str:
    """Who wrote a review; a deleted account is two words and nothing else."""
    if review.author:
        return review.author.display_name
    return _("No name given") if review.author_kind == Review.Author.UNKNOWN else _("Anonymous user")


@register.filter
def helpful_words(review: Review) -> str:
    """`52 von 55 fanden das hilfreich`."""
    votes = review.helpful_yes + review.helpful_no
    words = ngettext("%(yes)s of %(votes)s found this helpful", "%(yes)s of %(votes)s found this helpful", votes)
    return words % {"yes": number(review.helpful_yes), "votes": number(votes)}


@register.simple_tag
def people_links(credits: Sequence[Credit], limit: int | None = None) -> SafeString:
    """The names of credits, each once and a link to the person; beyond the limit `u. a.`."""
    people = list({credit.person_id: credit.person for credit in credits}.values())
    names = format_html_join(
        ", ",
        '<a class="plain" href="{}">{}</a>',
        ((_person_address(person.slug), person.name) for person in people[:limit]),
    )
    if limit is None or len(people) <= limit:
        return names
    return format_html("{}\N{NO-BREAK SPACE}{}", names, _("and others"))


@register.simple_tag
def genre_links(codes: Sequence[str]) -> SafeString:
    """The names of genres, each a link to its page."""
    return format_html_join(
        ", ",
        '<a class="plain" href="{}">{}</a>',
        ((_address("browse:genre", code, _language()), genre(code)) for code in codes),
    )


@register.simple_tag
def country_links(codes: Sequence[str]) -> SafeString:
    """The names of countries, each a link to its page."""
    return format_html_join(
        ", ",
        '<a class="plain" href="{}">{}</a>',
        ((_address("browse:country", code.lower(), _language()), country(code)) for code in codes),
    )


@register.simple_tag
def company_links(companies: Sequence[CompanyOfFilm], job: str) -> SafeString:
    """The companies that did a job for a film, each a link to its page; – where none is known."""
    names = format_html_join(
        ", ",
        "{}",
        (
            [
                format_html(
                    '<a class="plain" href="{}">{}</a>',
                    _address("browse:company", row.slug, _language()),
                    row.name,
                )
                if row.slug
                else row.name
            ]
            for row in companies
            if row.job == job
        ),
    )
    return names or SafeString(formats.MISSING)


@register.simple_tag
def people_rows(credits: Sequence[Credit]) -> SafeString:
    """The names of credits, each in a row of its own."""
    people = {credit.person_id: credit.person for credit in credits}.values()
    return format_html_join(
        "",
        '<dd><a class="plain" href="{}">{}</a></dd>',
        ((_person_address(person.slug), person.name) for person in people),
    )


@register.filter
def role_words(credit: Credit) -> str:
    """The role that a credit names; of a voice, that it is one; – where none is known."""
    voice = str(Job.VOICE.label) if credit.job == Job.VOICE else ""
    if not credit.role:
        return voice or formats.MISSING
    return f"{credit.role} ({voice})" if voice else credit.role


@register.simple_tag
def prize_line(prize: Prize) -> SafeString:
    """`Wettbewerb · Goldene Palme: nominiert (Jacques Audiard)`; no separator ends a line."""
    outcome = prize.outcome
    what = [local_name(part) for part in (outcome.section, outcome.award) if part]
    words = ": ".join(filter(None, (SEPARATOR.join(what), str(outcome.get_result_display()))))
    if not prize.people:
        return format_html("{}", words)
    names = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((_person_address(p.slug), p.name) for p in prize.people),
    )
    return format_html("{} ({})", words, names)


@register.simple_tag
def credit_line(text: Sourced) -> SafeString:
    """Where a text comes from and by what right it stands here, each linked where there is an address."""
    right = License(text.license)
    said = right not in (License.OWN, License.QUOTATION) or not text.source
    source = _linked(text.source, text.source_url, "nofollow noopener") if text.source else ""
    licence = _linked(str(right.label), right.url, "license noopener") if said else ""
    return format_html("{}{}{}", source, ", " if source and licence else "", licence)


@register.filter
def license_name(code: str) -> str:
    """What a license is called; one that the house does not know by its code."""
    if code in License.values:
        return str(License(code).label)
    others = {"mit": "MIT", "bsd-2-clause": "BSD 2-Clause"}
    others |= {"tmdb": _("terms of TMDB"), "imdb-non-commercial": _("terms of IMDb")}
    return others.get(code, code)


def _linked(words: str, address: str, rel: str) -> str:
    return format_html('<a href="{}" rel="{}">{}</a>', address, rel, words) if address else words


@register.filter
def why_similar(similar: SimilarFilm) -> str:
    """Why a film goes with another, in words."""
    if similar.reason == SimilarFilm.Reason.DIRECTOR:
        return _("also by %(name)s") % {"name": similar.detail}
    if similar.reason == SimilarFilm.Reason.CAST:
        return _("also with %(name)s") % {"name": similar.detail}
    if similar.reason == SimilarFilm.Reason.COMPETITION:
        return _("also in competition: %(edition)s") % {"edition": similar.detail}
    return _("also %(genre)s") % {"genre": genre(similar.detail)}


@register.filter
def clock(value: dt.datetime) -> str:
    """A moment of a day as 14:05."""
    return f"{timezone.localtime(value):%H:%M}"


@register.filter
def rating_count(count: int) -> str:
    """`412 Wertungen`, `1 Wertung`."""
    return ngettext("%(count)s rating", "%(count)s ratings", count) % {"count": number(count)}


@register.filter
def keyword_name(word: Keyword) -> str:
    """A keyword in the reader's language."""
    return word.name_in(get_language() or "de")


@register.filter
def text_count(count: int) -> str:
    """`86 Kritiken`, `1 Kritik`."""
    return ngettext("%(count)s review", "%(count)s reviews", count) % {"count": number(count)}


@register.filter
def entry(found: object, key: str) -> str:
    """What a mapping of words holds for a key; nothing where there is none, and where there is no mapping."""
    return str(found.get(key, "")) if isinstance(found, Mapping) else ""
