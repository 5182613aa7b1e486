"""Owns the front page, browsing, search, and what machines ask a site for."""
