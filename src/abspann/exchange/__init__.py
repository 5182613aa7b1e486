"""Owns what comes in as data: pages read in, and the demo."""
