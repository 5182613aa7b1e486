"""People whom a source made a second time are one again, once that is sure, and only then."""

from __future__ import annotations

import pytest

from abspann.catalog import commands as catalog
from abspann.catalog.models import Credit, Doubt, Film, Merge, Person, PersonNumber, SourceRecord
from abspann.core.actor import System
from tests.catalog.taking_in.telling import ONE, TWO, credits, replace, source_of, take, told

pytestmark = pytest.mark.django_db

LIEBE = told("1", "Liebe", 2012, external_ids=(("imdb", "tt1"),), cast=credits("Isabelle Huppert", keyed=True))
ELLE = told("2", "Elle", 2016, external_ids=(("imdb", "tt2"),), cast=credits("Isabelle Huppert", keyed=True))
GRETA = told("g", "Greta", 2018, cast=credits("Isabelle Huppert"))
LIEBE_TOO = replace(LIEBE, key="l", credits=credits("Isabelle Huppert"))


def _import(path, name, *films):
    file = path / name
    file.write_text("films")
    return catalog.import_films(by=System("keeper"), source=source_of(name, 20, list(films)), path=file)


def _twice() -> tuple[Person, Person]:
    """Somebody whom ONE knows by a key and TWO, at first, by name on another film only."""
    take(ONE, LIEBE, ELLE)
    take(TWO, GRETA)
    first, second = Person.objects.filter(name="Isabelle Huppert").order_by("pk")
    assert not Doubt.objects.exists()
    return first, second


def test_who_was_made_twice_is_one_after_the_import_that_tells_so(tmp_path):
    first, second = _twice()
    _import(tmp_path, TWO, LIEBE_TOO)
    assert list(Person.objects.filter(name="Isabelle Huppert")) == [first]
    assert set(Credit.objects.filter(person=first).values_list("film__title", flat=True)) == {"Liebe", "Elle", "Greta"}
    assert set(SourceRecord.objects.filter(person=first).values_list("source", flat=True)) == {ONE, TWO}
    assert not Doubt.objects.exists()
    merge = Merge.objects.get()
    assert (merge.kept_person, merge.gone_key, merge.by, merge.by_name) == (first, second.pk, None, f"import {TWO}")


def test_whom_somebody_parts_again_no_later_import_merges(tmp_path, world):
    _twice()
    _import(tmp_path, TWO, LIEBE_TOO)
    catalog.undo_merge(by=world.erik, merge=Merge.objects.get())
    assert Person.objects.filter(name="Isabelle Huppert").count() == 2
    _import(tmp_path, TWO, LIEBE_TOO, replace(GRETA, votes=7))
    assert catalog.merge_sure_people_nightly() == 0
    assert Person.objects.filter(name="Isabelle Huppert").count() == 2
    assert Doubt.objects.get().state == "open"


def test_what_an_editor_decided_to_be_two_stays_two(tmp_path):
    first, second = _twice()
    _doubt(first, second, state="two")
    _import(tmp_path, TWO, LIEBE_TOO)
    assert Person.objects.filter(pk__in=[first.pk, second.pk]).count() == 2
    assert not Merge.objects.exists()


def test_the_night_merges_what_an_import_left_and_no_more_than_it_may():
    pairs = [(_person(f"P {n}"), _person(f"P {n}")) for n in range(3)]
    for pair in pairs:
        _doubt(*pair)
    assert catalog.merge_sure_people(by=System("test"), most=2) == 2
    assert catalog.merge_sure_people_nightly() == 1
    assert list(Person.objects.order_by("pk")) == [first for first, _second in pairs]


def test_who_has_more_credits_stays():
    first, second = _person("A B"), _person("A B")
    take(ONE, told("1", "Liebe", 2012))
    Credit.objects.create(film=Film.objects.get(), person=second, job="actor", billing=0)
    _doubt(first, second)
    assert catalog.merge_sure_people_nightly() == 1
    assert list(Person.objects.filter(name="A B")) == [second]


def _person(name: str, **more) -> Person:
    count = Person.objects.count()
    return Person.objects.create(slug=f"person-{count}", name=name, folded=name.lower(), **more)


def _doubt(one: Person, other: Person, score: float = 0.9, state: str = "open") -> Doubt:
    first, second = sorted((one, other), key=lambda person: person.pk)
    return Doubt.objects.create(
        person=first, other_person=second, score=score, state=state, raised_at="2024-01-01T00:00:00Z"
    )


def _a_source_that_tells_of_both(one, other):
    for key, person in (("a", one), ("b", other)):
        SourceRecord.objects.create(source=TWO, key=key, person=person, digest=1)


def _two_numbers(one, other):
    for value, person in (("1", one), ("2", other)):
        PersonNumber.objects.create(person=person, scheme="tmdb", value=value)


def _two_birthdays(one, other):
    for year, person in ((1950, one), (1951, other)):
        Person.objects.filter(pk=person.pk).update(born_year=year)


def _a_third_who_is_not_the_other(one, other):
    third = _person("A B")
    _doubt(one, third)
    _two_numbers(other, third)


def _a_third_whom_an_editor_told_from_the_other(one, other):
    third = _person("A B")
    _doubt(one, third)
    _doubt(other, third, state="two")


def _little_evidence(one, other):
    Doubt.objects.update(score=0.75)


@pytest.mark.parametrize(
    "against",
    [
        _a_source_that_tells_of_both,
        _two_numbers,
        _two_birthdays,
        _a_third_who_is_not_the_other,
        _a_third_whom_an_editor_told_from_the_other,
        _little_evidence,
    ],
)
def test_an_editor_is_asked_where_something_speaks_against_it(against):
    one, other = _person("A B"), _person("A B")
    doubt = _doubt(one, other)
    against(one, other)
    before = Person.objects.count()
    assert catalog.merge_sure_people_nightly() == 0
    assert Person.objects.count() == before
    assert Doubt.objects.filter(pk=doubt.pk, state="open").exists()
