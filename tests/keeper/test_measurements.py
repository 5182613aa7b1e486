"""The measurements of bench/ run from beginning to end, whatever the models gained since."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def test_each_measurement_among_made_films_ends_with_its_bounds(tmp_path):
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("ABSPANN_", "PYTEST_"))}
    parts = {"search": ["--searches", "20"], "pages": ["--small", "300"], "importing": ["--count", "100"]}
    for part, more in parts.items():
        options = ["--films", "300", "--keep", str(tmp_path), *more]
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{part}", *options],
            cwd=ROOT,
            env=surroundings,
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        assert "Bounds:" in done.stdout
