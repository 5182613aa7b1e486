"""The command line: `abspann demo`, `serve`, `ingest`, `backup` and what else a keeper does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click
import django
from rich.console import Console

from abspann.version import __version__

P = ParamSpec("P")
R = TypeVar("R")
console = Console(highlight=False)


def in_house(command: Callable[P, R]) -> Callable[P, R]:
    """Set Django up before the command, and say troubles in plain words with exit status 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abspann.settings")
        django.setup()
        from abspann.core.refusal import Refusal
        from abspann.exchange.demo.files import BrokenDemo
        from abspann.keeper.home import HomeTrouble

        try:
            return command(*args, **kwargs)
        except (HomeTrouble, Refusal, BrokenDemo) as trouble:
            click.echo(str(trouble), err=True)
            sys.exit(2)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="abspann")
def main() -> None:
    """Abspann: the film portal that a community runs itself."""


@main.command()
@click.option("--port", default=8000, show_default=True, help="The port to serve on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@in_house
def demo(port: int, host: str) -> None:
    """Fill an empty home with the demo and serve it."""
    from abspann.exchange.demo.files import read
    from abspann.exchange.demo.load import PASSWORD, load
    from abspann.keeper import home

    home.prepare()
    if home.is_empty():
        data = read()
        with console.status("") as status:
            load(data, progress=lambda title: status.update(f"Taking in: {title}"))
        home.mark_as_demo()
    logins = "  ".join(f"{role}@abspann.example" for role in ("member", "critic", "moderator", "keeper"))
    _serve(host, port, after=f"Logins, all with the password {PASSWORD}: {logins}")


@main.command()
@click.option("--port", default=8000, show_default=True, help="The port to serve on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@in_house
def serve(port: int, host: str) -> None:
    """Serve what is in the home."""
    from abspann.keeper import home

    home.prepare()
    hint = "The home holds no films yet: «abspann demo» shows what it can look like." if home.is_empty() else ""
    _serve(host, port, after=hint)


def _serve(host: str, port: int, *, after: str) -> None:
    from abspann.server import serve as server

    def ready() -> None:
        click.echo(f"Abspann stands at http://localhost:{port}/ (Ctrl+C ends it).")
        if after:
            click.echo(after)

    try:
        server.serve(host=host, port=port, ready=ready)
    except server.PortInUse as trouble:
        click.echo(str(trouble), err=True)
        sys.exit(2)


