"""Owns the pages on which pictures are shown and added, and the files themselves."""
