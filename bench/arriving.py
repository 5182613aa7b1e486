"""From `abspann import` to findable: `python -m bench.arriving omdb FOLDER`, into an empty home with a worker running.

Prints when the import ended, when the search index knew all films, and when all stood in the lists; and how much of its
own time each of the two processes took, which is what counts on a machine with other work.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Import, and wait for the worker to come to an end."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="abspann-bench-") as home:
        os.environ |= {"ABSPANN_HOME": home, "DJANGO_SETTINGS_MODULE": "abspann.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        worker = subprocess.Popen([sys.executable, "-m", "abspann", "worker"], stdout=subprocess.DEVNULL)
        try:
            _measure(worker.pid)
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(60)


def _measure(worker: int) -> None:
    from abspann.catalog.models import Film
    from abspann.discovery.models import BrowseDue, SearchDue

    began, load = time.perf_counter(), os.getloadavg()[0]
    importing = subprocess.Popen([sys.executable, "-m", "abspann", "import", *sys.argv[1:]])
    _pid, status, usage = os.wait4(importing.pid, 0)
    importing.returncode = os.waitstatus_to_exitcode(status)
    if importing.returncode:
        sys.exit(f"The import ended with status {importing.returncode}.")
    own = usage.ru_utime + usage.ru_stime
    print(f"import: {time.perf_counter() - began:.0f} s, own time {own:.0f} s, memory {usage.ru_maxrss / 1024:.0f} MB")
    waiting = {"search": SearchDue, "browsing": BrowseDue}
    while waiting:
        for name, due in list(waiting.items()):
            if not due.objects.exists():
                print(f"{name}: after {time.perf_counter() - began:.0f} s, own time of the worker {_own(worker):.0f} s")
                del waiting[name]
        time.sleep(0.5)
    print(f"{Film.objects.count():,} films, load {load:.1f} to {os.getloadavg()[0]:.1f}")


def _own(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
