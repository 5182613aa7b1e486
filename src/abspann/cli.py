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


@main.command()
@click.option("--once", is_flag=True, help="End when no job is waiting.")
@in_house
def worker(once: bool) -> None:
    """Run background jobs; `serve` and `demo` start one of these by themselves."""
    from abspann.events.worker import run
    from abspann.server.lifeline import end_with_server

    end_with_server()
    run(once=once)


REBUILDS = ("scores", "search", "similar")


@main.command()
@click.argument("name", type=click.Choice(REBUILDS))
@in_house
def rebuild(name: str) -> None:
    """Build what is derived anew from what it is derived from."""
    from abspann.discovery.commands import rebuild_search, rebuild_similar
    from abspann.reviews.commands import rebuild_scores

    {"scores": rebuild_scores, "search": rebuild_search, "similar": rebuild_similar}[name]()
    click.echo(f"Rebuilt: {name}.")


def _serve(host: str, port: int, *, after: str) -> None:
    from django.conf import settings
    from django.db import connections

    from abspann.server.serve import CannotListen
    from abspann.server.serve import serve as serve_until_told

    def ready() -> None:
        click.echo(f"Abspann stands at http://localhost:{port}/ (Ctrl+C ends it).")
        if after:
            click.echo(after)

    # The web workers are forks of this process: none may inherit a connection.
    connections.close_all()
    job = (sys.executable, "-m", "abspann", "worker")
    try:
        sys.exit(serve_until_told(home=settings.HOME, host=host, port=port, job=job, say=_say, ready=ready))
    except CannotListen as trouble:
        click.echo(f"{trouble} Another port: --port {port + 1}.", err=True)
        sys.exit(2)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
