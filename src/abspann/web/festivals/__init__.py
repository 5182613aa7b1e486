"""Owns the festival pages."""
