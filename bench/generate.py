"""Catalogs of any size, out of real words where such are at hand: as a source tells films, or a database full of them.

    python -m bench.generate --films 1000000 --keep FOLDER

The n-th film is always the same, whatever the size. Titles are the real ones first, then made of their words in their
lengths; years, countries, genres and languages are as unequal as in life, and so are people: a few have hundreds of
credits, most have one. A film has ten credits on average. Nothing of what is read here is written into the project.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.filling import fill
from bench.world import World


@contextmanager
def catalog(films: int, *, keep: Path | None = None, copied: bool = False) -> Iterator[dict[str, str]]:
    """Lend the surroundings of a home with so many films, made if it is not there yet; `copied`: to be written to.

    With ABSPANN_DATABASE_URL set, the films lie in a database of their own beside the one that it names.
    """
    with tempfile.TemporaryDirectory(prefix="abspann-bench-") as scratch:
        engine = "postgresql-" if os.environ.get("ABSPANN_DATABASE_URL") else ""
        folder = (keep or Path(scratch)) / f"{engine}films-{films}"
        env = _surroundings(folder, f"bench_{films}")
        if not _is_there(folder, films):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            if "ABSPANN_DATABASE_URL" in env:
                _make_database(f"bench_{films}")
            subprocess.run(
                [sys.executable, "-m", "bench.generate", "--films", str(films), "--here"],
                env=env,
                cwd=Path(__file__).parents[1],
                check=True,
            )
            (folder / "made").touch()
        if copied:
            other = Path(scratch) / "copy"
            shutil.copytree(folder, other)
            env = _surroundings(other, "bench_copy")
            if "ABSPANN_DATABASE_URL" in env:
                _make_database("bench_copy", template=f"bench_{films}")
        yield env


def _surroundings(folder: Path, database: str) -> dict[str, str]:
    env = os.environ | {"ABSPANN_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "abspann.settings"}
    if url := os.environ.get("ABSPANN_DATABASE_URL", ""):
        env["ABSPANN_DATABASE_URL"] = f"{url.rpartition('/')[0]}/{database}"
    return env


def _is_there(folder: Path, films: int) -> bool:
    url = os.environ.get("ABSPANN_DATABASE_URL", "")
    if not (folder / "made").exists() or not url:
        return (folder / "made").exists()
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute("SELECT FROM pg_database WHERE datname = %s", [f"bench_{films}"]).rowcount == 1


def _make_database(name: str, *, template: str = "template1") -> None:
    with psycopg.connect(os.environ["ABSPANN_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[call-overload]  # the name is ours
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[call-overload]  # as above


def _make(films: int) -> None:
    """Fill the home in whose surroundings this process runs."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    fill(World(films))
    print(f"{films:,} films made in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


def options_of(what: str | None, argv: Sequence[str] | None = None, **more: Any) -> argparse.Namespace:
    """Read the options that all large measurements share, and further ones as (default)."""
    options = argparse.ArgumentParser(description=what, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--films", type=int, default=100_000)
    options.add_argument("--keep", type=Path, help="a folder in which catalogs are kept for the next time")
    for name, default in more.items():
        if isinstance(default, bool):
            options.add_argument(f"--{name}", action="store_true")
        else:
            options.add_argument(f"--{name}", type=type(default), default=default)
    return options.parse_args(argv)


def main() -> None:
    """Make a catalog to be kept."""
    given = options_of(__doc__, here=False)
    if given.here:
        _make(given.films)
        return
    if given.keep is None:
        sys.exit("Say where to keep it: --keep FOLDER.")
    with catalog(given.films, keep=given.keep) as env:
        print(env["ABSPANN_HOME"])


if __name__ == "__main__":
    main()
