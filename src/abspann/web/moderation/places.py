"""Where a thing stands, and which thing stands at an address."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.translation import override

from abspann.catalog.queries import film_at
from abspann.editorial.queries import critiques_of
from abspann.members.models import Member
from abspann.members.queries import member_at
from abspann.moderation.queries import thing_at
from abspann.moderation.rules import Kind, Thing

PARTS = {Kind.SYNOPSIS: "synopsis", Kind.TRIVIA: "trivia", Kind.PRESS: "press"}
"""Which part of a film's page holds a kind."""


def path_of(thing: Thing) -> str:
    """Return the address of a thing in the house's first language, without the host."""
    with override("de"):
        if thing.kind == Kind.MEMBER:
            return f"/@{thing.row.handle}/"
        if thing.kind == Kind.PICTURE:
            noun = "film" if thing.row.film else "person"
            index = reverse("pictures:index", args=[noun, thing.row.subject.slug])
            return f"{index}#picture-{thing.public_id}"
        if thing.kind == Kind.REVIEW:
            return reverse("films:review", args=[thing.film.slug, thing.public_id])
        if thing.kind == Kind.CRITIQUE:
            return f"{reverse('films:critique', args=[thing.film.slug])}#critique-{thing.public_id}"
        part = f"#{PARTS[Kind(thing.kind)]}" if Kind(thing.kind) in PARTS else ""
        return f"{reverse('films:show', args=[thing.film.slug])}{part}"


def at(url: str, viewer: Member | None) -> tuple[str, Thing | None] | None:
    """Return the path of a page of this site and the thing that it shows (None: none that is known by kind).

    None for what is no page of this site, and for what the viewer cannot see: both look the same.
    """
    path = _path_here(url)
    if path is None:
        return None
    language = "en" if path == "/en" or path.startswith("/en/") else "de"
    with override(language):
        try:
            found = resolve(path)
        except Resolver404:
            return None
        return _shown(path, found, viewer, language)


def _path_here(url: str) -> str | None:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    here = urlsplit(settings.SITE_URL)
    if parts.netloc:
        if parts.scheme not in ("http", "https") or parts.netloc.casefold() != here.netloc.casefold():
            return None
    elif parts.scheme:
        return None
    return parts.path if parts.path.startswith("/") and len(parts.path) <= 500 else None


def _shown(path: str, found: ResolverMatch, viewer: Member | None, language: str) -> tuple[str, Thing | None] | None:
    name, said = found.view_name, found.kwargs
    if name.startswith("members:") and "handle" in said:
        member = member_at(said["handle"])
        return _with(path, thing_at(Kind.MEMBER, member.public_id, viewer=viewer) if member else None)
    if name == "films:review":
        thing = thing_at(Kind.REVIEW, said["public_id"], viewer=viewer)
        return _with(path, thing if thing and thing.film.slug == said["slug"] else None)
    if name.startswith("films:"):
        film = film_at(said["slug"], language)
        if film is None:
            return None
        if name == "films:critique":
            critiques = critiques_of(film, viewer=viewer, at=timezone.now())
            found_one = thing_at(Kind.CRITIQUE, critiques[0].public_id, viewer=viewer) if critiques else None
            return _with(path, found_one)
        return _with(path, thing_at(Kind.FILM, film.public_id, viewer=viewer))
    return path, None


def _with(path: str, thing: Thing | None) -> tuple[str, Thing | None] | None:
    return (path, thing) if thing else None
