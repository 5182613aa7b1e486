"""Bringing a page's text in, correcting what was read, discarding it."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from abspann.catalog.commands.moving import move_rows, return_rows
from abspann.catalog.models import Merge
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.core.text import cleaned, one_line
from abspann.exchange import queries, rules
from abspann.exchange.ingest.lines import read_lines
from abspann.exchange.ingest.reading import read_page
from abspann.exchange.models import SourcePage
from abspann.members.models import Actor, Member
from abspann.members.queries import holds
from abspann.members.rules import RoleName


def bring_page(*, by: Actor, content: bytes, name: str) -> SourcePage:
    """Read a page's text and keep both; a page that was brought before is returned as it stands.

    The text is kept line by line as the reading numbers it. White space at the ends of lines and of the page makes no
    other page. Raises NotAFilmPage for what is no film page.
    """
    demand_office(by=by)
    name = one_line(name)[:200]
    proposal = read_page(content, filename=name or None).to_json()
    lines = [line.raw for line in read_lines(content)]
    bare = unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in lines)).strip("\n\ufeff")
    with transaction.atomic():
        page, _created = SourcePage.objects.get_or_create(
            fingerprint=hashlib.sha256(bare.encode()).hexdigest(),
            defaults={
                "name": name or next(line.strip() for line in lines if line.strip())[:60],
                "text": "\n".join(lines),
                "proposal": _ready(proposal) | {"language": rules.language_of(bare)},
                "brought_by": by if isinstance(by, Member) else None,
            },
        )
    return page


def _ready(proposal: dict[str, Any]) -> dict[str, Any]:
    """The proposal without stars that nobody can give here (3.7 of 5); they are remembered as read."""
    for block in (proposal["critique"], *proposal["reviews"]):
        if block["stars"] is not None and rules.half_stars_of(block["stars"]) is None:
            block["stars_read"], block["stars"] = block["stars"], None
    return proposal


def correct_page(
    *,
    by: Actor,
    page: SourcePage,
    proposal: dict[str, Any],
    license: str | None = None,
    source: str = "",
    state: str | None = None,
) -> SourcePage:
    """Replace what was read by what a person says, and note by what right, if they know. Applied pages are closed.

    With `state` (see queries.state_of) it refuses what was written against another state of the page than today's.
    """
    demand_office(by=by)
    with transaction.atomic():
        page = held_page(page=page)
        if page.applied_at:
            raise Refusal(_("This page has been applied already; correct its texts where they stand now."), status=409)
        correct_held(page=page, proposal=proposal, license=license, source=source, state=state)
        page.save(update_fields=["proposal", "license", "source"])
    return page


def discard_page(*, by: Actor, page: SourcePage) -> None:
    """Throw a page away that was brought and not applied; what was applied stays, as the proof of what was said."""
    demand_office(by=by)
    with transaction.atomic():
        page = held_page(page=page)
        if page.applied_at:
            raise Refusal(_("This page has been applied: it stays as the proof of what was said."), status=409)
        page.delete()


def forget_bringer(*, member_id: int) -> None:
    """Forget who brought and applied pages."""
    with transaction.atomic():
        SourcePage.objects.filter(brought_by=member_id).update(brought_by=None)
        SourcePage.objects.filter(applied_by=member_id).update(applied_by=None)


def demand_office(*, by: Actor) -> None:
    """Refuse members who are no critics; the keeper and the demo may."""
    if isinstance(by, Member) and not holds(by, RoleName.CRITIC):
        raise Refusal(_("Only the critics of the house bring pages in."), status=403)


def held_page(*, page: SourcePage) -> SourcePage:
    """Return a page as it stands now, held until the transaction ends."""
    found = SourcePage.objects.select_for_update().filter(pk=page.pk).first()
    if found is None:
        raise Refusal(_("Somebody has discarded this page meanwhile."), status=404)
    return found


def correct_held(
    *, page: SourcePage, proposal: dict[str, Any], license: str | None, source: str, state: str | None
) -> None:
    """Put a correction into a page that is held; whoever calls this saves it."""
    if state is not None and state != queries.state_of(page):
        raise Refusal(_("Somebody else has changed this page meanwhile."), field="state", status=409)
    source = one_line(source)
    proposal = _without_control_characters(proposal)
    check_proposal(proposal=proposal, license=license, source=source)
    page.proposal, page.license, page.source = proposal | {"corrected": True}, license, source


def _without_control_characters(value: Any) -> Any:
    """Return the same without what no database takes, however deep it stands."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, dict):
        return {key: _without_control_characters(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_control_characters(inner) for inner in value]
    return value


def check_proposal(*, proposal: dict[str, Any], license: str | None, source: str) -> None:
    """Refuse a proposal that no film page can be made of, at the field that is wrong."""
    if license is not None and license not in License.values:
        raise Refusal(_("Say by what right the texts may be shown."), field="license")
    if len(source) > rules.SOURCE_LIMIT:
        raise Refusal(rules.TOO_LONG % {"limit": rules.SOURCE_LIMIT}, field="source")
    if proposal.get("language", rules.LANGUAGES[0]) not in rules.LANGUAGES:
        raise Refusal(_("The house has no texts in this language."), field="language")
    for fault in rules.faults_of(proposal, timezone.localdate()):
        raise Refusal(fault.sentence, field=fault.place)
    joined = [review for review in proposal["reviews"] if review.get("author_public_id")]
    known = queries.names_credited(review["author"] for review in joined)
    for review in joined:
        ids = {name.member.public_id for name in known.get(review["author"], ())}
        if review["author_public_id"] not in ids:
            raise Refusal(_("No such name has been credited here before."), field="author_public_id")


def join_pages(*, merge_id: int) -> None:
    """Let pages that became a film that is gone be of the one that stays."""
    with transaction.atomic():
        move_rows(merge=Merge.objects.get(pk=merge_id), model=SourcePage, field="film")


def part_pages(*, merge_id: int) -> None:
    """Let them be again of the film that they became."""
    with transaction.atomic():
        return_rows(merge=Merge.objects.get(pk=merge_id), model=SourcePage)
