"""Owns what comes in and goes out as data: pages read in, and the demo."""
