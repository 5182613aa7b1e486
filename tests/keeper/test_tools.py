"""tools/with-postgres and tools/need."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
pytestmark = pytest.mark.slow


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)


@pytest.fixture
def with_postgres(tmp_path):
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("PostgreSQL is not installed")
    place = tmp_path / "place"
    place.mkdir()
    for folder in (place, *list(place.parents)[:3]):
        folder.chmod(0o755)
    return {"env": {**os.environ, "TMPDIR": str(place)}}, place


def test_the_command_finds_a_server_and_its_exit_status_is_passed_on(with_postgres):
    options, place = with_postgres
    done = run(
        TOOLS / "with-postgres", "bash", "-c", 'psql "$ABSPANN_DATABASE_URL" -Atc "SELECT 6 * 7"; exit 7', **options
    )
    assert (done.returncode, done.stdout) == (7, "42\n"), done.stderr
    assert list(place.iterdir()) == []


def test_the_server_user_may_make_databases_and_nothing_more(with_postgres):
    options, _place = with_postgres
    question = "SELECT rolcreatedb, rolsuper FROM pg_roles WHERE rolname = current_user"
    done = run(TOOLS / "with-postgres", "bash", "-c", f'psql "$ABSPANN_DATABASE_URL" -Atc "{question}"', **options)
    assert done.stdout == "t|f\n"


def test_an_interrupted_command_leaves_no_server(with_postgres):
    options, place = with_postgres
    started = place.parent / "started"
    command = [TOOLS / "with-postgres", "bash", "-c", f"touch {started}; exec sleep 60"]
    with subprocess.Popen(command, **options) as tool:
        while not started.exists():
            time.sleep(0.05)
        server = int(next(place.glob("*/data/postmaster.pid")).read_text().splitlines()[0])
        tool.send_signal(signal.SIGTERM)
        assert tool.wait(timeout=30) == 143
    assert list(place.iterdir()) == []
    assert not Path(f"/proc/{server}").exists() or "Z" in Path(f"/proc/{server}/stat").read_text()


def test_without_a_command_both_say_how_they_are_used():
    assert run(TOOLS / "with-postgres").returncode == run(TOOLS / "need").returncode == 2


def test_what_is_there_is_not_installed_again():
    done = run(TOOLS / "need", "bash")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(os.geteuid() != 0, reason="as root it would be installed; as others are, it is only said")
def test_what_is_missing_is_said_in_one_line():
    done = run(TOOLS / "need", "bash", "no-such-package-as-this", user=65534, group=65534, extra_groups=[])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Missing: no-such-package-as-this. Install with: apt-get install no-such-package-as-this\n"
