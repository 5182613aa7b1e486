"""IMDb's files."""

from __future__ import annotations

import pytest

from abspann.catalog.sources.imdb import SOURCE
from abspann.catalog.sources.told import Unreadable
from tests.catalog.sources.reading import read, write

BASICS = "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"
FILES = {
    "title.basics.tsv.gz": BASICS
    + "tt2053425\tmovie\tRust and Bone\tDe rouille et d'os\t0\t2012\t\\N\t120\tDrama,Romance\n"
    + 'tt0000009\tshort\tAn "odd" title\tAn "odd" title\t0\t\\N\t\\N\t\\N\t\\N\n'
    + "tt0096697\ttvSeries\tThe Simpsons\tThe Simpsons\t0\t1989\t\\N\t22\tAnimation\n"
    + "tt9999999\tmovie\tAdults\tAdults\t1\t1989\t\\N\t22\t\\N\n"
    + "tt2053425\tmovie\tRust and Bone\tDe rouille et d'os\t0\t2012\t\\N\t120\tDrama\n"
    + "xx1\tmovie\tNo number\tNo number\t0\t2012\t\\N\t120\tDrama\n",
    "title.akas.tsv": "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle\n"
    "tt2053425\t1\tDer Geschmack von Rost und Knochen\tDE\t\\N\timdbDisplay\t\\N\t0\n"
    "tt2053425\t2\tRust and Bone\tUS\t\\N\timdbDisplay\t\\N\t0\n"
    "tt2053425\t3\tArbeitstitel\tDE\t\\N\tworking\t\\N\t0\n"
    "tt0096697\t1\tDie Simpsons\tDE\t\\N\timdbDisplay\t\\N\t0\n",
    "title.principals.tsv": "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n"
    'tt2053425\t1\tnm0182839\tactress\t\\N\t["Stéphanie","Stephanie"]\n'
    "tt2053425\t2\tnm0000001\tdirector\t\\N\t\\N\n"
    "tt2053425\t3\tnm0000404\tactor\t\\N\t\\N\n"
    "tt2053425\t4\tnm0182839\tarchive_footage\t\\N\t\\N\n",
    "title.crew.tsv": "tconst\tdirectors\twriters\ntt2053425\tnm0000001\tnm0000001,nm0000002\n",
    "title.ratings.tsv": "tconst\taverageRating\tnumVotes\ntt2053425\t7.4\t70000\n",
    "name.basics.tsv": "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles\n"
    "nm0182839\tMarion Cotillard\t1975\t\\N\tactress\ttt2053425\n"
    "nm0000001\tJacques Audiard\t1952\t\\N\tdirector\ttt2053425\n"
    "nm0000002\tThomas Bidegain\t\\N\t\\N\twriter\ttt2053425\n",
}


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "imdb", FILES)


def test_a_film_comes_together_from_all_files(folder, tmp_path):
    told = read(SOURCE, folder, tmp_path).films[0]
    assert (told.facts.title, told.facts.original_title) == ("Der Geschmack von Rost und Knochen", "De rouille et d'os")
    assert told.facts.titles == (("en", "Rust and Bone"),)
    assert (told.facts.year, told.facts.running_minutes, told.votes) == (2012, 120, 70_000)
    assert [(c.person.key, c.job, c.role, c.role_aliases) for c in told.credits] == [
        ("nm0182839", "actor", "Stéphanie", ("Stephanie",)),
        ("nm0000001", "director", None, ()),
        ("nm0000001", "writer", None, ()),
        ("nm0000002", "writer", None, ()),
    ]
    assert told.credits[0].person.ids == (("imdb", "nm0182839"),)


def test_only_films_are_taken_the_rest_is_counted_or_refused(folder, tmp_path):
    told = read(SOURCE, folder, tmp_path)
    assert [film.key for film in told.films] == ["tt2053425", "tt0000009"]
    assert told.films[1].facts.title == 'An "odd" title'
    assert told.left_out == {"series, episodes, videos and games": 1, "films for adults only": 1}
    assert [line for _file, line, _reason in told.refused] == [6, 7]


def test_choices_are_kept(folder, tmp_path):
    assert [film.key for film in read(SOURCE, folder, tmp_path, min_votes=100).films] == ["tt2053425"]
    assert [film.key for film in read(SOURCE, folder, tmp_path, only_released=True).films] == ["tt2053425"]
    assert read(SOURCE, folder, tmp_path, languages=("fr",)).films[0].facts.titles == ()


def test_without_people_films_come_without_credits_and_it_is_said(folder, tmp_path):
    (folder / "name.basics.tsv").unlink()
    told = read(SOURCE, folder, tmp_path)
    assert (told.films[0].credits, told.missing) == ((), {"name.basics.tsv"})


def test_a_folder_without_films_is_said(tmp_path):
    with pytest.raises(Unreadable, match=r"no title\.basics\.tsv"):
        read(SOURCE, tmp_path, tmp_path)
