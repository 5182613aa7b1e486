"""Pages brought, corrected, applied, discarded: through the commands alone."""

from __future__ import annotations

import pytest

from abspann.catalog import commands as catalog
from abspann.catalog.facts import EditionFacts, FestivalFacts, FilmFacts, NamedCode, OutcomeFacts
from abspann.catalog.models import Credit, Festival, Film, Outcome, Person, Synopsis, Trivia
from abspann.core.actor import System
from abspann.core.refusal import Refusal
from abspann.editorial.models import Critique
from abspann.exchange.commands import apply_page, bring_page, correct_page, discard_page
from abspann.exchange.ingest.lines import NotAFilmPage
from abspann.exchange.models import SourcePage
from abspann.exchange.queries import state_of
from abspann.exchange.rules import is_same_text, language_of
from abspann.members.models import Member
from abspann.reviews.models import Rating, Review

TEST = System("test")

PAGE = """Der Leuchtturm im Moor

Inhaltsangabe
Die Wärterin Ada (Lena Morath) lebt mit ihrem Bruder Till (Jonas Wieck) in einem Turm, der nie am Meer stand. \
Als eines Nachts ein Schiff auf das Moor zufährt, muss sie entscheiden, ob sie das Licht löscht.

Kritik der Redaktion
Mit ruhiger Hand inszeniert die Regisseurin ein Kammerspiel, das nach Torf riecht. \
Die Kamera bleibt bei den Gesichtern, und der Schnitt lässt ihnen Zeit. \
Herausragend gespielt, klug fotografiert, am Ende vielleicht eine Spur zu rätselhaft.

User-Kritiken
Mirabelle
1.204 Follower
88 Kritiken
User folgen
4,5
Veröffentlicht am 3. März 2021
Ich habe lange keinen Film gesehen, der so still ist und dabei so spannend. Ada bleibt mir im Kopf, und das Licht auch.
Anonymer User
2,0
Veröffentlicht am 14. Juli 2020
Mir war das alles zu langsam, ich bin zweimal fast eingeschlafen. Schöne Bilder allein machen noch keinen guten Film.

Wissenswertes
Der Turm wurde für die Dreharbeiten aus Fichtenholz gebaut und steht noch heute am Rand des Moores.
"""
ONE_MORE = PAGE.replace(
    "Anonymer User",
    "Ottokar\n12 Follower\n3 Kritiken\nUser folgen\n3,0\nVeröffentlicht am 9. Mai 2021\n"
    "Ich fand den Bruder stärker als die Schwester, aber beide tragen diesen seltsamen Film gemeinsam.\nAnonymer User",
)


def bring(text: str = PAGE, name: str = "leuchtturm.txt") -> SourcePage:
    return bring_page(by=TEST, content=text.encode(), name=name)


def apply(page: SourcePage, **said):
    return apply_page(by=TEST, page=page, **{"license": "permission", "source": "Filmblatt Süd"} | said)


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count()
        for model in (Film, Person, Credit, Synopsis, Critique, Review, Rating, Trivia, Member, Festival, Outcome)
    )


pytestmark = pytest.mark.django_db


def test_a_page_is_kept_as_it_came_with_the_lines_that_the_reading_numbers():
    page = bring_page(by=TEST, content=("\ufeff" + PAGE.replace("\n", "\r\n")).encode(), name="leuchtturm.txt")
    assert page.lines == PAGE.split("\n")
    for review in page.proposal["reviews"]:
        assert review["text"] in [page.lines[number - 1] for number in review["lines"]]


def test_line_separators_inside_a_line_do_not_number_the_lines_anew():
    page = bring(PAGE.replace("nach Torf riecht. ", "nach Torf\u2028riecht.\x0c "))
    assert len(page.lines) == len(PAGE.split("\n"))


def test_the_same_page_brought_twice_is_one_whatever_the_white_space_at_its_ends():
    page = bring()
    assert bring("\n\n" + PAGE.replace("\n", "  \n") + "\n\n", name="kopie.txt") == page
    assert SourcePage.objects.count() == 1


def test_what_is_no_film_page_is_not_kept():
    for content in (b"", b"  \n\n", bytes(range(256)), b"PK\x03\x04" + b"\0" * 100, b"Milch\nBrot\nEier\n"):
        with pytest.raises(NotAFilmPage):
            bring_page(by=TEST, content=content, name="einkauf.txt")
    assert SourcePage.objects.count() == 0


def test_a_pasted_page_is_called_by_its_first_line():
    assert bring(name="").name == "Der Leuchtturm im Moor"


def test_a_pages_language_is_guessed_by_its_small_words():
    assert bring().proposal["language"] == "de"
    assert language_of("The lighthouse is not on the coast, and the ship that was lost is with her in the fog.") == "en"
    assert (
        language_of("Le phare est dans la lande et la mer ne se voit pas, mais une lumière est sur les murs.") == "fr"
    )
    assert language_of("12345") == "de"


def test_applying_a_page_makes_a_film_page_of_it():
    page = bring()
    done = apply(page)
    assert done.new_film
    assert done.film.title == "Der Leuchtturm im Moor"
    assert done.new == {"cast": 2, "synopsis": 1, "critique": 1, "reviews": 2, "trivia": 1}
    assert done.left_out == []
    roles = dict(Credit.objects.filter(film=done.film).values_list("role", "person__name"))
    assert roles == {"Ada": "Lena Morath", "Till": "Jonas Wieck"}
    ada, anonymous = Review.objects.order_by("-sort_date")
    assert (ada.author.display_name, ada.author.kind, ada.author.login) == ("Mirabelle", "credited", None)
    assert (ada.author.reported_followers, ada.author.reported_reviews) == (1204, 88)
    assert (ada.half_stars, ada.license, ada.source) == (9, "permission", "Filmblatt Süd")
    assert (anonymous.author, anonymous.author_kind, anonymous.half_stars) == (None, "anonymous", 4)


def test_applying_twice_changes_nothing_the_second_time():
    page = bring()
    first = apply(page)
    before = counts()
    second = apply(page, license="cc0", source="anderswo")
    assert (second.again, second.film, second.new) == (True, first.film, {})
    assert counts() == before
    page.refresh_from_db()
    assert (page.license, page.source) == ("permission", "Filmblatt Süd")
    assert page.result == first.to_json()


def test_a_page_copied_again_with_one_more_review_brings_only_that_one():
    apply(bring())
    before = counts()
    done = apply(bring(ONE_MORE))
    assert (done.new_film, done.new) == (False, {"cast": 0, "reviews": 1})
    changed = [now - then for now, then in zip(counts(), before, strict=True)]
    assert changed == [0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0]
    assert Member.objects.filter(display_name="Mirabelle").count() == 1


def test_a_copy_that_was_cut_elsewhere_does_not_stand_beside_the_first():
    apply(bring())
    text = "Ich habe lange keinen Film gesehen, der so still ist und dabei so spannend. Ada bleibt mir im Kopf, und das"
    cut = PAGE.replace(f"{text} Licht auch.", f"{text} ...\nMehr erfahren")
    done = apply(bring(cut))
    assert done.new.get("reviews", 0) == 0
    assert [(left.words, left.why) for left in done.left_out] == [("Mirabelle", "stands-already")]


def test_two_texts_are_one_if_one_is_the_cut_copy_of_the_other():
    long = "Wer diesen Film gesehen hat, wird die Kamera nicht vergessen, die sich zwei Stunden lang nicht bewegt."
    assert is_same_text(long[:90] + " ...", long, one_cut=True, other_cut=False)
    assert is_same_text(long, "  " + long.replace(" ", "\n"), one_cut=False, other_cut=False)
    assert not is_same_text(long[:90], long, one_cut=False, other_cut=False)
    assert not is_same_text("Toll ...", "Toll ist anders.", one_cut=True, other_cut=False)


def test_a_page_can_be_joined_by_hand_to_a_film_of_another_title(film):
    done = apply(bring(), film=film)
    assert (done.film, done.new_film) == (film, False)
    assert Film.objects.count() == 1
    assert Synopsis.objects.get().film == film


def test_a_film_of_the_same_title_is_taken_unless_a_new_one_is_asked_for():
    old = catalog.put_film(by=TEST, facts=FilmFacts(title="Der Leuchtturm im Moor", year=1958))
    page = bring()
    done = apply(page, new_film=True, year=2020)
    assert done.film != old
    assert done.film.slug == "der-leuchtturm-im-moor-2020"
    assert apply(bring(ONE_MORE), film=old).film == old


def test_several_films_of_one_title_are_for_a_person_to_choose_from():
    for year in (1958, 1999):
        catalog.put_film(by=TEST, facts=FilmFacts(title="Der Leuchtturm im Moor", year=year))
    with pytest.raises(Refusal) as no:
        apply(bring())
    assert (no.value.field, no.value.status) == ("film", 422)
    assert Review.objects.count() == 0


def test_a_page_without_a_right_is_not_applied():
    page = bring()
    for license in ("", "erfunden", "CC0"):
        with pytest.raises(Refusal) as no:
            apply(page, license=license)
        assert no.value.field == "license"
    assert Film.objects.count() == 0


def corrected(page: SourcePage, **parts):
    return page.proposal | parts


def test_a_correction_replaces_what_was_read_and_keeps_right_and_source():
    page = bring()
    page = correct_page(
        by=TEST, page=page, proposal=corrected(page, trivia=[]), license="cc0", source="  Archiv\n Nord "
    )
    page.refresh_from_db()
    assert page.proposal["trivia"] == []
    assert (page.proposal["corrected"], page.license, page.source) == (True, "cc0", "Archiv Nord")
    assert apply(page).new.get("trivia") is None


def test_an_applied_page_is_closed():
    page = bring()
    apply(page)
    for act in (
        lambda: correct_page(by=TEST, page=page, proposal=page.proposal),
        lambda: discard_page(by=TEST, page=page),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.status == 409
    assert SourcePage.objects.count() == 1


def test_a_correction_written_against_another_state_is_refused():
    page = bring()
    state = state_of(page)
    correct_page(by=TEST, page=page, proposal=corrected(page, trivia=[]), state=state)
    for act in (
        lambda: correct_page(by=TEST, page=page, proposal=page.proposal, state=state),
        lambda: apply(page, proposal=page.proposal, state=state),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert (no.value.field, no.value.status) == ("state", 409)
    assert SourcePage.objects.get().proposal["trivia"] == []
    assert Film.objects.count() == 0


def test_a_page_that_was_discarded_is_gone_for_everybody():
    page = bring()
    discard_page(by=TEST, page=page)
    assert SourcePage.objects.count() == 0
    for act in (lambda: apply(page), lambda: discard_page(by=TEST, page=page)):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.status == 404


def test_only_critics_and_keepers_bring_pages_in(world):
    page = bring()
    for member in (world.anna, world.dora):
        for act in (
            lambda member=member: bring_page(by=member, content=PAGE.encode(), name="x"),
            lambda member=member: correct_page(by=member, page=page, proposal=page.proposal),
            lambda member=member: apply_page(by=member, page=page, license="cc0", source="x"),
            lambda member=member: discard_page(by=member, page=page),
        ):
            with pytest.raises(Refusal) as no:
                act()
            assert no.value.status == 403
    assert bring_page(by=world.karl, content=ONE_MORE.encode(), name="x").brought_by == world.karl


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stars", 3.3),
        ("stars", 0),
        ("stars", 5.5),
        ("stars", float("nan")),
        ("followers", -1),
        ("followers", 10**12),
        ("reviews", True),
        ("published_on", "2999-01-01"),
        ("published_on", "1650-01-01"),
        ("text", "x" * 20_001),
        ("author", "x" * 121),
    ],
)
def test_a_review_that_cannot_be_is_refused_at_its_place(field, value):
    page = bring()
    reviews = [page.proposal["reviews"][0] | {field: value}]
    with pytest.raises(Refusal) as no:
        correct_page(by=TEST, page=page, proposal=corrected(page, reviews=reviews))
    assert (no.value.field, no.value.status) == (f"reviews.0.{field}", 422)


FACT = {"festival": "Festspiele Süd", "year": 2020, "award": None, "outcome": None, "lines": [], "confidence": 0.9}


@pytest.mark.parametrize(
    ("field", "value"),
    [("year", 20122), ("year", 1212), ("festival", "x" * 161), ("award", "x" * 121), ("outcome", "bought")],
)
def test_a_festival_that_cannot_be_is_refused_at_its_place(field, value):
    page = bring()
    with pytest.raises(Refusal) as no:
        correct_page(by=TEST, page=page, proposal=corrected(page, festivals=[FACT | {field: value}]))
    assert no.value.field == f"festivals.0.{field}"


def test_stars_that_nobody_can_give_are_left_out_and_said():
    done = apply(bring(PAGE.replace("\n4,5\n", "\n3,7\n")))
    assert Review.objects.get(author__isnull=False).half_stars is None
    assert [(left.words, left.why) for left in done.left_out] == [("Mirabelle 3.7", "no-half-stars")]


def test_outside_authors_are_one_credited_name_per_name_and_page():
    twice = ONE_MORE.replace("Ottokar\n12 Follower\n3 Kritiken\n", "Mirabelle\n")
    apply(bring(twice))
    mirabelle = Member.objects.get(kind="credited")
    assert Review.objects.filter(author=mirabelle).count() == 2
    assert (mirabelle.reported_followers, mirabelle.login, mirabelle.handle) == (1204, None, None)
    other = PAGE.replace("Der Leuchtturm im Moor", "Die Fähre im Nebel").replace("so still", "so leise")
    apply(bring(other, name=""))
    assert Member.objects.filter(display_name="Mirabelle").count() == 2


def test_a_name_is_joined_to_an_older_one_only_by_hand():
    apply(bring())
    older = Member.objects.get(kind="credited")
    page = bring(PAGE.replace("Der Leuchtturm im Moor", "Die Fähre im Nebel").replace("1.204", "1.300"), name="")
    reviews = [page.proposal["reviews"][0] | {"author_public_id": older.public_id}, page.proposal["reviews"][1]]
    apply(page, proposal=corrected(page, reviews=reviews))
    assert Member.objects.get(kind="credited") == older
    assert Review.objects.filter(author=older).count() == 2
    older.refresh_from_db()
    assert (older.reported_followers, older.reported_reviews) == (1300, 88)


def test_a_name_is_never_joined_to_somebody_of_another_name_or_to_a_member_of_the_house(world):
    page = bring()
    for stranger in (world.frida, world.anna):
        reviews = [page.proposal["reviews"][0] | {"author_public_id": stranger.public_id}]
        with pytest.raises(Refusal) as no:
            apply(page, proposal=corrected(page, reviews=reviews))
        assert no.value.field == "author_public_id"
    assert Review.objects.count() == 0


@pytest.fixture
def cannes(db) -> Festival:
    return catalog.put_festival(
        by=TEST,
        facts=FestivalFacts(
            slug="moorfestspiele",
            name="Internationale Moorfestspiele",
            city="Torfstadt",
            country="DE",
            sections=(NamedCode("wettbewerb", "Wettbewerb"),),
            awards=(NamedCode("irrlicht", "Goldenes Irrlicht", "Golden Will-o’-the-Wisp"),),
            editions=(EditionFacts(year=2020),),
        ),
    )


def test_a_festival_that_the_house_knows_by_its_address_is_not_overwritten(cannes):
    page = bring()
    fact = FACT | {"festival": "Moorfestspiele", "award": "golden will-o’-the-wisp", "outcome": "won"}
    done = apply(page, proposal=corrected(page, festivals=[fact]))
    cannes.refresh_from_db()
    assert (cannes.name, cannes.city, Festival.objects.count()) == ("Internationale Moorfestspiele", "Torfstadt", 1)
    outcome = Outcome.objects.get(film=done.film)
    assert (outcome.award.code, outcome.result) == ("irrlicht", "won")


def test_a_fact_that_the_festivals_page_tells_already_does_not_double(cannes, film):
    facts = OutcomeFacts(festival=cannes.slug, year=2020, result="nominated", section="wettbewerb", award="irrlicht")
    catalog.put_outcome(by=TEST, film=film, facts=facts)
    page = bring()
    nominated = FACT | {"festival": "Moorfestspiele", "award": "Goldenes Irrlicht", "outcome": "nominated"}
    done = apply(
        page, film=film, proposal=corrected(page, festivals=[nominated, FACT | {"festival": "Moorfestspiele"}])
    )
    assert done.new.get("festivals") is None
    assert Outcome.objects.count() == 1


def test_a_prize_without_a_name_is_kept_as_shown_there():
    page = bring()
    done = apply(page, proposal=corrected(page, festivals=[FACT | {"outcome": "won"}]))
    assert Outcome.objects.get().result == "selected"
    assert [left.why for left in done.left_out] == ["no-award"]


def test_a_fact_without_festival_or_year_is_left_out_and_said():
    page = bring()
    done = apply(page, proposal=corrected(page, festivals=[FACT | {"year": None, "award": "Irrlicht"}]))
    assert [str(left.words) for left in done.left_out] == ["Festspiele Süd Irrlicht"]
    assert Outcome.objects.count() == 0


def test_an_uncertain_fact_waits_for_a_person():
    page = bring()
    SourcePage.objects.filter(pk=page.pk).update(proposal=corrected(page, festivals=[FACT | {"confidence": 0.4}]))
    assert [left.why for left in apply(page).left_out] == ["unsure"]


def test_names_in_other_scripts_get_codes_that_fit(cannes):
    page = bring()
    fact = FACT | {"festival": "★" * 160, "award": "♛" * 120, "outcome": "won"}
    long = FACT | {"festival": "Ü" * 160, "award": "ß" * 120, "outcome": "won"}
    apply(page, proposal=corrected(page, festivals=[fact, long]))
    assert all(len(festival.slug) <= 80 for festival in Festival.objects.all())
    assert Outcome.objects.count() == 2


def test_texts_of_a_page_have_the_language_that_was_said():
    page = bring()
    apply(page, proposal=corrected(page, language="en"))
    assert {Synopsis.objects.get().language, Critique.objects.get().language, Trivia.objects.get().language} == {"en"}


def test_a_language_that_the_house_does_not_know_is_refused():
    page = bring()
    with pytest.raises(Refusal) as no:
        correct_page(by=TEST, page=page, proposal=corrected(page, language="klingon"))
    assert no.value.field == "language"


def test_trivia_that_the_house_has_keeps_its_own_source():
    first = bring()
    apply(first, license="cc0", source="zuerst")
    apply(bring(ONE_MORE), license="private", source="später")
    assert (Trivia.objects.get().license, Trivia.objects.get().source) == ("cc0", "zuerst")


def test_control_characters_that_no_database_takes_do_not_come_in():
    page = bring()
    reviews = [page.proposal["reviews"][0] | {"text": "Gut\x00 und\x07 still\r\nwar es.", "author": "Mira\x00belle"}]
    apply(page, proposal=corrected(page, reviews=reviews))
    review = Review.objects.get()
    assert (review.text, review.author.display_name) == ("Gut und still\nwar es.", "Mirabelle")


def test_a_page_whose_film_is_gone_stays_closed():
    page = bring()
    apply(page).film.delete()
    with pytest.raises(Refusal) as no:
        apply(page)
    assert no.value.status == 409
    assert Film.objects.count() == 0


def test_when_something_fails_nothing_of_the_page_is_there():
    page = bring()
    reviews = [*page.proposal["reviews"], page.proposal["reviews"][0] | {"author_public_id": "nobody"}]
    with pytest.raises(Refusal):
        apply(page, proposal=corrected(page, reviews=reviews))
    assert counts() == (0,) * 11
    page.refresh_from_db()
    assert page.applied_at is None
    assert "corrected" not in page.proposal
