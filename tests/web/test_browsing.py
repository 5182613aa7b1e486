"""Lists of films and people as pages: clean addresses, what robots are told, empty choices, poor states."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest
from django.test import Client

from abspann.catalog import commands as catalog
from abspann.catalog.commands.companies import address_companies
from abspann.catalog.facts import (
    CompanyFacts,
    CreditFacts,
    EditionFacts,
    FestivalFacts,
    FilmFacts,
    NamedCode,
    OutcomeFacts,
    SeriesFacts,
)
from abspann.catalog.models import Company, Film, SeriesFilm
from abspann.discovery.commands import keep_browsing
from tests.conftest import TEST

pytestmark = pytest.mark.django_db


def put(title: str, year: int | None = None, **told) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, year=year, **told))


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(response.content.decode())


def shown(text: str) -> list[str]:
    return re.findall(r'<span class="film-name">([^<]*)</span>', text)


def canonical(text: str) -> list[str]:
    return re.findall(r'<link rel="canonical" href="http://localhost:8000([^"]*)">', text)


def is_indexed(text: str) -> bool:
    return '<meta name="robots" content="noindex' not in text


@pytest.fixture(name="few")
def _few(film) -> None:
    put("Liebe", 2012, genres=("drama",), countries=("FR", "AT"))
    put("Krieg", 1999, genres=("war",), countries=("DE",))
    keep_browsing()


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_choice_has_one_canonical_address_whatever_the_order_of_its_query(client, few, prefix):
    clean = f"{prefix}/films/?country=FR&genre=drama"
    for query in ("genre=drama&country=FR", "country=fr&genre=drama&sort=title", "country=FR&genre=drama&utm_source=x"):
        assert canonical(page(client, f"{prefix}/films/?{query}")) == [clean]
    assert 'hreflang="en" href="http://localhost:8000/en/films/?country=FR&genre=drama"' in page(client, clean)


def test_robots_index_single_values_and_not_from_two_on(client, few):
    told = {
        address: is_indexed(page(client, address))
        for address in (
            "/films/",
            "/films/?genre=drama",
            "/films/?country=FR&genre=drama",
            "/films/?genre=drama&sort=newest",
        )
    }
    assert list(told.values()) == [True, True, False, False]


def test_each_value_links_to_its_choice_and_back(client, few):
    text = page(client, "/films/?genre=drama")
    assert 'id="country-fr" class="option" href="/films/?country=FR&genre=drama"' in text
    assert 'id="genre-drama" class="option" href="/films/"' in text
    assert shown(text) == ["Der Geschmack von Rost und Knochen", "Liebe"]


@pytest.mark.parametrize(
    "query",
    ["genre=nothing", "decade=1995", "year=20122", "country=F1", "sort=random", "cinema=never", "fsk=7", "after=x",
     "rating=5", "minutes=long", "festival=Cannes!", "prize=cannes", "language=FR"],
)  # fmt: skip
def test_what_no_page_links_to_is_not_found(client, few, query):
    assert client.get(f"/films/?{query}").status_code == 404


def test_an_empty_choice_says_so_and_offers_to_leave_out_each_of_its_values(client, few):
    text = page(client, "/films/?country=FR&genre=war")
    assert "Kein solcher Film im Programm" in text
    ways = re.findall(r'<li><a href="([^"]*)">(Ohne [^<]*)</a> <span class="fine">([^<]*)</span>', text)
    assert ways == [
        ("/films/?country=FR", "Ohne „Kriegsfilm“", "2 Filme"),
        ("/films/?genre=war", "Ohne „Frankreich“", "1 Film"),
    ]


def test_an_order_of_ratings_without_ratings_offers_another(client, few):
    text = page(client, "/films/?sort=best")
    assert "Noch hat niemand einen dieser Filme bewertet" in text
    assert 'href="/films/">Von A bis Z zeigen' in text


def test_browsing_asks_as_many_queries_for_one_film_as_for_many(client, few, django_assert_max_num_queries):
    for count in (0, 30):
        for n in range(count):
            put(f"Film {n}", 1990 + n, genres=("drama",), countries=("FR",))
        keep_browsing()
        with django_assert_max_num_queries(13):
            page(client, "/films/?genre=drama")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/genre/drama/", "Drama"),
        ("/country/fr/", "Frankreich"),
        ("/decade/2010/", "2010er"),
        ("/en/decade/2010/", "2010s"),
    ],
)
def test_a_value_has_a_page_with_its_films(client, few, address, name):
    text = page(client, address)
    assert f"<h1>{name}</h1>" in text
    assert len(shown(text)) == 2
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
    assert (data["@type"], data["name"], len(data["mainEntity"]["itemListElement"])) == ("CollectionPage", name, 2)


@pytest.mark.parametrize("address", ["/genre/western/", "/genre/x/", "/country/jp/", "/decade/1890/", "/decade/x/"])
def test_a_value_without_films_has_no_page(client, few, address):
    assert client.get(address).status_code == 404


def test_a_company_has_a_page_and_the_film_leads_there(client):
    film = put("Rost", 2012, companies=(CompanyFacts("Why Not Productions", "production", "FR"),))
    put("Älter", 2009, companies=(CompanyFacts("Why Not Productions", "distribution"),))
    assert 'href="/company/why-not-productions/">Why Not Productions</a>' in page(client, f"/film/{film.slug}/")
    text = page(client, "/company/why-not-productions/")
    assert shown(text) == ["Rost", "Älter"]
    assert "Produktion: 1 Film" in text
    assert client.get("/company/nobody/").status_code == 404


def test_companies_that_came_in_without_an_address_get_one_each():
    Company.objects.bulk_create([Company(name=name) for name in ("X-Verleih", "X Verleih", "東宝")])
    assert address_companies() == 3
    assert address_companies() == 0
    assert list(Company.objects.order_by("pk").values_list("slug", flat=True))[:2] == ["x-verleih", "x-verleih-2"]
    assert not Company.objects.filter(slug=None).exists()


def test_a_film_says_where_it_stands_in_its_series(client):
    one, two, three = (put(f"Paradies: {name}", 2012) for name in ("Liebe", "Glaube", "Hoffnung"))
    facts = SeriesFacts("Paradies-Trilogie", ((1, one.slug), (2, two.slug), (3, three.slug)), name_en="Paradise")
    catalog.put_series(by=TEST, facts=facts)
    text = page(client, f"/film/{two.slug}/")
    assert "Teil 2 von „Paradies-Trilogie“" in text
    assert [re.search(rf'rel="{way}" href="([^"]*)"', text)[1] for way in ("prev", "next")] == [
        f"/film/{one.slug}/",
        f"/film/{three.slug}/",
    ]
    assert "Part 2 of “Paradise”" in page(client, f"/en/film/{two.slug}/")
    first = page(client, f"/film/{one.slug}/")
    assert ('rel="prev" href="/film' in first, 'rel="next" href="/film' in first) == (False, True)
    assert shown(page(client, "/series/paradies-trilogie/")) == [
        "Paradies: Liebe",
        "Paradies: Glaube",
        "Paradies: Hoffnung",
    ]
    catalog.put_series(by=TEST, facts=SeriesFacts("Paradies-Trilogie", ((1, one.slug),)))
    assert "Teil 2" not in page(client, f"/film/{two.slug}/"), "a kept page follows"


def test_a_part_without_a_number_stands_under_its_year(client):
    film, undated = put("Ohne Zahl", 1984), put("Ohne alles")
    catalog.put_series(by=TEST, facts=SeriesFacts("Lose Reihe", ((1, film.slug), (2, undated.slug))))
    SeriesFilm.objects.update(number=None)
    text = page(client, "/series/lose-reihe/")
    assert re.findall(r'class="series__number[^"]*">([^<]*)<', text) == ["1984", ""]


def test_a_week_in_cinemas_shows_its_films_day_by_day(client):
    for title, country, day in (
        ("Donnerstag", "DE", dt.date(2013, 1, 10)),
        ("Anfang", "DE", dt.date(2013, 1, 10)),
        ("Mittwoch", "DE", dt.date(2013, 1, 9)),
        ("Wien", "AT", dt.date(2013, 1, 11)),
        ("Später", "DE", dt.date(2013, 1, 14)),
    ):
        put(title, 2012, releases=((country, day),))
    text = page(client, "/releases/2013-W02/")
    assert shown(text) == ["Mittwoch", "Anfang", "Donnerstag"]
    assert "7. bis 13. Januar 2013".replace(". ", ".\N{NO-BREAK SPACE}") in text
    assert re.findall(r'<a href="([^"]*)" rel="(prev|next)">', text) == [
        ("/releases/2013-W01/", "prev"),
        ("/releases/2013-W03/", "next"),
    ]
    austria = page(client, "/releases/2013-W02/?country=AT")
    assert shown(austria) == ["Wien"]
    assert canonical(austria) == ["/releases/2013-W02/?country=AT"]
    empty = page(client, "/releases/2013-W10/")
    assert "ist dem Haus kein Kinostart bekannt" in empty
    assert 'href="/releases/2013-W03/">Die letzte Woche davor' in empty
    assert not is_indexed(empty)


@pytest.mark.parametrize("week", ["2013-W54", "2013-W00", "2013-2", "2013-W2", "0001-W01", "x"])
def test_a_week_that_no_calendar_has_is_not_found(client, week):
    assert client.get(f"/releases/{week}/").status_code == 404


def test_the_calendar_knows_only_countries_with_releases(client):
    assert client.get("/releases/?country=JP").status_code == 404
    assert client.get("/releases/?country=DE").status_code == 200


def test_people_stand_under_their_letter_with_what_they_are_known_for(client, film):
    keep_browsing()
    assert 'href="/people/c/"' in page(client, "/people/")
    text = page(client, "/people/c/")
    assert "Marion Cotillard" in text
    assert "Der Geschmack von Rost und Knochen" in text
    assert "steht niemand im Katalog" in page(client, "/people/x/")
    assert client.get("/people/ab/").status_code == 404


def test_who_has_no_credit_is_known_for_the_film_of_their_last_nomination(client, film):
    other = put("Später", 2015)
    editions = (EditionFacts(2013), EditionFacts(2016))
    awards = (NamedCode("costume", "Kostüm"),)
    catalog.put_festival(by=TEST, facts=FestivalFacts("oscars", "Oscars", awards=awards, editions=editions))
    for shown_film, year in ((film, 2013), (other, 2016)):
        facts = OutcomeFacts("oscars", year, "nominated", award="costume", people=("Moss Mabry",))
        catalog.put_outcome(by=TEST, film=shown_film, facts=facts)
    keep_browsing()
    text = page(client, "/people/m/")
    assert re.search(rf'<dt><a class="plain" href="/film/{other.slug}/">Später</a>.*?Moss Mabry', text)


def test_a_long_filmography_is_folded_and_goes_on_page_by_page(client, django_assert_max_num_queries):
    for n in range(70):
        put(f"Film {n:02}", 1950 + n, credits=(CreditFacts("Anna Arbeit", "actor", f"Rolle {n}"),))
    with django_assert_max_num_queries(8):
        text = page(client, "/person/anna-arbeit/")
    assert len(shown(text)) == 12
    assert len(re.findall(r"<dt>\d{4}</dt>", text)) == 24
    assert 'href="/person/anna-arbeit/actor/">Alle 70 Filme</a>' in text
    first = page(client, "/person/anna-arbeit/actor/")
    rest = page(client, "/person/anna-arbeit/actor/" + re.search(r'href="(\?after=[^"]*)"', first)[1])
    years = [int(year) for text in (first, rest) for year in re.findall(r"<dt>(\d{4})</dt>", text)]
    assert years == list(range(2019, 1949, -1))
    for nothing in ("director", "nothing"):
        assert client.get(f"/person/anna-arbeit/{nothing}/").status_code == 404


@pytest.mark.parametrize(("films", "posters"), [(3, 3), (4, 4), (5, 4), (7, 4), (9, 8), (13, 12)])
def test_no_poster_of_a_filmography_stands_alone_in_a_row(client, films, posters):
    for n in range(films):
        put(f"Film {n:02}", 1950 + n, credits=(CreditFacts("Anna Arbeit", "actor"),))
    text = page(client, "/person/anna-arbeit/")
    rows = len(re.findall(r"<dt>\d{4}</dt>", text))
    assert (len(shown(text)), rows) == (posters, films - posters)


def test_a_film_of_which_three_facts_are_known_has_its_places(client):
    film = put("Stiller Tag", 1971, countries=("IS",))
    catalog.put_festival(by=TEST, facts=FestivalFacts("klein", "Kleines Festival", editions=(EditionFacts(1971),)))
    catalog.put_outcome(by=TEST, film=film, facts=OutcomeFacts("klein", 1971, "selected"))
    keep_browsing()
    assert "Stiller Tag" in page(client, f"/film/{film.slug}/")
    for address in (
        "/films/?country=IS",
        "/films/?festival=klein",
        "/country/is/",
        "/decade/1970/",
        "/festivals/1971/",
    ):
        assert shown(page(client, address)) == ["Stiller Tag"], address
    assert client.get("/festivals/1970/").status_code == 404


def test_of_a_festival_with_many_years_the_newest_are_drawn_and_all_are_linked(client):
    years = tuple(EditionFacts(1930 + n) for n in range(60))
    catalog.put_festival(by=TEST, facts=FestivalFacts("alt", "Altes Festival", editions=years))
    text = page(client, "/festival/alt/")
    assert text.count('class="annals__year"') == 20
    assert len(set(re.findall(r'href="/festival/alt/(\d{4})/"', text))) == 60
    listed = page(client, "/festivals/")
    assert len(re.findall(r'href="/festival/alt/\d{4}/"', listed)) == 14
    assert "alle 60 Jahre" in listed


def test_empty_houses_say_so(client):
    assert "Der Katalog ist leer" in page(client, "/films/")
    assert "nennt noch niemanden" in page(client, "/people/")
    page(client, "/releases/"), page(client, "/festivals/")
