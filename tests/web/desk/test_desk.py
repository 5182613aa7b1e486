"""The desk: who may enter, what is said to what is no page, and a page from its text to its film."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from abspann.catalog.models import Film, Outcome
from abspann.exchange.commands import apply_page, correct_page
from abspann.exchange.models import SourcePage
from abspann.members.models import Member
from abspann.reviews.models import Review
from tests.exchange.test_commands import ONE_MORE, PAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world, log_in):
    """erik's browser."""
    return log_in(world.erik)


@pytest.fixture
def page(desk) -> SourcePage:
    """A page that erik has brought."""
    desk.post("/desk/read/", {"text": PAGE})
    return SourcePage.objects.get()


def fields_of(response) -> dict[str, str]:
    """What a browser would send back: every field of the form as it stands."""
    html = response.content.decode()
    form = html[html.index('class="desk-form"') :]
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in told and (told.get("type") not in ("checkbox", "radio") or " checked" in tag):
            fields[told["name"]] = unescaped(told.get("value", "on" if told.get("type") == "checkbox" else ""))
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        fields[name] = unescaped(body)
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        fields[name] = chosen[1] if chosen else ""
    return fields


def unescaped(text: str) -> str:
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(code, sign)
    return text


def at(page: SourcePage) -> str:
    return f"/desk/page/{page.public_id}/"


def send(desk, page: SourcePage, act: str, **changed):
    """Send the form as it stands but for some fields; `__` stands for `-`."""
    fields = fields_of(desk.get(at(page))) | {"act": act}
    return desk.post(at(page), fields | {name.replace("__", "-"): value for name, value in changed.items()})


NO_FILM_PAGE = (
    "Dieser Text sieht nicht nach einer Filmseite aus: "
    "keine Kritik, keine Überschrift, keine Rolle mit ihrer Besetzung."
)
RIGHT = {"right__license": "permission", "right__source": "Filmblatt Süd"}


def errors_in(response) -> list[str]:
    return [
        error.strip() for error in re.findall(r'<p class="field__error"[^>]*>([^<]*)</p>', response.content.decode())
    ]


# Who may enter.


@pytest.mark.parametrize("address", ["/desk/", "/desk/read/", "/desk/page/abc/", "/en/desk/"])
def test_a_visitor_is_asked_to_log_in_and_led_back(client, address):
    response = client.get(address)
    prefix = "/en" if address.startswith("/en") else ""
    assert (response.status_code, response.url) == (302, f"{prefix}/accounts/login/?next={address}")


@pytest.mark.parametrize("address", ["/desk/", "/desk/read/", "/desk/page/abc/"])
@pytest.mark.parametrize("who", ["anna", "dora"])
def test_members_and_moderators_are_not_let_in(world, log_in, address, who):
    response = log_in(getattr(world, who)).get(address)
    assert response.status_code == 403
    assert "Am Redaktionstisch sitzt nur die Redaktion des Hauses." in response.content.decode()


@pytest.mark.parametrize("who", ["erik", "karl"])
def test_critics_and_keepers_come_in(world, log_in, who):
    assert log_in(getattr(world, who)).get("/desk/").status_code == 200


def test_no_page_of_the_desk_is_kept_by_a_cache_or_a_search_engine(desk, page):
    for address in ("/desk/", "/desk/read/", at(page)):
        response = desk.get(address)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert '<meta name="robots" content="noindex">' in response.content.decode()


# Bringing a page.


def test_an_empty_desk_says_what_to_do_next(desk):
    html = desk.get("/desk/").content.decode()
    assert "Noch liegt hier nichts." in html
    assert 'href="/desk/read/"' in html


def test_a_text_can_be_pasted(desk, world):
    response = desk.post("/desk/read/", {"text": PAGE.replace("\n", "\r\n")})
    page = SourcePage.objects.get()
    assert (response.status_code, response.url) == (302, at(page))
    assert (page.brought_by, page.lines) == (world.erik, PAGE.split("\n"))


def test_a_file_can_be_chosen(desk):
    file = SimpleUploadedFile("der-leuchtturm-im-moor.txt", PAGE.encode())
    response = desk.post("/desk/read/", {"text": "", "file": file})
    assert response.status_code == 302
    assert SourcePage.objects.get().name == "der-leuchtturm-im-moor.txt"


def test_a_page_that_was_brought_before_leads_to_where_it_lies(desk, page):
    assert desk.post("/desk/read/", {"text": PAGE}).url == at(page)
    assert SourcePage.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Die Datei ist leer: Da ist keine Filmseite zu lesen."),
        (b" \r\n\t\n", "Die Datei ist leer: Da ist keine Filmseite zu lesen."),
        (
            bytes(range(256)) * 20,
            "Das ist kein reiner Text: Bitte den Text der Seite zuerst in eine .txt-Datei kopieren.",
        ),
        (
            b"%PDF-1.7 ...",
            "Das ist HTML oder PDF, kein Text: Bitte öffnen, kopieren, was zu lesen ist, und hier einfügen.",
        ),
        (
            b"Milch\nBrot\nEier\n",
            NO_FILM_PAGE,
        ),
    ],
)
def test_a_file_that_is_no_film_page_gets_a_clear_sentence(desk, content, sentence):
    response = desk.post("/desk/read/", {"text": "", "file": SimpleUploadedFile("x.txt", content)})
    assert (response.status_code, errors_in(response)) == (422, [sentence])
    assert SourcePage.objects.count() == 0


@pytest.mark.parametrize("size", [2_200_000, 10_000_000])
def test_a_file_that_is_too_large_gets_a_clear_sentence(desk, size):
    response = desk.post("/desk/read/", {"text": "", "file": SimpleUploadedFile("x.txt", b"Film \n" * (size // 6))})
    assert response.status_code == 413
    assert "Das ist größer als 2 MB: Eine Filmseite hat ein paar Kilobyte Text." in response.content.decode()


def test_nothing_at_all_and_both_at_once_are_told_apart(desk):
    nothing = desk.post("/desk/read/", {"text": "  "})
    both = desk.post("/desk/read/", {"text": PAGE, "file": SimpleUploadedFile("x.txt", PAGE.encode())})
    assert (nothing.status_code, both.status_code) == (422, 422)
    assert errors_in(nothing) == ["Bitte den Text einer Filmseite einfügen oder eine Datei wählen."]
    assert errors_in(both) == ["Bitte entweder einen Text einfügen oder eine Datei wählen, nicht beides."]
    assert "Wärterin Ada" in both.content.decode()


def test_a_pasted_text_that_is_no_page_stays_in_its_field(desk):
    response = desk.post("/desk/read/", {"text": "Milch & Brot\x07"})
    assert response.status_code == 422
    assert fields_of(response)["text"] == "Milch & Brot\x07"


def test_a_text_with_a_null_character_is_refused_and_not_a_fault(desk):
    assert desk.post("/desk/read/", {"text": "Film\0" + PAGE}).status_code == 422


def test_a_form_without_its_token_is_refused(world, page):
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    strict.force_login(world.erik.login)
    for address in ("/desk/read/", at(page), f"{at(page)}discard/"):
        assert strict.post(address, {"act": "apply"}).status_code == 403
    assert SourcePage.objects.count() == 1


# Looking at it.


def test_every_line_of_the_page_stands_once_beside_a_block_with_its_number(desk, page):
    html = desk.get(at(page)).content.decode()
    shown = [int(number) for number in re.findall(r'<li id="line-(\d+)">', html)]
    assert sorted(shown) == [number for number, text in enumerate(page.lines, start=1) if text.strip()]
    assert len(shown) == len(set(shown))


def test_each_block_says_what_it_is_and_how_sure_the_reading_was(desk, page):
    html = desk.get(at(page)).content.decode()
    fields = fields_of(desk.get(at(page)))
    kinds = [fields[f"block-{number}-kind"] for number in range(int(fields["block-TOTAL_FORMS"]))]
    assert kinds == ["synopsis", "critique", "review", "review", "trivia"]
    assert html.count("gelesen: sicher") + html.count("gelesen: wahrscheinlich") + html.count("gelesen: unsicher") == 5


def test_every_link_inside_the_page_leads_somewhere(desk, page):
    html = desk.get(at(page)).content.decode()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_every_field_has_a_label(desk, page):
    html = desk.get(at(page)).content.decode()
    labels = set(re.findall(r'<label for="([^"]+)"', html))
    for tag in re.findall(r"<(?:input|select|textarea) [^>]*>", html):
        if 'type="hidden"' not in tag and 'name="film-choice"' not in tag and 'name="q"' not in tag:
            assert re.search(r' id="([^"]+)"', tag)[1] in labels


def test_hostile_text_is_shown_as_text(desk):
    desk.post("/desk/read/", {"text": PAGE.replace("Mirabelle", "<script>alert(1)</script>")})
    html = desk.get(at(SourcePage.objects.get())).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_list_shows_each_page_with_its_state(desk, page):
    apply_page(by=page.brought_by, page=page, license="cc0", source="x")
    desk.post("/desk/read/", {"text": ONE_MORE})
    html = desk.get("/desk/").content.decode()
    states = re.findall(r'desk-pages__state">(?:<strong>)?(\w+)', html)
    assert states == ["offen", "angewendet"]
    assert "wurde zu „Der Leuchtturm im Moor“" in html


def test_the_list_goes_on_behind_its_thirtieth_page_and_a_foreign_cursor_is_no_page(desk, page):
    rows = [
        SourcePage(fingerprint=str(number), name=f"Seite {number}", text="x", proposal=page.proposal)
        for number in range(35)
    ]
    SourcePage.objects.bulk_create(rows)
    first = desk.get("/desk/").content.decode()
    after = re.search(r'href="\?after=([^"]+)" rel="next"', first)[1]
    second = desk.get(f"/desk/?after={after}").content.decode()
    assert (first.count("desk-pages__state"), second.count("desk-pages__state")) == (30, 6)
    assert desk.get("/desk/?after=erfunden").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_whatever_its_length(desk, page, count, django_assert_num_queries):
    rows = [
        SourcePage(fingerprint=str(number), name=f"Seite {number}", text="x", proposal=page.proposal)
        for number in range(count)
    ]
    SourcePage.objects.bulk_create(rows)
    with django_assert_num_queries(4):
        desk.get("/desk/")


def test_a_page_that_nobody_brought_is_not_there(desk):
    response = desk.get("/desk/page/nichts/")
    assert response.status_code == 404
    assert "Diese Seite liegt nicht auf dem Tisch" in response.content.decode()


# Correcting it.


def test_saving_keeps_what_was_written_without_publishing_anything(desk, page):
    response = send(desk, page, "save", block__4__text="Der Turm war aus Pappe.", pair__0__role="Ada, die Wärterin")
    assert (response.status_code, response.url) == (302, f"{at(page)}?saved")
    page.refresh_from_db()
    assert page.proposal["trivia"][0]["text"] == "Der Turm war aus Pappe."
    assert page.proposal["synopsis"]["cast"][0] == {"role": "Ada, die Wärterin", "person": "Lena Morath"}
    assert not Film.objects.filter(title="Der Leuchtturm im Moor").exists()
    assert "Gespeichert." in desk.get(response.url).content.decode()


def test_saving_a_form_as_it_stands_changes_nothing_of_the_texts(desk, page):
    before = page.proposal
    send(desk, page, "save")
    page.refresh_from_db()
    for kind in ("reviews", "trivia", "festivals", "unplaced"):
        told = [
            {name: block[name] for name in read} for read, block in zip(before[kind], page.proposal[kind], strict=True)
        ]
        assert told == before[kind]
    for kind in ("synopsis", "critique"):
        assert {name: page.proposal[kind][name] for name in before[kind]} == before[kind]


def test_a_block_can_be_turned_into_any_other_kind(desk, page):
    send(desk, page, "save", block__4__kind="review", block__3__kind="omit", block__1__kind="trivia")
    page.refresh_from_db()
    assert [bool(review["author"]) for review in page.proposal["reviews"]] == [True, False]
    assert page.proposal["critique"]["text"] is None
    assert len(page.proposal["trivia"]) == 1
    assert page.proposal["unplaced"][0]["anonymous"] is True
    send(desk, page, "save", block__3__kind="review")
    page.refresh_from_db()
    assert len(page.proposal["reviews"]) == 3
    assert next(review for review in page.proposal["reviews"] if review["anonymous"])["stars"] == 2.0


def test_two_blocks_of_the_synopsis_become_one_text(desk, page):
    synopsis, trivia = page.proposal["synopsis"]["text"], page.proposal["trivia"][0]["text"]
    send(desk, page, "save", block__4__kind="synopsis")
    page.refresh_from_db()
    assert page.proposal["synopsis"]["text"] == f"{synopsis}\n\n{trivia}"
    assert len(page.proposal["synopsis"]["cast"]) == 2


def test_lines_can_be_taken_out_of_a_block_as_a_block_of_their_own(desk):
    text = "Ich habe lange keinen Film gesehen, der so still ist und dabei so spannend."
    fact = "Gedreht wurde in nur elf Nächten, weil das Moor tagsüber für Besucher offen bleiben musste."
    desk.post(
        "/desk/read/", {"text": PAGE.replace(text, f"{text}\n{fact} Ganz ehrlich, ich war begeistert.\nUnd noch mehr.")}
    )
    page = SourcePage.objects.get()
    number = next(n for n, line in enumerate(page.lines, start=1) if line.startswith("Gedreht"))
    response = send(desk, page, "carve", carve__first=str(number), carve__kind="trivia")
    assert response.status_code == 302
    page.refresh_from_db()
    assert [number] in [passage["lines"] for passage in page.proposal["trivia"]]
    review = page.proposal["reviews"][0]
    assert "Gedreht" not in review["text"]
    assert number not in review["lines"]
    assert review["text"].startswith(text)


@pytest.mark.parametrize("lines", [("", ""), ("0", "2"), ("9", "4"), ("4", "99999"), ("x", "")])
def test_lines_that_the_page_does_not_have_cannot_be_taken_out(desk, page, lines):
    response = send(desk, page, "carve", carve__first=lines[0], carve__last=lines[1])
    assert response.status_code == 422
    assert "Solche Zeilen hat die Seite nicht." in errors_in(response)[-1]


def test_roles_and_festivals_can_be_left_out_and_added(desk, page):
    changed = {
        "pair__0__omit": "on",
        "pair__2__role": "Der Kapitän",
        "pair__2__person": "Hanno Brix",
        "fact__0__festival": "Moorfestspiele",
        "fact__0__year": "2020",
        "fact__0__outcome": "selected",
    }
    send(desk, page, "save", **changed)
    page.refresh_from_db()
    assert page.proposal["synopsis"]["cast"] == [
        {"role": "Till", "person": "Jonas Wieck"},
        {"role": "Der Kapitän", "person": "Hanno Brix"},
    ]
    (fact,) = page.proposal["festivals"]
    assert (fact["festival"], fact["year"], fact["outcome"], fact["award"]) == (
        "Moorfestspiele",
        2020,
        "selected",
        None,
    )


def test_numbers_may_be_written_as_readers_write_them(desk, page):
    send(desk, page, "save", block__2__followers="6.989", block__2__published_on="5.5.2022")
    page.refresh_from_db()
    assert page.proposal["reviews"][0]["followers"] == 6989
    assert page.proposal["reviews"][0]["published_on"] == "2022-05-05"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("block__2__stars", "3.3"),
        ("block__2__stars", "11"),
        ("block__2__followers", "viele"),
        ("block__2__followers", "99999999999999999999"),
        ("block__2__reviews", "-3"),
        ("block__2__published_on", "2022-02-30"),
        ("block__2__published_on", "2999-01-01"),
        ("block__2__author", "x" * 121),
        ("block__2__author", "Mira\0belle"),
        ("block__2__author_public_id", "erfunden"),
        ("block__2__text", "x" * 1_000_000),
        ("block__2__kind", "manifesto"),
        ("block__2__lines", "1-99999999"),
        ("block__2__lines", "'; drop table"),
        ("block__2__confidence", "nan"),
        ("block__2__confidence", "7"),
        ("pair__0__person", ""),
        ("fact__0__year", "20122"),
        ("fact__0__outcome", "bought"),
        ("fact__0__festival", "x" * 161),
        ("film__title", "x" * 301),
        ("film__choice", "kein-film"),
        ("film__language", "tlh"),
        ("film__year", "20122"),
        ("right__license", "erfunden"),
        ("right__source", "x" * 201),
        ("block__TOTAL_FORMS", "viele"),
        ("block__TOTAL_FORMS", "999999"),
    ],
)
@pytest.mark.parametrize("act", ["save", "apply"])
def test_forged_values_are_refused_with_a_sentence_and_nothing_happens(desk, page, field, value, act):
    before = page.proposal
    response = send(desk, page, act, **RIGHT | {field: value})
    assert response.status_code == 422
    assert 'id="troubles"' in response.content.decode()
    page.refresh_from_db()
    assert (page.proposal, page.applied_at) == (before, None)


def test_what_was_typed_stays_when_something_is_refused(desk, page):
    response = send(
        desk, page, "save", block__4__text="Neuer Text & mehr", block__2__followers="viele", film__title="Moor"
    )
    fields = fields_of(response)
    assert (fields["block-4-text"], fields["block-2-followers"], fields["film-title"]) == (
        "Neuer Text & mehr",
        "viele",
        "Moor",
    )
    html = response.content.decode()
    assert errors_in(response) == ["Das ist keine Zahl von Menschen oder Texten."]
    assert 'aria-invalid="true" aria-describedby="id_block-2-followers_error"' in html
    assert 'href="#id_block-2-followers"' in html


def test_an_act_that_does_not_exist_is_refused(desk, page):
    assert send(desk, page, "burn").status_code == 400


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_unseen(desk, page, world):
    fields = fields_of(desk.get(at(page))) | {"act": "save", "block-4-text": "Meins."}
    correct_page(by=world.karl, page=page, proposal=page.proposal | {"trivia": []})
    response = desk.post(at(page), fields)
    assert response.status_code == 409
    assert "Inzwischen hat jemand anderes diese Seite geändert." in response.content.decode()
    assert fields_of(response)["block-4-text"] == "Meins."
    again = desk.post(at(page), fields | {"state": fields_of(response)["state"]})
    assert again.status_code == 302
    page.refresh_from_db()
    assert page.proposal["trivia"][0]["text"] == "Meins."


# Applying it.


def test_applying_makes_the_film_page_and_says_what_came_in(desk, page, world):
    response = send(desk, page, "apply", **RIGHT, film__year="2020")
    assert (response.status_code, response.url) == (302, f"{at(page)}?applied")
    page.refresh_from_db()
    assert (page.film.slug, page.applied_by) == ("der-leuchtturm-im-moor-2020", world.erik)
    html = desk.get(response.url).content.decode()
    for words in ("2 Rollen", "2 User-Kritiken", "die Inhaltsangabe", "die Kritik der Redaktion", "neu im Haus"):
        assert words in html
    assert 'href="/film/der-leuchtturm-im-moor-2020/"' in html
    assert desk.get("/film/der-leuchtturm-im-moor-2020/").status_code == 200


def test_applying_corrects_in_the_same_act(desk, page):
    send(desk, page, "apply", **RIGHT, block__2__author="Pomme", block__4__kind="omit")
    assert Review.objects.get(author__isnull=False).author.display_name == "Pomme"
    page.refresh_from_db()
    assert "trivia" not in page.result["new"]


def test_applying_wants_right_and_source(desk, page):
    response = send(desk, page, "apply")
    assert response.status_code == 422
    assert errors_in(response) == [
        "Bitte angeben, mit welchem Recht die Texte gezeigt werden dürfen.",
        "Bitte angeben, woher die Texte sind.",
    ]
    assert not Film.objects.filter(title="Der Leuchtturm im Moor").exists()


def test_a_film_that_the_house_has_is_offered_and_taken(desk, world):
    desk.post("/desk/read/", {"text": PAGE.replace("Der Leuchtturm im Moor", world.film.title)})
    page = SourcePage.objects.get()
    assert fields_of(desk.get(at(page)))["film-choice"] == world.film.slug
    send(desk, page, "apply", **RIGHT)
    assert Film.objects.count() == 1
    page.refresh_from_db()
    assert page.film == world.film


@pytest.mark.parametrize("address", ["{slug}", "http://localhost:8000/film/{slug}/", "/en/film/{slug}/?x=1"])
def test_another_film_can_be_named_by_its_address(desk, page, world, address):
    said = RIGHT | {"film__choice": "other", "film__slug": address.format(slug=world.film.slug)}
    assert send(desk, page, "apply", **said).status_code == 302
    page.refresh_from_db()
    assert page.film == world.film


def test_an_address_of_no_film_is_said_at_its_field(desk, page):
    response = send(desk, page, "save", film__choice="other", film__slug="nirgends-1999")
    assert (response.status_code, errors_in(response)) == (422, ["Unter dieser Adresse ist kein Film bekannt."])


def test_a_new_film_can_be_asked_for_beside_one_of_the_same_title(desk, world):
    desk.post("/desk/read/", {"text": PAGE.replace("Der Leuchtturm im Moor", world.film.title)})
    page = SourcePage.objects.get()
    send(desk, page, "apply", **RIGHT, film__choice="new", film__year="1931")
    assert Film.objects.count() == 2


def test_a_credited_name_is_joined_to_an_older_one_by_hand(desk, page):
    send(desk, page, "apply", **RIGHT)
    older = Member.objects.get(display_name="Mirabelle")
    desk.post("/desk/read/", {"text": PAGE.replace("Der Leuchtturm im Moor", "Die Fähre im Nebel")})
    second = SourcePage.objects.latest("brought_at")
    html = desk.get(at(second)).content.decode()
    assert "eigener Name für diese Seite" in html
    assert "Mirabelle · schrieb über Der Leuchtturm im Moor · 1.204 Follower" in html
    send(desk, second, "apply", **RIGHT, block__2__author_public_id=older.public_id)
    assert Member.objects.filter(display_name="Mirabelle").count() == 1
    assert Review.objects.filter(author=older).count() == 2


def test_without_a_hand_every_page_has_names_of_its_own(desk, page):
    send(desk, page, "apply", **RIGHT)
    desk.post("/desk/read/", {"text": PAGE.replace("Der Leuchtturm im Moor", "Die Fähre im Nebel")})
    send(desk, SourcePage.objects.latest("brought_at"), "apply", **RIGHT)
    assert Member.objects.filter(display_name="Mirabelle").count() == 2


def test_a_name_cannot_be_joined_to_a_member_of_the_house_or_to_another_name(desk, page, world):
    for stranger in (world.anna, world.frida):
        response = send(desk, page, "apply", **RIGHT, block__2__author_public_id=stranger.public_id)
        assert (response.status_code, errors_in(response)[0]) == (
            422,
            "Unter diesem Namen wurde hier noch niemand genannt.",
        )


def test_of_two_who_apply_at_once_one_applies_and_the_other_sees_that_it_is_done(desk, page, world):
    fields = fields_of(desk.get(at(page))) | {"act": "apply"}
    fields |= {name.replace("__", "-"): value for name, value in RIGHT.items()}
    apply_page(by=world.karl, page=page, license="cc0", source="zuerst")
    for act in ("apply", "save", "carve"):
        response = desk.post(at(page), fields | {"act": act, "carve-first": "1"})
        assert response.status_code == 409
        html = response.content.decode()
        assert "Diese Seite ist schon angewendet." in html
        assert "von Karl." in html
    page.refresh_from_db()
    assert (page.license, Review.objects.count()) == ("cc0", 2)


def test_a_festival_read_with_doubt_comes_in_once_a_person_has_applied_it(desk, page):
    said = {"fact__0__festival": "Moorfestspiele", "fact__0__year": "2020", "fact__0__confidence": "0.3"}
    send(desk, page, "apply", **RIGHT | said)
    assert Outcome.objects.get().edition.year == 2020


def test_a_festival_without_its_year_is_said_when_applying(desk, page):
    response = send(desk, page, "apply", **RIGHT | {"fact__0__festival": "Moorfestspiele"})
    assert (response.status_code, errors_in(response)) == (
        422,
        ["Bitte Festival und Jahr angeben oder den Eintrag weglassen."],
    )


# Discarding it.


def test_a_page_that_was_not_applied_can_be_discarded(desk, page):
    assert f'formaction="{at(page)}discard/"' in desk.get(at(page)).content.decode()
    assert desk.get(f"{at(page)}discard/").status_code == 405
    assert desk.post(f"{at(page)}discard/").url == "/desk/"
    assert SourcePage.objects.count() == 0
    assert desk.post(f"{at(page)}discard/").status_code == 404


def test_an_applied_page_is_not_discarded(desk, page):
    send(desk, page, "apply", **RIGHT)
    response = desk.post(f"{at(page)}discard/")
    assert response.status_code == 409
    assert "Diese Seite ist schon angewendet." in response.content.decode()
    assert SourcePage.objects.count() == 1


@pytest.mark.parametrize("who", ["anna", "dora"])
def test_nobody_else_discards_or_applies(world, page, who):
    stranger = Client(headers={"host": "localhost"})
    stranger.force_login(getattr(world, who).login)
    assert stranger.post(f"{at(page)}discard/").status_code == 403
    assert stranger.post(at(page), {"act": "apply"}).status_code == 403
    assert Client(headers={"host": "localhost"}).post(f"{at(page)}discard/").status_code == 302
    assert SourcePage.objects.get().applied_at is None


# Large pages.


def test_blocks_beyond_what_a_form_can_hold_stay_as_they_were_read(desk):
    card = (
        "Mirabelle\n{n} Follower\n8 Kritiken\nUser folgen\n4,5\nVeröffentlicht am 3. März 2021\nIch fand Abend {n} gut."
    )
    cards = "\n".join(card.format(n=number) for number in range(1, 151))
    desk.post("/desk/read/", {"text": PAGE.split("User-Kritiken")[0] + "User-Kritiken\n" + cards})
    page = SourcePage.objects.get()
    read = len(page.proposal["reviews"])
    assert send(desk, page, "save").status_code == 302
    page.refresh_from_db()
    assert (read, len(page.proposal["reviews"])) == (150, 150)
    html = desk.get(at(page)).content.decode()
    shown = re.findall(r'<li id="line-(\d+)">', html)
    assert len(shown) == len([line for line in page.lines if line.strip()])


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_the_desk_stands_in_both_languages(desk, page, prefix):
    send(desk, page, "save")
    for address in ("/desk/", "/desk/read/", at(page)):
        assert desk.get(prefix + address).status_code == 200
    apply_page(by=page.brought_by, page=page, license="private", source="x")
    assert desk.get(prefix + at(page)).status_code == 200
