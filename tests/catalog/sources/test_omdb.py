"""The dump of omdb.org."""

from __future__ import annotations

import pytest

from abspann.catalog.sources.omdb import SOURCE
from abspann.catalog.sources.told import ToldKeyword, Unreadable
from tests.catalog.sources.reading import read, real, write

DUMP = {
    "all_movies.csv": '"id","name","parent_id","date"\n"7","De rouille et d\'os","9","2012-05-17"\n"8","Das \\"Ding\\"",\\N,\\N\n"8","Das \\"Ding\\"",\\N,\\N\n"9","",\\N,\\N\n"10","Zu kurz"\n',
    "all_movieseries.csv": '"id","name","parent_id","date"\n"9","Rost",\\N,\\N\n',
    "all_series.csv.gz": '"id","name","parent_id","date"\n"1","The Simpsons",\\N,\\N\n"2","Tatort",\\N,\\N\n',
    "all_categories.csv": '"id","parent_id","root_id"\n"1",\\N,"1"\n"18","1","1"\n"44","18","1"\n"3",\\N,"3"\n"3165","3","3"\n',
    "category_names.csv": '"category_id","name","language_iso_639_1"\n"18","Drama","en"\n"44","Sozialdrama","de"\n"44","Social Drama","en"\n"3165","SW-Film","de"\n',
    "movie_categories.csv": '"movie_id","category_id"\n"7","44"\n"7","18"\n"8","3165"\n',
    "movie_details.csv": '"movie_id","runtime","budget","revenue","homepage"\n"7","120","0","0",""\n"8","0","0","0",\\N\n',
    "movie_countries.csv": '"movie_id","country_code"\n"7","FR"\n"7","BE"\n',
    "movie_languages.csv": '"movie_id","language_iso_639_1"\n"7","fr"\n"8","de"\n',
    "movie_links_imdb.csv": '"imdbmovie","tt2053425","7","xx"\n',
    "movie_abstracts_en.csv": '"movie_id","abstract"\n"7","One line,\\\nand <b>another</b>."\n"8","must watch http://spam.example"\n',
    "all_movie_aliases_iso.csv": '"movie_id","name","language_iso_639_1","official_translation"\n"7","Rust and Bone","en","1"\n"7","Der Geschmack von Rost und Knochen","de","1"\n',
    "all_votes.csv": '"movie_id","vote_average","votes_count"\n"7","8","11"\n',
    "all_people.csv": '"id","name","birthday","deathday","gender"\n"1","Marion Cotillard","1975-09-30",\\N,"1"\n"2","Jacques Audiard","1952-04-30",\\N,"0"\n',
    "all_casts.csv": '"movie_id","person_id","job_id","role","position"\n"7","1","15","Stéphanie","2"\n"7","2","21","","1"\n"7","99","15","Nobody","3"\n',
}


@pytest.fixture
def dump(tmp_path):
    return write(tmp_path / "omdb", DUMP)


def test_a_film_comes_together_from_all_tables(dump, tmp_path):
    told = read(SOURCE, dump, tmp_path).films[0]
    facts = told.facts
    assert (told.key, told.series, told.votes, told.stands_in) == ("7", "Rost", 11, False)
    assert (facts.title, facts.original_title) == ("Der Geschmack von Rost und Knochen", "De rouille et d'os")
    assert (facts.year, facts.running_minutes, facts.original_language) == (2012, 120, "fr")
    assert (facts.genres, facts.countries, facts.languages) == (("drama",), ("FR", "BE"), ("fr",))
    assert facts.titles == (("en", "Rust and Bone"),)
    assert facts.external_ids == (("omdb", "7"), ("imdb", "tt2053425"))
    assert [(c.person.name, c.job, c.role) for c in told.credits] == [
        ("Jacques Audiard", "director", None),
        ("Marion Cotillard", "actor", "Stéphanie"),
    ]
    assert [text.text for text in told.synopses] == ["One line,\nand another."]
    assert told.synopses[0].provenance.license == "cc-by-2.0-de"
    assert told.keywords == (ToldKeyword("social-drama", (("de", "Sozialdrama"), ("en", "Social Drama"))),)


def test_what_is_not_known_is_absent_and_advertisements_are_left_out(dump, tmp_path):
    told = read(SOURCE, dump, tmp_path).films[1]
    assert told.facts.title == 'Das "Ding"'
    assert (told.facts.year, told.facts.running_minutes, told.facts.original_title) == (None, None, None)
    assert told.facts.color == "black-and-white"
    assert (told.synopses, told.stands_in) == ((), False)


def test_series_are_counted_rows_that_are_wrong_are_refused_with_their_line(dump, tmp_path):
    told = read(SOURCE, dump, tmp_path)
    assert told.left_out == {"series and seasons": 2}
    assert [(line, reason) for _file, line, reason in told.refused] == [
        (4, "Film 8 stands here for the second time."),
        (6, "This row has 2 cells where the table has 4 columns."),
        (5, "Film 9 has no title."),
    ]


def test_without_a_german_title_the_original_stands_in(dump, tmp_path):
    (dump / "all_movie_aliases_iso.csv").unlink()
    told = read(SOURCE, dump, tmp_path)
    assert (told.films[0].facts.title, told.films[0].stands_in) == ("De rouille et d'os", True)
    assert "all_movie_aliases_iso.csv" in told.missing


def test_choices_are_kept(dump, tmp_path):
    assert [film.key for film in read(SOURCE, dump, tmp_path, limit=1).films] == ["7"]
    assert [film.key for film in read(SOURCE, dump, tmp_path, min_votes=10).films] == ["7"]
    assert [film.key for film in read(SOURCE, dump, tmp_path, only_released=True).films] == ["7"]
    assert read(SOURCE, dump, tmp_path, languages=("fr",)).films[0].facts.titles == ()


def test_a_missing_column_and_a_missing_table_of_films_are_said(dump, tmp_path):
    write(dump, {"movie_countries.csv": '"movie_id","country"\n"7","FR"\n'})
    with pytest.raises(Unreadable, match=r"movie_countries\.csv has no column «country_code»"):
        read(SOURCE, dump, tmp_path)
    (dump / "all_movies.csv").unlink()
    with pytest.raises(Unreadable, match=r"no all_movies\.csv"):
        read(SOURCE, dump, tmp_path)


@pytest.mark.slow
def test_the_real_dump_reads_whole(tmp_path):
    told = read(SOURCE, real("omdb"), tmp_path)
    assert (len(told.films), told.refused) == (76_290, [])
    assert sum(any(scheme == "imdb" for scheme, _value in film.facts.external_ids) for film in told.films) > 55_000
