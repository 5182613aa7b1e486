"""Films to draw: a wall of ordinary ones, and titles that nobody wishes a poster."""

import tomllib
from pathlib import Path

import pytest

from abspann.catalog.poster.sheet import Sheet

HARD = [
    Sheet(""),
    Sheet("?", director="X" * 60),
    Sheet("Å"),
    Sheet("Ö"),
    Sheet("W" * 100),
    Sheet("a" * 400, year=1999),
    Sheet("A – B"),
    Sheet("Ein sehr langer Titel " * 20, year=0),
    Sheet("8½", "Otto e mezzo", 1963, "Federico Fellini", ("Italien",), ("drama",)),
    Sheet("Die Donaudampfschifffahrtsgesellschaft"),
    Sheet(
        "Der Zauber des Kinos und die Überschätzung der Gefühlsäußerungen im ausgehenden Jahrhundert",
        year=2024,
        genres=("no-such-genre",),
    ),
    Sheet("Il buono, il brutto, il cattivo", "", 1966, "Sergio Leone", ("Italien", "Spanien"), ("western",)),
    Sheet("Everything Everywhere All at Once", "", 2022, ", ".join(["Daniel Kwan"] * 9), ("USA",) * 7),
    Sheet("Bố già", "Bố già", 2021, "Trấn Thành", ("Vietnam",), ("family",)),
    Sheet("ลุงบุญมีระลึกชาติ", "", 2010, "Apichatpong Weerasethakul", ("Thailand",), ("fantasy",)),
    Sheet("Летят журавли", "Летят журавли", 1957, "Михаил Калатозов", ("Sowjetunion",), ("war",)),
    Sheet("乱", "乱", 1985, "黒澤明", ("日本",), ("history",)),
    Sheet("بچه‌های آسمان", "بچه‌های آسمان", None, "مجید مجیدی", ("Iran",), ("family",)),
    Sheet("😀😀 🎬", "👻", 2020),
    Sheet("halb \ud83d", "E\u0301te\u0301", 1968),
    Sheet("\u202eRechts nach links\u0000\u200b\n\ttrotzdem", year=2001),
    Sheet('<script>alert("&")</script>', "</svg>", 1995, "<b>", ("<i>",), ("horror",)),
]


@pytest.fixture(scope="session")
def wall() -> list[Sheet]:
    films = tomllib.loads(Path(__file__).with_name("wall.toml").read_text(encoding="utf-8"))["film"]
    return [Sheet(**film | {"countries": tuple(film["countries"]), "genres": tuple(film["genres"])}) for film in films]


@pytest.fixture(scope="session")
def hard_sheets() -> list[Sheet]:
    return HARD
