"""The small world in which the tests play, and the fences around it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import pytest
from django.test import Client

from abspann.catalog import commands as catalog
from abspann.catalog.facts import CreditFacts, FilmFacts, Provenance
from abspann.catalog.models import Film
from abspann.core.actor import System
from abspann.core.provenance import License
from abspann.members import commands as members
from abspann.members.models import Member
from abspann.members.rules import RoleName

# In CI the same examples each time: what chance finds is found on somebody's desk, and stays as a test.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")

TEST = System("test")
PASSWORD = "ein-langes-geheimnis"
OWN = Provenance(language="de", license=License.OWN)


@dataclass(frozen=True, slots=True)
class World:
    """anna (member), bruno (follows her), dora (moderator), erik (critic), karl (keeper), cursha (credited), a film."""

    anna: Member
    bruno: Member
    dora: Member
    erik: Member
    karl: Member
    frida: Member
    film: Film


@pytest.fixture(scope="session")
def _home(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "static").mkdir()
    return home


@pytest.fixture(autouse=True)
def _a_home_of_its_own(settings, _home):
    """No test touches the home or heeds the settings of whoever runs it; static files need no collecting."""
    settings.HOME, settings.STATIC_ROOT, settings.MEDIA_ROOT = _home, _home / "static", _home / "uploads"
    settings.SITE_URL, settings.SITE_NAME, settings.SOURCE_URL, settings.DEMO = (
        "http://localhost:8000",
        "Abspann",
        "",
        False,
    )
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(autouse=True)
def _nothing_kept(_home):
    """Each test has a database of its own, in which the same keys stand for other things."""
    from abspann.web.films.drawing import SHELF

    SHELF.clear()
    shutil.rmtree(_home / "search", ignore_errors=True)


@pytest.fixture
def client() -> Client:
    """A visitor's browser, at the address that the settings know."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def film(db) -> Film:
    """«Der Geschmack von Rost und Knochen», as much of it as most tests need."""
    return catalog.put_film(
        by=TEST,
        facts=FilmFacts(
            title="Der Geschmack von Rost und Knochen",
            original_title="De rouille et d’os",
            original_language="fr",
            year=2012,
            running_minutes=123,
            fsk=12,
            genres=("drama", "romance"),
            countries=("FR", "BE"),
            languages=("fr",),
            titles=(("en", "Rust and Bone"),),
            releases=(("DE", dt.date(2013, 1, 10)),),
            credits=(
                CreditFacts("Jacques Audiard", "director"),
                CreditFacts("Jacques Audiard", "writer"),
                CreditFacts("Marion Cotillard", "actor", "Stéphanie", ("Stephanie",)),
                CreditFacts("Matthias Schoenaerts", "actor", "Ali"),
            ),
        ),
    )


@pytest.fixture
def world(film) -> World:
    """The people, and the film."""

    def person(handle: str, *roles: RoleName) -> Member:
        member = members.register(
            by=TEST, handle=handle, display_name=handle.capitalize(), email=f"{handle}@example.org", password=PASSWORD
        )
        for role in roles:
            members.grant(by=TEST, member=member, role=role)
        return member

    anna, bruno = person("anna"), person("bruno")
    members.follow(by=bruno, followed=anna)
    return World(
        anna=anna,
        bruno=bruno,
        dora=person("dora", RoleName.MODERATOR),
        erik=person("erik", RoleName.CRITIC),
        karl=person("karl", RoleName.KEEPER),
        frida=members.credit(
            by=TEST, name="Frida", origin="other.example", reported_followers=6989, reported_reviews=1053
        ),
        film=film,
    )


@pytest.fixture
def log_in(client):
    """Log a member in: log_in(world.erik)."""

    def log_in(member: Member) -> Client:
        client.force_login(member.login)
        return client

    return log_in


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real catalogs beside a developer's checkout; tests that want it are skipped where it is missing."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real catalogs of ../shared/data are not on this machine")
    return folder


ON_POSTGRESQL = "postgres" in os.environ.get("ABSPANN_DATABASE_URL", "")
PROCESSES = ("events", "keeper", "server")
"""Where tests start processes that find the database by themselves."""


def _asks_no_database(item: pytest.Item) -> bool:
    """Tell of a test that what it says does not depend on the database: it is granted none."""
    if item.path.relative_to(Path(__file__).parent).parts[0] in PROCESSES:
        return False
    granted = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return not granted and item.get_closest_marker("django_db") is None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Journeys come last: the browser's event loop lives until the end, and Django refuses queries beside one.

    PostgreSQL is asked only what depends on it.
    """
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)
    if ON_POSTGRESQL:
        config.hook.pytest_deselected(items=[item for item in items if _asks_no_database(item)])
        items[:] = [item for item in items if not _asks_no_database(item)]


def pytest_terminal_summary(terminalreporter, config):
    """Say in one line what this run left out."""
    if hasattr(config, "workerinput"):
        return
    left = []
    chosen = config.option.markexpr
    if "not journey" in chosen:
        left.append("journeys in a browser" + ("" if shutil.which("chromium") else " (chromium is not installed)"))
    if "not slow" in chosen:
        left.append("slow tests")
    if ON_POSTGRESQL:
        left.append("what asks no database")
    else:
        here = any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
        left.append("PostgreSQL" + ("" if here else " (not installed)"))
    if left:
        terminalreporter.write_line(f"Left out here, run by make ci: {', '.join(left)}.")
