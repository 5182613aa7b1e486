"""The demo's files: as much as was promised, facts as the open catalogs have them, and no text twice."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from abspann.core.slugs import slug_of
from abspann.exchange.demo.files import read

MAIN = "der-geschmack-von-rost-und-knochen-2012"
YEAR_MAY_DIFFER = 1


@pytest.fixture(scope="module")
def demo():
    return read()


@pytest.fixture(scope="module")
def reviews(demo):
    return [(slug, review) for slug, film in demo.films.items() for review in film.get("reviews", ())]


def _texts(demo):
    for slug, film in demo.films.items():
        for kind in ("synopses", "trivia", "reviews"):
            yield from ((slug, kind, text["text"]) for text in film.get(kind, ()))
        for critique in film.get("critiques", ()):
            yield from ((slug, "critiques", critique[part]) for part in ("teaser", "text", "fazit"))
        yield from ((slug, "press", text["excerpt"]) for text in film.get("press", ()))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w’']+", text.casefold())


def test_there_is_as_much_as_was_promised(demo, reviews):
    people = {credit["person"] for film in demo.films.values() for credit in film.get("credits", ())}
    voices = Counter(review["member"] for _slug, review in reviews)
    critiques = [critique for film in demo.films.values() for critique in film.get("critiques", ())]
    assert len(demo.films) >= 45
    assert len(people) >= 250
    assert len(set(voices) - {"anonymous"}) >= 20
    assert len(reviews) >= 150
    assert len(demo.ratings) + sum("half_stars" in review for _slug, review in reviews) >= 2_000
    assert len(critiques) >= 10
    assert all(critique["fazit"] for critique in critiques)


def test_the_main_film_fills_its_histogram_and_a_second_page(demo):
    stars = Counter(review.get("half_stars") for review in demo.films[MAIN]["reviews"])
    assert set(range(1, 11)) <= set(stars)
    assert stars[None] >= 1
    assert sum(stars.values()) > 20


def test_all_22_films_of_the_cannes_competition_of_2012_are_there_with_its_prizes(demo):
    entries, won = set(), {}
    for slug, film in demo.films.items():
        for outcome in film.get("outcomes", ()):
            if (outcome["festival"], outcome["year"], outcome.get("section")) == ("cannes", 2012, "competition"):
                entries.add(slug)
                if outcome["result"] == "won" and outcome["award"] not in {
                    "fipresci",
                    "prix-ecumenique",
                    "technical-vulcan",
                    "prix-jeunesse",
                }:
                    won[outcome["award"]] = (slug, tuple(sorted(outcome.get("people", ()))))
    assert len(entries) == 22
    assert {award: slug for award, (slug, _people) in won.items()} == {
        "palme-dor": "liebe-2012",
        "grand-prix": "reality-2012",
        "prix-jury": "angels-share-ein-schluck-fuer-die-engel-2012",
        "best-director": "post-tenebras-lux-2012",
        "best-screenplay": "jenseits-der-huegel-2012",
        "best-actress": "jenseits-der-huegel-2012",
        "best-actor": "die-jagd-2012",
    }
    assert won["best-actress"][1] == ("Cosmina Stratan", "Cristina Flutur")
    assert won["best-actor"][1] == ("Mads Mikkelsen",)


def test_the_famous_credited_member_has_the_figures_reported_elsewhere(demo):
    figures = {(row.get("followers"), row.get("reviews")) for row in demo.members if "credited_from" in row}
    assert (6989, 1053) in figures


def test_every_file_is_named_by_the_address_of_its_film(demo):
    assert [slug for slug, film in demo.films.items() if slug_of(film["title"], film["year"]) != slug] == []


def test_nobody_reviews_a_film_twice_or_before_it_came_out(demo, reviews):
    named = [(slug, review["member"]) for slug, review in reviews if review["member"] != "anonymous"]
    assert [pair for pair, count in Counter(named).items() if count > 1] == []
    assert [slug for slug, review in reviews if review["published_on"].year < demo.films[slug]["year"]] == []


def test_no_sentence_stands_twice(demo):
    seen: dict[str, str] = {}
    twice = []
    for slug, kind, text in _texts(demo):
        for sentence in re.split(r"(?<=[.!?…])[“”\"]?\s+", text):
            key = " ".join(_words(sentence))
            if len(key.split()) < 4:
                continue
            if key in seen:
                twice.append((seen[key], f"{slug} {kind}", sentence))
            seen[key] = f"{slug} {kind}"
    assert twice == []


def test_no_run_of_eight_words_is_shared_by_two_reviews(reviews):
    where: dict[tuple[str, ...], int] = {}
    shared = []
    for index, (slug, review) in enumerate(reviews):
        words = _words(review["text"])
        for start in range(len(words) - 7):
            run = tuple(words[start : start + 8])
            if where.setdefault(run, index) != index:
                shared.append((slug, " ".join(run)))
    assert shared == []


def test_no_text_shares_a_run_of_eight_words_with_the_pages_of_others(demo, shared_data):
    theirs = set()
    for page in (shared_data / "pages").glob("*.txt"):
        words = _words(page.read_text(encoding="utf-8"))
        theirs |= {tuple(words[start : start + 8]) for start in range(len(words) - 7)}
    ours = (_words(text) for _slug, _kind, text in _texts(demo))
    assert [run for words in ours for run in zip(*(words[i:] for i in range(8)), strict=False) if run in theirs] == []


def test_votes_and_ratings_are_of_known_members_on_known_films(demo):
    members = {row["handle"] for row in demo.members}
    assert {row["member"] for row in demo.ratings + demo.votes} - members == set()
    assert {row["film"] for row in demo.ratings + demo.votes} - set(demo.films) == set()
    assert [row for row in demo.ratings if not 1 <= int(row["half_stars"]) <= 10] == []


def test_marks_proposals_and_reports_are_of_known_members_on_known_films(demo):
    members = {row["handle"] for row in demo.members}
    rows = [*demo.changes, *demo.proposals, *demo.reports]
    named = {row[part] for row in rows for part in ("by", "taken_by", "declined_by", "decided_by") if part in row}
    assert (named | {row["member"] for row in demo.marks}) - members == set()
    assert {row["film"] for row in [*rows, *demo.marks] if "film" in row} - set(demo.films) == set()
    assert {row["kind"] for row in demo.marks} == {"wants", "seen"}


def test_german_texts_use_german_quotation_marks(demo):
    german = [
        (slug, text["text"])
        for slug, film in demo.films.items()
        for kind in ("synopses", "reviews", "critiques", "trivia")
        for text in film.get(kind, ())
        if text["language"] == "de"
    ]
    assert [slug for slug, text in german if '"' in text] == []


def _omdb_years(folder) -> dict[str, set[int]]:
    """IMDb number to the years that omdb.org gives."""
    with gzip.open(folder / "omdb" / "movie_links_imdb.csv.gz", "rt", encoding="utf-8", newline="") as file:
        imdb = {film: number for _source, number, film, _language in csv.reader(file, escapechar="\\")}
    years: dict[str, set[int]] = defaultdict(set)
    with gzip.open(folder / "omdb" / "all_movies.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.reader(file, escapechar="\\"):
            for cell in row:
                if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) and row[0] in imdb:
                    years[imdb[row[0]]].add(int(cell[:4]))
    return years


def test_years_agree_with_the_open_catalog(demo, shared_data):
    years = _omdb_years(shared_data)
    compared, faults = 0, []
    for slug, film in demo.films.items():
        theirs = years.get(film.get("external_ids", {}).get("imdb", ""), set())
        if theirs:
            compared += 1
            if min(abs(year - film["year"]) for year in theirs) > YEAR_MAY_DIFFER:
                faults.append((slug, film["year"], theirs))
    assert faults == []
    assert compared >= 30


def test_dates_of_people_are_possible(demo):
    born = {row["name"]: row.get("born_on", row.get("born_year")) for row in demo.people}
    faults = []
    for slug, film in demo.films.items():
        for credit in film.get("credits", ()):
            known = born.get(credit["person"])
            year = known if isinstance(known, int) or known is None else known.year
            if year is not None and year > film["year"] and credit["job"] != "novel":
                faults.append((slug, credit["person"]))
    assert faults == []


def test_releases_do_not_come_before_the_film(demo):
    faults = []
    for slug, film in demo.films.items():
        dates = [release["date"] for release in film.get("releases", ())]
        if any(date.year < film["year"] for date in dates):
            faults.append(slug)
    assert faults == []


def test_billing_names_each_person_once_per_job(demo):
    faults = []
    for slug, film in demo.films.items():
        credits = sorted((c["person"], c["job"], c.get("role", "")) for c in film.get("credits", ()))
        faults += [(slug, one) for one, other in pairwise(credits) if one == other]
    assert faults == []
