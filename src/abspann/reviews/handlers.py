"""What reviews do when something happens elsewhere, or later."""

from __future__ import annotations

from abspann.catalog.events import FilmsMerged, FilmsParted
from abspann.members.events import MemberChanged, MemberErased, MemberFollowed, MemberLeft, MemberReturned
from abspann.reviews import commands
from abspann.reviews.events import (
    ReviewHidden,
    ReviewJudged,
    ReviewPublished,
    ReviewRestored,
    ReviewShown,
    ReviewsMerged,
    ReviewWithdrawn,
)

ShiftsRanks = (
    ReviewPublished | ReviewJudged | ReviewWithdrawn | ReviewRestored | ReviewHidden | ReviewShown | ReviewsMerged
)


def note_followers(event: MemberFollowed) -> None:
    """A member's reviews are ordered by their followers: keep the number with them."""
    commands.note_followers(member_id=event.followed)


def note_reported_followers(event: MemberChanged) -> None:
    """A credited member's newest figures stand: keep them with the reviews, too."""
    commands.note_followers(member_id=event.member)


def forget_writing(event: MemberErased) -> None:
    """Drafts and former versions are their author's alone: they go, whatever becomes of what was published."""
    commands.forget_writing(member_id=event.member)


def let_author_go(event: MemberLeft) -> None:
    """Whoever asked to leave is no longer named by any review; it stays an anonymous user's, or goes out of sight."""
    commands.let_author_go(member_id=event.member, keep=event.keep)


def take_author_back(event: MemberReturned) -> None:
    """Whoever thought better of it has their reviews back, at the addresses that they had."""
    commands.take_author_back(member_id=event.member)


def forget_member(event: MemberErased) -> None:
    """Ratings, reviews and votes lose their member for good, or go."""
    commands.forget_member(member_id=event.member, keep=event.keep)


def join_reviews(event: FilmsMerged) -> None:
    """Two films were one: so are their ratings, reviews and drafts."""
    commands.join_reviews(merge_id=event.merge)


def part_reviews(event: FilmsParted) -> None:
    """They were two after all: each has its own again."""
    commands.part_reviews(merge_id=event.merge)


def rerank(event: ShiftsRanks) -> None:
    """A review that comes or goes, or a vote, shifts the ranks of all reviews of its film."""
    commands.rerank(film_id=event.film)


def rerank_all() -> None:
    """What was new yesterday is less so today: rank all reviews anew."""
    commands.rerank_all()
