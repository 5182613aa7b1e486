"""What every package leans on and what knows no film: refusals, safe Markdown, paging, slugs, sources, formats."""
