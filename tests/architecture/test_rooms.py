"""Every file has one reason to be where it is, and the map in the docs shows the rooms as they are."""

from __future__ import annotations

import ast
import re

from django.apps import apps
from django.db import models

from tests.architecture.source import PACKAGE, ROOT, TOWER, modules, package_of, tree_of

NAMES_OF_NOTHING = {"services", "utils", "helpers", "managers", "mixins", "signals", "constants", "common", "misc"}
WRITING = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "aupdate",
    "acreate",
}
MAY_WRITE = {
    "events/publish.py": "raises versions",
    "core/image_child.py": "saves pictures, no rows",
    "events/worker.py": "takes up lost jobs in the task library's own table",
}
NOT_ROWS = {"digest", "hash", "os.environ", "sys.modules", "dict", "known", "context"}


def test_every_package_of_the_tower_opens_with_the_sentence_that_the_map_shows():
    told = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \| (Owns [^|]+?) \|$", told, re.MULTILINE))
    said = {package: ast.get_docstring(tree_of(PACKAGE / package / "__init__.py")) for package in TOWER}
    assert shown == said


def test_no_other_room_stands_in_the_tower():
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(TOWER)


def test_no_file_has_a_name_that_names_no_one_thing():
    assert [path for path in modules() if path.stem in NAMES_OF_NOTHING] == []


def test_every_module_says_what_it_is_for():
    assert [str(path) for path in modules() if not ast.get_docstring(tree_of(path))] == []


def test_foreign_keys_to_other_packages_point_down_and_leave_no_trace_there():
    faults = []
    for model in apps.get_models():
        if not model.__module__.startswith("abspann."):
            continue
        here = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey):
                continue
            there = field.related_model.__module__.split(".")[1]
            if there == here:
                continue
            if TOWER.index(there) >= TOWER.index(here) or field.remote_field.related_name != "+":
                faults.append(f"{model.__name__}.{field.name}")
    assert faults == []


def _writes(path) -> list[int]:
    found = []
    for node in ast.walk(tree_of(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING):
            continue
        receiver = ast.unparse(node.func.value)
        is_row = ".objects" in receiver or "_default_manager" in receiver or node.func.attr in {"save", "bulk_create"}
        if is_row and receiver not in NOT_ROWS:
            found.append(node.lineno)
    return found


def test_only_commands_write():
    faults = {}
    for path in modules():
        place = path.relative_to(PACKAGE).as_posix()
        is_command = path.name == "commands.py" or "commands" in path.relative_to(PACKAGE).parts
        if not is_command and place not in MAY_WRITE and _writes(path):
            faults[place] = _writes(path)
    assert faults == {}


def test_every_command_is_a_verb_phrase_with_keyword_arguments_only():
    faults = []
    for path in modules():
        if path.name != "commands.py" and path.parent.name != "commands":
            continue
        faults += [
            f"{package_of(path)}.{node.name}"
            for node in tree_of(path).body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.args.args
        ]
    # These serve the commands of their own package.
    assert faults == [
        "catalog.companies_by_name",
        "catalog.people_by_name",
        "catalog.possible",
        "reviews.hold_film",
        "reviews.held_review",
        "reviews.demand_authorship",
        "reviews.refuse_no_stars",
    ]


def test_no_model_overrides_save_and_nothing_listens_to_signals():
    faults = []
    for path in modules():
        for node in ast.walk(tree_of(path)):
            # A form of allauth's names its act so; models live in models.py.
            if isinstance(node, ast.FunctionDef) and node.name == "save" and path.name != "forms.py":
                faults.append(str(path))
            if isinstance(node, ast.ImportFrom) and node.module in {"django.dispatch", "django.db.models.signals"}:
                faults.append(str(path))
    assert faults == []


def test_only_the_doors_know_http():
    doors = {"web", "server", "urls", "settings"}
    faults = [
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.http", "django.shortcuts", "django.template"))
        and package_of(path) not in doors
    ]
    assert faults == []


def test_migrations_name_no_code_of_ours_but_the_maker_of_public_ids():
    named = set()
    for path in PACKAGE.rglob("migrations/0*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
                if (module or "").startswith("abspann"):
                    named.add(module)
    assert named <= {"abspann.core.public_id"}


def test_every_exception_to_a_lint_rule_gives_its_reason():
    bare = re.compile(r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[^\]]*\])?)\s*$")
    faults = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert faults == []
