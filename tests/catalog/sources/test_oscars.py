"""The Academy Awards."""

from __future__ import annotations

import pytest

from abspann.catalog.sources.oscars import SOURCE
from abspann.catalog.sources.told import Unreadable
from tests.catalog.sources.reading import read, real, write

HEAD = "Ceremony\tYear\tClass\tCanonicalCategory\tCategory\tFilm\tFilmId\tName\tNominees\tNomineeIds\tWinner\tDetail\tNote\tCitation"
ROWS = [
    "85\t2012\tActing\tACTRESS IN A LEADING ROLE\t\tAmour\ttt1602620\t\tEmmanuelle Riva\tnm0728938\t\tAnne\t\t",
    "85\t2012\tTitle\tINTERNATIONAL FEATURE FILM\t\tAmour\ttt1602620\t\tAustria\t?\tTrue\t\t\t",
    "3\t1929/30\tProduction\tSOUND RECORDING\t\tA|B\ttt0000001|tt0000002\t\tX\tnm0000001\tTrue\t\t\t",
    "2\t1928/29\tActing\tACTOR IN A LEADING ROLE\t\tC\ttt0000003\t\tX\tnm0000001\t\t\tNOTE: THIS IS NOT AN OFFICIAL NOMINATION.\t",
    "90\t2017\tSpecial\tHONORARY AWARD\t\t\t\t\tX\tnm0000001\tTrue\t\t\t",
    "x\t2017\tTitle\tBEST PICTURE\t\tD\ttt0000004\t\tX\tnm0000001\tTrue\t\t\t",
]


def test_nominations_come_together_by_film_with_the_year_of_the_ceremony(tmp_path):
    told = read(SOURCE, write(tmp_path / "o", {"oscars.csv": "\n".join([HEAD, *ROWS])}), tmp_path)
    amour = told.films[0]
    assert (amour.key, amour.facts.title, amour.facts.year) == ("tt1602620", "Amour", None)
    assert [(o.award, o.year, o.result, [p.key for p in o.people]) for o in amour.outcomes] == [
        ("lead-actress", 2013, "nominated", ["nm0728938"]),
        ("foreign-language-film", 2013, "won", []),
    ]
    assert [(film.key, film.outcomes[0].year) for film in told.films[1:]] == [("tt0000001", 1930), ("tt0000002", 1930)]
    assert told.left_out == {"nominations that were never official": 1, "awards without a film": 1}
    assert [line for _file, line, _reason in told.refused] == [7]


def test_a_column_that_is_missing_is_named(tmp_path):
    with pytest.raises(Unreadable, match="no column «Winner»"):
        read(SOURCE, write(tmp_path / "o", {"oscars.csv": HEAD.replace("Winner", "Won")}), tmp_path)


def test_the_real_table_reads_whole(tmp_path):
    told = read(SOURCE, real("oscars"), tmp_path)
    assert (len(told.films), told.refused) == (5_204, [])
