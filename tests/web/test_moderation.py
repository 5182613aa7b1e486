"""Everybody can report without losing a word; what was hidden is nowhere; only whom it concerns reads why."""

from __future__ import annotations

import datetime as dt
import html
import inspect
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils.translation import override

from abspann.catalog.models import Synopsis, Trivia
from abspann.editorial.models import Critique, PressReview
from abspann.moderation import commands, handlers, queries
from abspann.moderation.models import Appeal, AuditEntry, Decision, Report
from abspann.moderation.rules import Reasons
from abspann.post.models import Letter
from abspann.reviews.commands import ReviewDraft, hide_review, publish_review
from abspann.reviews.models import FilmScore, Review
from abspann.web.templatetags.trail import act_noted
from tests.conftest import OWN, PASSWORD, TEST

FILM = "/film/der-geschmack-von-rost-und-knochen-2012/"
CANARY = "Kanarienwort"
WRITTEN = dt.date(2026, 1, 5)
TOLD = {
    "category": "abuse",
    "explanation": "Der Text beschimpft jemanden & droht.",
    "passage": "zweiter Absatz",
    "name": "Vera Vogel",
    "email": "vera@example.org",
    "good_faith": "on",
}


@pytest.fixture
def review(world) -> Review:
    """What anna wrote."""
    draft = ReviewDraft(
        text=f"Ein Film von einem Dummkopf, {CANARY}.", provenance=OWN, author=world.anna, published_on=WRITTEN
    )
    return publish_review(by=TEST, film=world.film, draft=draft)[0]


def _browser(member) -> Client:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(member.login)
    return browser


def _decide(by, kind: str, ref: str, act: str = "hide") -> Decision:
    seen = tuple(report.public_id for report in queries.reports_about(kind, ref))
    reasons = Reasons("Beschimpft den Regisseur.", "insult", days=7, seen=seen)
    step = queries.steps_taken(kind, ref)
    return commands.decide(by=by, kind=kind, ref=ref, act=act, reasons=reasons, path=FILM, step=step)


# Reporting.


def test_a_visitor_reports_and_reads_the_outcome_at_a_secret_address(world, review, client):
    sent = client.post("/report/", TOLD | {"kind": "review", "id": review.public_id})
    report = Report.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/report/{report.secret}/")
    assert (report.kind, report.ref, report.passage) == ("review", review.public_id, "zweiter Absatz")
    assert report.path == f"{FILM}reviews/{review.public_id}/"
    assert "innerhalb von 7 Tagen" in client.get(sent["Location"]).content.decode()
    _decide(world.dora, "review", review.public_id)
    page = client.get(sent["Location"]).content.decode()
    assert "zeigen es nicht mehr" in page
    assert "Beschimpft den Regisseur." not in page
    assert client.get(f"/report/{report.public_id}/").status_code == 404


def test_a_member_is_asked_for_no_name(world, review):
    browser = _browser(world.bruno)
    page = browser.get(f"/report/?kind=review&id={review.public_id}").content.decode()
    assert 'name="email"' not in page
    browser.post("/report/", TOLD | {"kind": "review", "id": review.public_id})
    report = Report.objects.get()
    assert (report.reporter, report.name, report.email) == (world.bruno, "", "")


@pytest.mark.parametrize("missing", ["category", "explanation", "name", "email", "good_faith"])
def test_a_missing_field_is_named_and_nothing_that_was_written_is_lost(world, review, client, missing):
    said = {key: value for key, value in TOLD.items() if key != missing}
    answer = client.post("/report/", said | {"kind": "review", "id": review.public_id})
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f'id="id_{missing}_error"' in page
    for field in {"explanation", "passage", "name", "email"} - {missing}:
        assert TOLD[field] in page, field
    assert not Report.objects.exists()


@pytest.mark.parametrize("language", ["", "/en"])
def test_without_a_thing_the_address_tells_what_it_is_about(world, review, client, language):
    address = f"{language}{FILM}reviews/{review.public_id}/"
    client.post(f"{language}/report/", TOLD | {"url": f"http://localhost:8000{address}"})
    report = Report.objects.get()
    assert (report.kind, report.ref) == ("review", review.public_id)
    assert report.language == (language.strip("/") or "de")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://elsewhere.example/film/x/",
        "/film/gibt-es-nicht/",
        "javascript:alert(1)",
        "http://[",
        "//x.example/",
    ],
)
def test_only_a_page_of_this_site_can_be_reported(world, client, url):
    answer = client.post("/report/", TOLD | {"url": url})
    assert answer.status_code == 422
    assert 'id="id_url_error"' in answer.content.decode()
    assert html.escape(TOLD["explanation"]) in answer.content.decode()
    assert not Report.objects.exists()


def test_what_is_hidden_looks_to_a_reporter_like_what_never_was(world, review, client):
    hide_review(by=TEST, review=review)
    for ask in (client.get, client.post):
        hidden = ask(f"/report/?kind=review&id={review.public_id}", {"kind": "review", "id": review.public_id})
        never = ask("/report/?kind=review&id=gibtesnicht", {"kind": "review", "id": "gibtesnicht"})
        assert (hidden.status_code, never.status_code) == (404, 404)
        assert CANARY not in hidden.content.decode()
        plain = [re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.content.decode()) for answer in (hidden, never)]
        assert plain[0].replace(review.public_id, "gibtesnicht") == plain[1]
    by_address = client.post("/report/", TOLD | {"url": f"{FILM}reviews/{review.public_id}/"})
    assert by_address.status_code == 422


def test_the_twenty_first_report_of_an_hour_waits_and_keeps_its_words(world, review, client):
    said = TOLD | {"kind": "review", "id": review.public_id}
    assert {client.post("/report/", said).status_code for _ in range(20)} == {302}
    answer = client.post("/report/", said)
    assert answer.status_code == 429
    assert html.escape(TOLD["explanation"]) in answer.content.decode()
    assert Report.objects.count() == 20


@pytest.mark.parametrize("kind", ["review", "critique", "synopsis", "trivia", "press", "film"])
def test_the_way_to_report_stands_at_each_item(everything, review, client, kind):
    address = f"{FILM}critique/" if kind == "critique" else FILM
    page = html.unescape(client.get(address).content.decode())
    way = re.search(rf'href="(/report/\?kind={kind}&id=[\w-]+)"', page)
    assert way
    assert client.get(way[1]).status_code == 200


# Deciding.


def test_a_moderator_writes_reads_what_will_be_told_and_sends(world, review, client):
    client.post("/report/", TOLD | {"kind": "review", "id": review.public_id})
    moderator = _browser(world.dora)
    queue = moderator.get("/moderation/").content.decode()
    way = f"/moderation/review/{review.public_id}/hide/"
    assert CANARY in queue
    assert way in queue
    assert "Vera" not in queue
    form = moderator.get(way).content.decode()
    said = {
        "step": re.search(r'name="step" value="(\d+)"', form)[1],
        "seen": re.findall(r'name="seen" value="([\w-]+)"', form),
        "ground": "insult",
        "facts": "Nennt den Regisseur einen Dummkopf.",
    }
    lost = moderator.post(way, said | {"ground": ""})
    assert lost.status_code == 422
    assert said["facts"] in lost.content.decode()
    preview = moderator.post(way, said).content.decode()
    assert "Hausregeln: über Filme, nie gegen Menschen" in preview
    assert "Wir zeigen das nicht mehr" in preview
    assert not Decision.objects.exists()
    sent = moderator.post(way, said | {"send": "1"})
    assert sent["Location"] == f"/decisions/{Decision.objects.get().public_id}/"
    assert "Nichts wartet." in moderator.get("/moderation/").content.decode()
    late = _browser(world.karl).post(way, said | {"send": "1"})
    assert late.status_code == 409
    assert Decision.objects.count() == 1


def test_who_reported_is_shown_on_demand_and_that_is_noted(world, review, client):
    client.post("/report/", TOLD | {"kind": "review", "id": review.public_id})
    moderator, report = _browser(world.dora), Report.objects.get()
    case = f"/moderation/review/{review.public_id}/"
    assert "vera@example.org" not in moderator.get(case).content.decode()
    assert "vera@example.org" in moderator.post(f"/moderation/reports/{report.public_id}/reporter/").content.decode()
    assert AuditEntry.objects.filter(act="look up a reporter", target=report.public_id).count() == 1


def test_a_burst_of_ratings_is_told_in_numbers(everything, world):
    page = _browser(world.dora).get(f"/moderation/film/{world.film.public_id}/")
    assert page.status_code == 200
    assert "Neueste Wertungen" in page.content.decode()


def test_a_moderator_is_offered_nothing_against_themselves(world):
    page = _browser(world.dora).get(f"/moderation/member/{world.dora.public_id}/").content.decode()
    assert "/suspend/" not in page


# Hidden means hidden, and shown again is as before.

PLACES = [
    *(FILM, f"/en{FILM}", f"{FILM}reviews/", f"{FILM}critique/", "/", "/en/", "/reviews/", "/critiques/"),
    *("/reviews/feed.atom", "/search/?q=Rost", "/films/", "/sitemap.xml"),
]


def _marked(kind: str, world) -> str:
    """Put the canary into the one text of a kind; return its ref."""
    models = {"critique": Critique, "synopsis": Synopsis, "trivia": Trivia, "press": PressReview}
    field = "excerpt" if kind == "press" else "text"
    rows = models[kind].objects.filter(film=world.film)
    rows.update(**{field: f"Ein Satz mit {CANARY} darin."})
    if kind == "critique":
        rows.update(headline=f"{CANARY} oben", teaser=f"{CANARY} vorn", fazit=f"{CANARY} am Ende")
    row = rows.get()
    return row.public_id if kind == "critique" else str(row.pk)


def _where(client) -> dict[str, bool]:
    return {place: CANARY in client.get(place).content.decode() for place in PLACES}


@pytest.mark.parametrize("kind", ["critique", "synopsis", "trivia", "press"])
def test_a_hidden_text_of_the_house_stands_nowhere_and_comes_back_whole(everything, world, client, kind):
    ref = _marked(kind, world)
    before = _where(client)
    assert before[FILM]
    _decide(world.dora, kind, ref)
    hidden = _where(client)
    assert [place for place, shown in hidden.items() if shown] == []
    _decide(world.dora, kind, ref, "restore")
    assert _where(client) == before


def test_a_hidden_review_stands_nowhere_counts_nowhere_and_comes_back_whole(world, review, client):
    address = f"{FILM}reviews/{review.public_id}/"
    before, first = _where(client), client.get(FILM)
    assert client.get(address).status_code == 200
    assert before[FILM]
    assert before["/reviews/feed.atom"]
    _decide(world.dora, "review", review.public_id)
    hidden = _where(client)
    assert [place for place, shown in hidden.items() if shown] == []
    assert client.get(address).status_code == 404
    assert FilmScore.objects.get(film=world.film).review_count == 0
    asked = client.get(FILM, headers={"if-none-match": first.get("ETag", '"none"')})
    assert asked.status_code == 200
    _decide(world.dora, "review", review.public_id, "restore")
    assert _where(client) == before
    assert client.get(address).status_code == 200
    assert FilmScore.objects.get(film=world.film).review_count == 1


# Whom it concerns.


def test_the_author_reads_why_and_contradicts_and_to_others_there_is_no_decision(world, review, client):
    decision = _decide(world.dora, "review", review.public_id)
    address = f"/decisions/{decision.public_id}/"
    anna = _browser(world.anna)
    page = anna.get(address).content.decode()
    assert "Beschimpft den Regisseur." in page
    assert "Dora" not in page
    for browser in (client, _browser(world.bruno)):
        theirs, never = browser.get(address), browser.get("/decisions/gibtesnicht0/")
        assert (theirs.status_code, never.status_code) == (404, 404)
        plain = [re.sub(r'nonce="[^"]*"|value="[^"]*"', "", answer.content.decode()) for answer in (theirs, never)]
        assert plain[0].replace(decision.public_id, "gibtesnicht0") == plain[1]
    assert anna.post(address, {"text": " "}).status_code == 422
    assert anna.post(address, {"text": "Ich sprach von der Rolle."}).status_code == 302
    assert "Ich sprach von der Rolle." in anna.get(address).content.decode()
    assert _browser(world.dora).post(f"{address}answer/", {"outcome": "upheld", "answer": "Nein."}).status_code == 403
    karl = _browser(world.karl)
    assert "Widersprochen" in karl.get("/moderation/").content.decode()
    assert karl.post(f"{address}answer/", {"outcome": "reversed", "answer": ""}).status_code == 422
    assert karl.post(f"{address}answer/", {"outcome": "reversed", "answer": "Stimmt."}).status_code == 302
    assert CANARY in client.get(FILM).content.decode()


def test_whoever_is_suspended_reads_and_contradicts_by_the_link_of_the_letter(world, client):
    anna = _browser(world.anna)
    decision = _decide(world.dora, "member", world.anna.public_id, "suspend")
    assert "_auth_user_id" not in anna.session
    letter = Letter.objects.get(to="anna@example.org").text
    way = re.search(r"http://localhost:8000(/decisions/\S+)", letter)[1]
    assert "Beschimpft den Regisseur." in client.get(way).content.decode()
    assert client.post(way, {"text": "Das war nicht ich."}).status_code == 302
    assert Appeal.objects.get(decision=decision).text == "Das war nicht ich."
    assert client.get(way[:-4] + "xxx/").status_code == 404


@pytest.mark.parametrize(("prefix", "words"), [("", ">7 Tage<"), ("/en", ">7 days<")])
def test_for_how_long_is_asked_in_the_language_of_the_page(world, prefix, words):
    page = _browser(world.dora).get(f"{prefix}/moderation/member/{world.anna.public_id}/suspend/").content.decode()
    assert words in page


def test_whoever_is_suspended_is_led_from_the_closed_door_to_the_reasons(world, client):
    decision = _decide(world.dora, "member", world.anna.public_id, "suspend")
    told = {"login": "anna@example.org", "password": PASSWORD}
    way = f"/decisions/{decision.public_id}/{decision.secret}/"
    door = client.post("/accounts/login/", told)
    assert (door.status_code, way in door.content.decode()) == (403, True)
    assert "widersprechen" in door.content.decode()
    assert way not in client.post("/accounts/login/", told | {"password": "falsch"}).content.decode()
    client.post(way, {"text": "Das war nicht ich."})
    assert "widersprechen" not in client.post("/accounts/login/", told).content.decode(), "once is enough"


def test_where_a_second_proof_is_asked_for_the_closed_door_shows_no_way_in_before_it(world, client):
    decision = _decide(world.dora, "member", world.anna.public_id, "suspend")
    Authenticator.objects.create(user=world.anna.login, type=Authenticator.Type.TOTP, data={})
    door = client.post("/accounts/login/", {"login": "anna@example.org", "password": PASSWORD}).content.decode()
    assert decision.secret not in door
    assert "Brief" in door


def test_whatever_is_noted_has_a_name_in_the_language_of_the_page():
    source = "".join(inspect.getsource(module) for module in (commands, handlers))
    noted = {*re.findall(r'act="([^"]+)"', source), *handlers.NOTED, "invite", "withdraw an invitation"}
    assert "give an office" in noted
    with override("de"):
        assert [act for act in noted if act_noted(act) == act] == []


def test_the_audit_trail_is_read_on_its_page(world, review):
    _decide(world.dora, "review", review.public_id)
    page = _browser(world.karl).get("/moderation/audit/").content.decode()
    assert "Dora" in page
    assert review.public_id in page
