"""The way in: the guard at the door, the bridge to Django, and the processes that serve."""
