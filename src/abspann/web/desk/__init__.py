"""Owns the desk, where the people of the house work."""
