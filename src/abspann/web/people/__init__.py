"""Owns the person page."""
