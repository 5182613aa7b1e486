"""The Atom feed of new reviews."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from abspann.catalog.queries import title_of
from abspann.core.markdown import excerpt
from abspann.reviews.models import Review
from abspann.reviews.queries import newest_reviews

ENTRIES = 30


class NewReviews(Feed[Review, Any]):
    """New reviews as Atom. Times are days: a review shows no hour anywhere."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with addresses that come from the settings, never from the request."""
        response = super().__call__(request, *args, **kwargs)
        response["Content-Type"] = "application/atom+xml; charset=utf-8"
        return response

    def title(self) -> str:
        """The feed's title."""
        return _("%(site)s: new reviews") % {"site": settings.SITE_NAME}

    def link(self) -> str:
        """The page that the feed follows."""
        return settings.SITE_URL + reverse("site:reviews")

    def feed_url(self) -> str:
        """The feed's own address."""
        return settings.SITE_URL + reverse("site:feed")

    def items(self) -> list[Review]:
        """The newest reviews that everybody may read."""
        return newest_reviews(viewer=None, size=ENTRIES).items

    def item_title(self, item: Review) -> str:
        """Film and author."""
        return f"{title_of(item.film)} – {self.item_author_name(item)}"

    def item_description(self, item: Review) -> str:
        """The beginning of the text; of one that tells the ending, only that it does."""
        told = "" if item.spoiler else excerpt(item.text, characters=500).text
        return told or _("This review gives the ending away.")

    def item_link(self, item: Review) -> str:
        """The review's own page."""
        return settings.SITE_URL + reverse("films:review", args=[item.film.slug, item.public_id])

    def item_author_name(self, item: Review) -> str:
        """The author, or the two words that stand for one who left."""
        return item.author.display_name if item.author else _("Anonymous user")

    def item_pubdate(self, item: Review) -> dt.datetime:
        """The day, at noon UTC."""
        return dt.datetime.combine(item.sort_date, dt.time(12), dt.UTC)

    item_updateddate = item_pubdate
