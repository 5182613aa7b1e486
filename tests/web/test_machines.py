"""What machines are told: structured data, feeds, sitemaps, languages."""

from __future__ import annotations

import io
import json
import re
import tarfile
from xml.etree import ElementTree

import pytest

from abspann.catalog.commands import put_film
from abspann.catalog.facts import FilmFacts
from abspann.reviews.commands import ReviewDraft, publish_review
from tests.conftest import OWN, TEST

FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
SITE = "http://localhost:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def _structured(client, address: str = FILM) -> dict:
    page = client.get(address).content.decode()
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(scripts) == 1
    return json.loads(scripts[0])


def test_the_film_is_a_movie_with_its_rating_and_reviews(everything, client):
    data = _structured(client)
    assert data["@type"] == "Movie"
    assert data["name"] == "Der Geschmack von Rost und Knochen"
    assert data["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": 3.75,
        "bestRating": 5,
        "worstRating": 0.5,
        "ratingCount": 2,
        "reviewCount": 2,
    }
    assert [review["author"]["name"] for review in data["review"]][:1] == ["Erik"]
    assert data["duration"] == "PT123M"


def test_a_review_without_a_name_claims_no_author_and_one_who_left_is_called_so(film, client):
    for text, anonymous in (("Ohne Namen.", False), ("Gegangen.", True)):
        publish_review(by=TEST, film=film, draft=ReviewDraft(text=text, provenance=OWN, anonymous=anonymous))
    authors = {review["reviewBody"]: review.get("author") for review in _structured(client)["review"]}
    assert authors == {"Ohne Namen.": None, "Gegangen.": {"@type": "Person", "name": "Anonymer User"}}


def test_a_film_without_ratings_claims_none(film, client):
    assert "aggregateRating" not in _structured(client)


@pytest.mark.parametrize("hostile", ["</script><script>x()</script>", "<!--", "]]>", "\u2028", '"}'])
def test_no_text_breaks_out_of_the_structured_data(world, client, hostile):
    film = put_film(by=TEST, facts=FilmFacts(title=f"Der {hostile} Film", year=2001))
    publish_review(by=TEST, film=film, draft=ReviewDraft(text=f"Ein {hostile} Text", provenance=OWN, half_stars=5))
    assert hostile.strip() in _structured(client, f"/film/{film.slug}/")["name"] + "\u2028"
    assert "<script>x()" not in client.get(f"/film/{film.slug}/").content.decode()


def test_each_page_names_itself_in_both_languages(everything, client):
    for address in (FILM, f"/en{FILM}"):
        page = client.get(address).content.decode()
        assert f'<link rel="canonical" href="{SITE}{address}">' in page
        assert f'<link rel="alternate" hreflang="de" href="{SITE}{FILM}">' in page
        assert f'<link rel="alternate" hreflang="en" href="{SITE}/en{FILM}">' in page


def test_the_language_follows_the_address_never_the_browser(everything, client):
    german = client.get(FILM, headers={"accept-language": "en"})
    english = client.get(f"/en{FILM}", headers={"accept-language": "de"})
    assert ('<html lang="de">' in german.content.decode(), '<html lang="en">' in english.content.decode()) == (
        True,
        True,
    )
    assert "Rust and Bone" in english.content.decode()


def test_a_shared_link_shows_a_picture(everything, client):
    page = client.get(FILM).content.decode()
    address = re.search(r'<meta property="og:image" content="([^"]+)">', page)[1]
    picture = client.get(address.removeprefix(SITE))
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_feed_holds_new_reviews_and_no_hour(everything, client):
    publish_review(
        by=TEST,
        film=everything.film,
        draft=ReviewDraft(
            text="Am Ende stirbt der Wal.", provenance=OWN, anonymous=True, spoiler=True, published_on=None
        ),
    )
    feed = ElementTree.fromstring(client.get("/reviews/feed.atom").content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.find(f"{ATOM}published").text for entry in entries] == [
        "2022-05-05T12:00:00+00:00",
        "2013-01-14T12:00:00+00:00",
    ]
    assert [entry.find(f"{ATOM}author/{ATOM}name").text for entry in entries] == ["Frida", "Anonymer User"]


def test_the_feed_keeps_an_ending_to_itself(everything, client):
    import datetime as dt

    draft = ReviewDraft(
        text="Am Ende stirbt der Wal.", provenance=OWN, anonymous=True, spoiler=True, published_on=dt.date(2024, 1, 1)
    )
    publish_review(by=TEST, film=everything.film, draft=draft)
    assert "stirbt" not in client.get("/reviews/feed.atom").content.decode()


def test_control_characters_leave_the_feed_well_formed(everything, client):
    import datetime as dt

    draft = ReviewDraft(
        text="Ein\x0b Text\ufffe mit ]]> und </entry>", provenance=OWN, anonymous=True, published_on=dt.date(2024, 1, 1)
    )
    publish_review(by=TEST, film=everything.film, draft=draft)
    ElementTree.fromstring(client.get("/reviews/feed.atom").content)


def test_the_sitemap_leads_to_every_film_in_both_languages(everything, client):
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = set()
    for place in index.iter(f"{MAP}loc"):
        part = ElementTree.fromstring(client.get(place.text.removeprefix(SITE)).content)
        found |= {location.text for location in part.iter(f"{MAP}loc")}
    assert {
        f"{SITE}{FILM}",
        f"{SITE}/en{FILM}",
        f"{SITE}/person/marion-cotillard/",
        f"{SITE}/festival/cannes/",
    } <= found
    for address in sorted(found):
        assert client.get(address.removeprefix(SITE)).status_code == 200, address


def test_the_running_source_is_given_out(everything, client):
    with tarfile.open(fileobj=io.BytesIO(client.get("/source.tar.gz").content)) as archive:
        assert {"abspann/settings.py", "abspann/web/templates/base.html"} <= set(archive.getnames())


def test_where_the_keeper_publishes_the_source_one_is_led_there(everything, client, settings):
    settings.SOURCE_URL = "https://example.org/source"
    assert client.get("/source.tar.gz").headers["Location"] == "https://example.org/source"
