"""Owns search, browsing and similar films, in an index and tables of its own that can be rebuilt."""
