"""Films that members want to see or have seen, and how many they are."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from abspann.catalog.commands import put_film
from abspann.catalog.facts import FilmFacts
from abspann.core.paging import ForeignCursor
from abspann.core.refusal import Refusal
from abspann.diary import commands as diary
from abspann.diary.models import FilmMark, FilmMarkCount
from abspann.diary.queries import films_marked_by, marks_of
from abspann.diary.rules import Mark
from abspann.events.models import NounVersion
from abspann.events.publish import publish
from abspann.members.commands import register
from abspann.members.commands.leaving import ask_to_leave, come_back
from abspann.members.events import MemberErased
from abspann.members.models import Member
from tests.conftest import TEST
from tests.events.crowd import Crowd


def counts(film, member):
    marks = marks_of(film, member)
    return marks.wants, marks.seen, sorted(marks.own)


@pytest.mark.django_db
def test_marking_twice_is_once_and_the_first_day_stands(world):
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    FilmMark.objects.update(marked_on=dt.date(2020, 1, 1))
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    assert list(FilmMark.objects.values_list("kind", "marked_on")) == [("wants", dt.date(2020, 1, 1))]
    assert counts(world.film, world.anna) == (1, 0, ["wants"])


@pytest.mark.django_db
def test_wanting_and_having_seen_say_nothing_of_each_other(world):
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.SEEN)
    diary.mark_film(by=world.bruno, film=world.film, kind=Mark.SEEN)
    assert counts(world.film, world.anna) == (1, 2, ["seen", "wants"])
    diary.unmark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    diary.unmark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    assert counts(world.film, world.anna) == (0, 2, ["seen"])
    assert counts(world.film, world.dora) == (0, 2, [])


@pytest.mark.django_db
def test_a_mark_is_known_by_its_plain_word_as_templates_ask_for_it(world):
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    assert "wants" in marks_of(world.film, world.anna).own


@pytest.mark.django_db
def test_the_marks_of_a_film_and_of_a_member_are_read_in_one_query_and_in_none_for_a_visitor(
    world, django_assert_num_queries
):
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    with django_assert_num_queries(1):
        marks_of(world.film, world.anna)
    with django_assert_num_queries(0):
        assert marks_of(world.film, None).own == frozenset()


@pytest.mark.django_db
def test_a_mark_touches_the_films_marks_and_what_the_member_marked_and_nothing_when_nothing_changed(world):
    before = dict(NounVersion.objects.values_list("key", "version"))
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    diary.unmark_film(by=world.anna, film=world.film, kind=Mark.SEEN)
    keys = {f"marks:{world.film.pk}": 1, f"shelf:{world.anna.pk}": 1}
    assert dict(NounVersion.objects.values_list("key", "version")) == before | keys
    diary.unmark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    keys = {f"marks:{world.film.pk}": 2, f"shelf:{world.anna.pk}": 2}
    assert dict(NounVersion.objects.values_list("key", "version")) == before | keys


@pytest.mark.django_db
def test_a_film_that_has_gone_is_a_404(world):
    film = put_film(by=TEST, facts=FilmFacts(title="Fort"))
    type(film).objects.filter(pk=film.pk).delete()
    for act in (diary.mark_film, diary.unmark_film):
        with pytest.raises(Refusal) as no:
            act(by=world.anna, film=film, kind=Mark.WANTS)
        assert no.value.status == 404


@pytest.mark.django_db
def test_whoever_is_leaving_marks_nothing(world):
    Member.objects.filter(pk=world.anna.pk).update(leaving_since=timezone.now())
    for act in (diary.mark_film, diary.unmark_film):
        with pytest.raises(Refusal) as no:
            act(by=Member.objects.get(pk=world.anna.pk), film=world.film, kind=Mark.WANTS)
        assert no.value.status == 403
    assert FilmMark.objects.count() == 0


@pytest.mark.django_db
def test_whoever_leaves_is_not_counted_and_whoever_comes_back_is_again(world):
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    diary.mark_film(by=world.bruno, film=world.film, kind=Mark.WANTS)
    ask_to_leave(by=world.anna, keep=True)
    assert counts(world.film, world.bruno) == (1, 0, ["wants"])
    assert FilmMark.objects.count() == 2
    come_back(by=world.anna)
    assert counts(world.film, world.bruno) == (2, 0, ["wants"])


@pytest.mark.django_db
@pytest.mark.parametrize("keep", [True, False])
def test_of_whoever_is_erased_no_mark_stays(world, keep):
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    diary.mark_film(by=world.bruno, film=world.film, kind=Mark.WANTS)
    for _again in range(2):
        with transaction.atomic():
            publish(MemberErased(world.anna.pk, keep))
    assert list(FilmMark.objects.values_list("member", flat=True)) == [world.bruno.pk]
    assert counts(world.film, world.bruno) == (1, 0, ["wants"])


@pytest.mark.django_db
def test_rebuilt_counts_are_those_that_were_kept(world):
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.WANTS)
    diary.mark_film(by=world.bruno, film=world.film, kind=Mark.SEEN)
    kept = list(FilmMarkCount.objects.values("film", "wants", "seen"))
    FilmMarkCount.objects.update(wants=7, seen=9)
    diary.rebuild_marks()
    assert list(FilmMarkCount.objects.values("film", "wants", "seen")) == kept


@pytest.mark.django_db
def test_a_watchlist_goes_page_by_page_without_loss_or_doubles_newest_first(world, django_assert_num_queries):
    films = [put_film(by=TEST, facts=FilmFacts(title=f"Film {n}", titles=(("en", f"Movie {n}"),))) for n in range(7)]
    for film in films:
        diary.mark_film(by=world.anna, film=film, kind=Mark.WANTS)
    diary.mark_film(by=world.anna, film=world.film, kind=Mark.SEEN)
    FilmMark.objects.filter(film=films[3]).update(marked_on=dt.date(2000, 1, 1))
    found, after = [], None
    for size in (3, 3, 1):
        with django_assert_num_queries(2):
            page = films_marked_by(world.anna, Mark.WANTS, language="en", after=after, size=3)
        assert len(page.items) == size
        found += page.items
        after = page.next
    assert after is None
    assert sorted(mark.film.title_here for mark in found) == [f"Movie {n}" for n in range(7)]
    assert found[-1].film == films[3]
    with pytest.raises(ForeignCursor):
        films_marked_by(world.bruno, Mark.WANTS, language="en", after=page_one(world.anna), size=3)


def page_one(member):
    return films_marked_by(member, Mark.WANTS, language="en", size=3).next


@pytest.mark.slow
def test_fifty_members_who_mark_a_film_at_once_and_take_it_off_again_are_all_counted(crowd: Crowd, film):
    fans = [register(by=TEST, handle=f"fan-{n}", display_name="Fan") for n in range(50)]
    marks = [partial(diary.mark_film, by=fan, film=film, kind=Mark.WANTS) for fan in fans]
    assert crowd(marks) == [None] * 50
    assert counts(film, fans[0]) == (50, 0, ["wants"])
    gone = [partial(diary.unmark_film, by=fan, film=film, kind=Mark.WANTS) for fan in fans[:25]]
    came = [partial(diary.mark_film, by=fan, film=film, kind=Mark.SEEN) for fan in fans[25:]]
    assert crowd([*gone, *came]) == [None] * 50
    assert counts(film, fans[49]) == (25, 25, ["seen", "wants"])


def test_one_member_who_taps_many_times_at_once_has_one_mark(crowd: Crowd, film):
    anna = register(by=TEST, handle="anna", display_name="Anna")
    assert crowd([partial(diary.mark_film, by=anna, film=film, kind=Mark.WANTS)] * 12) == [None] * 12
    assert (FilmMark.objects.count(), counts(film, anna)) == (1, (1, 0, ["wants"]))


# What the database itself refuses.


@pytest.mark.django_db
def test_the_database_refuses_a_second_mark_of_a_kind_and_one_of_no_kind(world):
    row = {"film": world.film, "member": world.anna, "marked_on": dt.date(2020, 1, 1)}
    FilmMark.objects.create(**row, kind="wants")
    FilmMark.objects.create(**row, kind="seen")
    for kind in ("wants", "loved"):
        with pytest.raises(IntegrityError), transaction.atomic():
            FilmMark.objects.create(**row, kind=kind)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"wants": -1}, {"seen": -1}])
def test_the_database_refuses_fewer_than_no_marks(world, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        FilmMarkCount.objects.create(film=world.film, **wrong)


def test_things_are_named_by_what_they_say():
    assert str(FilmMark(member_id=1, film_id=2, kind="wants")) == "1 wants 2"
    assert str(FilmMarkCount(film_id=2, wants=3, seen=1)) == "2: 3 want, 1 saw"
