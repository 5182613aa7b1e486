"""Owns the film page and its sub-pages."""
