"""Whether the database is of this version."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from abspann.keeper.finding import Finding, error
from abspann.keeper.home import unknown_migrations
from abspann.version import __version__


def fits_this_version() -> Iterator[Finding]:
    """The database is neither newer nor older than this version."""
    if newer := unknown_migrations():
        yield error(
            f"A newer version of Abspann wrote this home (it has {newer[0]}, this is {__version__}).",
            "Update Abspann, or restore a backup that this version wrote.",
        )
        return
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield error(
            f"The database is older than this version: {len(plan)} steps are missing.",
            "Start the portal, which takes them.",
        )
