"""The doctor: what is wrong with a home, in plain words. Changes nothing, and never fails itself."""

from __future__ import annotations

from collections.abc import Sequence

from abspann.keeper.examinations import addresses, database, folder, schema, work
from abspann.keeper.finding import Examination, Finding, error

STAGES: Sequence[Sequence[Examination]] = (
    (folder.is_there,),
    (
        folder.is_writable,
        folder.has_room,
        folder.is_private,
        folder.has_a_secret,
        folder.has_no_leftovers,
        folder.has_current_static_files,
        addresses.site_url_fits,
        addresses.hosts_are_hosts,
        addresses.proxies_are_networks,
        database.engine_is_new_enough,
        database.can_be_used,
    ),
    (database.can_be_written, database.keys_hold, database.log_is_short, database.can_be_copied, database.pool_fits),
    (schema.fits_this_version,),
    (work.jobs_run, work.scores_are_right, work.pictures_have_files),
)
"""What is looked at. Each examination is on its own; but where one bars the way, the stages behind it are left out."""

BARRING: frozenset[Examination] = frozenset({folder.is_there, database.can_be_used, schema.fits_this_version})


def examine() -> list[Finding]:
    """Return what is wrong, the worst first; an empty list when nothing is."""
    findings: list[Finding] = []
    for stage in STAGES:
        barred = False
        for examination in stage:
            found = _found_by(examination)
            findings += found
            barred = barred or (bool(found) and examination in BARRING)
        if barred:
            break
    return sorted(findings, key=lambda finding: finding.level != "error")


def exit_status(findings: Sequence[Finding]) -> int:
    """Return what `abspann doctor` ends with: 0 when nothing is wrong, 1 when something is, be it only a warning."""
    return 1 if findings else 0


def _found_by(examination: Examination) -> list[Finding]:
    try:
        return list(examination())
    except Exception as trouble:  # whatever is broken, the rest is still to be examined
        what = f"{examination.__module__.rpartition('.')[2]}: {examination.__name__.replace('_', ' ')}"
        return [
            error(
                f"It could not be examined whether all is well with «{what}»: {trouble!r}.",
                "Report this, with the sentence.",
            )
        ]
