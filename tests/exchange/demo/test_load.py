"""Loading the demo: through the commands, all or nothing."""

from __future__ import annotations

import dataclasses
import shutil

import pytest
from django_tasks_db.models import DBTaskResult

from abspann.catalog.models import Film, Proposal
from abspann.diary.models import FilmMarkCount
from abspann.exchange.demo.files import DATA, BrokenDemo, DemoData, read
from abspann.exchange.demo.load import load
from abspann.members.models import Member
from abspann.moderation.models import Decision, Report
from abspann.reviews.models import FilmScore, Review
from abspann.reviews.queries import reviews_page

pytestmark = pytest.mark.django_db
MAIN = "der-geschmack-von-rost-und-knochen-2012"


@pytest.fixture(scope="module")
def small() -> DemoData:
    """The demo with its main film alone, quick enough to be loaded in a test."""
    demo = read()
    return dataclasses.replace(
        demo,
        films={MAIN: demo.films[MAIN]},
        people=[],
        ratings=[row for row in demo.ratings if row["film"] == MAIN],
        votes=[row for row in demo.votes if row["film"] == MAIN],
        marks=[row for row in demo.marks if row["film"] == MAIN],
        proposals=[row for row in demo.proposals if row.get("film", MAIN) == MAIN],
        reports=[row for row in demo.reports if row["film"] == MAIN],
    )


def test_a_visitors_first_cards_show_a_long_text_a_name_to_follow_and_an_anonymous_user(small):
    load(small)
    film = Film.objects.get(slug=MAIN)
    first = reviews_page(film, viewer=None, order="helpful", half_stars=None, after=None, size=4).items
    assert [review.author_kind for review in first].count("anonymous") == 1
    assert max(len(review.text) for review in first) > 600
    figures = {(r.author.display_name, r.author.followers_shown, r.author.reported_reviews) for r in first if r.author}
    assert ("Mirjam Okafor", 6989, 1053) in figures


def test_the_histogram_has_ten_bars_and_counts_what_stands_there(small):
    load(small)
    score = FilmScore.objects.get(film__slug=MAIN)
    assert all(score.ratings[1:])
    assert all(score.reviews)
    assert score.review_count == Review.objects.count()


def test_what_the_load_has_rebuilt_is_left_to_no_job(small):
    load(small)
    assert DBTaskResult.objects.count() == 0


def test_a_broken_file_leaves_nothing_half_written(small):
    broken = dataclasses.replace(
        small, votes=[*small.votes, {"film": "nirgends", "review": "0", "member": "x", "helpful": "yes"}]
    )
    with pytest.raises(BrokenDemo):
        load(broken)
    assert (Film.objects.count(), Member.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("films/liebe-2012.toml", b"title = "),
        ("films/liebe-2012.toml", b"\xff\xfe"),
        ("films/liebe-2012.toml", b"year = 2012\n"),
        ("members.toml", b"[people]\n"),
        ("ratings.csv", b"who,what\n"),
    ],
)
def test_a_broken_file_is_named(tmp_path, file, content):
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / file).write_bytes(content)
    with pytest.raises(BrokenDemo, match=file.rpartition("/")[2]):
        read(tmp_path / "data")


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(BrokenDemo):
        read(tmp_path)


def test_members_have_proposed_marked_and_reported(small):
    load(small)
    film = Film.objects.get(slug=MAIN)
    assert sorted(Proposal.objects.values_list("kind", "state")) == [
        ("film", "declined"),
        ("film", "open"),
        ("new", "open"),
    ]
    assert film.revisions.order_by("-number").first().by.handle == "henrike-voss"
    assert FilmMarkCount.objects.get(film=film).seen == len([row for row in small.marks if row["kind"] == "seen"])
    assert Report.objects.filter(decision__isnull=True).count() == 1


@pytest.mark.slow
def test_the_whole_demo_can_be_loaded():
    load(read())
    assert Film.objects.count() == len(read().films)
    assert set(Proposal.objects.values_list("state", flat=True)) == {"open", "taken", "declined"}
    assert Report.objects.filter(decision__isnull=True).count() == 2
    assert Decision.objects.get().act == "hide"
