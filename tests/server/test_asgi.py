"""The whole way from the guard to Django and back; in a process of its own, for a Django has only one life."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_django_sees_whole_requests_from_known_addresses_and_its_answers_are_closed() -> None:
    run = [sys.executable, "-W", "error", str(Path(__file__).with_name("one_page.py"))]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    output = subprocess.run(run, env=environment, capture_output=True, text=True, check=True)
    told, finished, switch = json.loads(output.stdout)
    known = {"size": 0, "secure": False, "client": "203.0.113.9", "host": "film.example", "path": "/"}
    assert told == [
        known | {"secure": True, "client": "192.0.2.1"},
        known | {"size": 200_000},
        413,
        known | {"size": 5, "path": "/straße/"},
        404,
    ]
    assert (finished, switch) == (4, 0.001)
