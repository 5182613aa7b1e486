"""What the acts share: holding rows until a transaction ends, and demanding who wrote them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from abspann.catalog.models import Film
from abspann.core.refusal import Refusal
from abspann.members.models import Actor
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.reviews.models import Rating, Review


def hold_film(film_id: int) -> None:
    """Let nobody else write ratings or reviews of a film until this transaction ends, so that counts count them all."""
    if Film.objects.select_for_update(no_key=True).filter(pk=film_id).first() is None:
        raise Refusal(_("This film is no longer here."), status=404)


def hold_films(*rows: QuerySet[Review] | QuerySet[Rating]) -> list[int]:
    """Hold the films of these rows, in the order of their keys, and return them."""
    films = sorted({film_id for some in rows for film_id in some.values_list("film", flat=True)})
    for film_id in films:
        hold_film(film_id)
    return films


def held_review(review: Review) -> Review:
    """Return the review as it stands now, held until the transaction ends."""
    held = Review.objects.select_for_update(no_key=True, of=("self",)).select_related("author", "film")
    found = held.filter(pk=review.pk).first()
    if found is None:
        raise Refusal(_("This review does not exist, or no longer."), status=404)
    return found


def demand_authorship(by: Actor, review: Review) -> None:
    """Refuse whoever did not write the review; nobody edits what is nobody's."""
    demand(by, Act.EDIT_REVIEW, whose=review.author)
    if review.author is None:
        raise Refusal(_("You may not do that here."), status=403)
