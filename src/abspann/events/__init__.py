"""Owns publish(), the versions that tell which page changed, and the background jobs."""
