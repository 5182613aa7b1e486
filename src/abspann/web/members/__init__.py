"""Owns profiles, following, and what members do with films in one tap."""
