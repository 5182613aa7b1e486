"""When a letter that could not be sent is tried again, and how many letters strangers may cause somebody to get."""

from datetime import timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
OLDEST = timedelta(days=9)
"""Then whoever keeps the house has not had a mail server for longer than most letters are good."""

CLAIM = timedelta(minutes=10)
"""For so long a letter is in the hands of the worker that took it; if that one dies, another takes it."""

MOST_AT_ONCE = 20
"""A worker has other things to do than letters."""

BUDGET = ((5, 3_600), (20, 86_400))
"""How many letters within how many seconds one address gets from acts that ask for no login."""


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries: one minute, twice as long each time, six hours at most."""
    doublings: int = 2 ** min(tries - 1, 12)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)
