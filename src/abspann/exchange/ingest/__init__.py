"""Ingest owns the reading of a film page's text: lines in, a proposal of blocks out, nothing invented and nothing lost."""
