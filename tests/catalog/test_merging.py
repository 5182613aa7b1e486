"""Two that were one become one, nothing is lost, and it can be taken back to the row."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.commands.pictures import settle_poster
from abspann.catalog.facts import CreditFacts, FilmFacts, PersonFacts
from abspann.catalog.models import (
    Doubt,
    ExternalId,
    Film,
    FilmKeyword,
    FilmName,
    FilmSeries,
    FilmSlug,
    FilmTitle,
    Keyword,
    Merge,
    Moved,
    Person,
    Picture,
    SeriesFilm,
    SourceRecord,
)
from abspann.catalog.queries import (
    film_at,
    film_formerly_at,
    folder_of,
    history_before,
    person_formerly_at,
    record_of,
    title_of,
)
from abspann.core.refusal import Refusal
from abspann.diary.commands import mark_film
from abspann.discovery import commands as discovery
from abspann.discovery.queries import search
from abspann.events.publish import publish
from abspann.members.events import MemberErased
from abspann.members.models import Member
from abspann.moderation.models import Decision, Report
from abspann.reviews.commands import rate_film
from abspann.reviews.models import Draft, FilmScore, MemberTally, Rating
from tests.catalog.merging import ROWS, dump, hang_all, keys_to, listed
from tests.conftest import TEST
from tests.events.crowd import Crowd


def _film(title: str, **facts) -> Film:
    return catalog.put_film(by=TEST, facts=FilmFacts(title=title, **facts))


def _person(name: str, **facts) -> Person:
    return catalog.put_person(by=TEST, facts=PersonFacts(name, **facts))


def _two(kind: str):
    if kind == "film":
        return _film("Rost und Knochen", year=2012, fsk=12), _film("Rust and Bone", running_minutes=123, year=2012)
    return _person("Marion Cotillard", born_year=1975), _person("M. Cotillard", birthplace="Paris", imdb="nm0182839")


def _merge(world, kept, gone) -> Merge:
    act = catalog.merge_films if isinstance(kept, Film) else catalog.merge_people
    return act(by=world.erik, kept=kept, gone=gone)


def _fresh(row):
    return type(row)._default_manager.filter(pk=row.pk).first()


@pytest.mark.parametrize("model", [Film, Person])
def test_every_key_that_leads_to_a_film_or_a_person_is_known_here(model):
    """A new table with such a key needs a row in tests/catalog/merging.py, and a command that moves its rows."""
    assert [key for key in keys_to(model) if key not in ROWS] == []


def assert_names_agree():
    """The names by which films are recognized say what building them anew says."""
    kept = sorted(FilmName.objects.values_list("film", "folded"))
    catalog.rebuild_names()
    assert kept == sorted(FilmName.objects.values_list("film", "folded"))


@pytest.mark.parametrize("same", [False, True], ids=["without-collisions", "with-collisions"])
@pytest.mark.parametrize("kind", ["film", "person"])
def test_merging_loses_no_row_and_undoing_gives_back_each(world, kind, same):
    kept, gone = _two(kind)
    hang_all(world, [kept, gone], same=same)
    before, counts, lists = dump(), {key: len(rows) for key, rows in dump().items()}, listed()
    merge = _merge(world, kept, gone)
    assert _fresh(gone) is None
    for label, rows in dump().items():
        if label == "catalog.FilmName":
            continue
        journal = Moved.objects.filter(merge=merge, label=label)
        came = journal.filter(act="made").count() + (label == "catalog.Revision" and merge.revision_id is not None)
        went = journal.filter(act="displaced").count() + (label == kept._meta.label)
        assert len(rows) == counts[label] + came - went, label
    assert Moved.objects.filter(act="displaced").exists()
    assert_names_agree()
    now = listed()
    discovery.rebuild_browsing()
    assert now == listed() != lists
    for key in keys_to(type(kept)):
        label, field = key.rsplit(".", 1)
        assert not apps.get_model(label)._base_manager.filter(**{field: gone.pk}).exists(), key
    catalog.undo_merge(by=world.erik, merge=merge)
    after = dump()
    assert {label for label in before if before[label] != after[label]} == set()
    assert not Moved.objects.exists()
    assert _fresh(merge).undone_at
    assert listed() == lists
    assert_names_agree()


def test_what_one_does_not_know_it_takes_from_the_other(world):
    kept, gone = _two("film")
    catalog.merge_films(by=world.erik, kept=kept, gone=gone)
    told = record_of(_fresh(kept))
    assert (told["title"], told["fsk"], told["running_minutes"]) == ("Rost und Knochen", 12, 123)
    assert ["und", "Rust and Bone"] in told["titles"]
    assert _fresh(kept).held == {}


def test_who_stays_is_called_as_before_in_every_language(world):
    gone = _film("Rost", year=2012, titles=(("en", "Rust"), ("fr", "De rouille")))
    kept = _film("Knochen", year=2012, titles=(("en", "Bone"),))
    before = dump()
    merge = _merge(world, kept, gone)
    shown = {language: title_of(film_at(kept.slug, language)) for language in ("de", "en", "fr")}
    assert shown == {"de": "Knochen", "en": "Bone", "fr": "De rouille"}
    titles = sorted(kept.titles.values_list("language", "text"))
    assert titles == [("en", "Bone"), ("en", "Rust"), ("fr", "De rouille"), ("und", "Rost")]
    catalog.undo_merge(by=world.erik, merge=merge)
    assert dump() == before


def test_former_addresses_lead_to_who_stays(world):
    kept, gone = _two("film")
    FilmSlug.objects.create(slug="ganz-frueher", film=gone)
    catalog.merge_films(by=world.erik, kept=kept, gone=gone)
    assert film_formerly_at(gone.slug) == kept == film_formerly_at("ganz-frueher")
    one, other = _two("person")
    catalog.merge_people(by=world.erik, kept=one, gone=other)
    assert person_formerly_at(other.slug) == one


def test_of_two_ratings_of_a_member_the_newer_stays_and_counts_are_exact(world):
    kept, gone = _two("film")
    for film, stars, day in ((kept, 4, 1), (gone, 9, 2)):
        rate_film(by=world.anna, film=film, member=world.anna, half_stars=stars, rated_on=dt.date(2024, 1, day))
    rate_film(by=world.bruno, film=kept, member=world.bruno, half_stars=6, rated_on=dt.date(2024, 1, 9))
    rate_film(by=world.bruno, film=gone, member=world.bruno, half_stars=1, rated_on=dt.date(2024, 1, 3))
    merge = _merge(world, kept, gone)
    stars = dict(Rating.objects.filter(film=kept).values_list("member__handle", "half_stars"))
    assert stars == {"anna": 9, "bruno": 6}
    score = FilmScore.objects.get(film=kept)
    assert (score.rating_count, score.half_star_sum) == (2, 15)
    assert MemberTally.objects.get(member=world.anna).rating_count == 1
    catalog.undo_merge(by=world.erik, merge=merge)
    assert dict(Rating.objects.filter(film=gone).values_list("member__handle", "half_stars")) == {"anna": 9, "bruno": 1}
    assert [FilmScore.objects.get(film=film).half_star_sum for film in (kept, gone)] == [10, 10]
    assert MemberTally.objects.get(member=world.anna).rating_count == 2


def test_what_was_given_after_the_merge_stays(world):
    kept, gone = _two("film")
    rate_film(by=world.anna, film=gone, member=world.anna, half_stars=9)
    merge = _merge(world, kept, gone)
    rate_film(by=world.bruno, film=kept, member=world.bruno, half_stars=3)
    mark_film(by=world.bruno, film=kept, kind="seen")
    catalog.change_facts(by=world.erik, subject=_fresh(kept), changes={"fsk": [12, 16]}, source="FSK-Karte")
    catalog.undo_merge(by=world.erik, merge=merge)
    assert list(Rating.objects.filter(film=kept).values_list("member__handle", flat=True)) == ["bruno"]
    assert list(Rating.objects.filter(film=gone).values_list("member__handle", flat=True)) == ["anna"]
    assert (_fresh(kept).fsk, _fresh(kept).running_minutes, _fresh(gone).running_minutes) == (16, None, 123)
    newest = kept.revisions.order_by("-number").first()
    assert newest.undoes == merge.revision


def test_a_list_that_was_edited_after_the_merge_still_gives_back_its_rows(world):
    kept = _film("Rost und Knochen", credits=(CreditFacts("Jacques Audiard", "director"),))
    gone = _film("Rust and Bone", credits=(CreditFacts("Marion Cotillard", "actor", "Stéphanie"),), year=2012)
    ExternalId.objects.create(film=gone, scheme="imdb", value="tt2053425")
    merge = _merge(world, kept, gone)
    now = record_of(_fresh(kept))
    assert [row[0] for row in now["credits"]] == ["Jacques Audiard", "Marion Cotillard"]
    more = [*now["credits"], ["Céline Sallette", "*", "actor", "Louise", []]]
    changes = {
        "credits": [now["credits"], more],
        "external_ids": [now["external_ids"], [["omdb", "7"], *now["external_ids"]]],
    }
    catalog.change_facts(by=world.erik, subject=_fresh(kept), changes=changes, source="Abspann")
    catalog.undo_merge(by=world.erik, merge=merge)
    credits = {film.pk: [row[0] for row in record_of(_fresh(film))["credits"]] for film in (kept, gone)}
    assert credits == {kept.pk: ["Jacques Audiard", "Céline Sallette"], gone.pk: ["Marion Cotillard"]}
    numbers = [list(film.external_ids.values_list("scheme", flat=True)) for film in (kept, gone)]
    assert numbers == [["omdb"], ["imdb"]]


def test_a_chain_is_undone_in_reverse_order_only(world):
    films = [_film("Eins", year=2001), _film("Zwei", year=2002), _film("Drei", year=2003)]
    hang_all(world, films, same=True)
    before = dump()
    first = _merge(world, films[1], films[0])
    second = _merge(world, films[2], films[1])
    assert film_formerly_at("eins-2001") == films[2]
    with pytest.raises(Refusal, match="Zwei"):
        catalog.undo_merge(by=world.erik, merge=first)
    catalog.undo_merge(by=world.erik, merge=second)
    catalog.undo_merge(by=world.erik, merge=first)
    after = dump()
    assert {label for label in before if before[label] != after[label]} == set()
    with pytest.raises(Refusal):
        catalog.undo_merge(by=world.erik, merge=first)


def test_a_person_merged_after_their_film_must_part_first(world):
    kept = _film("Rost und Knochen", credits=(CreditFacts("Marion Cotillard", "actor", "Stéphanie"),))
    gone = _film("Rust and Bone", credits=(CreditFacts("Marion Cotillard", "actor", "Stéphanie"),), year=2012)
    other = _person("M. Cotillard")
    before = dump()
    films = _merge(world, kept, gone)
    people = _merge(world, other, Person.objects.get(name="Marion Cotillard"))
    with pytest.raises(Refusal, match="Marion Cotillard"):
        catalog.undo_merge(by=world.erik, merge=films)
    catalog.undo_merge(by=world.erik, merge=people)
    catalog.undo_merge(by=world.erik, merge=films)
    assert dump() == before


def test_a_credit_that_knows_its_role_stands_for_one_that_does_not(world):
    bare, full = CreditFacts("Marion Cotillard", "actor"), CreditFacts("Marion Cotillard", "actor", "Stéphanie")
    for first, second in ((bare, full), (full, bare)):
        kept, gone = _film("Eins", credits=(first,)), _film("Zwei", credits=(second,))
        before = dump()
        merge = _merge(world, kept, gone)
        assert list(kept.credits.values_list("role", flat=True)) == ["Stéphanie"]
        catalog.undo_merge(by=world.erik, merge=merge)
        assert dump() == before


def test_nothing_is_merged_with_itself_or_with_what_is_gone(world):
    kept, gone = _two("film")
    with pytest.raises(Refusal):
        _merge(world, kept, _fresh(kept))
    Film.objects.filter(pk=gone.pk).delete()
    with pytest.raises(Refusal):
        _merge(world, kept, gone)
    assert not Merge.objects.exists()


def test_only_editors_merge_and_part(world):
    kept, gone = _two("film")
    for nobody in (world.anna, world.dora):
        with pytest.raises(Refusal):
            catalog.merge_films(by=nobody, kept=kept, gone=gone)
    merge = _merge(world, kept, gone)
    with pytest.raises(Refusal):
        catalog.undo_merge(by=world.anna, merge=merge)


def test_merged_at_once_from_two_sides_one_film_stays(crowd: Crowd, world):
    one, other = _two("film")
    came = crowd(
        [
            lambda: catalog.merge_films(by=world.erik, kept=one, gone=other),
            lambda: catalog.merge_films(by=world.karl, kept=other, gone=one),
        ]
    )
    assert sorted(type(result).__name__ for result in came) == ["Merge", "Refusal"]
    assert Film.objects.filter(pk__in=[one.pk, other.pk]).count() == 1


def test_rated_while_it_is_merged_the_rating_is_counted_or_refused(crowd: Crowd, world):
    kept, gone = _two("film")
    came = crowd(
        [
            lambda: catalog.merge_films(by=world.erik, kept=kept, gone=gone),
            lambda: rate_film(by=world.anna, film=gone, member=world.anna, half_stars=8),
            lambda: rate_film(by=world.bruno, film=kept, member=world.bruno, half_stars=2),
        ]
    )
    assert isinstance(came[0], Merge)
    assert came[1] is None or isinstance(came[1], Refusal)
    assert FilmScore.objects.get(film=kept).rating_count == Rating.objects.count() == 2 - isinstance(came[1], Refusal)


def test_a_doubt_is_decided_once_and_two_stay_two(world):
    first, second = _two("film")
    doubt = Doubt.objects.create(film=first, other_film=second, score=0.8, raised_at=timezone.now())
    catalog.decide_doubt(by=world.erik, doubt=doubt, kept=None)
    assert (_fresh(doubt).state, _fresh(doubt).decided_at is None) == ("two", False)
    with pytest.raises(Refusal):
        catalog.decide_doubt(by=world.erik, doubt=doubt, kept=first)
    assert Film.objects.filter(pk__in=[first.pk, second.pk]).count() == 2


def test_a_doubt_decided_as_one_merges_and_is_open_again_once_undone(world):
    first, second = _two("person")
    third = _person("Dritte")
    doubt = Doubt.objects.create(person=first, other_person=second, score=0.8, raised_at=timezone.now())
    Doubt.objects.create(person=first, other_person=third, score=0.4, state="two", raised_at=timezone.now())
    before = dump()
    with pytest.raises(Refusal):
        catalog.decide_doubt(by=world.erik, doubt=doubt, kept=third)
    merge = catalog.decide_doubt(by=world.erik, doubt=doubt, kept=second)
    assert not Person.objects.filter(pk=first.pk).exists()
    assert list(Doubt.objects.values_list("person", "other_person", "state")) == [(second.pk, third.pk, "two")]
    catalog.undo_merge(by=world.erik, merge=merge)
    assert dump() == before


def test_the_history_of_who_is_gone_can_be_read_in_the_journal(world):
    kept, gone = _two("film")
    catalog.change_facts(by=world.erik, subject=gone, changes={"fsk": [None, 16]}, source="FSK-Karte")
    merge = _merge(world, kept, gone)
    assert [(r.number, r.after.get("fsk"), r.by_id) for r in history_before(merge)] == [
        (2, 16, world.erik.pk),
        (1, None, None),
    ]


def test_a_merge_is_undone_as_a_whole_and_keeps_its_film(world):
    kept, gone = _two("film")
    merge = _merge(world, kept, gone)
    for revision in kept.revisions.all():
        with pytest.raises(Refusal):
            catalog.undo_revision(by=world.erik, revision=revision, seen=kept.revisions.count())
    assert _fresh(kept)
    assert not _fresh(merge).undone_at


def test_a_film_whose_address_is_taken_meanwhile_comes_back_at_another(world):
    kept, gone = _two("film")
    merge = _merge(world, kept, gone)
    Film.objects.filter(pk=kept.pk).update(slug=gone.slug)
    assert catalog.undo_merge(by=world.erik, merge=merge).slug == f"{gone.slug}-2"


def test_reports_and_decisions_follow_and_go_back(world):
    kept, gone = _two("film")
    told = {"kind": "film", "path": "/film/x/", "about": "x", "explanation": "falsch", "category": "wrong"}
    for film in (kept, gone):
        Report.objects.create(
            ref=film.public_id, good_faith=True, reporter=world.anna, received_at=timezone.now(), **told
        )
        Decision.objects.create(
            kind="film",
            ref=film.public_id,
            step=1,
            path="/",
            about="x",
            act="dismiss",
            own_initiative=False,
            decided_at=timezone.now(),
            appeal_until=timezone.now(),
        )
    before = dump()
    merge = _merge(world, kept, gone)
    assert list(Decision.objects.order_by("step").values_list("ref", "step")) == [
        (kept.public_id, 1),
        (kept.public_id, 2),
    ]
    assert set(Report.objects.values_list("ref", flat=True)) == {kept.public_id}
    catalog.undo_merge(by=world.erik, merge=merge)
    assert dump() == before


def test_who_is_erased_stands_in_no_journal(world):
    kept, gone = _two("film")
    for film in (kept, gone):
        Draft.objects.create(member=world.anna, film=film, film_title="x", text="geheim", saved_at=timezone.now())
    catalog.change_facts(by=world.erik, subject=gone, changes={"fsk": [None, 16]}, source="Von Erik")
    merge = _merge(world, kept, gone)
    assert Moved.objects.filter(member=world.anna, label="reviews.Draft").exists()

    for member in (world.anna, world.erik):
        with transaction.atomic():
            publish(MemberErased(member.pk, keep=True))
    assert not Moved.objects.filter(member__in=[world.anna, world.erik]).exists()
    assert not any("geheim" in str(row) or "Erik" in str(row) for row in Moved.objects.values_list("row", flat=True))
    assert _fresh(merge).by is None
    catalog.undo_merge(by=world.karl, merge=merge)
    assert [r.by for r in gone.revisions.all()] == [None, None]


def test_what_became_nobodys_after_the_merge_still_goes_back_to_its_film(world):
    kept, gone = _two("film")
    rate_film(by=world.anna, film=gone, member=world.anna, half_stars=7)
    merge = _merge(world, kept, gone)
    with transaction.atomic():
        publish(MemberErased(world.anna.pk, keep=True))
    assert Rating.objects.get().film == kept
    catalog.undo_merge(by=world.erik, merge=merge)
    rating = Rating.objects.get()
    assert (rating.film, rating.member, rating.pk < 0) == (gone, None, True)


def test_what_somebody_wrote_who_is_leaving_does_not_come_back_with_their_name(world):
    kept, gone = _two("film")
    for film in (kept, gone):
        Draft.objects.create(member=world.anna, film=film, film_title="x", text="geheim", saved_at=timezone.now())
    merge = _merge(world, kept, gone)
    Member.objects.filter(pk=world.anna.pk).update(leaving_since=timezone.now())
    with pytest.raises(Refusal):
        catalog.undo_merge(by=world.erik, merge=merge)


def _found(query: str, kind: str = "films") -> set[int]:
    discovery.index_due()
    return {one.pk for one in getattr(search(query, "de"), kind)}


def test_search_finds_who_stays_by_the_titles_of_both(world):
    kept, gone = _two("film")
    assert _found("rust and bone") == {world.film.pk, gone.pk}
    merge = _merge(world, kept, gone)
    assert _found("rust and bone") == {world.film.pk, kept.pk}
    catalog.undo_merge(by=world.erik, merge=merge)
    assert _found("rust and bone") == {world.film.pk, gone.pk}


def test_search_finds_a_person_no_longer_who_was_merged_and_again_once_they_are_two(world):
    kept, gone = _person("Adele Beispiel"), _person("Adele Beispielmann")
    assert _found("adele", "people") == {kept.pk, gone.pk}
    merge = _merge(world, kept, gone)
    assert _found("adele", "people") == {kept.pk}
    catalog.undo_merge(by=world.erik, merge=merge)
    assert _found("adele", "people") == {kept.pk, gone.pk}


def _picture(subject, digest: str, **more) -> Picture:
    told = {"kind": "poster", "width": 200, "height": 300, "license": "cc0", "added_at": timezone.now()}
    return Picture.objects.create(film=subject, digest=digest, **told | more)


def test_the_poster_that_a_film_showed_is_shown_still_and_each_has_its_own_once_they_are_two(world):
    kept, gone = _two("film")
    hers = _picture(gone, "a" * 64)
    own = _picture(kept, "b" * 64)
    for film in (kept, gone):
        settle_poster(film=film)
    merge = _merge(world, kept, gone)
    assert _fresh(kept).poster_shown == own.as_shown
    assert list(kept.pictures.in_order()) == [own, hers]
    catalog.remove_picture(by=world.erik, picture=_fresh(hers))
    catalog.undo_merge(by=world.erik, merge=merge)
    assert (_fresh(kept).poster_shown, _fresh(gone).poster_shown) == (own.as_shown, None)


def test_a_film_without_a_poster_shows_that_of_the_other(world):
    kept, gone = _two("film")
    hers = _picture(gone, "a" * 64)
    settle_poster(film=gone)
    merge = _merge(world, kept, gone)
    assert _fresh(kept).poster_shown == hers.as_shown
    catalog.undo_merge(by=world.erik, merge=merge)
    assert (_fresh(kept).poster_shown, _fresh(gone).poster_shown) == (None, hers.as_shown)


def test_the_files_of_a_picture_without_a_place_wait_for_the_undoing(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    kept, gone = _two("film")
    _picture(kept, "a" * 64)
    folder = folder_of(_picture(gone, "a" * 64).public_id, hidden=False)
    folder.mkdir(parents=True)
    merge = _merge(world, kept, gone)
    os.utime(folder, (0, 0))
    catalog.tend_pictures()
    assert folder.is_dir()
    catalog.undo_merge(by=world.erik, merge=merge)
    Picture.objects.filter(film=gone).delete()
    catalog.tend_pictures()
    assert not folder.exists()


def test_of_two_places_in_a_series_the_one_stands_that_knows_its_number(world):
    kept, gone = _two("film")
    series = FilmSeries.objects.create(slug="reihe", name="Reihe")
    for film, number in ((kept, None), (gone, 2)):
        SeriesFilm.objects.create(series=series, film=film, number=number)
    merge = _merge(world, kept, gone)
    assert list(series.parts.values_list("film", "number")) == [(kept.pk, 2)]
    catalog.undo_merge(by=world.erik, merge=merge)
    assert set(series.parts.values_list("film", "number")) == {(kept.pk, None), (gone.pk, 2)}


def test_source_records_lead_to_who_stays_so_that_the_next_import_finds_them(world):
    kept, gone = _two("film")
    SourceRecord.objects.create(source="omdb", key="7", film=gone, digest=1)
    _merge(world, kept, gone)
    assert SourceRecord.objects.get(source="omdb", key="7").film == kept


@pytest.fixture
def two_in_one(world):
    """A film of which two sources tell, one of them of another film."""
    film = _film("Rost", year=2012, running_minutes=90, fsk=12)
    Film.objects.filter(pk=film.pk).update(held={"fields": ["fsk"]})
    for source, taken in (("omdb", ["running_minutes", "fsk", "genres"]), ("imdb", ["year"])):
        SourceRecord.objects.create(source=source, key="7", film=film, digest=5, taken=taken)
        ExternalId.objects.create(film=film, scheme=source, value="7", source=source)
    FilmTitle.objects.create(film=film, language="en", text="Rust", source="omdb")
    FilmKeyword.objects.create(film=film, keyword=Keyword.objects.create(code="rost"), source="omdb")
    catalog.rebuild_names()
    rate_film(by=world.anna, film=film, member=world.anna, half_stars=7)
    return _fresh(film)


def test_a_source_split_off_has_a_film_of_its_own_with_what_it_told(world, two_in_one):
    record = SourceRecord.objects.get(source="omdb")
    new = catalog.split_film(by=world.erik, film=two_in_one, record=record, title="Rost – ein anderer", year=2013)
    assert (new.year, new.running_minutes, list(new.external_ids.values_list("scheme", flat=True))) == (
        2013,
        90,
        ["omdb"],
    )
    assert_names_agree()
    assert sorted(new.names.values_list("folded", flat=True)) == ["rost ein anderer", "rust"]
    assert list(new.keywords.values_list("keyword__code", flat=True)) == ["rost"]
    film = _fresh(two_in_one)
    assert film.held == {"fields": ["fsk"]}
    assert (film.running_minutes, film.fsk, film.year) == (None, 12, 2012)
    assert list(film.external_ids.values_list("scheme", flat=True)) == ["imdb"]
    assert dict(SourceRecord.objects.values_list("film", "digest")) == {film.pk: 0, new.pk: 0}
    assert Rating.objects.get().film == film
    assert Doubt.objects.get().state == "two"
    assert [r.brought_in for r in new.revisions.all()] == [True]
    catalog.merge_films(by=world.erik, kept=film, gone=new)
    assert _fresh(film).running_minutes == 90
    assert SourceRecord.objects.filter(film=film).count() == 2


def test_only_an_editor_splits_and_only_what_is_there(world, two_in_one):
    record = SourceRecord.objects.get(source="omdb")
    with pytest.raises(Refusal):
        catalog.split_film(by=world.anna, film=two_in_one, record=record, title="X", year=None)
    with pytest.raises(Refusal):
        catalog.split_film(by=world.erik, film=two_in_one, record=record, title=" ", year=None)
    with pytest.raises(Refusal):
        catalog.split_film(by=world.erik, film=world.film, record=record, title="X", year=None)
    assert record.film == two_in_one
