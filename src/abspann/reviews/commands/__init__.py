"""The only writers of ratings, reviews, votes and the counts made of them."""

from abspann.reviews.commands.counting import (
    note_followers,
    rebuild_scores,
    recount_film,
    recount_members,
    recount_votes,
    rerank,
    rerank_all,
)
from abspann.reviews.commands.drafts import discard_draft, save_draft
from abspann.reviews.commands.hiding import hide_review, restore_review, show_review, withdraw_review
from abspann.reviews.commands.judging import judge_review, take_in_votes
from abspann.reviews.commands.leaving import forget_member, forget_writing, let_author_go, take_author_back
from abspann.reviews.commands.merging import join_reviews, part_reviews
from abspann.reviews.commands.rating import rate_film, take_in_ratings, withdraw_rating
from abspann.reviews.commands.writing import UNDATED, ReviewDraft, edit_review, publish_review, write_review

__all__ = [
    "UNDATED",
    "ReviewDraft",
    "discard_draft",
    "edit_review",
    "forget_member",
    "forget_writing",
    "hide_review",
    "join_reviews",
    "judge_review",
    "let_author_go",
    "note_followers",
    "part_reviews",
    "publish_review",
    "rate_film",
    "rebuild_scores",
    "recount_film",
    "recount_members",
    "recount_votes",
    "rerank",
    "rerank_all",
    "restore_review",
    "save_draft",
    "show_review",
    "take_author_back",
    "take_in_ratings",
    "take_in_votes",
    "withdraw_rating",
    "withdraw_review",
    "write_review",
]
