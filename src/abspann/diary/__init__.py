"""Owns what members mark of films: the watchlist, and what they have seen."""
