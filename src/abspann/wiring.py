"""Who reacts to what.

AT_ONCE handlers run inside the command's own transaction, lower floors first; LATER handlers run as jobs that were
enqueued in it. Handlers bear being called twice.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from abspann.catalog import handlers as catalog
from abspann.catalog.events import FestivalChanged, FilmChanged, FilmRemoved, PersonChanged, PersonRemoved
from abspann.diary import handlers as diary
from abspann.discovery import handlers as discovery
from abspann.editorial import handlers as editorial
from abspann.events import commands as events
from abspann.exchange import handlers as exchange
from abspann.members import handlers as members
from abspann.members.commands import joining
from abspann.members.events import MemberChanged, MemberErased, MemberFollowed, MemberLeft, MemberReturned
from abspann.post import commands as post
from abspann.reviews import handlers as reviews
from abspann.reviews.events import (
    ReviewHidden,
    ReviewJudged,
    ReviewPublished,
    ReviewRestored,
    ReviewShown,
    ReviewWithdrawn,
)

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
        exchange.forget_bringer,
    ),
    FilmChanged: (discovery.index_film,),
    FilmRemoved: (discovery.index_film,),
    PersonChanged: (discovery.index_person,),
    PersonRemoved: (discovery.index_person,),
    FestivalChanged: (discovery.index_festival,),
}

LATER: Mapping[type, Sequence[Callable[[Any], None]]] = {
    ReviewPublished: (reviews.rerank,),
    ReviewJudged: (reviews.rerank,),
    ReviewWithdrawn: (reviews.rerank,),
    ReviewRestored: (reviews.rerank,),
    ReviewHidden: (reviews.rerank,),
    ReviewShown: (reviews.rerank,),
    FilmChanged: (discovery.refresh_similar,),
}

OFTEN: Sequence[Callable[[], object]] = (post.send_due_letters,)
"""What the worker does each time around, about every second: each must be cheap when nothing is due."""

NIGHTLY: Sequence[Callable[[], object]] = (
    events.forget_spendings,
    joining.forget_newcomers,
    reviews.rerank_all,
    members.erase_due,
)
