"""A command, setting or target that is not documented does not exist."""

from __future__ import annotations

import hashlib
import re
import tomllib

from abspann.cli import main
from tests.architecture.source import PACKAGE, ROOT

KEEPER = (ROOT / "docs" / "keeper.md").read_text(encoding="utf-8")


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_keepers_guide_lists_every_setting_and_no_other():
    in_code = set(re.findall(r'"(ABSPANN_[A-Z_]+)"', (PACKAGE / "settings.py").read_text(encoding="utf-8")))
    in_guide = set(re.findall(r"^\| `(ABSPANN_[A-Z_]+)` \|", KEEPER, re.MULTILINE))
    assert in_guide == in_code


def test_no_other_module_reads_the_environment_for_a_setting():
    outside = {"ABSPANN_SERVER_PID", "ABSPANN_THREADS"}
    faults = {}
    for path in PACKAGE.rglob("*.py"):
        if path.name == "settings.py":
            continue
        named = set(re.findall(r"ABSPANN_[A-Z_]+", path.read_text(encoding="utf-8"))) - outside
        read = {name for name in named if re.search(rf"environ[^\n]*{name}", path.read_text(encoding="utf-8"))}
        if read - {"ABSPANN_HOME"}:
            faults[path.name] = read
    assert faults == {}


def test_the_keepers_guide_tells_every_command():
    names = []
    for name, command in main.commands.items():
        names += [f"{name} {sub}" for sub in command.commands] if hasattr(command, "commands") else [name]
    assert [name for name in names if f"`abspann {name}" not in KEEPER] == []


def test_contributing_tells_every_target():
    targets = re.findall(r"^([a-z-]+):.*## ", _read("Makefile"), re.MULTILINE)
    assert [target for target in targets if f"`make {target}`" not in _read("CONTRIBUTING.md")] == []


def test_the_readme_gives_the_two_commands():
    assert [command for command in ("make demo", "make test") if command not in _read("README.md")] == []


def test_the_license_is_the_agpl_word_for_word():
    digest = hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest()
    assert digest == "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"


def test_every_requirement_is_pinned_with_hashes():
    for name in ("run", "dev"):
        text = _read(f"requirements/{name}.txt")
        pinned = re.findall(r"^[a-z0-9._-]+(?:\[[a-z,]+\])?==", text, re.MULTILINE)
        blocks = [block for block in re.split(r"\n(?=[a-z0-9])", text) if "==" in block]
        assert len(pinned) == len(blocks)
        assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_every_direct_dependency_stands_in_the_lock():
    wanted = tomllib.loads(_read("pyproject.toml"))["project"]["dependencies"]
    names = [re.split(r"[\[~>=< ;]", name)[0] for name in wanted]
    assert [name for name in names if f"\n{name}" not in "\n" + _read("requirements/run.txt")] == []


def test_the_changelog_opens_with_what_is_not_yet_released():
    assert _read("CHANGELOG.md").splitlines()[2] == "## Unreleased"
