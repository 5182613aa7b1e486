"""The pages on which reviews are written, changed and taken back; nothing that was written is lost on the way."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import FilmFacts
from abspann.catalog.models import Film, FilmSlug
from abspann.reviews import commands as reviews
from abspann.reviews.models import Draft, Rating, Review, ReviewVersion
from tests.conftest import TEST
from tests.core.test_markdown import PAYLOADS, PLACES, foreign_tags

FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
WRITE = f"{FILM}reviews/write/"
TEXT = "Ein Film wie ein Schlag, und dann die offene Hand."
OTHER = "Beim zweiten Sehen: ein Film wie eine offene Hand."
HTMX = {"HX-Request": "true", "HX-Target": "kept"}
HERE = {"origin": "http://localhost"}


@pytest.fixture
def anna(world, log_in) -> Client:
    """Anna's browser."""
    return log_in(world.anna)


def main_of(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def words_of(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main_of(response))).split())


def field_of(response) -> str:
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", main_of(response), re.DOTALL)
    assert found, main_of(response)[:500]
    return html.unescape(found[1])


def hidden_of(response, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', main_of(response))
    assert found
    return found[1]


def address_of(review: Review, act: str) -> str:
    return f"{FILM}reviews/{review.public_id}/{act}/"


@pytest.fixture
def review(world) -> Review:
    """What anna has published."""
    return reviews.write_review(by=world.anna, film=world.film, text=TEXT, half_stars=7)


# Writing.


def test_a_member_publishes_a_review_and_sees_it(world, anna):
    answer = anna.post(WRITE, {"text": TEXT, "half_stars": "8", "language": "de", "act": "publish"})
    review = Review.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{FILM}reviews/{review.public_id}/")
    assert (review.author, review.text, review.half_stars) == (world.anna, TEXT, 8)
    shown = words_of(anna.get(answer["Location"]))
    assert TEXT in shown
    assert "Bearbeiten" in shown


def test_the_form_sent_twice_leads_to_the_one_review(anna):
    told = {"text": TEXT, "form": hidden_of(anna.get(WRITE), "form"), "language": "de"}
    first, second = anna.post(WRITE, told), anna.post(WRITE, told)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" ", "braucht einen Text"),
        ("x" * 20_001, "höchstens 20.000 Zeichen"),
        ("ä" * 1_000_000, "höchstens 20.000 Zeichen"),
    ],
)
def test_a_text_that_cannot_be_published_is_refused_and_stays_in_the_form(anna, text, sentence):
    answer = anna.post(WRITE, {"text": text, "half_stars": "3", "spoiler": "on", "language": "fr"})
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert field_of(answer) == text
    page = main_of(answer)
    assert re.search(r'value="3" checked', page)
    assert re.search(r'name="spoiler" checked', page)
    assert re.search(r'<option value="fr" selected', page)
    assert Review.objects.count() == 0


def test_the_same_text_again_is_refused_with_a_sentence(anna, review):
    answer = anna.post(WRITE, {"text": TEXT, "language": "de"})
    assert (answer.status_code, field_of(answer)) == (409, TEXT)
    assert "schon veröffentlicht" in words_of(answer)


@pytest.mark.parametrize("wrong", [{"half_stars": "11"}, {"half_stars": "x"}, {"language": "klingon"}])
def test_what_cannot_be_chosen_is_refused_and_the_text_stays(anna, wrong):
    answer = anna.post(WRITE, {"text": TEXT, "language": "de"} | wrong)
    assert (answer.status_code, field_of(answer)) == (422, TEXT)


def test_the_form_begins_with_the_stars_that_the_member_gave(world, anna):
    reviews.rate_film(by=world.anna, film=world.film, member=world.anna, half_stars=9)
    assert re.search(r'value="9" checked', main_of(anna.get(WRITE)))


def test_a_preview_shows_the_text_and_changes_nothing(anna):
    answer = anna.post(WRITE, {"text": f"*{TEXT}*", "half_stars": "8", "language": "de", "act": "preview"})
    assert answer.status_code == 200
    assert f"<em>{TEXT}</em>" in main_of(answer)
    assert (field_of(answer), Review.objects.count(), Draft.objects.count()) == (f"*{TEXT}*", 0, 0)


def test_the_page_speaks_english_too(anna):
    page = words_of(anna.get(f"/en{WRITE}"))
    for said in ("Write a review", "4.5 – outstanding", "Publish", "Save draft"):
        assert said in page


# Films that move or go.


def test_what_is_sent_to_a_former_address_of_the_film_is_published(world, anna):
    FilmSlug.objects.create(film=world.film, slug="rost-2012")
    assert anna.get("/film/rost-2012/reviews/write/")["Location"] == WRITE
    assert anna.post("/film/rost-2012/reviews/write/", {"text": TEXT, "language": "de"}).status_code == 302
    assert Review.objects.get().film == world.film


def test_what_is_sent_for_a_film_that_is_gone_is_shown_and_kept(world, anna):
    Film.objects.filter(pk=world.film.pk).delete()
    answer = anna.post(WRITE, {"text": TEXT, "title": "Rost", "language": "de"})
    assert (answer.status_code, field_of(answer)) == (404, TEXT)
    draft = Draft.objects.get()
    assert (draft.film, draft.film_title, draft.text) == (None, "Rost", TEXT)
    shown = anna.get("/drafts/")
    assert "Rost" in words_of(shown)
    assert field_of(shown) == TEXT


# Drafts.


def test_a_draft_survives_a_closed_tab_and_is_gone_on_with(anna):
    saved = anna.post(WRITE, {"text": TEXT, "half_stars": "7", "language": "de", "act": "draft"}, headers=HTMX)
    assert saved.status_code == 200
    assert re.fullmatch(r"Entwurf gespeichert \d\d:\d\d · 50 Zeichen", saved.content.decode().strip())
    page = anna.get(WRITE)
    assert field_of(page) == TEXT
    assert "Du schreibst an deinem Entwurf vom" in words_of(page)
    assert re.search(r'value="7" checked', main_of(page))
    assert "Rost und Knochen" in words_of(anna.get("/drafts/"))


def test_without_scripts_a_draft_is_saved_by_its_button(anna):
    answer = anna.post(WRITE, {"text": TEXT, "language": "de", "act": "draft"})
    assert (answer.status_code, answer["Location"]) == (302, f"{WRITE}?saved")
    assert "Entwurf gespeichert" in words_of(anna.get(answer["Location"]))


def test_a_draft_newer_than_the_published_text_is_offered_beside_it(anna, review):
    edit = address_of(review, "edit")
    anna.post(edit, {"text": OTHER, "state": "1", "language": "de", "act": "draft"})
    draft, published = anna.get(edit), anna.get(f"{edit}?published")
    assert (field_of(draft), field_of(published)) == (OTHER, TEXT)
    assert "Lieber den veröffentlichten Text nehmen" in words_of(draft)
    assert "Mit dem Entwurf weitermachen" in words_of(published)


def test_a_draft_is_discarded_by_its_author_alone(world, anna, log_in):
    anna.post(WRITE, {"text": TEXT, "language": "de", "act": "draft"})
    draft = Draft.objects.get()
    log_in(world.karl).post(f"/drafts/{draft.public_id}/discard/")
    assert Draft.objects.count() == 1
    log_in(world.anna).post(f"/drafts/{draft.public_id}/discard/")
    assert Draft.objects.count() == 0


def test_nobody_reads_the_drafts_of_others(world, anna, log_in):
    anna.post(WRITE, {"text": "Geheimes Wort", "language": "de", "act": "draft"})
    for member in (world.bruno, world.dora, world.karl):
        browser = log_in(member)
        assert "Geheimes Wort" not in browser.get("/drafts/").content.decode() + browser.get(WRITE).content.decode()


def test_a_draft_too_long_to_be_kept_says_so_in_its_line(anna):
    answer = anna.post(WRITE, {"text": "x" * 100_001, "language": "de", "act": "draft"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Nicht gespeichert: Ein Entwurf hat höchstens 100.000 Zeichen." in re.sub(
        r"<[^>]*>", "", answer.content.decode()
    )


# Editing and withdrawing.


def test_an_edit_is_shown_with_its_day_and_the_former_version_can_be_read(anna, client, review):
    answer = anna.post(address_of(review, "edit"), {"text": OTHER, "half_stars": "9", "state": "1", "language": "de"})
    assert answer.status_code == 302
    page = words_of(Client(headers={"host": "localhost"}).get(FILM))
    assert OTHER in page
    assert "bearbeitet am" in page
    versions = words_of(Client(headers={"host": "localhost"}).get(address_of(review, "versions")))
    assert TEXT in versions
    assert "geändert: Text, Wertung" in versions


def test_a_review_that_was_never_edited_has_no_former_versions(client, review):
    assert client.get(address_of(review, "versions")).status_code == 404


def test_of_two_windows_the_second_sees_both_texts_and_can_save_on_top(anna, review):
    edit = address_of(review, "edit")
    anna.post(edit, {"text": OTHER, "state": "1", "language": "de"})
    answer = anna.post(edit, {"text": "Drittens.", "state": "1", "language": "de"})
    assert (answer.status_code, field_of(answer)) == (409, "Drittens.")
    assert OTHER in words_of(answer)
    again = anna.post(edit, {"text": "Drittens.", "state": hidden_of(answer, "state"), "language": "de"})
    assert again.status_code == 302
    assert (Review.objects.get().text, ReviewVersion.objects.count()) == ("Drittens.", 2)


def test_a_review_is_withdrawn_after_one_question_and_brought_back(anna, client, review):
    visitor = Client(headers={"host": "localhost"})
    assert "Deine Kritik zurückziehen?" in words_of(anna.get(address_of(review, "withdraw")))
    assert Review.objects.get().withdrawn_at is None
    assert anna.post(address_of(review, "withdraw"))["Location"] == "/drafts/"
    for address in (FILM, f"{FILM}reviews/", "/reviews/", "/reviews/feed.atom", "/"):
        assert TEXT not in visitor.get(address).content.decode(), address
    assert visitor.get(f"{FILM}reviews/{review.public_id}/").status_code == 404
    assert TEXT in words_of(anna.get("/drafts/"))
    assert anna.post(address_of(review, "restore")).status_code == 302
    assert TEXT in words_of(visitor.get(FILM))
    assert Rating.objects.count() == 1


def test_others_hear_nothing_of_what_was_withdrawn(world, anna, log_in, review):
    reviews.withdraw_review(by=world.anna, review=review)
    for member in (world.bruno, world.karl):
        for act in ("edit", "withdraw"):
            assert log_in(member).get(address_of(review, act)).status_code == 404


def test_a_hidden_review_is_marked_for_its_author_and_gone_for_all_others(world, anna, review):
    reviews.hide_review(by=world.dora, review=review)
    page = f"{FILM}reviews/{review.public_id}/"
    assert "Von der Moderation verborgen" in words_of(anna.get(page))
    assert Client(headers={"host": "localhost"}).get(page).status_code == 404


def test_editing_and_withdrawing_are_offered_to_the_author_alone(world, log_in, review):
    for member, is_offered in ((world.anna, True), (world.karl, False)):
        for address in (FILM, f"{FILM}reviews/", f"{FILM}reviews/{review.public_id}/", "/reviews/"):
            assert (f'{review.public_id}/edit/"' in main_of(log_in(member).get(address))) is is_offered


# Notes, and spoilers within a text.


def test_notes_are_told_apart_and_the_list_is_narrowed_page_by_page(world, client):
    for n in range(12):
        reviews.write_review(by=world.anna, film=world.film, text=f"Notiz {n}.")
        reviews.write_review(by=world.anna, film=world.film, text=f"Lang {n}. " + "Wort " * 70)
    first = client.get(f"{FILM}reviews/?kind=notes&sort=newest")
    more = re.search(r'rel="next" href="([^"]*)"', main_of(first))
    assert more
    second = client.get(f"{FILM}reviews/{html.unescape(more[1])}")
    both = words_of(first) + words_of(second)
    assert {n for n in range(12) if f"Notiz {n}." in both} == set(range(12))
    assert "Lang" not in both
    assert "Notiz 1." not in words_of(client.get(f"{FILM}reviews/?kind=reviews"))
    assert client.get(f"{FILM}reviews/?kind=poems").status_code == 404


def test_a_spoiler_within_a_text_is_told_by_no_excerpt(world, client):
    review = reviews.write_review(by=world.anna, film=world.film, text=">! Das Geheimnis")
    page = f"{FILM}reviews/{review.public_id}/"
    assert "Das Geheimnis" not in client.get("/reviews/feed.atom").content.decode()
    for address in (FILM, page, "/reviews/", f"{FILM}reviews/"):
        shown = client.get(address).content.decode()
        assert "Das Geheimnis" in shown
        assert "Das Geheimnis" not in re.sub(r'(?s)<details class="spoiler">.*?</details>', "", shown)


# Nothing is lost.


def test_a_form_without_its_token_gets_its_text_back_with_a_way_to_send_it(world):
    browser = Client(headers={"host": "localhost"} | HERE, enforce_csrf_checks=True)
    browser.force_login(world.anna.login)
    answer = browser.post(
        WRITE, {"text": f"{TEXT}\n</textarea><script>x</script>", "half_stars": "7", "language": "de"}
    )
    assert answer.status_code == 403
    assert field_of(answer) == f"{TEXT}\n</textarea><script>x</script>"
    assert "<script>x" not in main_of(answer)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', main_of(answer))
    assert token
    told = {"text": TEXT, "half_stars": hidden_of(answer, "half_stars"), "language": hidden_of(answer, "language")}
    again = browser.post(WRITE, told | {"csrfmiddlewaretoken": token[1]})
    assert again.status_code == 302
    assert (Review.objects.get().text, Review.objects.get().half_stars) == (TEXT, 7)


@pytest.mark.parametrize(
    "whence",
    [{}, {"origin": "https://evil.example"}, {"origin": "null"}, HERE | {"sec-fetch-site": "cross-site"}],
)
def test_what_a_foreign_page_sends_gets_no_button_of_ours(world, whence):
    browser = Client(headers={"host": "localhost"} | whence, enforce_csrf_checks=True)
    browser.force_login(world.anna.login)
    answer = browser.post(WRITE, {"text": TEXT, "language": "de"})
    assert (answer.status_code, field_of(answer)) == (403, TEXT)
    assert "csrfmiddlewaretoken" not in main_of(answer)


def test_whoever_is_logged_in_no_longer_gets_their_text_back_and_the_way_to_log_in(world, client):
    answer = client.post(WRITE, {"text": TEXT, "language": "de"}, headers=HERE)
    assert (answer.status_code, field_of(answer)) == (403, TEXT)
    assert "Du bist nicht mehr angemeldet." in words_of(answer)
    assert f"/accounts/login/?next={WRITE}" in main_of(answer)
    assert client.post(WRITE, {}).status_code == 302


def test_no_password_is_ever_shown_again(world):
    browser = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    told = {"username": "anna@example.org", "password": "ein sehr langes geheimes Wort", "login": "anna"}
    page = browser.post("/accounts/login/", told).content.decode()
    assert "geheimes" not in page
    told = {"text": "Kurz.", "new_password1": "ein sehr langes geheimes Wort", "code": "12 34"}
    page = browser.post(WRITE, told, headers=HERE).content.decode()
    assert "Kurz." in page
    assert "geheimes" not in page
    assert "12 34" not in page


@pytest.mark.parametrize(
    "fault", ["database is locked", "attempt to write a readonly database", "database or disk is full"]
)
@pytest.mark.parametrize("at", ["SELECT", "INSERT"])
def test_a_database_that_takes_nothing_gives_the_text_back(anna, fault, at):
    def refuse(execute, sql, *rest):
        if sql.lstrip().startswith(at):
            raise OperationalError(fault)
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        answer = anna.post(WRITE, {"text": TEXT, "half_stars": "7", "language": "de"}, headers=HERE)
    assert (answer.status_code, field_of(answer)) == (503, TEXT)
    assert answer["Retry-After"] == "5"
    assert "Noch einmal senden" in words_of(answer)
    assert Review.objects.count() == 0


def test_a_save_in_the_background_that_fails_replaces_no_page(anna, client):
    def refuse(execute, sql, *rest):
        if sql.lstrip().startswith("INSERT"):
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        answer = anna.post(WRITE, {"text": TEXT, "language": "de", "act": "draft"}, headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (503, "#kept", "#why")
    assert 'id="why"' in main_of(answer)


def test_a_suspended_member_gets_their_text_back(world, anna):
    world.anna.suspended_until = timezone.now() + dt.timedelta(days=1)
    world.anna.save()
    answer = anna.post(WRITE, {"text": TEXT, "language": "de"}, headers=HERE)
    assert (answer.status_code, field_of(answer)) == (403, TEXT)


# Hostile texts.

HOSTILE = [place.format(payload) for payload in PAYLOADS for place in PLACES[:7]] + [
    "<langweilig " * 90,
    "<a " * 340,
    "\u202eumgekehrt\u2067 \u200bohne\u200d Breite",
    "שלום עולם، مرحبا بالعالم",
    ">! " * 300,
    "\ufdd0\ufffe\x1b[31m",
]


def _wherever_it_stands(anna: Client, number: int, text: str) -> list[str]:
    """Write a text, edit it, and return every page on which it stands; none where it is refused as empty."""
    film = catalog.put_film(by=TEST, facts=FilmFacts(title=f"Film {number}"))
    base = f"/film/{film.slug}/"
    preview = anna.post(f"{base}reviews/write/", {"text": text, "language": "de", "act": "preview"})
    answer = anna.post(f"{base}reviews/write/", {"text": text, "half_stars": "7", "language": "de"})
    if answer.status_code == 422:
        return []
    there = f"reviews/{Review.objects.latest('pk').public_id}/"
    edit = anna.get(f"{base}{there}edit/")
    anna.post(f"{base}{there}edit/", {"text": f"{text} x", "state": "1", "language": "de"})
    shown = [anna.get(base + address) for address in ("", "reviews/", there, f"{there}versions/")]
    pages = [preview, edit, *shown, anna.get("/reviews/feed.atom")]
    assert [page.status_code for page in pages] == [200] * len(pages), text
    return [page.content.decode() for page in pages]


@pytest.mark.slow
def test_no_hostile_text_becomes_a_tag_on_any_page(world, anna):
    """Each text goes through the form and is looked at wherever it stands: only our own few tags are in it, and no page
    has a script more than it has with a harmless text."""
    harmless = [page.count("<script") for page in _wherever_it_stands(anna, 0, "Harmlos.")]
    for number, text in enumerate(HOSTILE, start=1):
        pages = _wherever_it_stands(anna, number, text)
        assert [page.count("<script") for page in pages] in (harmless, []), text
        for page in pages:
            for block in re.findall(r'(?s)<div class="read"[^>]*>(.*?)</div>', page):
                assert foreign_tags(block) == [], text
            # What its author is still writing stands in the form as it was typed.
            seen = re.sub(r"(?s)<textarea.*?</textarea>", "", page)
            bare = re.sub(r'"[^"]*"', '""', seen)
            assert re.findall(r"(?i)<(?:iframe|object|base|embed|style|math)\b", bare) == [], text
            assert re.findall(r"(?i)<[a-z][^>]*\son[a-z]+\s*=", bare) == [], text
            assert re.findall("[\u202a-\u202e\u2066-\u2069\ud800-\udfff\x1b\ufffe]", seen) == [], text
