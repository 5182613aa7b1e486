"""Many doubts decided at once: chosen together, decided one by one, and taken back as a whole."""

from __future__ import annotations

import datetime as dt
import math
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from abspann import wiring
from abspann.catalog import commands as catalog
from abspann.catalog.commands import verdicts
from abspann.catalog.facts import CreditFacts, FilmFacts, PersonFacts
from abspann.catalog.models import Doubt, Film, Merge, Person, Verdict, VerdictDoubt
from abspann.catalog.queries import Choice, doubts_chosen, doubts_grouped, doubts_open, progress_of, sample_of
from abspann.core.refusal import Refusal
from abspann.events import worker
from abspann.members import commands as members
from abspann.reviews.commands import rate_film
from abspann.reviews.models import Rating
from tests.catalog.taking_in.telling import ONE, TWO, credits, take, told
from tests.conftest import TEST

FILMS = Choice(kind="film")


def film(title: str, year: int = 2000, **more) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, year=year, **more))


def doubt(one: Film | Person, other: Film | Person, score: float = 0.45, **more) -> Doubt:
    first, second = sorted((one, other), key=lambda side: side.pk)
    kind = "film" if isinstance(one, Film) else "person"
    told = {"sources": "one two", "agrees": "clear title year"} | more
    return Doubt.objects.create(**{kind: first, f"other_{kind}": second}, score=score, raised_at=timezone.now(), **told)


@pytest.fixture
def pairs(world) -> list[Doubt]:
    """Three pairs of films, doubted for title and year."""
    return [doubt(film(f"Film {n}"), film(f"Film {n}", original_title=f"Movie {n}")) for n in range(3)]


def decide(by, answer="one", choice=FILMS) -> Verdict:
    return catalog.decide_many(by=by, choice=choice, answer=answer, reason="Titel und Jahr.")


def work(**more) -> int:
    return catalog.work_on_verdicts(seconds=math.inf, **more)


def outcomes(verdict: Verdict) -> list[str]:
    return list(verdict.doubts.order_by("pk").values_list("outcome", flat=True))


def state(verdict: Verdict) -> str:
    return Verdict.objects.get(pk=verdict.pk).state


# Choosing.


@pytest.mark.django_db
def test_an_import_says_of_each_doubt_who_told_first_and_what_agrees():
    take(ONE, told("1", "Liebe", 2012, running_minutes=127, countries=("FR",)))
    take(TWO, told("a", "Liebe", 2012, countries=("FR",)), told("b", "Liebe", 2013, running_minutes=126))
    found = {(d.film.year, d.other_film.year, d.sources): d.agrees for d in Doubt.objects.all() if d.film}
    assert found == {
        (2012, 2012, "one two"): "clear country title year",
        (2012, 2013, "one two"): "running_minutes title",
    }


@pytest.mark.django_db
def test_doubts_that_are_older_than_these_signs_get_the_same():
    film("Liebe", 2012)
    take(ONE, told("1", "Liebe", 2012, running_minutes=127, cast=credits("Isabelle Huppert"), countries=("FR",)))
    take(TWO, told("b", "Liebe", 2013, running_minutes=126, cast=credits("Isabelle Huppert"), countries=("AT",)))
    wanted = list(Doubt.objects.order_by("pk").values_list("sources", "agrees"))
    assert len({agrees for _sources, agrees in wanted}) > 1
    Doubt.objects.update(sources="", agrees="")
    import_module("abspann.catalog.migrations.0011_signs_of_doubts").fill(apps, None)
    assert list(Doubt.objects.order_by("pk").values_list("sources", "agrees")) == wanted


@pytest.mark.django_db
def test_what_the_house_brought_in_itself_is_told_by_the_house_and_evidence_stands_on_its_side():
    film("Liebe", 2012, credits=(CreditFacts("Isabelle Huppert", "actor"),))
    take(ONE, told("1", "Liebe", 2013, cast=credits("Isabelle Huppert")))
    only = Doubt.objects.get()
    assert only.sources == "house one"
    assert ["year", "2012", "2013"] in only.evidence


@pytest.mark.django_db
def test_doubts_are_counted_and_chosen_by_kind_sources_signs_and_likeness(world):
    some = [film("Eins"), film("Zwei"), film("Drei")]
    people = [catalog.put_person(by=TEST, facts=PersonFacts(name)) for name in ("Eine", "Andere")]
    a = doubt(some[0], some[1], 0.45)
    b = doubt(some[0], some[2], 0.75, sources="one one", agrees="title")
    c = doubt(*people, 0.7, agrees="clear film")
    doubt(some[1], some[2], 0.9, state="two")
    groups = doubts_grouped()
    for choice, wanted in (
        (Choice(), [a, b, c]),
        (Choice(kind="film"), [a, b]),
        (Choice(kind="person"), [c]),
        (Choice(sources="one two"), [a, c]),
        (Choice(agrees=frozenset({"title"})), [a, b]),
        (Choice(agrees=frozenset({"title", "year"})), [a]),
        (Choice(least=70), [b, c]),
        (Choice(least=75, kind="film"), [b]),
        (Choice(sources="two three"), []),
    ):
        assert set(doubts_chosen(choice)) == set(wanted), choice
        assert groups.count(choice) == len(wanted), choice
        assert len(doubts_open(choice).items) == len(wanted), choice
    assert groups.kinds(Choice(least=70)) == {"film": 1, "person": 1}
    assert groups.sources(Choice(kind="film", sources="one one")) == {"one two": 1, "one one": 1}
    assert groups.signs(Choice(kind="film")) == {"title": 2, "year": 1, "clear": 1}
    assert groups.percents(Choice()) == {45: 1, 75: 1, 70: 1}


def test_a_sample_is_drawn_at_random_in_a_few_queries(pairs, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        drawn = sample_of(FILMS, size=2)
    assert len(drawn) == 2
    assert {pair.doubt for pair in drawn} < set(pairs)
    assert all(pair.here.name == pair.there.name for pair in drawn)
    assert {pair.doubt.pk for _ in range(60) for pair in sample_of(FILMS, size=1)} == {d.pk for d in pairs}


# Deciding.


def test_all_that_are_chosen_become_one_and_each_keeps_what_was_said_of_both(world, pairs):
    rate_film(by=world.anna, film=pairs[0].other_film, member=world.anna, half_stars=8)
    rate_film(by=world.bruno, film=pairs[1].film, member=world.bruno, half_stars=3)
    rate_film(by=world.anna, film=pairs[1].other_film, member=world.anna, half_stars=5)
    verdict = decide(world.erik)
    assert (state(verdict), progress_of(verdict).waiting) == ("running", 3)
    worker.do_each(wiring.OFTEN)
    assert (state(verdict), outcomes(verdict)) == ("done", ["one", "one", "one"])
    kept = list(Merge.objects.order_by("pk").values_list("kept_film", "by"))
    # Of which more people have spoken stays; of two alike, what came first.
    assert kept == [(pairs[0].other_film_id, world.erik.pk), *((pair.film_id, world.erik.pk) for pair in pairs[1:])]
    stars = set(Rating.objects.values_list("film", "member__handle", "half_stars"))
    assert stars == {
        (pairs[0].other_film_id, "anna", 8),
        (pairs[1].film_id, "bruno", 3),
        (pairs[1].film_id, "anna", 5),
    }


def test_all_that_are_chosen_become_two(world, pairs):
    verdict = decide(world.erik, "two")
    assert work() == 3
    assert (state(verdict), outcomes(verdict)) == ("done", ["two"] * 3)
    assert set(Doubt.objects.values_list("state", flat=True)) == {"two"}
    assert not Merge.objects.exists()
    assert work() == 0


def test_of_two_people_who_are_one_that_stays_who_did_more(world):
    one, other = (catalog.put_person(by=TEST, facts=PersonFacts(name)) for name in ("Eine Frau", "E. Frau"))
    film("Ihr Film", credits=(CreditFacts("E. Frau", "director"),))
    doubt(one, other, agrees="film")
    decide(world.erik, choice=Choice(kind="person"))
    work()
    assert list(Person.objects.filter(pk__in=[one.pk, other.pk])) == [other]


def test_who_is_killed_amid_it_has_decided_each_wholly_or_not_at_all_and_goes_on(world, pairs, monkeypatch):
    verdict, real = decide(world.erik), verdicts.decide_doubt

    def killed(*, by, doubt, kept):
        real(by=by, doubt=doubt, kept=kept)
        if doubt.pk == pairs[1].pk:
            raise KeyboardInterrupt
        return Merge.objects.get(gone_key=doubt.other_film_id)

    monkeypatch.setattr(verdicts, "decide_doubt", killed)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert outcomes(verdict) == ["one", "waiting", "waiting"]
    assert Film.objects.filter(pk=pairs[1].other_film_id).exists()
    monkeypatch.undo()
    work()
    assert (state(verdict), outcomes(verdict)) == ("done", ["one"] * 3)
    assert Merge.objects.count() == 3


def test_what_was_decided_or_is_gone_meanwhile_is_skipped(world, pairs):
    verdict = decide(world.erik)
    catalog.decide_doubt(by=world.karl, doubt=pairs[0], kept=None)
    catalog.merge_films(by=world.karl, kept=pairs[1].film, gone=pairs[1].other_film)
    work()
    assert outcomes(verdict) == ["taken", "gone", "one"]
    assert Doubt.objects.get(pk=pairs[0].pk).state == "two"


def test_what_cannot_be_done_keeps_nothing_else_from_being_decided(world, pairs, monkeypatch):
    verdict, real = decide(world.erik), verdicts.decide_doubt

    def faulty(*, by, doubt, kept):
        if doubt.pk == pairs[0].pk:
            raise RuntimeError("Merging would lose rows.")
        return real(by=by, doubt=doubt, kept=kept)

    monkeypatch.setattr(verdicts, "decide_doubt", faulty)
    work()
    assert (state(verdict), outcomes(verdict)) == ("done", ["refused", "one", "one"])
    assert Doubt.objects.get(pk=pairs[0].pk).state == "open"


def test_what_is_raised_later_is_not_decided(world, pairs):
    verdict = decide(world.erik, choice=Choice(kind="film", newest=pairs[1].pk))
    work()
    assert len(outcomes(verdict)) == 2
    assert list(doubts_chosen(FILMS)) == [pairs[2]]


def test_a_film_that_may_as_well_be_a_third_is_left_open(world):
    one, same, third = film("Hamlet", 1948), film("Hamlet", 1948), film("Hamlet", 1948)
    doubt(one, same)
    doubt(one, third)
    likelier = decide(world.erik)
    work()
    assert outcomes(likelier) == ["unsure", "unsure"]
    assert Film.objects.filter(title="Hamlet").count() == 3
    assert progress_of(likelier).decided == 0


def test_a_third_that_may_be_either_is_no_hindrance_unless_one_source_tells_it_apart(world):
    here = [film("Hamlet", 1948) for _ in range(3)]
    doubt(here[0], here[1], sources="one two")
    doubt(here[0], here[2], sources="one three")
    last = doubt(here[1], here[2], sources="three two")
    Doubt.objects.filter(pk=last.pk).update(sources="two two")
    work_once = decide(world.erik, choice=Choice(kind="film", sources="one two"))
    work()
    assert outcomes(work_once) == ["unsure"]
    Doubt.objects.filter(pk=last.pk).update(sources="three two")
    again = decide(world.erik, choice=Choice(kind="film", sources="one two"))
    work()
    assert outcomes(again) == ["one"]


def test_a_far_less_likely_third_is_no_hindrance(world):
    one, same, third = film("Hamlet", 1948), film("Hamlet", 1948), film("Hamlet", 1947)
    sure = doubt(one, same, 0.75)
    doubt(one, third, 0.45)
    verdict = decide(world.erik, choice=Choice(kind="film", least=70))
    work()
    assert outcomes(verdict) == ["one"]
    assert not Doubt.objects.filter(pk=sure.pk).exists()
    assert Doubt.objects.get().score == 0.45


# Two editors, and rights.


def test_of_two_editors_each_doubt_is_decided_by_one(world, pairs):
    first = decide(world.erik, "two", Choice(kind="film", newest=pairs[1].pk))
    second = decide(world.karl)
    assert [d.doubt for d in second.doubts.all()] == [pairs[2].pk]
    with pytest.raises(Refusal) as no:
        decide(world.karl)
    assert no.value.status == 409
    assert Verdict.objects.count() == 2
    work()
    assert (outcomes(first), outcomes(second)) == (["two", "two"], ["one"])


def test_a_doubt_waits_under_one_decision_only(world, pairs):
    verdict = decide(world.erik)
    other = Verdict.objects.create(kind="film", answer="one", reason="x", made_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        VerdictDoubt.objects.create(verdict=other, doubt=verdict.doubts.first().doubt)


def test_members_and_moderators_decide_nothing(world, pairs):
    for member in (world.anna, world.dora):
        with pytest.raises(Refusal) as no:
            decide(member)
        assert no.value.status == 403
    verdict = decide(world.erik)
    with pytest.raises(Refusal):
        catalog.undo_verdict(by=world.dora, verdict=verdict)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kind", {"choice": Choice()}),
        ("answer", {"answer": "maybe"}),
        ("reason", {"reason": " \n "}),
        ("reason", {"reason": "x" * 501}),
    ],
)
def test_a_decision_needs_a_kind_an_answer_and_a_reason(world, pairs, field, wrong):
    with pytest.raises(Refusal) as no:
        catalog.decide_many(by=world.erik, **({"choice": FILMS, "answer": "one", "reason": "x"} | wrong))
    assert no.value.field == field


def test_whoever_may_no_longer_decide_decides_no_more(world, pairs):
    verdict = decide(world.erik)
    members.suspend(by=TEST, member=world.erik, until=timezone.now() + dt.timedelta(days=7))
    work()
    assert (state(verdict), outcomes(verdict)) == ("stopped", ["left"] * 3)
    assert doubts_grouped().count(FILMS) == 3


# The way back.


def test_a_decision_is_taken_back_as_a_whole(world, pairs):
    before = [list(model.objects.order_by("pk").values()) for model in (Doubt, Film)]
    rate_film(by=world.anna, film=pairs[0].other_film, member=world.anna, half_stars=8)
    verdict = decide(world.erik)
    wiring.work_on_verdicts()
    assert Film.objects.count() == len(before[1]) - 3
    catalog.undo_verdict(by=world.karl, verdict=verdict)
    assert state(verdict) == "undoing"
    work()
    assert (state(verdict), outcomes(verdict)) == ("undone", ["undone"] * 3)
    after = [list(model.objects.order_by("pk").values()) for model in (Doubt, Film)]
    assert after[0] == before[0]
    assert [row["slug"] for row in after[1]] == [row["slug"] for row in before[1]]
    assert Rating.objects.get().film == pairs[0].other_film
    assert set(Merge.objects.values_list("undone_by", flat=True)) == {world.karl.pk}
    with pytest.raises(Refusal):
        catalog.undo_verdict(by=world.karl, verdict=verdict)


def test_that_they_are_two_is_taken_back_too(world, pairs):
    verdict = decide(world.erik, "two")
    work()
    catalog.undo_verdict(by=world.erik, verdict=verdict)
    work()
    assert outcomes(verdict) == ["undone"] * 3
    assert set(Doubt.objects.values_list("state", "decided_at")) == {("open", None)}


def test_a_decision_that_still_runs_is_taken_back_as_far_as_it_came(world, pairs):
    verdict = decide(world.erik)
    verdicts._go_on(verdict.pk, verdicts._of_none)
    catalog.undo_verdict(by=world.erik, verdict=verdict)
    assert outcomes(verdict) == ["one", "left", "left"]
    work()
    assert (state(verdict), outcomes(verdict)) == ("undone", ["undone", "left", "left"])
    assert not Merge.objects.filter(undone_at__isnull=True).exists()


def test_what_cannot_be_taken_back_any_more_is_named_and_can_be_tried_again(world, pairs):
    verdict = decide(world.erik)
    work()
    kept = Merge.objects.order_by("pk").first().kept_film
    later = catalog.merge_films(by=world.karl, kept=kept, gone=film("Noch einer"))
    catalog.undo_verdict(by=world.erik, verdict=verdict)
    work()
    assert (state(verdict), outcomes(verdict)) == ("undone", ["stays", "undone", "undone"])
    stays = verdict.doubts.get(outcome="stays")
    assert (stays.names, stays.merge.gone_key) == ("Film 0 (2000) = Film 0 (2000)", pairs[0].other_film_id)
    catalog.undo_merge(by=world.karl, merge=later)
    catalog.undo_verdict(by=world.erik, verdict=verdict)
    work()
    assert outcomes(verdict) == ["undone"] * 3


def test_what_an_editor_has_parted_already_counts_as_taken_back(world, pairs):
    verdict = decide(world.erik)
    work()
    catalog.undo_merge(by=world.karl, merge=Merge.objects.order_by("pk").last())
    catalog.undo_verdict(by=world.erik, verdict=verdict)
    work()
    assert outcomes(verdict) == ["undone"] * 3


def test_the_decision_stands_without_a_name_once_its_editor_is_gone(world, pairs):
    verdict = catalog.decide_many(by=world.erik, choice=FILMS, answer="two", reason="Erik hat es gesehen.")
    catalog.forget_member(member_id=world.erik.pk, keep=True)
    verdict.refresh_from_db()
    assert (verdict.by, verdict.by_name, verdict.reason) == (None, "", "– hat es gesehen.")
    assert (verdict.made_at.microsecond, timezone.localtime(verdict.made_at).hour) == (0, 0)
    work()
    assert (state(verdict), outcomes(verdict)) == ("stopped", ["left"] * 3)


def test_of_three_that_became_one_each_comes_back(world):
    here = [film("Hamlet", 1948) for _ in range(3)]
    for one, other, sources in ((0, 1, "one two"), (0, 2, "one three"), (1, 2, "three two")):
        doubt(here[one], here[other], sources=sources)
    verdict = decide(world.erik)
    work()
    assert outcomes(verdict) == ["one", "one", "gone"]
    assert Film.objects.get(title="Hamlet") == here[0]
    catalog.undo_verdict(by=world.erik, verdict=verdict)
    work()
    assert outcomes(verdict) == ["undone", "undone", "gone"]
    assert list(Film.objects.filter(title="Hamlet").order_by("pk")) == here
    assert doubts_grouped().count(FILMS) == 3


def test_a_doubt_that_moves_with_a_merge_can_still_be_chosen_as_before(world):
    one, other, third = film("Eins"), film("Zwei"), film("Drei")
    doubt(other, third, sources="omdb wikipedia", agrees="title")
    catalog.merge_films(by=TEST, kept=one, gone=other)
    assert doubts_grouped().count(Choice(sources="omdb wikipedia", agrees=frozenset({"title"}))) == 1
