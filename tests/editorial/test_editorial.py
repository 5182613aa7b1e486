"""Critiques of the house and reviews in the press."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts, Provenance
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.editorial import commands as editorial
from abspann.editorial.commands import EXCERPT_LIMIT, TEXT_LIMIT, CritiqueDraft, PressQuotation
from abspann.editorial.models import Critique, PressReview
from abspann.editorial.queries import average, critiques_of, newest_critiques, press_of, spread
from abspann.events.models import NounVersion
from tests.conftest import OWN, TEST

pytestmark = pytest.mark.django_db
HOUR = dt.datetime(2013, 1, 10, 9, 0, tzinfo=dt.UTC)
PRIVATE = Provenance("de", License.PRIVATE, "Seite")


def publish(film, text="Ein Körperfilm.", provenance=OWN, **told) -> Critique:
    return editorial.publish_critique(by=TEST, film=film, draft=CritiqueDraft(text, provenance, **told))[0]


def quote(film, medium="Die Zeit", provenance=OWN, **told) -> PressReview:
    return editorial.quote_press(by=TEST, film=film, quotation=PressQuotation(medium, provenance, **told))


def version(film) -> int:
    return dict(NounVersion.objects.values_list("key", "version")).get(f"editorial:{film.pk}", 0)


# Critiques.


def test_a_critique_is_published_with_all_that_belongs_to_it(world):
    told = {
        "critic": world.erik,
        "headline": "Wunden",
        "teaser": "Kurz.",
        "fazit": "Sehen.",
        "half_stars": 9,
        "truncated": True,
        "published_at": HOUR,
    }
    critique = Critique.objects.get(pk=publish(world.film, **told).pk)
    assert {name: getattr(critique, name) for name in told} == told
    assert (critique.text, critique.dated, critique.critic_name, str(critique)) == (
        "Ein Körperfilm.",
        True,
        None,
        "Wunden",
    )
    assert version(world.film) == 1


def test_a_critique_without_an_hour_is_out_at_once_and_shows_no_date(world):
    before = timezone.now()
    critique = publish(world.film)
    assert not critique.dated
    assert before <= critique.published_at <= timezone.now()
    assert critiques_of(world.film, viewer=None, at=timezone.now()) == [critique]
    assert str(critique) == "Ein Körperfilm."


def test_an_embargoed_critique_is_invisible_until_its_hour(world):
    critique = publish(world.film, published_at=HOUR)
    moment = dt.timedelta(microseconds=1)
    for viewer in (None, world.anna, world.karl):
        assert critiques_of(world.film, viewer=viewer, at=HOUR - moment) == []
        assert list(newest_critiques(viewer=viewer, at=HOUR - moment)) == []
        assert critiques_of(world.film, viewer=viewer, at=HOUR) == [critique]
        assert list(newest_critiques(viewer=viewer, at=HOUR)) == [critique]


def test_a_private_critique_is_never_shown(world):
    publish(world.film, provenance=PRIVATE, half_stars=10, published_at=HOUR)
    for viewer in (None, world.erik, world.karl):
        assert critiques_of(world.film, viewer=viewer, at=timezone.now()) == []
        assert list(newest_critiques(viewer=viewer, at=timezone.now())) == []


def test_a_text_is_published_once_per_film(world):
    first = publish(world.film, text="Ein Körperfilm.\nSehr.", headline="Wunden")
    draft = CritiqueDraft(" Ein  Körperfilm. Sehr. ", OWN, headline="Anders")
    assert editorial.publish_critique(by=TEST, film=world.film, draft=draft) == (first, False)
    assert (Critique.objects.get().headline, version(world.film)) == ("Wunden", 1)
    other = catalog.put_film(by=TEST, facts=FilmFacts(title="Liebe"))
    assert editorial.publish_critique(by=TEST, film=other, draft=draft)[1]


def test_texts_are_stored_cleaned(world):
    publish(
        world.film,
        text="\0 Eins\r\nzwei\u202e ",
        headline=" Ste\u0301phanie\n",
        teaser=" \0",
        fazit="a\x0bb",
        critic_name="\0",
    )
    assert list(Critique.objects.values_list("text", "headline", "teaser", "fazit", "critic_name")) == [
        ("Eins\nzwei", "St\u00e9phanie", None, "a\nb", None)
    ]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \n\0"}, "text"),
        ({"text": "x" * (TEXT_LIMIT + 1)}, "text"),
        ({"half_stars": 0}, "half_stars"),
        ({"half_stars": 11}, "half_stars"),
        ({"headline": "x" * 201}, "headline"),
        ({"critic_name": "x" * 121}, "critic_name"),
        ({"provenance": Provenance("de", "stolen")}, "license"),
        ({"provenance": Provenance("de", License.CC_BY_SA_4_0)}, "license"),
        ({"provenance": Provenance("de", License.OWN, source_url="javascript:alert(1)")}, "source_url"),
    ],
)
def test_a_critique_that_cannot_be_is_refused_and_leaves_nothing(world, told, field):
    with pytest.raises(Refusal) as refused:
        publish(world.film, **told)
    assert refused.value.field == field
    assert (Critique.objects.count(), version(world.film)) == (0, 0)


def test_a_films_critiques_come_newest_first_with_their_critics(world, django_assert_num_queries):
    days = [
        publish(world.film, text=f"{n}", critic=world.erik, published_at=HOUR + dt.timedelta(days=n)) for n in (1, 3, 2)
    ]
    twin = publish(world.film, text="twin", published_at=HOUR + dt.timedelta(days=3))
    other = publish(catalog.put_film(by=TEST, facts=FilmFacts(title="Liebe")), published_at=HOUR)
    with django_assert_num_queries(1):
        found = critiques_of(world.film, viewer=None, at=timezone.now())
        assert [critique.critic and critique.critic.display_name for critique in found] == [
            None,
            "Erik",
            "Erik",
            "Erik",
        ]
    assert found == [twin, days[1], days[2], days[0]]
    with django_assert_num_queries(1):
        everywhere = list(newest_critiques(viewer=None, at=timezone.now()))
        assert [critique.film.title for critique in everywhere][-1] == "Liebe"
    assert everywhere == [*found, other]


def test_a_critic_who_goes_leaves_the_critique(world):
    critique = publish(world.film, critic=world.erik)
    world.erik.delete()
    assert Critique.objects.get(pk=critique.pk).critic is None


# The press.


def test_a_critic_of_a_medium_is_quoted_once_per_film_the_newest_quotation(world):
    first = quote(world.film, critic_name="A", half_stars=7, excerpt="Gut.", published_on=HOUR.date(), invented=True)
    again = quote(world.film, critic_name=" A ", half_stars=8, excerpt=" Sehr\0 gut. ")
    assert first.pk == again.pk
    assert list(
        PressReview.objects.values_list("medium", "critic_name", "half_stars", "excerpt", "published_on", "invented")
    ) == [("Die Zeit", "A", 8, "Sehr gut.", None, False)]
    quote(world.film, critic_name=None)
    quote(world.film, critic_name="")
    quote(world.film, critic_name="B")
    quote(world.film, medium="taz", critic_name="A")
    assert (PressReview.objects.count(), version(world.film)) == (4, 6)
    assert str(first) == "Die Zeit"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"medium": ""}, "medium"),
        ({"medium": "x" * 121}, "medium"),
        ({"critic_name": "x" * 121}, "critic_name"),
        ({"excerpt": "x" * (EXCERPT_LIMIT + 1)}, "excerpt"),
        ({"half_stars": 0}, "half_stars"),
        ({"half_stars": 11}, "half_stars"),
        ({"provenance": Provenance("de", "")}, "license"),
        ({"provenance": Provenance("de", License.CC_BY_4_0)}, "license"),
        ({"provenance": Provenance("de", License.QUOTATION, source_url="data:text/html,x")}, "source_url"),
    ],
)
def test_a_quotation_that_cannot_be_is_refused_and_leaves_nothing(world, told, field):
    with pytest.raises(Refusal) as refused:
        quote(world.film, **told)
    assert refused.value.field == field
    assert (PressReview.objects.count(), version(world.film)) == (0, 0)


def test_a_quotation_of_the_longest_length_is_taken(world):
    assert len(quote(world.film, excerpt="x" * EXCERPT_LIMIT).excerpt) == EXCERPT_LIMIT


def test_the_press_comes_best_first_and_those_without_stars_last(world, django_assert_num_queries):
    told = {
        medium: quote(world.film, medium=medium, half_stars=stars)
        for medium, stars in zip("abcd", (None, 2, 9, 2), strict=True)
    }
    quote(world.film, medium="privat", half_stars=10, provenance=PRIVATE)
    quote(catalog.put_film(by=TEST, facts=FilmFacts(title="Liebe")), half_stars=10)
    with django_assert_num_queries(1):
        found = press_of(world.film)
    assert found == [told["c"], told["b"], told["d"], told["a"]]
    assert (average(found), spread(found)) == (13 / 6, (0, 2, 0, 0, 0, 0, 0, 0, 1, 0))


def test_nobody_who_gives_stars_means_no_average(world):
    assert (average([]), spread([])) == (None, (0,) * 10)
    quote(world.film)
    assert average(press_of(world.film)) is None
    assert average([publish(world.film)]) is None
    assert average([publish(world.film, text="b", half_stars=7)]) == 3.5


# What the database itself refuses.


def critique_row(world, **told) -> Critique:
    told = {"film": world.film, "text": "Text", "fingerprint": "1", "published_at": HOUR} | told
    return Critique.objects.create(**{"license": "own", "language": "de", **told})


def press_row(world, **told) -> PressReview:
    return PressReview.objects.create(
        **{"film": world.film, "medium": "taz", "license": "own", "language": "de", **told}
    )


RIGHTS = [{"license": ""}, {"license": "stolen"}, {"license": "cc-by-4.0"}, {"source_url": "javascript:alert(1)"}]


@pytest.mark.parametrize("wrong", [{"half_stars": 0}, {"half_stars": 11}, {"text": ""}, *RIGHTS])
def test_the_database_refuses_a_critique_that_cannot_be(world, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        critique_row(world, **wrong)


@pytest.mark.parametrize("wrong", [{"half_stars": 0}, {"half_stars": 11}, {"medium": ""}, *RIGHTS])
def test_the_database_refuses_a_quotation_that_cannot_be(world, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        press_row(world, **wrong)


def test_the_database_refuses_the_same_text_or_quotation_twice(world):
    for row, told in (
        (critique_row, {}),
        (press_row, {}),
        (press_row, {"critic_name": "A"}),
    ):
        row(world, **told)
        with pytest.raises(IntegrityError), transaction.atomic():
            row(world, **told)


def test_the_database_refuses_two_critiques_of_one_public_id(world):
    critique_row(world, public_id="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        critique_row(world, public_id="same", fingerprint="2")
