"""When a letter that could not be sent is tried again."""

from datetime import timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 40
"""About nine days; then whoever keeps the house has not had a mail server for longer than most letters are good."""


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries: one minute, twice as long each time, six hours at most."""
    doublings: int = 2 ** min(tries - 1, 12)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)
