"""Owns reporting, and the moderators’ queue."""
