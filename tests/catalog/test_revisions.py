"""Every change of facts stands in a history, and can be undone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import CreditFacts, PersonFacts, Provenance
from abspann.catalog.models import Credit, Film, FilmSlug, Person, Revision, Synopsis, Trivia
from abspann.catalog.queries import facts_of, hidden_of, record_at, record_of
from abspann.catalog.records import ANOTHER, film_facts, film_record, is_same, person_facts, person_record
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.discovery.commands import index_due
from abspann.discovery.engines import engine
from abspann.members.events import MemberErased
from abspann.members.models import Member
from abspann.reviews.commands import rate_film
from tests.conftest import OWN, TEST
from tests.events.crowd import Crowd

SOURCE = "Abspann des Films"


def _change(world, film=None, **values):
    film = film or world.film
    now = record_of(film)
    changes = {name: [now.get(name), value] for name, value in values.items()}
    return catalog.change_facts(by=world.erik, subject=film, changes=changes, source=SOURCE)


def _fresh(film: Film) -> Film:
    return Film.objects.get(pk=film.pk)


def test_a_record_says_all_that_facts_say(film):
    facts = facts_of(film)
    assert film_facts(film_record(facts)) == facts
    for person in (
        PersonFacts("A", born_on=dt.date(1970, 1, 2), born_year=1970),
        PersonFacts("B", born_year=1895, died_year=1966, birthplace="Piqua", imdb="nm0000036"),
    ):
        assert person_facts(person_record(person)) == person


def test_putting_what_is_known_already_leaves_no_revision(film):
    catalog.put_film(by=TEST, facts=facts_of(film), slug=film.slug)
    assert [(r.number, r.by_name, r.brought_in) for r in film.revisions.all()] == [(1, "test", True)]


def test_a_revision_holds_only_the_fields_that_changed(world):
    revision = _change(world, year=2013, genres=["drama"])
    assert revision.before == {"year": 2012, "genres": ["drama", "romance"]}
    assert revision.after == {"year": 2013, "genres": ["drama"]}
    assert (revision.number, revision.by, revision.source) == (2, world.erik, SOURCE)


def test_every_command_that_changes_facts_leaves_history(world):
    film = world.film
    catalog.put_synopsis(by=TEST, film=film, text="Ali trifft Stéphanie.", provenance=OWN)
    catalog.put_trivia(by=TEST, film=film, text="Gedreht in Antibes.", provenance=OWN)
    catalog.add_cast(by=TEST, film=film, pairs=[("Céline Sallette", "Louise")])
    catalog.put_film(by=TEST, facts=replace(facts_of(film), fsk=16), slug=film.slug)
    catalog.put_person(by=TEST, facts=PersonFacts("Marion Cotillard", born_year=1975))
    told = [sorted(r.after) for r in film.revisions.order_by("number")][1:]
    assert told == [["synopses"], ["trivia"], ["credits"], ["fsk"]]
    person = Person.objects.get(name="Marion Cotillard")
    assert [r.after for r in person.revisions.all()] == [{"born": "1975"}]


def test_undoing_restores_what_was_and_can_be_undone_itself(world):
    film, was = world.film, record_of(world.film)
    text = ["de", "Ein Kampf.", License.OWN, "Redaktion", ""]
    revision = _change(world, title="Rost und Knochen", synopses=[text], credits=was["credits"][:2])
    became = record_of(_fresh(film))
    assert became != was
    undo = catalog.undo_revision(by=world.erik, revision=revision)
    assert record_of(_fresh(film)) == was
    assert undo.undoes == revision
    catalog.undo_revision(by=world.erik, revision=undo)
    assert record_of(_fresh(film)) == became


def test_the_address_follows_an_undo_and_the_one_between_still_leads_to_the_film(world):
    old = world.film.slug
    revision = _change(world, title="Rost und Knochen")
    between = _fresh(world.film).slug
    assert between == "rost-und-knochen-2012"
    catalog.undo_revision(by=world.erik, revision=revision)
    assert _fresh(world.film).slug == old
    assert list(FilmSlug.objects.values_list("slug", flat=True)) == [between]


def test_an_undo_leaves_later_changes_of_other_fields_alone(world):
    first = _change(world, year=2013)
    _change(world, running_minutes=120)
    catalog.undo_revision(by=world.erik, revision=first)
    film = _fresh(world.film)
    assert (film.year, film.running_minutes) == (2012, 120)


def test_an_undo_over_a_later_change_is_refused_whole_and_names_the_field(world):
    first = _change(world, year=2013, fsk=16)
    last = _change(world, year=2014)
    with pytest.raises(catalog.Overtaken) as no:
        catalog.undo_revision(by=world.erik, revision=first)
    assert (no.value.status, no.value.fields, no.value.number) == (409, ("year",), last.number)
    film = _fresh(world.film)
    assert (film.year, film.fsk) == (2014, 16)


def test_who_has_seen_the_later_change_may_undo_all_the_same(world):
    first = _change(world, year=2013, fsk=16)
    last = _change(world, year=2014)
    with pytest.raises(catalog.Overtaken):
        catalog.undo_revision(by=world.erik, revision=first, seen=last.number - 1)
    catalog.undo_revision(by=world.erik, revision=first, seen=last.number)
    film = _fresh(world.film)
    assert (film.year, film.fsk) == (2012, 12)


def test_what_has_been_undone_is_not_undone_twice(world):
    revision = _change(world, year=2013)
    catalog.undo_revision(by=world.erik, revision=revision)
    with pytest.raises(Refusal) as no:
        catalog.undo_revision(by=world.erik, revision=revision)
    assert no.value.status == 409


def test_a_new_film_that_nobody_has_touched_goes_when_its_coming_is_undone(world):
    film = catalog.add_film(by=world.erik, record={"title": "Nachtbus", "year": 2024}, source="Filmclub Husum")
    index_due()
    assert set(engine().kept("film", [film.pk])) == {film.pk}
    catalog.undo_revision(by=world.erik, revision=film.revisions.get())
    index_due()
    assert not Film.objects.filter(title="Nachtbus").exists()
    assert engine().kept("film", [film.pk]) == {}


def test_a_film_about_which_somebody_has_said_something_stays(world):
    film = catalog.add_film(by=world.erik, record={"title": "Nachtbus"}, source="Filmclub Husum")
    rate_film(by=world.anna, film=film, member=world.anna, half_stars=8)
    with pytest.raises(Refusal) as no:
        catalog.undo_revision(by=world.erik, revision=film.revisions.get())
    assert no.value.status == 409
    assert Film.objects.filter(pk=film.pk).exists()


def test_a_new_film_that_was_changed_since_goes_only_when_one_has_seen_that(world):
    film = catalog.add_film(by=world.erik, record={"title": "Nachtbus"}, source="Filmclub Husum")
    _change(world, film, year=2024)
    first = film.revisions.get(number=1)
    with pytest.raises(catalog.Overtaken):
        catalog.undo_revision(by=world.erik, revision=first)
    catalog.undo_revision(by=world.erik, revision=first, seen=2)
    assert not Film.objects.filter(pk=film.pk).exists()


def test_a_person_in_credits_stays(world):
    catalog.put_person(by=TEST, facts=PersonFacts("Wim Neumann", born_year=1950))
    person = Person.objects.get(name="Wim Neumann")
    Credit.objects.create(film=world.film, person=person, job="editor", billing=99)
    with pytest.raises(Refusal) as no:
        catalog.undo_revision(by=world.erik, revision=person.revisions.get())
    assert no.value.status == 409


def test_a_change_over_anothers_change_of_the_same_field_is_refused(world):
    _change(world, year=2013)
    with pytest.raises(catalog.Overtaken) as no:
        catalog.change_facts(by=world.erik, subject=world.film, changes={"year": [2012, 2011]}, source=SOURCE)
    assert no.value.fields == ("year",)
    assert _fresh(world.film).year == 2013


@pytest.mark.parametrize("who", ["anna", "dora"])
def test_only_editors_change_and_undo(world, who):
    revision = _change(world, year=2013)
    member = getattr(world, who)
    for act in (
        lambda: catalog.change_facts(by=member, subject=world.film, changes={"year": [2013, 2012]}, source=SOURCE),
        lambda: catalog.undo_revision(by=member, revision=revision),
        lambda: catalog.add_film(by=member, record={"title": "Nachtbus"}, source=SOURCE),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.status == 403


@pytest.mark.parametrize(
    ("source", "is_good"),
    [
        ("Abspann des Films", True),
        ("https://www.filmportal.de/film/1", True),
        ("Buch: Kino, S. 12", True),
        ("", False),
        ("x", False),
        ("javascript:alert(1)", False),
        ("ftp://example.org/a", False),
        ("https://", False),
        ("https://bank@evil.example/x", False),
        ("x" * 501, False),
    ],
)
def test_a_source_is_words_or_a_web_address(world, source, is_good):
    def change():
        return catalog.change_facts(by=world.erik, subject=world.film, changes={"fsk": [12, 16]}, source=source)

    if is_good:
        assert change().source == source
        return
    with pytest.raises(Refusal) as no:
        change()
    assert (no.value.status, no.value.field) == (422, "source")


def test_two_people_of_one_name_are_told_apart_by_their_address(world):
    one = catalog.put_person(by=TEST, facts=PersonFacts("Anna Karina"))
    row = ["Anna Karina", ANOTHER, "actor", "Anne", []]
    _change(world, credits=[*record_of(world.film)["credits"], row])
    other = Person.objects.exclude(pk=one.pk).get(name="Anna Karina")
    assert other.slug == "anna-karina-2"
    rows = [[*r[:1], one.slug, *r[2:]] if r[0] == "Anna Karina" else r for r in record_of(world.film)["credits"]]
    _change(world, credits=rows)
    assert Credit.objects.get(role="Anne").person == one
    assert facts_of(world.film).credits[-1] == CreditFacts("Anna Karina", "actor", "Anne", (), slug=one.slug)


def test_a_person_called_otherwise_is_no_change_of_their_films(world):
    rows = record_of(world.film)["credits"]
    person = Person.objects.get(name="Marion Cotillard")
    catalog.change_facts(
        by=world.erik, subject=person, changes={"name": ["Marion Cotillard", "Marion C."]}, source=SOURCE
    )
    assert is_same("credits", rows, record_of(world.film)["credits"])
    assert Person.objects.get(pk=person.pk).slug == "marion-cotillard"


def test_a_text_for_the_house_only_stands_in_no_revision_and_is_not_touched(world):
    private = Provenance("de", License.PRIVATE, "Verleih")
    catalog.put_synopsis(by=TEST, film=world.film, text="Nur für uns.", provenance=private)
    assert world.film.revisions.count() == 1
    _change(world, synopses=[["de", "Für alle.", License.OWN, "Redaktion", ""]])
    assert sorted(Synopsis.objects.values_list("text", flat=True)) == ["Für alle.", "Nur für uns."]
    assert ("synopses", "de", "Nur für uns.") in hidden_of(world.film)


def test_a_reworded_text_keeps_its_key(world):
    note, _new = catalog.put_trivia(by=TEST, film=world.film, text="Gedreht in Antibes.", provenance=OWN)
    _change(world, trivia=[["de", "Gedreht in Antibes und Lüttich.", License.OWN, "", ""]])
    assert Trivia.objects.get().pk == note.pk


def test_what_a_page_said_at_a_revision_can_be_told(world):
    before = record_of(world.film)
    _change(world, year=2013)
    _change(world, fsk=16, year=2014)
    assert record_at(world.film, 1) == before
    assert (record_at(world.film, 2)["year"], record_at(world.film, 3)["year"]) == (2013, 2014)


@pytest.mark.parametrize(
    "wrong",
    [
        {"film": None},
        {"by_name": "test", "by": True},
        {"number": 1},
    ],
    ids=["of nothing", "by two", "numbered twice"],
)
def test_the_database_refuses_an_impossible_revision(world, wrong):
    told = {"film": world.film, "number": 7, "made_at": timezone.now(), "after": {}} | wrong
    if told.get("by"):
        told["by"] = world.erik
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(**told)


def test_whoever_is_gone_stands_in_no_history(world):
    Member.objects.filter(pk=world.erik.pk).update(display_name="Erik Ohlsen")
    text = ["de", "Ein Kampf.", License.OWN, "Erik Ohlsen", ""]
    now = record_of(world.film)
    catalog.change_facts(
        by=world.erik, subject=world.film, changes={"synopses": [now["synopses"], [text]]}, source="weiß Erik Ohlsen"
    )
    catalog.forget_member(member_id=world.erik.pk, keep=True)
    revision = world.film.revisions.get(number=2)
    assert (revision.by, revision.by_name, revision.source) == (None, "", "weiß –")
    assert timezone.localtime(revision.made_at).time() == dt.time(0)
    assert "Ohlsen" not in f"{revision.before}{revision.after}"
    assert MemberErased(world.erik.pk, keep=True).touches == ()


def test_many_changes_at_once_are_numbered_one_after_the_other(crowd: Crowd, world):
    def change(minutes):
        return catalog.change_facts(
            by=world.erik,
            subject=Film.objects.get(pk=world.film.pk),
            changes={"fsk": [12, 12], "sound": [None, minutes]},
            source=SOURCE,
        )

    came = crowd([lambda text=f"Ton {n}": change(text) for n in range(8)])
    made = [one for one in came if isinstance(one, Revision)]
    assert len(made) == 1
    assert {type(one) for one in came} == {Revision, catalog.Overtaken}
    assert sorted(world.film.revisions.values_list("number", flat=True)) == [1, 2]
