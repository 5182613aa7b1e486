"""Owns proposing, deciding and undoing changes to facts."""
