"""Owns what knows no film: refusals, safe Markdown, forms of numbers and dates, paging, addresses, provenance."""
