"""The command line: `abspann demo`, `serve`, `ingest`, `backup` and what else a keeper does."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import django
from rich.console import Console

from abspann.keeper.trouble import why_settings_fail
from abspann.version import __version__

P = ParamSpec("P")
R = TypeVar("R")
console = Console(highlight=False)

ROLES = ("critic", "moderator", "keeper")
RIGHTS = (
    "own",
    "permission",
    "quotation",
    "cc0",
    "cc-by-4.0",
    "cc-by-sa-3.0",
    "cc-by-sa-4.0",
    "public-domain",
    "private",
)
"""By what right a text may be shown: abspann.core.provenance.License, which loads only with Django."""


def in_house(command: Callable[P, R]) -> Callable[P, R]:
    """Set Django up before the command, and say troubles in plain words with exit status 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abspann.settings")
        try:
            django.setup()
        except Exception as trouble:  # whatever a setting or a home does to Django, a keeper reads it
            click.echo(why_settings_fail(trouble), err=True)
            sys.exit(2)
        from django.db import OperationalError
        from django.utils.translation import override

        from abspann.core.refusal import Refusal
        from abspann.exchange.demo.files import BrokenDemo
        from abspann.exchange.ingest.lines import NotAFilmPage
        from abspann.keeper.home import HomeTrouble

        try:
            with override("en"):
                return command(*args, **kwargs)
        except (HomeTrouble, Refusal, BrokenDemo, NotAFilmPage) as trouble:
            sentence = str(trouble)
        except OperationalError as trouble:
            sentence = f"The database cannot be used: {trouble}."
        click.echo(sentence, err=True)
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

    with _held():
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
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON, and write nothing unless --apply.")
@click.option("--apply", "do_apply", is_flag=True, help="Turn it into a film page; the second time changes nothing.")
@click.option("--right", type=click.Choice(RIGHTS), help="By what right the texts may be shown.")
@click.option("--source", default="", help="Where the texts are from; by default the file's name.")
@click.option("--film", "slug", help="The address of the film that the page is about, if the house has it.")
@click.option("--title", help="The film's title, if the page does not say it.")
@in_house
def ingest(
    file: Path, as_json: bool, do_apply: bool, right: str | None, source: str, slug: str | None, title: str | None
) -> None:
    """Read the text of a film page, and with --apply make a film page of it."""
    from abspann.exchange.ingest.reading import read_page

    content = _bytes_of(file)
    proposal = read_page(content, filename=file.name)
    if as_json:
        click.echo(json.dumps(proposal.to_json(), ensure_ascii=False, indent=2))
    elif not do_apply:
        _describe(proposal.to_json())
    if do_apply:
        _apply(content, file.name, right=right, source=source, slug=slug, title=title)


def _bytes_of(file: Path) -> bytes:
    """Return the file's bytes, one more than a page may have at most: enough to see that it is too long."""
    from abspann.exchange.ingest.lines import MAX_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        click.echo(f"{file} cannot be read: {error.strerror}.", err=True)
        sys.exit(2)


def _describe(proposal: dict[str, Any]) -> None:
    """Say in a few lines what was read."""
    click.echo(f"Film: {proposal['film']['title'] or 'not said'}")
    for kind in ("synopsis", "critique"):
        click.echo(
            f"{kind.capitalize()}: {'lines ' + _span(proposal[kind]['lines']) if proposal[kind]['text'] else 'none'}"
        )
    for review in proposal["reviews"]:
        name = "Anonymer User" if review["anonymous"] else review["author"] or "without a name"
        click.echo(f"Review: {name}, {review['stars'] or 'no'} stars, lines {_span(review['lines'])}")
    for kind in ("trivia", "unplaced"):
        for passage in proposal[kind]:
            click.echo(f"{kind.capitalize()}: lines {_span(passage['lines'])}")
    click.echo("Nothing was written. --apply makes a film page of it, --json shows everything that was read.")


def _span(lines: list[int]) -> str:
    return str(lines[0]) if len(lines) == 1 else f"{lines[0]} to {lines[-1]}" if lines else "–"


def _apply(content: bytes, name: str, *, right: str | None, source: str, slug: str | None, title: str | None) -> None:
    from abspann.catalog.queries import film_at
    from abspann.core.actor import System
    from abspann.exchange.commands import apply_page, bring_page
    from abspann.keeper import home

    if right is None and sys.stdin.isatty():
        right = click.prompt("By what right may the texts be shown?", type=click.Choice(RIGHTS), default="permission")
    home.prepare()
    by = System("keeper at the command line")
    film = film_at(slug, "de") if slug else None
    if slug and film is None:
        click.echo(f"The house has no film at «{slug}».", err=True)
        sys.exit(2)
    page = bring_page(by=by, content=content, name=name)
    done = apply_page(by=by, page=page, license=right or "permission", source=source, film=film, title=title)
    new = ", ".join(f"{count} {kind}" for kind, count in done.new.items() if count) or "nothing new"
    click.echo(f"/film/{done.film.slug}/: {new}.", err=True)
    for words in done.left_out:
        click.echo(f"Left out: {words}", err=True)
    if right is None:
        click.echo("The texts are shown as «by permission», for which you vouch; --right says otherwise.", err=True)


@main.command()
@click.option("--once", is_flag=True, help="End when no job is waiting.")
@in_house
def worker(once: bool) -> None:
    """Run background jobs; `serve` and `demo` start one of these by themselves."""
    from abspann.events.worker import run
    from abspann.server.lifeline import end_with_server

    end_with_server()
    with _held():
        run(once=once)


@main.command(name="import")
@click.argument("source")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come in, and write nothing.")
@click.option("--limit", type=click.IntRange(min=1), help="Take in no more than so many films.")
@click.option("--only-released", is_flag=True, help="Leave out films that have not come out yet.")
@click.option("--min-votes", type=click.IntRange(min=0), default=0, help="Leave out films that fewer have rated there.")
@click.option("--language", "languages", multiple=True, help="Titles and texts in this language only; may be repeated.")
@in_house
def import_(
    source: str,
    path: Path,
    dry_run: bool,
    limit: int | None,
    only_released: bool,
    min_votes: int,
    languages: tuple[str, ...],
) -> None:
    """Take in the films that SOURCE tells at PATH; the same command goes on with an import that was interrupted.

    «abspann sources» lists the sources. Ends with 0 when all was read, 2 when it cannot begin or was interrupted, 3
    when what it was given is not the source's.
    """
    from abspann.keeper.importing import run_import

    with _held():
        status = run_import(
            source,
            path,
            dry_run=dry_run,
            limit=limit,
            only_released=only_released,
            min_votes=min_votes,
            languages=languages,
        )
    sys.exit(status)


@main.group(invoke_without_command=True)
@click.pass_context
@in_house
def sources(context: click.Context) -> None:
    """List the catalogs from which films can come in: rank, license, what may be done with them, films here."""
    if context.invoked_subcommand:
        return
    from abspann.keeper import home
    from abspann.keeper.importing import listed

    home.prepare()
    for line in listed():
        click.echo(line)


@sources.command()
@click.argument("source")
@click.argument("number", type=int)
@in_house
def rank(source: str, number: int) -> None:
    """Say whose word counts where two sources differ: the lowest NUMBER first. Films change accordingly, at once."""
    from abspann.catalog.commands import follow_ranks, rank_source
    from abspann.core.actor import System
    from abspann.keeper import home

    home.prepare()
    rank_source(by=System("keeper at the command line"), source=source, rank=number)
    changed = follow_ranks(seconds=math.inf)
    click.echo(f"{source} has rank {number}; {changed:,} films changed.")


@main.group(invoke_without_command=True)
@click.pass_context
@in_house
def doubts(context: click.Context) -> None:
    """Count the pairs that may be one film or one person: between which sources, how alike, and what agrees."""
    if context.invoked_subcommand:
        return
    from abspann.keeper import home
    from abspann.keeper.doubts import counted

    home.prepare()
    for line in counted():
        click.echo(line)


@doubts.command()
@click.argument("answer", type=click.Choice(("one", "two")))
@click.option("--kind", type=click.Choice(("film", "person")), required=True, help="Of films or of people.")
@click.option("--between", default="", help="The names of two sources, «house» for what none told.")
@click.option("--agrees", multiple=True, help="What agrees: title, year, director, cast, …; may be repeated.")
@click.option("--least", type=click.IntRange(0, 100), default=0, help="At least so many percent alike.")
@click.option("--reason", required=True, help="By what you know; it stands with each of them.")
@in_house
def decide(answer: str, kind: str, between: str, agrees: tuple[str, ...], least: int, reason: str) -> None:
    """Decide at once that all pairs so chosen are ONE, or TWO; it can be taken back in the browser."""
    from abspann.keeper import home
    from abspann.keeper.doubts import decide as decide_all
    from abspann.wiring import work_on_verdicts

    home.prepare()
    with _held():
        for line in decide_all(
            kind=kind,
            sources=between,
            agrees=agrees,
            least=least,
            answer=answer,
            reason=reason,
            work=work_on_verdicts,
        ):
            click.echo(line)


REBUILDS = ("names", "scores", "marks", "followers", "search", "browse", "similar", "pictures")


@main.command()
@click.argument("name", type=click.Choice(REBUILDS))
@in_house
def rebuild(name: str) -> None:
    """Build what is derived anew from what it is derived from."""
    from abspann.catalog.commands import rebuild_names, tend_pictures
    from abspann.diary.commands import rebuild_marks
    from abspann.discovery.commands import rebuild_browsing, rebuild_search, rebuild_similar
    from abspann.members.commands import rebuild_followers
    from abspann.reviews.commands import rebuild_scores

    works: dict[str, Callable[[], object]] = {
        "names": rebuild_names,
        "scores": rebuild_scores,
        "marks": rebuild_marks,
        "followers": rebuild_followers,
        "search": rebuild_search,
        "browse": rebuild_browsing,
        "similar": rebuild_similar,
        "pictures": tend_pictures,
    }
    works[name]()
    click.echo(f"Rebuilt: {name}.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@in_house
def backup(file: Path) -> None:
    """Write the whole home into FILE (.tar, or .tar.gz for a smaller one), while the portal serves."""
    from abspann.keeper.backup import back_up

    click.echo("\n".join(back_up(file).sentences))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a home that holds data; the old one is kept beside it.")
@in_house
def restore(file: Path, replace: bool) -> None:
    """Make the home what it was when FILE was written."""
    from abspann.keeper.restore import restore as put_back

    click.echo("\n".join(put_back(file, replace=replace).sentences))


@main.command()
@in_house
def doctor() -> None:
    """Say in plain words what is wrong with the home; ends with 1 when something is."""
    from abspann.keeper.doctor import examine, exit_status

    findings = examine()
    for finding in findings:
        click.echo(f"{finding.level}: {finding.sentence}\n    {finding.remedy}")
    if not findings:
        click.echo("Nothing is wrong.")
    sys.exit(exit_status(findings))


@main.group()
def user() -> None:
    """Make people of the house, and give them offices."""


@user.command()
@click.argument("handle")
@click.option("--name", required=True, help="The name that pages show.")
@click.option("--email", required=True, help="The address to log in with.")
@click.option("--role", type=click.Choice(ROLES), help="An office to begin with.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one up.")
@in_house
def add(handle: str, name: str, email: str, role: str | None, password_stdin: bool) -> None:
    """Add a member who can log in; a password that is made up is shown once."""
    from abspann.keeper import home, people

    home.prepare()
    password = people.password_from(sys.stdin) if password_stdin else None
    added = people.add(handle=handle, name=name, email=email, role=role, password=password)
    click.echo("\n".join(added.sentences))


@user.command()
@click.argument("handle")
@click.argument("role", type=click.Choice(ROLES))
@in_house
def grant(handle: str, role: str) -> None:
    """Give a member an office."""
    from abspann.keeper import home, people

    home.prepare()
    people.grant(handle=handle, role=role)
    click.echo(f"{handle} is now {role}.")


@user.command()
@click.option("--email", default="", help="Mail the link to this address, too.")
@in_house
def invite(email: str) -> None:
    """Print a link with which one person may sign up, once, within 14 days."""
    from abspann.keeper import home, people

    home.prepare()
    click.echo(people.invite(email=email))


def _held() -> AbstractContextManager[None]:
    """Keep a restore away from the home while it is in use."""
    from django.conf import settings

    from abspann.keeper.lock import hold

    return hold(settings.HOME)


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
        with _held():
            status = serve_until_told(home=settings.HOME, host=host, port=port, job=job, say=_say, ready=ready)
        sys.exit(status)
    except CannotListen as trouble:
        click.echo(f"{trouble} Another port: --port {port + 1}.", err=True)
        sys.exit(2)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
