"""Who reacts to what.

AT_ONCE handlers run inside the command's own transaction, lower floors first; LATER handlers run as jobs that were
enqueued in it. Handlers bear being called twice. HIDE names, for each kind that can be reported, how moderation finds
its things, hides them and shows them again: by their own noun's commands.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from abspann.catalog import commands as cataloging
from abspann.catalog import handlers as catalog
from abspann.catalog.commands import naming
from abspann.catalog.events import (
    FestivalChanged,
    FilmChanged,
    FilmRemoved,
    FilmsMerged,
    FilmsParted,
    FilmsTakenIn,
    PersonChanged,
    PersonRemoved,
    PictureChanged,
)
from abspann.diary import handlers as diary
from abspann.discovery import commands as discovering
from abspann.discovery import handlers as discovery
from abspann.editorial import commands as editing
from abspann.editorial import handlers as editorial
from abspann.events import commands as events
from abspann.exchange import handlers as exchange
from abspann.members import handlers as members
from abspann.members.commands import joining
from abspann.members.events import (
    ApplicationDecided,
    InvitationMade,
    InvitationWithdrawn,
    MemberChanged,
    MemberErased,
    MemberFollowed,
    MemberLeft,
    MemberReturned,
    OfficeGiven,
)
from abspann.moderation import handlers as moderation
from abspann.moderation import queries as reported
from abspann.moderation.events import AppealAnswered, DecisionTaken, ReportReceived
from abspann.moderation.rules import Moderated
from abspann.post import commands as post
from abspann.reviews import commands as reviewing
from abspann.reviews import handlers as reviews
from abspann.reviews.events import (
    FilmRated,
    ReviewHidden,
    ReviewJudged,
    ReviewMoved,
    ReviewPublished,
    ReviewRestored,
    ReviewShown,
    ReviewsMerged,
    ReviewWithdrawn,
)
from abspann.reviews.queries import spoken_of
from abspann.web.moderation import letters

AT_ONCE: Mapping[type, Sequence[Callable[[Any], None]]] = {
    MemberChanged: (reviews.note_reported_followers,),
    MemberFollowed: (reviews.note_followers,),
    MemberLeft: (members.recount_followed, reviews.let_author_go, editorial.let_critic_go, diary.recount_marks),
    MemberReturned: (
        members.recount_followed,
        reviews.take_author_back,
        editorial.take_critic_back,
        diary.recount_marks,
    ),
    MemberErased: (
        members.forget_follows,
        catalog.forget_member,
        reviews.forget_writing,
        reviews.forget_member,
        editorial.forget_critic,
        diary.forget_marks,
        moderation.forget_member,
        exchange.forget_bringer,
    ),
    FilmChanged: (discovery.index_film, discovery.note_film, discovery.note_similar),
    FilmRemoved: (discovery.index_film, discovery.note_film),
    FilmRated: (discovery.weigh_film, discovery.note_film),
    FilmsTakenIn: (discovery.index_taken_in,),
    PersonChanged: (discovery.index_person, discovery.note_person),
    PersonRemoved: (discovery.index_person, discovery.note_person),
    FestivalChanged: (discovery.index_festival,),
    PictureChanged: (moderation.note_picture,),
    FilmsMerged: (
        reviews.join_reviews,
        editorial.join_criticism,
        diary.join_marks,
        discovery.put_similar_aside,
        moderation.join_cases,
        exchange.join_pages,
    ),
    FilmsParted: (
        reviews.part_reviews,
        editorial.part_criticism,
        diary.part_marks,
        discovery.put_similar_back,
        moderation.part_cases,
        exchange.part_pages,
    ),
    OfficeGiven: (moderation.note_office,),
    ApplicationDecided: (moderation.note_application,),
    InvitationMade: (moderation.note_invitation,),
    InvitationWithdrawn: (moderation.note_invitation,),
    ReviewMoved: (moderation.follow_review,),
    ReportReceived: (letters.thank_reporter,),
    DecisionTaken: (letters.tell_author, letters.tell_reporters),
    AppealAnswered: (letters.tell_answer,),
}

LATER: Mapping[type, Sequence[Callable[[Any], None]]] = {
    ReviewPublished: (reviews.rerank,),
    ReviewJudged: (reviews.rerank,),
    ReviewWithdrawn: (reviews.rerank,),
    ReviewRestored: (reviews.rerank,),
    ReviewHidden: (reviews.rerank,),
    ReviewShown: (reviews.rerank,),
    ReviewsMerged: (reviews.rerank,),
}


def work_on_verdicts() -> int:
    """Of two films that are one, that stays of which more people have spoken: the catalog does not know that."""
    return cataloging.work_on_verdicts(spoken_of=spoken_of)


OFTEN: Sequence[Callable[[], object]] = (
    post.send_due_letters,
    cataloging.address_companies,
    discovering.keep_browsing,
    discovering.index_due,
    discovering.keep_similar,
    cataloging.follow_ranks,
    work_on_verdicts,
)
"""What the worker does each time around, about twice a second: each must be cheap when nothing is due."""

NIGHTLY: Sequence[Callable[[], object]] = (
    events.forget_spendings,
    joining.forget_newcomers,
    reviews.rerank_all,
    moderation.forget_reporters,
    members.forget_sessions,
    members.erase_due,
    cataloging.tend_pictures,
    naming.name_unnamed,
    cataloging.merge_sure_people_nightly,
)

HIDE: Mapping[str, Moderated] = {
    "review": Moderated(
        reported.reviews_reported,
        lambda by, row: reviewing.hide_review(by=by, review=row),
        lambda by, row: reviewing.show_review(by=by, review=row),
    ),
    "critique": Moderated(
        reported.critiques_reported,
        lambda by, row: editing.hide_text(by=by, text=row),
        lambda by, row: editing.show_text(by=by, text=row),
    ),
    "press": Moderated(
        reported.press_reported,
        lambda by, row: editing.hide_text(by=by, text=row),
        lambda by, row: editing.show_text(by=by, text=row),
    ),
    "synopsis": Moderated(
        reported.synopses_reported,
        lambda by, row: cataloging.hide_text(by=by, text=row),
        lambda by, row: cataloging.show_text(by=by, text=row),
    ),
    "trivia": Moderated(
        reported.trivia_reported,
        lambda by, row: cataloging.hide_text(by=by, text=row),
        lambda by, row: cataloging.show_text(by=by, text=row),
    ),
    "picture": Moderated(
        reported.pictures_reported,
        lambda by, row: cataloging.hide_picture(by=by, picture=row),
        lambda by, row: cataloging.show_picture(by=by, picture=row),
    ),
    "film": Moderated(reported.films_reported),
    "member": Moderated(reported.members_reported),
}
"""What can be reported. Ratings are never hidden one by one, and a member is suspended, not hidden."""
