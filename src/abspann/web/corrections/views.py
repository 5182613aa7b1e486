"""Writing facts, and their history: members' changes become proposals, editors' stand at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog import commands
from abspann.catalog.models import Film, Person, Revision
from abspann.catalog.queries import (
    Hidden,
    Word,
    film_at,
    film_formerly_at,
    films_titled,
    hidden_of,
    history_of,
    may_be_undone,
    merges_of,
    newest_number,
    person_at,
    person_formerly_at,
    record_at,
    record_of,
    revision_at,
    words_about,
)
from abspann.catalog.records import Changes, Record, changes_between
from abspann.core.refusal import Refusal
from abspann.members.queries import may
from abspann.members.rights import Act
from abspann.web import errors
from abspann.web.context import viewer
from abspann.web.corrections.differences import Difference, differences
from abspann.web.corrections.forms import FactForm, known_names
from abspann.web.corrections.sheets import drawing
from abspann.web.corrections.values import whole_number
from abspann.web.doors import acting, needs, takes
from abspann.web.films.views import of_film

MOST_WRITTEN = 200_000
"""Characters of a form that can be meant; the rest is a flood."""


def _here() -> str:
    return get_language() or "de"


@takes("GET", "HEAD", "POST")
@needs(Act.PROPOSE)
def edit_film(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what a film's page should say; what is sent to an address that has become a former one is not lost."""
    film = film_at(slug, _here())
    moved = None if film else film_formerly_at(slug)
    if moved and request.method != "POST":
        return redirect("corrections:edit_film", moved.slug, permanent=True)
    if not film and not moved:
        raise Http404(_("No film is known at this address."))
    return _edit(request, film or moved)


@takes("GET", "HEAD", "POST")
@needs(Act.PROPOSE)
def edit_person(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what a person's page should say; what is sent to a former address is not lost."""
    person = person_at(slug) or person_formerly_at(slug)
    if person is None:
        raise Http404(_("Nobody is known at this address."))
    if person.slug != slug and request.method != "POST":
        return redirect("corrections:edit_person", person.slug, permanent=True)
    return _edit(request, person)


@takes("GET", "HEAD", "POST")
@needs(Act.PROPOSE)
def new_film(request: HttpRequest) -> HttpResponse:
    """Write about a film that the house does not have yet; those that it may be are shown before it is sent."""
    return _edit(request, None)


def _edit(request: HttpRequest, subject: Film | Person | None) -> HttpResponse:
    number = newest_number(subject) if subject else 0
    if request.method != "POST":
        base = record_of(subject) if subject else {}
        return _form(request, FactForm(subject, base, _here()), number)
    sent = min(whole_number(request.POST.get("base")) or 0, number)
    base = (record_at(subject, sent) if sent < number else record_of(subject)) if subject else {}
    form = FactForm(subject, base, _here(), request.POST)
    if request.POST.get("more"):
        return _form(request, form, sent)
    if sum(len(part) for _name, parts in request.POST.lists() for part in parts) > MOST_WRITTEN:
        form.troubles.append(_("This is more than a page about a film can hold."))
        return _form(request, form, sent, status=422)
    record = form.record()
    if form.errors or form.troubles:
        return _form(request, form, sent, status=422)
    if subject is None and not request.POST.get("sure"):
        alike = films_titled(record["title"])
        if alike:
            return _form(request, form, sent, status=422, alike=alike)
    return _send(request, form, record, sent)


def _send(request: HttpRequest, form: FactForm, record: Record, sent: int) -> HttpResponse:
    """Call the one command that the writer may: to change at once, or to propose."""
    member, subject = acting(request), form.subject
    source = request.POST.get("source", "")
    changes = changes_between(form.base, record)
    seen = whole_number(request.POST.get("seen"))
    if subject and seen and seen == newest_number(subject):
        present = record_of(subject)
        changes = {field: [present.get(field), new] for field, (_old, new) in changes.items()}
    try:
        if not may(member, Act.EDIT_FACTS):
            commands.propose(
                by=member,
                subject=subject,
                changes=changes,
                source=source,
                note=request.POST.get("note", ""),
                base=sent,
            )
            return redirect(f"{resolve_url('corrections:mine')}?sent")
        if subject is None:
            return redirect("films:show", commands.add_film(by=member, record=record, source=source).slug)
        if not changes:
            raise Refusal(_("Nothing differs from what the page says already."))
        commands.change_facts(by=member, subject=subject, changes=changes, source=source)
    except commands.Overtaken as no:
        return _form(request, form, sent, status=409, overtaken=(changes, no))
    except Refusal as no:
        form.refuse(no.field, str(no))
        return _form(request, form, sent, status=no.status)
    subject.refresh_from_db()
    return redirect(_history_address(subject))


def _form(
    request: HttpRequest,
    form: FactForm,
    number: int,
    *,
    status: int = 200,
    alike: list[Film] | None = None,
    overtaken: tuple[Changes, commands.Overtaken] | None = None,
) -> HttpResponse:
    form.name_the_people()
    context: dict[str, Any] = {
        "form": form,
        "subject": form.subject,
        "film": form.subject if isinstance(form.subject, Film) else None,
        "person": form.subject if isinstance(form.subject, Person) else None,
        "base": number,
        "alike": alike or [],
        "known": known_names(_here()),
        "is_editor": may(viewer(request), Act.EDIT_FACTS),
        "may_merge": may(viewer(request), Act.MERGE),
        "source": form.value("source"),
        "note": form.value("note"),
        **drawing(form),
    }
    if overtaken and form.subject:
        changes, no = overtaken
        present = record_of(form.subject)
        mine = {field: changes[field][1] for field in no.fields}
        hidden = hidden_of(form.subject)
        context |= {"overtaken": differences(present, mine, _here(), hidden=hidden), "seen": no.number}
    return render(request, "corrections/edit.html", context, status=status)


# History.


@of_film
def film_history(request: HttpRequest, film: Film) -> HttpResponse:
    """What was changed of a film, by whom, when and on what ground."""
    return _history(request, film, words=_words(film))


def person_history(request: HttpRequest, slug: str) -> HttpResponse:
    """What was changed of a person."""
    person = person_at(slug) or person_formerly_at(slug)
    if person is None:
        raise Http404(_("Nobody is known at this address."))
    if person.slug != slug:
        return redirect("corrections:person_history", person.slug, permanent=True)
    return _history(request, person)


def _words(film: Film) -> list[tuple[Word, Difference]]:
    """Return what sources say otherwise, each with how it differs from the page."""
    return [
        (word, told)
        for word in words_about(film)
        for told in differences({word.field: word.present}, {word.field: word.value}, _here())
    ]


@takes("POST")
@needs(Act.EDIT_FACTS)
@of_film
def take_word(request: HttpRequest, film: Film) -> HttpResponse:
    """Let a field be what another catalog says; the history shows it, and can undo it."""
    try:
        commands.take_word(
            by=acting(request), film=film, source=request.POST.get("source", ""), field=request.POST.get("field", "")
        )
    except Refusal as no:
        return errors.page(request, no.status, sentence=str(no))
    film.refresh_from_db()
    return redirect(_history_address(film))


def _history(
    request: HttpRequest, subject: Film | Person, words: Sequence[tuple[Word, Difference]] = ()
) -> HttpResponse:
    page = history_of(subject, viewer=viewer(request), after=request.GET.get("after"))
    hidden = hidden_of(subject)
    context = _about(subject) | {
        "page": page,
        "entries": [(revision, _told(revision, hidden)) for revision in page.items],
        "may_undo": may(viewer(request), Act.UNDO_CHANGE),
        "words": words,
        "may_take": may(viewer(request), Act.EDIT_FACTS),
        "may_merge": may(viewer(request), Act.MERGE),
    }
    merges = merges_of(subject)
    context |= {
        "merges": merges if page.is_first else [],
        "first": may_be_undone(merges),
        "merged": {merge.revision_id for merge in merges if merge.undone_at is None},
    }
    return render(request, "corrections/history.html", context)


def _told(revision: Revision, hidden: Hidden) -> list[Difference]:
    if revision.brought_in:
        return []
    return differences(revision.before, revision.after, _here(), hidden=hidden)


@takes("POST")
@needs(Act.UNDO_CHANGE)
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a change back; where something was changed since, show that first and ask."""
    revision = revision_at(public_id)
    if revision is None:
        raise Http404(_("No such change is known; what it was about may have been removed."))
    subject: Film | Person | None = revision.film or revision.person
    assert subject
    seen = whole_number(request.POST.get("seen"))
    try:
        made = commands.undo_revision(by=acting(request), revision=revision, seen=seen)
    except commands.Overtaken as no:
        present = record_of(subject)
        back = {field: revision.before[field] for field in revision.before}
        hidden = hidden_of(subject)
        context = _about(subject) | {
            "revision": revision,
            "lost": differences(present, back, _here(), hidden=hidden),
            "seen": no.number,
            "sentence": str(no),
        }
        return render(request, "corrections/undo.html", context, status=409)
    except Refusal as no:
        return errors.page(request, no.status, sentence=str(no))
    if made is None:
        return redirect("site:browse")
    subject.refresh_from_db()
    return redirect(_history_address(subject))


def _about(subject: Film | Person) -> dict[str, Any]:
    is_film = isinstance(subject, Film)
    return {"film": subject if is_film else None, "person": None if is_film else subject, "subject": subject}


def _history_address(subject: Film | Person) -> str:
    name = "corrections:film_history" if isinstance(subject, Film) else "corrections:person_history"
    return resolve_url(name, subject.slug)
