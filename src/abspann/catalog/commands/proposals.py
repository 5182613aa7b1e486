"""Propose a change or a film; take, decline or withdraw what was proposed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from abspann.catalog import rules
from abspann.catalog.commands.changes import (
    apply_changes,
    check_fields,
    checked_source,
    fields_of,
    hold,
    series_of,
    wanted,
    write_record,
)
from abspann.catalog.commands.history import record_revision
from abspann.catalog.events import FilmChanged, PersonChanged, ProposalChanged
from abspann.catalog.models import Film, Person, Proposal, Revision
from abspann.catalog.queries import newest_number, record_of
from abspann.core.fitting import as_text
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.models import Actor, Member
from abspann.members.queries import demand
from abspann.members.rights import Act
from abspann.post.commands import send_letter

State = Proposal.State


def propose(
    *,
    by: Member,
    subject: Film | Person | None,
    changes: Mapping[str, Sequence[Any]],
    source: str,
    note: str = "",
    base: int = 0,
) -> Proposal:
    """Propose changes ({field: [old, new]}) to a film or a person, or, without a subject, a new film.

    What no editor could take is refused at once: the changes are tried, and taken back. `base` is the number of the
    revision that the member saw.
    """
    demand(by, Act.PROPOSE)
    source, note = checked_source(source=source), as_text(note)
    if len(note) > rules.NOTE_LIMIT:
        raise Refusal(_("This is too long: at most %(limit)s characters.") % {"limit": rules.NOTE_LIMIT}, field="note")
    if not changes:
        raise Refusal(_("Nothing differs from what the page says already."))
    check_fields(values=wanted(changes=changes), known=fields_of(subject=subject))
    with transaction.atomic():
        # Held, so that the same member's proposals are counted one after the other.
        Member.objects.select_for_update(no_key=True).get(pk=by.pk)
        if Proposal.objects.filter(by=by, state=State.OPEN).count() >= rules.MOST_OPEN_PROPOSALS:
            raise Refusal(
                _("%(count)s of your proposals still wait for an editor. Please let them be decided first.")
                % {"count": rules.MOST_OPEN_PROPOSALS},
                status=429,
            )
        _try(subject, changes)
        proposal = Proposal.objects.create(
            kind=_kind(subject),
            film=subject if isinstance(subject, Film) else None,
            person=subject if isinstance(subject, Person) else None,
            by=by,
            made_at=timezone.now(),
            base=base,
            changes=dict(changes),
            source=source,
            note=note,
        )
        publish(ProposalChanged(proposal.pk))
    return proposal


def _kind(subject: Film | Person | None) -> Proposal.Kind:
    if subject is None:
        return Proposal.Kind.NEW
    return Proposal.Kind.FILM if isinstance(subject, Film) else Proposal.Kind.PERSON


def _try(subject: Film | Person | None, changes: Mapping[str, Sequence[Any]]) -> None:
    """Make the changes as taking them would, and take them back; refuses what could not be."""
    with transaction.atomic():
        tried = subject or Film()
        present = {}
        if tried.pk:
            hold(subject=tried)
            tried = type(tried)._default_manager.get(pk=tried.pk)
            present = record_of(tried)
        write_record(subject=tried, record=present | wanted(changes=changes))
        transaction.set_rollback(True)


def take_proposal(
    *, by: Actor, proposal: Proposal, fields: Collection[str] | None = None, seen: int | None = None
) -> Revision:
    """Take a proposal, or only some of its fields; return the revision that it became.

    Refuses with `Overtaken` where others changed the same fields meanwhile; an editor who has seen what stands there
    now says so with `seen`, the newest number, and the proposal counts. Of two editors one decides.
    """
    demand(by, Act.DECIDE_PROPOSAL, whose=proposal.by)
    with transaction.atomic():
        held = _undecided(proposal)
        changes = {name: pair for name, pair in held.changes.items() if fields is None or name in fields}
        if not changes:
            raise Refusal(_("Choose what to take; or decline the proposal."), field="fields")
        if held.kind == Proposal.Kind.NEW:
            if "title" not in changes:
                raise Refusal(_("A new film needs a title."), field="fields")
            revision = _bring_in(held, by, changes)
        else:
            subject = held.film or held.person
            assert subject
            hold(subject=subject)
            if seen is not None and seen == newest_number(subject):
                present = record_of(type(subject)._default_manager.get(pk=subject.pk))
                changes = {name: [present.get(name), new] for name, (_old, new) in changes.items()}
            made = apply_changes(by=held.by or by, subject=subject, changes=changes, source=held.source)
            if made is None:
                raise Refusal(_("The page says all this already: decline the proposal with that reason."), status=409)
            revision = made
        _decide(held, by, State.TAKEN, revision=revision)
    return revision


def _bring_in(proposal: Proposal, by: Actor, changes: Mapping[str, Sequence[Any]]) -> Revision:
    film = Film()
    write_record(subject=film, record=wanted(changes=changes))
    revision = record_revision(
        by=proposal.by or by, subject=film, before={}, after=record_of(film), source=proposal.source
    )
    assert revision
    people = sorted(set(film.credits.values_list("person", flat=True)))
    publish(FilmChanged(film.pk), *(PersonChanged(pk) for pk in people), *series_of(film=film))
    return revision


def decline_proposal(*, by: Actor, proposal: Proposal, reason: str, where: str = "") -> None:
    """Decline a proposal with a reason, and tell its member by letter; `where` is the address of their proposals."""
    demand(by, Act.DECIDE_PROPOSAL, whose=proposal.by)
    reason = as_text(reason)
    if not reason:
        raise Refusal(_("Say why: who took the trouble wants to know."), field="reason")
    if len(reason) > rules.NOTE_LIMIT:
        raise Refusal(
            _("This is too long: at most %(limit)s characters.") % {"limit": rules.NOTE_LIMIT}, field="reason"
        )
    with transaction.atomic():
        held = _undecided(proposal)
        _decide(held, by, State.DECLINED, reason=reason)
        if held.by and held.by.login:
            subject, text = _letter(held, where)
            send_letter(by=by, to=held.by.login.email, subject=subject, text=text)


def withdraw_proposal(*, by: Member, proposal: Proposal) -> None:
    """Withdraw one's own proposal while nobody has decided on it."""
    if proposal.by_id is None:
        raise Refusal(_("You may not do that here."), status=403)
    demand(by, Act.WITHDRAW_PROPOSAL, whose=proposal.by)
    with transaction.atomic():
        _decide(_open(proposal), None, State.WITHDRAWN)


def _open(proposal: Proposal) -> Proposal:
    """Hold a proposal that is still open; refuses one on which somebody has decided."""
    held = Proposal.objects.select_for_update(no_key=True).filter(pk=proposal.pk).first()
    if held is None:
        raise Refusal(_("This page has been removed meanwhile."), status=409)
    if held.state != State.OPEN:
        raise Refusal(_("This proposal has been decided already."), status=409)
    return held


def _undecided(proposal: Proposal) -> Proposal:
    """Hold an open proposal on which an editor may decide: not while its member is about to leave."""
    held = _open(proposal)
    if held.by and held.by.is_leaving:
        raise Refusal(_("Whoever proposed this is about to leave; it waits until they come back."), status=409)
    return held


def _decide(proposal: Proposal, by: Actor | None, state: State, **told: Any) -> None:
    proposal.state, proposal.decided_at = state, timezone.now()
    proposal.decided_by = by if isinstance(by, Member) else None
    for name, value in told.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=["state", "decided_at", "decided_by", *told])
    publish(ProposalChanged(proposal.pk))


def _letter(proposal: Proposal, where: str) -> tuple[str, str]:
    """The letter that tells of a no, in the house's first language."""
    with override(settings.LANGUAGE_CODE):
        title = title_of_proposal(proposal=proposal)
        paragraphs = [
            gettext("An editor has looked at your proposal for “%(title)s” and has not taken it.") % {"title": title},
            gettext("The reason:") + "\n" + proposal.reason,
            gettext("Thank you for the trouble. You can propose it anew, with another source."),
            where,
        ]
        subject = gettext("Your proposal for “%(title)s”") % {"title": title}
        return subject, "\n\n".join(part for part in paragraphs if part)


def title_of_proposal(*, proposal: Proposal) -> str:
    """Return what a proposal is about, in words."""
    subject = proposal.film or proposal.person
    if isinstance(subject, Film):
        return subject.title
    return subject.name if subject else str(proposal.changes.get("title", ["", ""])[1])
