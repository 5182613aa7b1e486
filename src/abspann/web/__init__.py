"""Owns the pages: views, forms, templates, static files, feeds."""
