"""Members propose, editors decide, once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.models import Credit, Film, Person, Proposal, Revision
from abspann.catalog.queries import open_proposals, proposals_in, proposals_of, record_of
from abspann.catalog.rules import MOST_OPEN_PROPOSALS
from abspann.core.refusal import Refusal
from abspann.events.publish import publish
from abspann.members.events import MemberErased
from abspann.members.models import Member
from abspann.post.models import Letter
from tests.conftest import TEST
from tests.events.crowd import Crowd

SOURCE = "https://www.filmportal.de/film/1"


def _propose(world, by=None, subject=None, source=SOURCE, note="", **values):
    subject = subject or world.film
    now = record_of(subject)
    changes = {name: [now.get(name), value] for name, value in values.items()}
    return catalog.propose(by=by or world.anna, subject=subject, changes=changes, source=source, note=note, base=1)


def _new(world, **values):
    changes = {name: [None, value] for name, value in values.items()}
    return catalog.propose(by=world.anna, subject=None, changes=changes, source="Filmclub Husum")


def _fresh(film):
    return Film.objects.get(pk=film.pk)


def test_proposing_changes_nothing_yet(world):
    before = record_of(world.film)
    people = Person.objects.count()
    proposal = _propose(world, year=2013, credits=[["Neue Person", None, "editor", None, []]])
    assert record_of(_fresh(world.film)) == before
    assert (Person.objects.count(), Revision.objects.filter(film=world.film).count()) == (people, 1)
    assert (proposal.state, proposal.by, proposal.source) == ("open", world.anna, SOURCE)


def test_taking_changes_the_page_in_the_name_of_who_proposed(world):
    proposal = _propose(world, year=2013)
    revision = catalog.take_proposal(by=world.erik, proposal=proposal)
    proposal.refresh_from_db()
    assert _fresh(world.film).year == 2013
    assert (revision.by, revision.source) == (world.anna, SOURCE)
    assert (proposal.state, proposal.decided_by, proposal.revision) == ("taken", world.erik, revision)


def test_an_editor_takes_only_what_they_ticked(world):
    proposal = _propose(world, year=2013, fsk=16)
    catalog.take_proposal(by=world.erik, proposal=proposal, fields={"fsk"})
    film = _fresh(world.film)
    assert (film.year, film.fsk) == (2012, 16)


def test_taking_nothing_is_refused(world):
    with pytest.raises(Refusal) as no:
        catalog.take_proposal(by=world.erik, proposal=_propose(world, year=2013), fields=set())
    assert (no.value.status, no.value.field) == (422, "fields")


def test_what_others_changed_meanwhile_is_not_overwritten_unseen(world):
    proposal = _propose(world, year=2013, fsk=16)
    catalog.change_facts(by=world.karl, subject=world.film, changes={"year": [2012, 2011]}, source="Karl")
    with pytest.raises(catalog.Overtaken) as no:
        catalog.take_proposal(by=world.erik, proposal=proposal)
    assert (no.value.status, no.value.fields) == (409, ("year",))
    assert _fresh(world.film).fsk == 12
    catalog.take_proposal(by=world.erik, proposal=proposal, fields={"fsk"})
    film = _fresh(world.film)
    assert (film.year, film.fsk) == (2011, 16)


def test_an_editor_who_has_seen_the_present_may_take_the_proposal_over_it(world):
    proposal = _propose(world, year=2013)
    revision = catalog.change_facts(by=world.karl, subject=world.film, changes={"year": [2012, 2011]}, source="Karl")
    taken = catalog.take_proposal(by=world.erik, proposal=proposal, seen=revision.number)
    assert (taken.before, taken.after) == ({"year": 2011}, {"year": 2013})


def test_a_proposal_is_decided_once(world):
    proposal = _propose(world, year=2013)
    catalog.take_proposal(by=world.erik, proposal=proposal)
    for act in (
        lambda: catalog.take_proposal(by=world.karl, proposal=proposal),
        lambda: catalog.decline_proposal(by=world.karl, proposal=proposal, reason="Doch nicht."),
        lambda: catalog.withdraw_proposal(by=world.anna, proposal=proposal),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.status == 409


def test_declining_wants_a_reason_and_tells_the_member_by_letter(world):
    proposal = _propose(world, year=2013)
    with pytest.raises(Refusal) as no:
        catalog.decline_proposal(by=world.erik, proposal=proposal, reason="  ")
    assert (no.value.status, no.value.field) == (422, "reason")
    catalog.decline_proposal(
        by=world.erik, proposal=proposal, reason="Im Abspann steht 2012.", where="https://x.example/proposals/"
    )
    letter = Letter.objects.get()
    assert letter.to == "anna@example.org"
    assert world.film.title in letter.subject
    assert "Im Abspann steht 2012." in letter.text
    assert "https://x.example/proposals/" in letter.text


def test_a_member_without_an_address_gets_no_letter(world):
    proposal = _propose(world, year=2013)
    Member.objects.filter(pk=world.anna.pk).update(login=None)
    catalog.decline_proposal(by=world.erik, proposal=proposal, reason="Im Abspann steht 2012.")
    assert not Letter.objects.exists()


def test_one_withdraws_ones_own_and_nobody_elses(world):
    proposal = _propose(world, year=2013)
    with pytest.raises(Refusal) as no:
        catalog.withdraw_proposal(by=world.bruno, proposal=proposal)
    assert no.value.status == 403
    catalog.withdraw_proposal(by=world.anna, proposal=proposal)
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"


@pytest.mark.parametrize("who", ["anna", "dora"])
def test_only_editors_decide(world, who):
    proposal = _propose(world, year=2013)
    member = getattr(world, who)
    for act in (
        lambda: catalog.take_proposal(by=member, proposal=proposal),
        lambda: catalog.decline_proposal(by=member, proposal=proposal, reason="Nein."),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.status == 403


def test_a_short_film_of_a_club_needs_no_number_of_another_catalog(world):
    proposal = _new(
        world,
        title="Nachtbus 11",
        year=2024,
        running_minutes=9,
        countries=["DE"],
        credits=[["Jule Sander", None, "director", None, []]],
    )
    assert not Film.objects.filter(title="Nachtbus 11").exists()
    revision = catalog.take_proposal(by=world.erik, proposal=proposal)
    film = Film.objects.get(title="Nachtbus 11")
    assert (revision.film, revision.brought_in, revision.by) == (film, True, world.anna)
    assert Credit.objects.get(film=film).person.name == "Jule Sander"
    assert film.poster_design is not None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": 20122}, None),
        ({"running_minutes": -5}, "running_minutes"),
        ({"title": ""}, "title"),
        ({"genres": ["quatsch"]}, None),
        ({"credits": [["X", None, "magician", None, []]]}, "job"),
        ({"titles": [["en", "x" * 301]]}, "text"),
        ({"synopses": [["de", "Text", "my-own", "", ""]]}, "license"),
        ({"synopses": [["de", "Text", "own", "", "javascript:alert(1)"]]}, "source_url"),
        ({"genres": ["drama"] * 301}, "genres"),
    ],
)
def test_what_no_film_can_have_is_refused_with_a_sentence_when_it_is_proposed(world, values, field):
    with pytest.raises(Refusal) as no:
        _propose(world, **values)
    assert (no.value.status, no.value.field) == (422, field)
    assert not Proposal.objects.exists()


def test_an_unknown_field_and_no_change_at_all_are_refused(world):
    for changes in ({"poster_design": [None, {}]}, {}):
        with pytest.raises(Refusal) as no:
            catalog.propose(by=world.anna, subject=world.film, changes=changes, source=SOURCE)
        assert no.value.status == 422


def test_a_member_has_at_most_twenty_proposals_waiting(world):
    for year in range(MOST_OPEN_PROPOSALS):
        _propose(world, year=1900 + year)
    with pytest.raises(Refusal) as no:
        _propose(world, year=1999)
    assert no.value.status == 429
    catalog.withdraw_proposal(by=world.anna, proposal=Proposal.objects.filter(state="open").first())
    _propose(world, year=1999)
    _propose(world, by=world.bruno, year=1999)


def test_marks_that_turn_text_around_are_not_stored(world):
    proposal = _propose(world, source="Buch \u202egpj.exe", note="<script>\x00", year=2013)
    assert (proposal.source, proposal.note) == ("Buch gpj.exe", "<script>")


def test_of_fifty_editors_one_decides(crowd: Crowd, world):
    proposal = _propose(world, year=2013)
    editors = [world.erik, world.karl]
    came = crowd(
        [
            lambda n=n: (
                catalog.take_proposal(by=editors[n % 2], proposal=proposal)
                if n % 3
                else catalog.decline_proposal(by=editors[n % 2], proposal=proposal, reason="Nein.")
            )
            for n in range(50)
        ]
    )
    refused = [one for one in came if isinstance(one, Refusal)]
    assert [one.status for one in refused] == [409] * 49
    assert Revision.objects.filter(film=world.film).count() == (2 if Proposal.objects.get().state == "taken" else 1)


def test_fifty_proposals_of_one_member_at_once_are_twenty(crowd: Crowd, world):
    came = crowd([lambda n=n: _propose(world, year=1900 + n) for n in range(50)])
    assert sorted({type(one).__name__ for one in came}) == ["Proposal", "Refusal"]
    assert Proposal.objects.count() == MOST_OPEN_PROPOSALS


def test_while_a_member_is_about_to_leave_their_proposals_wait_with_them(world):
    proposal = _propose(world, year=2013)
    Member.objects.filter(pk=world.anna.pk).update(leaving_since=timezone.now())
    assert (open_proposals(world.erik), proposals_in("open", viewer=world.erik).items) == (0, [])
    with pytest.raises(Refusal) as no:
        catalog.take_proposal(by=world.erik, proposal=proposal)
    assert no.value.status == 409
    Member.objects.filter(pk=world.anna.pk).update(leaving_since=None)
    assert proposals_in("open", viewer=world.erik).items == [proposal]


def test_who_leaves_and_keeps_stands_in_no_proposal_any_more(world):
    Member.objects.filter(pk=world.anna.pk).update(display_name="Anna Abend", leaving_since=timezone.now())
    synopsis = ["de", "Ein Kampf.", "own", "Anna Abend", ""]
    _propose(world, source="weiß Anna Abend (@anna)", note="Eure Anna Abend", synopses=[synopsis])
    with transaction.atomic():
        publish(MemberErased(world.anna.pk, keep=True))
    proposal = Proposal.objects.get()
    assert (proposal.by, proposal.state, proposal.note, proposal.source) == (None, "withdrawn", "", "weiß – (@–)")
    assert "Abend" not in str(proposal.changes)
    assert {timezone.localtime(day).time() for day in (proposal.made_at, proposal.decided_at)} == {dt.time(0)}


def test_who_leaves_and_keeps_nothing_takes_the_proposals_along_and_leaves_the_facts(world):
    catalog.take_proposal(by=world.erik, proposal=_propose(world, year=2013))
    with transaction.atomic():
        publish(MemberErased(world.anna.pk, keep=False))
        publish(MemberErased(world.anna.pk, keep=False))
    assert not Proposal.objects.exists()
    assert (_fresh(world.film).year, world.film.revisions.get(number=2).by) == (2013, None)


def test_an_editor_who_leaves_is_named_in_no_decision(world):
    catalog.decline_proposal(by=world.erik, proposal=_propose(world, year=2013), reason="Nein, sagt Erik.")
    catalog.forget_member(member_id=world.erik.pk, keep=True)
    proposal = Proposal.objects.get()
    assert (proposal.decided_by, proposal.reason, proposal.by) == (None, "Nein, sagt –.", world.anna)


def test_my_proposals_are_mine(world):
    mine = _propose(world, year=2013)
    _propose(world, by=world.bruno, fsk=16)
    assert proposals_of(world.anna).items == [mine]


@pytest.mark.parametrize(
    "wrong",
    [
        {"film": None},
        {"kind": "new"},
        {"source": ""},
        {"state": "taken"},
        {"state": "declined", "decided_at": True},
        {"state": "perhaps", "decided_at": True},
    ],
    ids=["of no film", "new and of a film", "without a source", "decided never", "without a reason", "in no state"],
)
def test_the_database_refuses_an_impossible_proposal(world, wrong):
    told = {"kind": "film", "film": world.film, "by": world.anna, "made_at": timezone.now(), "changes": {}}
    told |= {"source": SOURCE} | wrong
    if told.get("decided_at"):
        told["decided_at"] = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(**told)


def test_a_person_can_be_corrected_too(world):
    person = Person.objects.get(name="Marion Cotillard")
    proposal = _propose(world, subject=person, born="1975-09-30", birthplace="Paris")
    catalog.take_proposal(by=world.erik, proposal=proposal)
    person.refresh_from_db()
    assert (person.born_on, person.born_year, person.birthplace) == (dt.date(1975, 9, 30), 1975, "Paris")


def test_a_proposal_for_a_film_that_was_removed_goes_with_it(world):
    film = catalog.add_film(by=TEST, record={"title": "Nachtbus"}, source="Filmclub Husum")
    proposal = _propose(world, subject=film, year=2024)
    catalog.undo_revision(by=world.erik, revision=film.revisions.get())
    with pytest.raises(Refusal) as no:
        catalog.take_proposal(by=world.erik, proposal=proposal)
    assert no.value.status == 409
