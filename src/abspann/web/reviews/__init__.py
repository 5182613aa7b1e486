"""Owns writing, editing and judging reviews."""
