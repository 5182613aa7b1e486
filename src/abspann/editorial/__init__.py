"""Owns the house's critiques and the press reviews."""
