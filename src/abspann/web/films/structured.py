"""The film page for machines: schema.org's Movie, as JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from abspann.catalog.queries import FilmPage
from abspann.core.markdown import excerpt
from abspann.editorial.models import Critique
from abspann.reviews.models import Review
from abspann.reviews.queries import Score
from abspann.web.pictures.markup import largest

REVIEW_BODY = 600


def film(page: FilmPage, score: Score, reviews: Sequence[Review], critiques: Sequence[Critique]) -> dict[str, Any]:
    """Return a film as schema.org describes a Movie; what is unknown is left out."""
    subject = page.film
    address = settings.SITE_URL + reverse("films:show", args=[subject.slug])
    data = {
        "@context": "https://schema.org",
        "@type": "Movie",
        "@id": address,
        "url": address,
        "name": page.title,
        "alternateName": subject.original_title if subject.original_title != page.title else None,
        "image": settings.SITE_URL + (largest(subject.poster_shown) or reverse("share", args=[subject.slug])),
        "datePublished": _release(page) or (str(subject.year) if subject.year else None),
        "duration": f"PT{subject.running_minutes}M" if subject.running_minutes else None,
        "genre": list(page.genres),
        "countryOfOrigin": [{"@type": "Country", "name": code} for code in page.countries],
        "inLanguage": list(page.languages),
        "description": excerpt(page.synopsis.text, characters=300).text if page.synopsis else None,
        "director": [_person(credit.person.name) for credit in page.directors],
        "author": [_person(credit.person.name) for credit in page.writers],
        "actor": [_person(credit.person.name) for credit in page.cast[:10]],
        "aggregateRating": _aggregate(score),
        "review": [_critique(critique) for critique in critiques] + [_review(review) for review in reviews],
    }
    return {key: value for key, value in data.items() if value not in (None, [])}


def _release(page: FilmPage) -> str | None:
    released = getattr(page.film, "released_on", None)
    return released.isoformat() if released else None


def _person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}


def _stars(half_stars: int) -> dict[str, Any]:
    return {"@type": "Rating", "ratingValue": half_stars / 2, "bestRating": 5, "worstRating": 0.5}


def _aggregate(score: Score) -> dict[str, Any] | None:
    """`ratingCount` counts ratings, `reviewCount` texts: two things that others confuse."""
    if score.average is None:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": round(score.average, 2),
        "bestRating": 5,
        "worstRating": 0.5,
        "ratingCount": score.rating_count,
        "reviewCount": score.review_count,
    }


def _review(review: Review) -> dict[str, Any]:
    data = {
        "@type": "Review",
        "author": _author(review),
        "datePublished": review.published_on.isoformat() if review.published_on else None,
        "inLanguage": review.language,
        "reviewBody": (excerpt(review.text, characters=REVIEW_BODY).text or None) if not review.spoiler else None,
        "reviewRating": _stars(review.half_stars) if review.half_stars else None,
    }
    return {key: value for key, value in data.items() if value is not None}


def _author(review: Review) -> dict[str, str] | None:
    """The two words for one who left; nobody where no name came with the text."""
    author = review.author
    if author and author.handle and not author.is_leaving:
        return _person(author.display_name) | {"url": settings.SITE_URL + reverse("members:show", args=[author.handle])}
    if author:
        return _person(author.display_name)
    return _person(_("Anonymous user")) if review.author_kind == Review.Author.ANONYMOUS else None


def _critique(critique: Critique) -> dict[str, Any]:
    critic = critique.critic.display_name if critique.critic else critique.critic_name
    data = {
        "@type": "Review",
        "author": _person(critic) if critic else {"@type": "Organization", "name": settings.SITE_NAME},
        "name": critique.headline,
        "datePublished": timezone.localdate(critique.published_at).isoformat() if critique.dated else None,
        "inLanguage": critique.language,
        "reviewBody": excerpt(critique.teaser or critique.text, characters=REVIEW_BODY).text,
        "reviewRating": _stars(critique.half_stars) if critique.half_stars else None,
    }
    return {key: value for key, value in data.items() if value is not None}
