"""Where reviews are written: the form, its preview and its drafts; editing, withdrawing, former versions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from abspann.catalog.models import Film
from abspann.catalog.queries import film_at, film_formerly_at
from abspann.core.refusal import Refusal
from abspann.members.rights import Act
from abspann.reviews import commands, queries, rules
from abspann.reviews.models import Draft, Review
from abspann.web import errors
from abspann.web.context import viewer
from abspann.web.doors import READING, acting, needs, takes
from abspann.web.reviews.forms import ReviewForm, of_draft, of_review, why_not

P = ParamSpec("P")
FilmView = Callable[Concatenate[HttpRequest, Film, P], HttpResponse]


def of_film(view: FilmView[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Give a view the film at the address.

    A former address leads on; what is sent to one is taken, for a redirect would lose it. What is sent to a film that
    is gone is kept among the drafts.
    """

    @wraps(view)
    def found(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        language = get_language() or "de"
        film = film_at(slug, language)
        if film is None and (moved := film_formerly_at(slug)):
            if request.method in READING:
                return HttpResponsePermanentRedirect(request.get_full_path().replace(f"/{slug}/", f"/{moved.slug}/", 1))
            film = film_at(moved.slug, language)
        if film is None:
            return _gone(request, _("No film is known at this address."))
        return view(request, film, *args, **kwargs)

    return found  # type: ignore[return-value]  # wraps() keeps the view's own signature for the types


@takes("GET", "HEAD", "POST")
@needs(Act.WRITE_REVIEW)
@of_film
def write(request: HttpRequest, film: Film) -> HttpResponse:
    """Write a review, beginning with the draft if there is one."""
    if request.method == "POST":
        return _sent(request, film, None)
    member = acting(request)
    draft = queries.draft_of(member, film)
    first = of_draft(draft) if draft else {"half_stars": queries.rating_of(film, member)}
    return _sheet(request, film, None, ReviewForm(initial=first), draft=draft)


@takes("GET", "HEAD", "POST")
@needs(Act.EDIT_REVIEW)
@of_film
def edit(request: HttpRequest, film: Film, public_id: str) -> HttpResponse:
    """Edit a review of one's own, going on with the draft unless `?published` asks for the published text."""
    review = _own(request, film, public_id)
    if request.method == "POST":
        return _sent(request, film, review)
    draft = queries.draft_of(acting(request), film, review)
    takes_draft = draft is not None and "published" not in request.GET
    first = of_draft(draft) if draft and takes_draft else of_review(review)
    form = ReviewForm(review=review, initial=first)
    return _sheet(request, film, review, form, draft=draft, is_draft=takes_draft)


@takes("GET", "HEAD", "POST")
@needs(Act.EDIT_REVIEW)
@of_film
def withdraw(request: HttpRequest, film: Film, public_id: str) -> HttpResponse:
    """Ask once, then take the review back."""
    review = _own(request, film, public_id)
    if request.method != "POST":
        return render(request, "reviews/withdraw.html", {"film": film, "review": review})
    commands.withdraw_review(by=acting(request), review=review)
    return redirect("reviews:drafts")


@takes("POST")
@needs(Act.EDIT_REVIEW)
@of_film
def restore(request: HttpRequest, film: Film, public_id: str) -> HttpResponse:
    """Publish a review again that was withdrawn."""
    review = _own(request, film, public_id)
    commands.restore_review(by=acting(request), review=review)
    return redirect("films:review", film.slug, review.public_id)


@of_film
def versions(request: HttpRequest, film: Film, public_id: str) -> HttpResponse:
    """What a review said before it was edited."""
    review = queries.review_shown(film, public_id, viewer=viewer(request))
    found = queries.versions_of(review) if review else []
    if review is None or len(found) < 2:  # one version is the review itself
        raise Http404(_("This review has no former versions."))
    return render(request, "reviews/versions.html", {"film": film, "review": review, "versions": found})


@needs(Act.WRITE_REVIEW)
def drafts(request: HttpRequest) -> HttpResponse:
    """What the member has written and not published, or withdrawn."""
    member = acting(request)
    page = queries.drafts_of(member, after=request.GET.get("after"))
    withdrawn = queries.withdrawn_by(member) if page.is_first else []
    return render(request, "reviews/drafts.html", {"page": page, "withdrawn": withdrawn})


@takes("POST")
@needs(Act.WRITE_REVIEW)
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw a draft away."""
    member = acting(request)
    draft = queries.draft_at(member, public_id)
    if draft is not None:
        commands.discard_draft(by=member, draft=draft)
    return redirect("reviews:drafts")


def _own(request: HttpRequest, film: Film, public_id: str) -> Review:
    """Return a review that the member wrote; of others' withdrawn ones nobody hears."""
    review = queries.review_of_author(film, public_id)
    is_own = review is not None and review.author_id == acting(request).pk
    if review is None or not (is_own or review.is_public):
        raise Http404(_("This review does not exist, or no longer."))
    if not is_own:
        raise Refusal(_("Only who wrote a review can change it."), status=403)
    return review


def _sent(request: HttpRequest, film: Film, review: Review | None) -> HttpResponse:
    """Do what the form was sent for: keep it, show it as it will look, or publish it."""
    form = ReviewForm(request.POST, review=review)
    is_valid = form.is_valid()
    act = request.POST.get("act")
    if act == "draft":
        return _keep(request, film, review, form)
    if act == "preview":
        return _sheet(request, film, review, form, has_preview=True)
    if not is_valid:
        return _sheet(request, film, review, form, status=422)
    member = acting(request)
    try:
        if review is None:
            shown = commands.write_review(by=member, film=film, **form.said, form=form.token)
        else:
            shown = commands.edit_review(by=member, review=review, **form.said, state=form.state_seen)
    except Refusal as no:
        if no.status == 404:  # the film or the review went since we looked
            return _gone(request, str(no))
        form.refuse(no)
        return _sheet(request, film, review, form, status=no.status)
    return redirect("films:review", film.slug, shown.public_id)


def _keep(request: HttpRequest, film: Film, review: Review | None, form: ReviewForm) -> HttpResponse:
    """Keep a draft; to htmx, which saves while somebody types, say in one line what became of it."""
    try:
        draft = commands.save_draft(
            by=acting(request),
            film=film,
            review=review,
            base=form.state_seen if review else None,
            form=form.token,
            **form.said,
        )
    except Refusal as no:
        if no.status == 404:  # see above
            return _gone(request, str(no))
        form.refuse(no)
        if _is_htmx(request):
            return render(request, "reviews/parts/kept.html", {"sentence": why_not(form)})
        return _sheet(request, film, review, form, status=no.status)
    if _is_htmx(request):
        return render(request, "reviews/parts/kept.html", {"draft": draft})
    return redirect(f"{_address(film, review)}?saved")


def _gone(request: HttpRequest, sentence: str) -> HttpResponse:
    """Answer 404; what was written for a film or review that is gone stays with its author."""
    text = request.POST.get("text", "") if request.method == "POST" else ""
    if text.strip():
        form = ReviewForm(request.POST)
        form.is_valid()
        title = request.POST.get("title", "")
        try:
            commands.save_draft(by=acting(request), film=None, title=title.replace("\0", ""), **form.said)
            sentence = " ".join((sentence, _("Your text is kept among your drafts.")))
        except Refusal:
            # Too long to be kept: the page shows it, to be copied.
            pass
    return errors.page(request, 404, sentence=sentence)


def _sheet(
    request: HttpRequest,
    film: Film,
    review: Review | None,
    form: ReviewForm,
    *,
    draft: Draft | None = None,
    is_draft: bool = False,
    has_preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Show the form with all that was written in it."""
    theirs = None
    if review is not None and form.is_bound and form.state_seen not in (None, review.revision):
        theirs = review
    context: dict[str, Any] = {
        "film": film,
        "review": review,
        "form": form,
        "draft": draft,
        "is_draft": is_draft or (draft is not None and review is None),
        "is_saved": "saved" in request.GET and draft is not None,
        "address": _address(film, review),
        "state": review.revision if review and theirs else form["state"].value(),
        "theirs": theirs,
        "has_preview": has_preview and bool(form.shown_text.strip()),
        "note_below": rules.NOTE_BELOW,
    }
    return render(request, "reviews/write.html", context, status=status)


def _address(film: Film, review: Review | None) -> str:
    if review is None:
        return resolve_url("reviews:write", film.slug)
    return resolve_url("reviews:edit", film.slug, review.public_id)


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))
