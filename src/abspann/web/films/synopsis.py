"""The synopsis with its actors and films as links."""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from abspann.catalog.queries import FilmPage
from abspann.core.markdown import render


def linked(page: FilmPage) -> SafeString:
    """Return a page's synopsis as safe HTML; each person of the credits is a link where they are named first."""
    if page.synopsis is None:
        return mark_safe("")
    html = str(render(page.synopsis.text))
    people = {str(c.person.name): c.person.slug for c in page.cast} | {
        str(c.person.name): c.person.slug for _job, group in page.staff for c in group
    }
    if not people:
        return mark_safe(html)  # noqa: S308  # what the Markdown renderer made is safe
    names = "|".join(re.escape(str(format_html("{}", name))) for name in sorted(people, key=len, reverse=True))
    by_escaped = {str(format_html("{}", name)): slug for name, slug in people.items()}
    seen: set[str] = set()

    def link(match: re.Match[str]) -> str:
        name = match[0]
        if name in seen:
            return name
        seen.add(name)
        return f'<a href="{reverse("people:show", args=[by_escaped[name]])}">{name}</a>'

    parts = re.split(r"(<[^>]*>)", html)
    inside = 0
    for index, part in enumerate(parts):
        if index % 2:
            inside += part.startswith("<a ") - (part == "</a>")
        elif not inside:
            parts[index] = re.sub(rf"(?<!\w)(?:{names})(?!\w)", link, part)
    return mark_safe("".join(parts))  # noqa: S308  # safe HTML with links between our own pages
