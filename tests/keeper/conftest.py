"""Homes of both engines; PostgreSQL's only where ABSPANN_DATABASE_URL names one (tools/with-postgres)."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts, Provenance
from abspann.core.actor import System
from abspann.core.provenance import License
from abspann.keeper import home as keeper
from abspann.members import commands as members
from abspann.reviews import commands as reviews
from tests.keeper.homes import UPLOADS, Home, administer, postgresql_named, settled, sqlite_in

TEST = System("test")
COLLECTED = "as collected"
OWN = Provenance(language="de", license=License.OWN)


def furnish(home: Path) -> None:
    """Prepare a home and put a little of everything in."""
    keeper.prepare()
    (home / "static" / ".stamp").write_text(COLLECTED)
    anna = members.register(
        by=TEST, handle="anna", display_name="Anna", email="anna@example.org", password="rost-und-knochen"
    )
    bruno = members.register(by=TEST, handle="bruno", display_name="Bruno")
    film = catalog.put_film(
        by=TEST, facts=FilmFacts(title="Der Geschmack von Rost und Knochen", year=2012, genres=("drama",))
    )
    catalog.put_film(by=TEST, facts=FilmFacts(title="Ein Prophet", year=2009))
    reviews.rate_film(by=bruno, film=film, member=bruno, half_stars=9)
    draft = reviews.ReviewDraft(
        text="Schön,\tmit\nUmbruch und \\. Zeile\n\\.", provenance=OWN, author=anna, half_stars=7
    )
    review, _new = reviews.publish_review(by=anna, film=film, draft=draft)
    reviews.take_in_votes(by=bruno, review=review, votes=[(bruno, True)])
    for name, content in UPLOADS.items():
        (home / "uploads" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "uploads" / name).write_bytes(content)
    (home / "demo").write_text("This home holds the demo.\n")
    (home / "cache").mkdir()
    (home / "cache" / "drawn.webp").write_bytes(b"can be drawn anew")


@pytest.fixture(autouse=True)
def _static_files_stay(monkeypatch) -> None:
    """The static files may change while the tests run: a developer saves."""
    monkeypatch.setattr(keeper, "_static_fingerprint", lambda: COLLECTED)


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory, django_db_blocker) -> Path:
    """A furnished home on SQLite, to be copied."""
    home = tmp_path_factory.mktemp("model") / "home"
    with django_db_blocker.unblock(), settled(home, sqlite_in(home)):
        furnish(home)
    return home


@pytest.fixture(scope="session")
def postgresql_model(tmp_path_factory, django_db_blocker) -> Iterator[tuple[Path, str]]:
    """A furnished home on PostgreSQL, and the name of its database, to be copied."""
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("ABSPANN_DATABASE_URL names no PostgreSQL (tools/with-postgres does)")
    home, name = tmp_path_factory.mktemp("model") / "home", f"model_{secrets.token_hex(4)}"
    with django_db_blocker.unblock():
        administer(f"CREATE DATABASE {name}")
        with settled(home, postgresql_named(name)):
            furnish(home)
    yield home, name
    administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_home(sqlite_model, tmp_path, django_db_blocker) -> Iterator[Home]:
    """A furnished home on SQLite, for one test."""
    path = tmp_path / "home"
    shutil.copytree(sqlite_model, path)
    path.chmod(0o700)
    with django_db_blocker.unblock(), settled(path, sqlite_in(path)):
        yield Home(path, "sqlite")


@pytest.fixture
def postgresql_home(postgresql_model, tmp_path, django_db_blocker) -> Iterator[Home]:
    """A furnished home on PostgreSQL, for one test."""
    model, template = postgresql_model
    path, name = tmp_path / "home", f"home_{secrets.token_hex(4)}"
    shutil.copytree(model, path)
    path.chmod(0o700)
    administer(f"CREATE DATABASE {name} TEMPLATE {template}")
    with django_db_blocker.unblock(), settled(path, postgresql_named(name)):
        yield Home(path, "postgresql")
    administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request) -> Home:
    """A furnished home on each engine."""
    return request.getfixturevalue(f"{request.param}_home")


@pytest.fixture
def new_home(tmp_path, django_db_blocker) -> Iterator[Home]:
    """A home on SQLite that nobody has made yet."""
    path = tmp_path / "new"
    with django_db_blocker.unblock(), settled(path, sqlite_in(path)):
        yield Home(path, "sqlite")
