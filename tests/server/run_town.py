"""Serves the town: `python run_town.py PORT WORKERS HOME`, as the command line would serve the portal."""

import sys
from pathlib import Path

from abspann.server.serve import PortInUse, serve

JOB = """
import os, time, pathlib
from abspann.server.lifeline import end_with_server
end_with_server(every=0.1)
with (pathlib.Path(os.environ["ABSPANN_HOME"]) / "jobs").open("a") as file:
    print(os.getpid(), file=file, flush=True)
time.sleep(60)
"""


def say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    port, workers, home = sys.argv[1:]
    try:
        code = serve(
            home=Path(home),
            port=int(port),
            workers=int(workers),
            job=[sys.executable, "-c", JOB],
            say=say,
            ready=lambda: say("ready"),
            target="town:application",
        )
    except PortInUse as error:
        say(str(error))
        code = 3
    sys.exit(code)
