"""An attack on anonymous users: which of their texts are by the same person?

The attacker read every public page before and after, and even looks into the tables. What a text itself tells (its
words, its film, its stars, its day) they know of each single text anyhow; the question is whether anything else ties
two of them. That all texts of somebody lose their name at the same moment cannot be hidden from who reads every page
every minute; the page on which one leaves says so in its own words.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from abspann.catalog.models import Film
from abspann.members.commands import leaving
from abspann.members.models import Departure, Follow, Member
from abspann.reviews import commands as reviews
from abspann.reviews.models import HelpfulVote, Rating, Review, ReviewVersion
from tests.conftest import TEST

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MEMBERS, LEAVING, FILMS = 200, 25, 12
WRITES, WRITES_WHO_LEAVES = 1, 8
CHANCE = 0.06
"""How far from one half a guess may be: about three standard deviations for so many pairs."""

NUMBERS = "abcdefghijkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CARD = re.compile(r'<article class="review pair pair--tall" id="review-(\w+)".*?</article>', re.DOTALL)
OWN_TO_A_TEXT = (
    (re.compile(r"Text-\d+"), "Text"),
    (re.compile(r'<time datetime="[^"]*">[^<]*</time>'), "<time>"),
    (re.compile(r'<span class="nb">.*?</span></span>', re.DOTALL), "<stars>"),
    (re.compile(r'<span class="nb">.*?</span>', re.DOTALL), "<stars>"),
    (re.compile(r"\d+ von \d+"), "n von m"),
    (re.compile(r"/film/film-\d+/"), "/film/"),
)


@pytest.fixture(autouse=True)
def _a_clean_ledger(settings, tmp_path):
    settings.HOME, settings.MAIL_FOLDER = tmp_path, tmp_path / "mail"


@pytest.fixture
def town(transactional_db) -> dict[str, int]:
    """200 members who wrote, rated, voted and followed, each in one sitting; returns who wrote each text."""
    chance = random.Random(17)  # the same town each time
    films = [Film.objects.create(title=f"Film {n}", slug=f"film-{n}", year=1950 + n) for n in range(FILMS)]
    people = Member.objects.bulk_create(
        Member(kind="local", handle=f"m-{n}", likeness=f"m-{n}", display_name=f"Mensch {n}") for n in range(MEMBERS)
    )
    Follow.objects.bulk_create(
        Follow(follower=one, followed=other) for one in people for other in chance.sample(people, 5) if one != other
    )
    wrote: dict[str, int] = {}
    for number, person in enumerate(people):
        count = WRITES_WHO_LEAVES if number % (MEMBERS // LEAVING) == 0 else WRITES
        for film in chance.sample(films, count):
            text = f"Text-{len(wrote)}"
            wrote[text] = person.pk
            day, stars = dt.date(2020, 1, 1) + dt.timedelta(chance.randrange(1000)), chance.randint(1, 10)
            edited = day + dt.timedelta(3) if chance.random() < 0.3 else None
            review = Review.objects.create(
                film=film, author=person, author_kind="member", text=text, fingerprint=text, half_stars=stars,
                language="de", license="own", published_on=day, sort_date=day, form=f"{number}-{film.pk}",
                revision=2 if edited else 1, edited_on=edited, author_followers=number,
            )  # fmt: skip
            if edited:
                ReviewVersion.objects.create(review=review, author=person, number=1, text="Früher.", language="de")
            Rating.objects.create(film=film, member=person, half_stars=stars, rated_on=day)
    written = list(Review.objects.all())
    for person in people:
        for review in chance.sample([row for row in written if row.author_id != person.pk], 3):
            HelpfulVote.objects.create(review=review, member=person, helpful=chance.random() < 0.7)
    for review in Review.objects.filter(votes__isnull=False).distinct():
        reviews.recount_votes(review_id=review.pk)
    reviews.rebuild_scores()
    reviews.rerank_all()
    return wrote


def leave(people: Iterable[Member]) -> None:
    """They leave in one week and are erased in one night, the texts stay."""
    for person in people:
        leaving.ask_to_leave(by=person, keep=True)
    Departure.objects.update(asked_at=timezone.now() - dt.timedelta(8), due_at=timezone.now() - dt.timedelta(1))
    leaving.erase_due(by=TEST)


def crawl(*, films: int = FILMS) -> dict[str, str]:
    """Every public page that shows reviews, page by page in two orders, with all that its headers say."""
    visitor = Client(headers={"host": "localhost"})
    waiting = ["/", "/reviews/", "/reviews/feed.atom", "/sitemap.xml", "/sitemap-pages-0.xml", "/sitemap-films-0.xml"]
    for slug in Film.objects.order_by("pk").values_list("slug", flat=True)[:films]:
        waiting += [f"/film/{slug}/", *(f"/film/{slug}/reviews/?sort={order}" for order in ("followed", "newest"))]
    read: dict[str, str] = {}
    while waiting:
        address = waiting.pop()
        if address in read:
            continue
        response = visitor.get(address)
        head = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
        read[address] = f"{head}\n\n{response.getvalue().decode()}"
        for further in re.findall(r'href="(\?[^"]*after=[^"]*)"', read[address]):
            waiting.append(address.partition("?")[0] + further.replace("&amp;", "&"))
    return read


def auc(values: Mapping[str, float], author: Callable[[str], int]) -> float:
    """How often two texts of one author lie closer together than two texts of two: 0.5 is chance."""
    same, other = [], []
    for one, two in combinations(sorted(values), 2):
        (same if author(one) == author(two) else other).append(abs(values[one] - values[two]))
    ranked = sorted([(distance, 1) for distance in same] + [(distance, 0) for distance in other])
    won, place, same_behind = 0.0, 0, len(same)
    while place < len(ranked):
        tied = place
        while tied < len(ranked) and ranked[tied][0] == ranked[place][0]:
            tied += 1
        mine = sum(is_same for _distance, is_same in ranked[place:tied])
        same_behind -= mine
        won += mine * (len(ranked) - tied - same_behind + (tied - place - mine) / 2)
        place = tied
    return won / (len(same) * len(other))


def as_number(public_id: str) -> float:
    """An id as a number, so that neighbors in the order of writing would be neighbors here."""
    number = 0.0
    for letter in public_id:
        number = number * len(NUMBERS) + NUMBERS.index(letter)
    return number


def traces(rows: Iterable[Review]) -> dict[str, dict[str, float]]:
    """What the tables and the addresses tell of each text beside what it says itself, as numbers."""
    rows = list(rows)
    return {
        "number": {row.text: float(row.pk) for row in rows},
        "order of numbers": {row.text: place for place, row in enumerate(sorted(rows, key=lambda row: row.pk))},
        "public id": {row.text: as_number(row.public_id) for row in rows},
        "followers": {row.text: row.author_followers for row in rows},
        "revision": {row.text: row.revision for row in rows},
        "edited": {row.text: row.edited_on.toordinal() if row.edited_on else 0 for row in rows},
        "order in the file": {row.text: place for place, row in enumerate(rows)},
    }


def hidden_columns() -> dict[str, dict[str, float]]:
    """What PostgreSQL keeps of each row beside its columns: its place in the file and who wrote it last."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, xmin::text::bigint FROM reviews_review WHERE author_id IS NULL ORDER BY ctid")
        rows = cursor.fetchall()
    return {
        "transaction": {text: float(number) for text, number in rows},
        "place in the file": {text: float(place) for place, (text, _number) in enumerate(rows)},
    }


def places(pages: Mapping[str, str], order: str) -> dict[str, float]:
    """Where on its film's pages, all of them in their order, each text stands in an order."""
    lists: dict[str, dict[str, None]] = {}
    for address, page in pages.items():
        if f"sort={order}" in address:
            lists.setdefault(address.partition("?")[0], {}).update(dict.fromkeys(re.findall(r"Text-\d+", page)))
    return {text: place / len(texts) for texts in lists.values() for place, text in enumerate(texts)}


def bare(card: str, public_id: str) -> str:
    """A card without what its text tells anyhow."""
    card = card.replace(public_id, "…")
    for pattern, word in OWN_TO_A_TEXT:
        card = pattern.sub(word, card)
    return re.sub(r'<div class="foot judge".*?</div>|<span class="fine">ohne Wertung</span>', "", card, flags=re.DOTALL)


def test_nothing_but_its_own_words_tells_whose_an_anonymous_text_was(town):
    """With 200 members, of whom 25 leave: no trace ties two texts of one of them better than chance does."""
    before = crawl(films=1)
    people = Member.objects.order_by("pk")
    going = [person for number, person in enumerate(people) if number % (MEMBERS // LEAVING) == 0]
    theirs = {text for text, person in town.items() if person in {one.pk for one in going}}
    known = Review.objects.in_bulk(field_name="public_id")
    told = {name: auc(values, town.__getitem__) for name, values in traces(
        row for row in Review.objects.order_by("?") if row.text in theirs
    ).items()}  # fmt: skip
    # The attack is a good one: before they left it told them apart by more than one trace.
    assert max(abs(told[name] - 0.5) for name in ("order of numbers", "followers")) > 0.3
    leave(going)
    after = crawl()
    anonymous = Review.objects.filter(author=None)
    assert {row.text for row in anonymous} == theirs
    # No id lived on.
    assert not {row.public_id for row in anonymous} & set(known)
    former = {public_id for public_id, row in known.items() if row.text in theirs}
    assert not [address for address, page in after.items() if any(public_id in page for public_id in former)]
    assert any(public_id in page for page in before.values() for public_id in former)
    # No trace is better than chance.
    found = (
        traces(Review.objects.filter(author=None))
        | hidden_columns()
        | {
            f"place by {order}": {text: at for text, at in places(after, order).items() if text in theirs}
            for order in ("followed", "newest")
        }
    )
    assert {name for name, values in found.items() if values.keys() != theirs} == set()
    guesses = {name: auc(values, town.__getitem__) for name, values in found.items()}
    assert {name: round(guess, 3) for name, guess in guesses.items() if abs(guess - 0.5) > CHANCE} == {}


def test_the_card_of_an_anonymous_text_looks_like_every_other(town):
    """Whoever left, and when: cards and pages say the same of all, and versions, edits and headers tell nothing."""
    people = list(Member.objects.order_by("pk"))
    leave([people[0], people[8]])
    leave([people[16]])
    visitor = Client(headers={"host": "localhost"})
    cards, pages, headers = set(), set(), set()
    for review in Review.objects.filter(author=None).select_related("film"):
        address = f"/film/{review.film.slug}/reviews/"
        shelf = visitor.get(f"{address}?stars={review.half_stars / 2:g}").content.decode()
        cards |= {bare(found[0], found[1]) for found in CARD.finditer(shelf) if found[1] == review.public_id}
        page = visitor.get(f"{address}{review.public_id}/")
        headers.add(str(sorted((name, value) for name, value in page.headers.items() if name != "Content-Length")))
        (article,) = re.findall(r'<div class="review pair.*?<p><a class="button"', page.content.decode(), re.DOTALL)
        pages.add(bare(article, review.public_id))
        assert visitor.get(f"{address}{review.public_id}/versions/").status_code == 404
    assert (len(cards), len(pages), len(headers)) == (1, 1, 1), (cards, pages, headers)
    assert not ReviewVersion.objects.filter(review__author=None).exists()


def seen(rating: Rating) -> str:
    """What a rating says: film, stars, month."""
    return f"{rating.film_id}-{rating.half_stars}-{rating.rated_on:%Y-%m}"


def test_votes_and_ratings_of_who_left_cannot_be_told_apart(town):
    """They count on; nothing in their rows ties them to a text or to each other."""
    people = list(Member.objects.order_by("pk"))
    going = [person for number, person in enumerate(people) if number % (MEMBERS // LEAVING) == 0]
    rated = {seen(row): row.member_id for row in Rating.objects.filter(member__in=going)}
    cast = HelpfulVote.objects.select_related("review")
    voted = {row.review.text: row.member_id for row in cast.filter(member__in=going)}
    counts = dict(Review.objects.values_list("text", "helpful_yes"))
    leave(going)
    assert dict(Review.objects.values_list("text", "helpful_yes")) == counts
    ratings = {seen(row): float(row.pk) for row in Rating.objects.filter(member=None)}
    votes = {row.review.text: float(row.pk) for row in cast.filter(member=None)}
    assert len(ratings) > LEAVING * WRITES_WHO_LEAVES * 0.9
    guesses = {"ratings": auc(ratings, rated.__getitem__), "votes": auc(votes, voted.__getitem__)}
    assert {name: round(guess, 3) for name, guess in guesses.items() if abs(guess - 0.5) > CHANCE * 2} == {}
    assert set(Rating.objects.filter(member=None).values_list("rated_on__day", flat=True)) == {1}
