"""Ingest owns the reading of a film page's text: a proposal of blocks, nothing invented, nothing lost."""
