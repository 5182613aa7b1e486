"""What moderators hid is shown to its author, marked, with the way to the reasons; to nobody else."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from abspann.reviews import commands as reviews
from abspann.reviews.models import Review
from tests.conftest import OWN
from tests.moderation.conftest import decided  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db
MARKED = "Von der Moderation verborgen"
WORDS = "Ein Film von einem Dummkopf, Kanarienwort."


@pytest.fixture
def hidden(world, decided) -> tuple[Review, str]:  # noqa: F811  # a fixture
    """anna's hidden review among others, and the address of the decision that hid it."""
    for member in (world.bruno, world.erik):
        draft = reviews.ReviewDraft(f"Ganz groß, sagt {member.handle}.", OWN, member)
        reviews.publish_review(by=member, film=world.film, draft=draft)
    review = reviews.write_review(by=world.anna, film=world.film, text=WORDS, half_stars=2)
    decision = decided(world.dora, "review", review.public_id)
    return review, f"/decisions/{decision.public_id}/"


def places(review: Review) -> tuple[str, ...]:
    film = f"/film/{review.film.slug}/"
    return (film, f"{film}reviews/", f"{film}reviews/{review.public_id}/", "/@anna/", "/@anna/reviews/", "/reviews/")


def test_its_author_sees_it_marked_wherever_it_stood_and_reads_why(world, hidden, log_in):
    review, decision = hidden
    browser = log_in(world.anna)
    for address in places(review):
        page = browser.get(address).content.decode()
        assert WORDS in page, address
        assert MARKED in page, address
        assert f'href="{decision}"' in page, address
    why = browser.get(decision)
    assert why.status_code == 200
    assert "Der zweite Absatz beschimpft den Regisseur." in why.content.decode()


def test_nobody_else_sees_it_or_that_there_is_one_not_even_after_the_author_looked(world, hidden, log_in):
    review, decision = hidden
    addresses = [place for place in places(review) if review.public_id not in place]
    log_in(world.anna).get(addresses[0])
    for member in (None, world.bruno, world.dora, world.karl):
        browser = Client(headers={"host": "localhost"})
        if member:
            browser.force_login(member.login)
        for address in addresses:
            page = browser.get(address).content.decode()
            assert [word for word in (WORDS, MARKED, decision, review.public_id) if word in page] == [], address
        assert browser.get(places(review)[2]).status_code == 404


def test_shown_again_it_stands_once_and_says_nothing_of_it(world, hidden, decided, log_in):  # noqa: F811  # a fixture
    review, decision = hidden
    decided(world.dora, "review", review.public_id, "restore")
    page = log_in(world.anna).get(places(review)[0]).content.decode()
    assert len(re.findall(f'id="review-{review.public_id}"', page)) == 1
    assert MARKED not in page
    assert decision not in page


def test_what_was_withdrawn_while_hidden_stands_nowhere(world, hidden, log_in):
    review, _decision = hidden
    reviews.withdraw_review(by=world.anna, review=Review.objects.get(pk=review.pk))
    assert WORDS not in log_in(world.anna).get(places(review)[0]).content.decode()
