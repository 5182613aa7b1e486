"""Import, search and pages among many films, one after the other on the same catalogs: `make bench-large`.

On SQLite, or on PostgreSQL: `tools/with-postgres make bench-large`. The catalogs are made once, into a temporary folder
or into `--keep FOLDER` for the next time; what is printed goes into bench/results/ as well.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.generate import options_of

RESULTS = Path(__file__).parent / "results"
PARTS = ("search", "pages", "importing")


def main() -> None:
    """Run the parts, and keep what they say."""
    given = options_of(__doc__, count=20_000, parts=",".join(PARTS))
    engine = "postgresql" if os.environ.get("ABSPANN_DATABASE_URL") else "sqlite"
    began = dt.datetime.now(dt.UTC)
    title = (
        f"# {began:%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {os.cpu_count()} CPUs, {engine}, "
        f"{given.films:,} films, load {os.getloadavg()[0]:.1f}"
    )
    said = [title]
    print(said[0])
    with tempfile.TemporaryDirectory(prefix="abspann-bench-") as scratch:
        for part in given.parts.split(","):
            options = ["--films", str(given.films), "--keep", str(given.keep or scratch)]
            if part == "importing":
                options += ["--count", str(given.count)]
            process = subprocess.Popen(
                [sys.executable, "-m", f"bench.{part}", *options],
                cwd=Path(__file__).parents[1],
                stdout=subprocess.PIPE,
                text=True,
            )
            assert process.stdout is not None
            said.append("\n```")
            for line in process.stdout:
                print(line, end="", flush=True)
                said.append(line.rstrip("\n"))
            said.append("```")
            if process.wait():
                said.append(f"{part} ended with status {process.returncode}.")
                print(said[-1])
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{began:%Y%m%d-%H%M%S}-{engine}-{given.films}.md").write_text("\n".join(said) + "\n")


if __name__ == "__main__":
    main()
