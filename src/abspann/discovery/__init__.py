"""Owns search, browsing and similar films, in tables of its own that can be rebuilt."""
