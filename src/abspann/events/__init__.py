"""Owns publish(), the versions that tell which page changed, the background jobs, and how often something was done."""
