"""Owns the lists of films: browsing, genres, countries, decades, companies, series, and what comes into cinemas."""
