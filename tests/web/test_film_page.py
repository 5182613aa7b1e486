"""The film page: every part, the poor states, and the same few queries however large a film is."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abspann.catalog.commands import add_picture, put_film, put_synopsis
from abspann.catalog.facts import CreditFacts, FilmFacts, PictureFacts
from abspann.catalog.models import SourceRecord
from abspann.core.provenance import License
from abspann.members.commands import credit, follow
from abspann.reviews.commands import ReviewDraft, publish_review, rebuild_scores, rerank, take_in_votes
from abspann.reviews.models import Rating, Review
from abspann.web.films.drawing import SHELF
from tests.conftest import OWN, TEST
from tests.core.pictures import encoded, scene

FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
MOST_QUERIES = 12


def _text(client, address: str) -> str:
    """What stands in the page's main part, without tags, on one line."""
    response = client.get(address)
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2].partition("</main>")[0].partition(">")[2]
    main = re.sub(r"<script.*?</script>", " ", main, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("&nbsp;", " ").replace("\u00a0", " ").split())


def _queries(client, address: str) -> int:
    """How many queries it costs to draw a page anew."""
    client.get(address)
    SHELF.clear()
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


def _write(film, count: int, *, stars: bool = True) -> None:
    """Put in many reviews at once, past the commands, as only a test may."""
    day = dt.date(2015, 1, 1)
    Review.objects.bulk_create(
        Review(
            film=film,
            author_kind="anonymous",
            text=f"Eine Meinung mit der Nummer {number}.",
            fingerprint=f"{number:064d}",
            half_stars=1 + number % 10 if stars else None,
            published_on=day,
            sort_date=day,
            language="de",
            license=License.OWN,
        )
        for number in range(count)
    )
    if stars:
        Rating.objects.bulk_create(
            Rating(film=film, half_stars=1 + number % 10, rated_on=day) for number in range(count)
        )
    rebuild_scores()


@pytest.fixture(autouse=True)
def _clean_cache():
    cache.clear()


@pytest.mark.parametrize(
    "words",
    [
        "Der Geschmack von Rost und Knochen",
        "De rouille et d’os",
        "Im Kino ab 10. Januar 2013",
        "2 Std. 03 Min.",
        "Liebesfilm",
        "FSK ab 12",
        "Jacques Audiard",
        "3,8",
        "2 Wertungen",
        "2 Kritiken",
        "6.989 Follower",
        "1.053 Kritiken",
        "User folgen",
        "Veröffentlicht am 5. Mai 2022",
        "Anonymer User",
        "Zwei, die nicht bitten",
        "Zärtlichkeit, die nicht weich ist.",
        "Das Saalheft",
        "Gedreht wurde in Antibes.",
        "Festival de Cannes 2012",
        "Goldene Palme: nominiert",
        "Belgien",
        "Französisch",
        "Stéphanie",
    ],
)
def test_the_german_page_shows(everything, client, words):
    assert words in _text(client, FILM)


@pytest.mark.parametrize(
    "words",
    [
        "Rust and Bone",
        "10 January 2013",
        "2h 3m",
        "6,989 followers",
        "1,053 reviews",
        "5 May 2022",
        "3.8",
        "Palme d’Or: nominated",
        "Belgium",
        "Anonymous user",
    ],
)
def test_the_english_page_shows(everything, client, words):
    assert words in _text(client, f"/en{FILM}")


def test_what_is_unknown_is_a_dash_and_never_a_zero(db, client):
    film = put_film(by=TEST, facts=FilmFacts(title="Nur ein Titel"))
    text = _text(client, f"/film/{film.slug}/")
    assert "Nur ein Titel" in text
    assert "–" in text
    assert re.search(r"\b0,0\b|\bNone\b|\b0 Min", text) is None


def test_sub_pages_of_a_film_with_nothing_but_a_title_stand(db, client):
    film = put_film(by=TEST, facts=FilmFacts(title="Nur ein Titel"))
    for page in ("reviews", "cast"):
        assert client.get(f"/film/{film.slug}/{page}/").status_code == 200
        assert client.get(f"/en/film/{film.slug}/{page}/").status_code == 200
    assert client.get(f"/film/{film.slug}/critique/").status_code == 404


@pytest.mark.parametrize("title", ["ลุงบุญมีระลึกชาติ", "Wort " * 20, "M", "<b>&amp;</b>", "8½", "乱", "ا لليل", "🎬"])
def test_any_title_makes_a_page_a_poster_and_a_picture(db, client, title):
    film = put_film(by=TEST, facts=FilmFacts(title=title.strip(), year=2010))
    assert client.get(f"/film/{film.slug}/").status_code == 200
    assert client.get(f"/poster/{film.slug}.svg").status_code == 200
    assert client.get(f"/poster/{film.slug}.png").status_code == 200


def test_the_number_of_queries_is_the_same_for_two_reviews_and_for_two_thousand(everything, client):
    few = _queries(client, FILM), _queries(client, f"{FILM}reviews/")
    _write(everything.film, 2_000)
    many = _queries(client, FILM), _queries(client, f"{FILM}reviews/")
    assert many == few
    assert few[0] <= MOST_QUERIES


def test_pictures_series_and_sources_cost_no_more_queries(everything, world, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    facts = PictureFacts(license="cc0", maker="Toni Testperson")
    add_picture(by=world.erik, subject=world.film, kind="still", content=encoded(scene(320, 240), "PNG"), facts=facts)
    for source in ("wikidata", "omdb"):
        SourceRecord.objects.create(source=source, key="1", film=world.film, digest=1)
    page = client.get(FILM).content.decode()
    for shown in ('class="stills"', "data-credit", "Eine Reihe", "Why Not Productions"):
        assert shown in page
    assert _queries(client, FILM) <= MOST_QUERIES


def test_a_film_with_300_credits_shows_its_first_and_links_to_all(db, client):
    credits = tuple(CreditFacts(f"Person {number}", "actor", f"Rolle {number}") for number in range(300))
    film = put_film(by=TEST, facts=FilmFacts(title="Viele", year=2000, credits=credits))
    page = client.get(f"/film/{film.slug}/").content.decode()
    assert f'href="/film/{film.slug}/cast/"' in page
    assert "Person 299" not in page
    assert "Person 299" in _text(client, f"/film/{film.slug}/cast/")
    assert _queries(client, f"/film/{film.slug}/") <= MOST_QUERIES


def test_a_page_that_shows_all_credits_leads_to_no_longer_list(db, client):
    few = put_film(by=TEST, facts=FilmFacts(title="Wenige", credits=(CreditFacts("Anna", "actor", "Eine"),)))
    assert f"{few.slug}/cast/" not in client.get(f"/film/{few.slug}/").content.decode()
    crew = tuple(CreditFacts(f"Person {number}", "producer") for number in range(5))
    many = put_film(by=TEST, facts=FilmFacts(title="Fünf", credits=crew))
    assert f"{many.slug}/cast/" in client.get(f"/film/{many.slug}/").content.decode()


@pytest.mark.parametrize(("code", "tag"), [("fr", ' lang="fr"'), ("cn", ' lang="yue"'), ("xx", ""), ("mul", "")])
def test_a_title_says_its_language_only_where_it_is_one(db, client, code, tag):
    film = put_film(by=TEST, facts=FilmFacts(title="Titel", original_title="Anders", original_language=code))
    assert f'<span class="original__title"{tag}>Anders' in client.get(f"/film/{film.slug}/").content.decode()


def test_reviews_without_any_stars_leave_the_score_unknown(film, client):
    _write(film, 3, stars=False)
    text = _text(client, FILM)
    assert "3 Kritiken" in text
    assert "Eine Meinung mit der Nummer 1." in text
    assert "0,0" not in text


@pytest.mark.parametrize("order", ["helpful", "newest", "best", "worst", "followed"])
def test_every_order_leads_to_the_last_review_without_loss_or_doubles(film, client, order):
    _write(film, 37)
    seen, address = [], f"{FILM}reviews/?sort={order}"
    while address:
        page = client.get(address)
        assert page.status_code == 200
        seen += re.findall(r"Eine Meinung mit der Nummer (\d+)\.", page.content.decode())
        following = page.context["next"]
        address = f"{FILM}reviews/?sort={order}&after={following}" if following else None
    assert sorted(map(int, seen)) == list(range(37))


def test_each_bar_of_the_histogram_leads_to_its_reviews(film, client):
    _write(film, 30)
    page = client.get(f"{FILM}reviews/").content.decode()
    for stars in ("0.5", "1", "3.5", "5"):
        assert re.search(rf'href="[^"]*\?[^"]*stars={stars}"', page), stars
    filtered = client.get(f"{FILM}reviews/?stars=3.5")
    assert [review.half_stars for review in filtered.context["reviews"]] == [7, 7, 7]


def test_a_long_text_is_cut_at_a_word_and_leads_to_the_whole(film, client):
    words = " ".join(f"Wort{number}" for number in range(400))
    draft = ReviewDraft(text=words, provenance=OWN, anonymous=True)
    review, _new = publish_review(by=TEST, film=film, draft=draft)
    page = client.get(FILM).content.decode()
    address = f"{FILM}reviews/{review.public_id}/"
    assert "Wort399" not in page
    assert f'href="{address}#text-{review.public_id}"' in page
    assert "Mehr erfahren" in page
    last = re.findall(r"Wort\d+", page.split("…")[0])[-1]
    assert last in words.split()
    assert "Wort399" in client.get(address).content.decode()


def test_a_spoiler_is_folded(film, client):
    draft = ReviewDraft(text="Am Ende stirbt der Wal.", provenance=OWN, anonymous=True, spoiler=True)
    publish_review(by=TEST, film=film, draft=draft)
    page = client.get(FILM).content.decode()
    assert re.search(r"<details[^>]*>(?:(?!</details>).)*stirbt der Wal", page, re.DOTALL)


def test_an_anonymous_card_has_two_words_and_nothing_to_find_a_person_by(film, client):
    draft = ReviewDraft(text="Gut war er.", provenance=OWN, anonymous=True, half_stars=7)
    publish_review(by=TEST, film=film, draft=draft)
    card = re.search(r"<article[^>]*review.*?</article>", client.get(FILM).content.decode(), re.DOTALL)[0]
    assert "Anonymer User" in card
    assert "Follower" not in card
    assert "User folgen" not in card
    assert "/@" not in card


def test_a_hostile_review_of_one_kilobyte_breaks_no_page(film, client):
    for hostile in ("<a " * 400, "<!--" * 250, "[" * 1000, "<langweilig" * 90, "*" * 1000, "> " * 500):
        publish_review(by=TEST, film=film, draft=ReviewDraft(text=hostile, provenance=OWN, anonymous=True))
    for address in (FILM, f"{FILM}reviews/", "/reviews/", "/reviews/feed.atom", "/"):
        assert client.get(address).status_code == 200


def test_markup_in_a_review_stays_text(film, client):
    text = "<script>x()</script><img src=x onerror=x()> [k](javascript:x())"
    publish_review(by=TEST, film=film, draft=ReviewDraft(text=text, provenance=OWN, anonymous=True))
    page = client.get(FILM).content.decode()
    assert "<script>x()" not in page
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page


def test_texts_kept_for_the_house_are_shown_nowhere(film, client):
    private = OWN.__class__(language="de", license=License.PRIVATE, source="Nachlass")
    put_synopsis(by=TEST, film=film, text="Geheimwort Kanarienvogel", provenance=private)
    publish_review(
        by=TEST, film=film, draft=ReviewDraft(text="Geheimwort Zaunkönig", provenance=private, anonymous=True)
    )
    for address in (FILM, f"{FILM}reviews/", "/reviews/", "/reviews/feed.atom", "/", "/search/?q=Kanarienvogel"):
        page = client.get(address).content.decode()
        assert "Geheimwort" not in page, address


def test_the_more_followed_stands_first_when_asked_for(world, client):
    for author, text in ((world.anna, "Von Anna."), (world.bruno, "Von Bruno."), (world.frida, "Von Frida.")):
        publish_review(by=author, film=world.film, draft=ReviewDraft(text=text, provenance=OWN, author=author))
    follow(by=world.erik, followed=world.bruno)
    follow(by=world.karl, followed=world.bruno)
    page = client.get(f"{FILM}reviews/?sort=followed")
    assert [review.text for review in page.context["reviews"]] == ["Von Frida.", "Von Bruno.", "Von Anna."]


def test_the_more_helpful_stands_first(world, client):
    texts = []
    for author, yes in ((world.anna, 0), (world.bruno, 3)):
        draft = ReviewDraft(
            text=f"Von {author.display_name}.", provenance=OWN, author=author, published_on=dt.date(2015, 1, 1)
        )
        review, _new = publish_review(by=author, film=world.film, draft=draft)
        voters = (world.dora, world.erik, world.karl)
        take_in_votes(by=TEST, review=review, votes=[(voter, bool(yes)) for voter in voters])
        texts.append(review.text)
    rerank(film_id=world.film.pk)
    page = client.get(f"{FILM}reviews/")
    assert [review.text for review in page.context["reviews"]] == texts[::-1]


def test_a_name_credited_from_elsewhere_can_hold_anything(film, client):
    author = credit(
        by=TEST, name='<i>"O\'Hara" & Söhne</i>', origin="anderswo", reported_followers=0, reported_reviews=1
    )
    publish_review(by=TEST, film=film, draft=ReviewDraft(text="Gut.", provenance=OWN, author=author))
    text = client.get(FILM).content.decode()
    assert "<i>" not in text
    assert "0 Follower" in _text(client, FILM)
    assert "1 Kritik" in _text(client, FILM)
