"""Pages with pictures: added by a form, shown in sizes, refused with sentences, never with what a file tells."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from abspann.catalog import commands
from abspann.catalog.facts import PictureFacts
from abspann.catalog.models import Person, Picture
from abspann.catalog.queries import folder_of
from abspann.discovery.commands import keep_browsing
from abspann.server.bodies import Limits
from abspann.web.pictures import views
from tests.core import pictures
from tests.core.pictures import SECRET, encoded, scene

FREE = PictureFacts(license="cc0")


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    """An empty folder of uploads."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


def add(by, subject, kind="still", *, seed=0, facts=FREE, size=(320, 240)) -> Picture:
    content = encoded(scene(*size, seed=seed), "PNG")
    return commands.add_picture(by=by, subject=subject, kind=kind, content=content, facts=facts)


def sent(content: bytes, *, name="bild.jpg", kind="image/jpeg", **more):
    told = {"kind": "still", "license": "cc0", "maker": "Toni Testperson", "captions_de": "Am <b>Set</b>"}
    return told | {"file": SimpleUploadedFile(name, content, content_type=kind)} | more


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_an_added_picture_stands_on_its_page_with_maker_and_license(world, log_in):
    log_in(world.erik)
    world_page = f"/film/{world.film.slug}/"
    assert "stills" not in page(Client(headers={"host": "localhost"}), world_page)
    told = sent(pictures.telling("JPEG"), license="cc-by-sa-4.0", source="Archiv", source_url="https://example.org/x")
    response = log_in(world.erik).post(f"{world_page}pictures/add/", told)
    picture = Picture.objects.get()
    assert (response.status_code, response["Location"]) == (
        302,
        f"{world_page}pictures/#picture-{picture.public_id}",
    )
    visitor = Client(headers={"host": "localhost"})
    for address in (world_page, world_page, f"{world_page}pictures/"):
        text = page(visitor, address)
        assert picture.public_id in text
    assert "Am &lt;b&gt;Set&lt;/b&gt;" in text
    assert "Toni Testperson" in text
    assert 'href="https://creativecommons.org/licenses/by-sa/4.0/"' in text
    assert 'href="https://example.org/x" rel="noopener nofollow"' in text
    assert f"kind=picture&amp;id={picture.public_id}" in text
    assert "/edit/" not in text


def test_no_file_that_a_browser_can_fetch_tells_a_secret(world, log_in):
    told = sent(pictures.telling("JPEG"), name=f"{SECRET}.jpg")
    log_in(world.erik).post(f"/film/{world.film.slug}/pictures/add/", told)
    visitor = Client(headers={"host": "localhost"})
    text = page(visitor, f"/film/{world.film.slug}/pictures/")
    addresses = set(re.findall(r"/pictures/\w+/[\w.-]+", text))
    assert len(addresses) == 3  # one width (400) in three forms
    for address in addresses:
        response = visitor.get(address)
        content = response.content
        assert content
        assert SECRET.encode() not in content
        assert not [value for value in response.headers.values() if SECRET in value]
    assert SECRET not in text


def test_a_picture_keeps_its_room_and_names_its_forms(world):
    add(world.erik, world.film, size=(1000, 500), facts=PictureFacts("cc0", alternatives=(("de", "Zwei „am“ Meer"),)))
    text = page(Client(headers={"host": "localhost"}), f"/film/{world.film.slug}/pictures/")
    (found,) = re.findall(r"<picture>.*?</picture>", text)
    assert re.findall(r'type="([^"]+)"', found) == ["image/avif", "image/webp"]
    assert re.findall(r" (\d+)w", found) == ["480", "960", "1000"] * 2
    assert 'width="1000" height="500" loading="lazy"' in found
    assert 'alt="Zwei „am“ Meer"' in found


def test_where_there_is_a_poster_no_other_is_drawn(world):
    visitor = Client(headers={"host": "localhost"})
    assert f"/poster/{world.film.slug}.svg" in page(visitor, f"/film/{world.film.slug}/")
    poster = add(world.erik, world.film, "poster", size=(500, 750))
    for address in (f"/film/{world.film.slug}/", f"/en/film/{world.film.slug}/"):
        text = page(visitor, address)
        assert f"/poster/{world.film.slug}.svg" not in text
        head = re.search(r'<div class="film-head__poster">.*?</div>', text)[0]
        assert f"/pictures/{poster.public_id}/" in head
        assert 'fetchpriority="high"' in head
        assert f'og:image" content="http://localhost:8000/pictures/{poster.public_id}/' in text
        assert f'"image": "http://localhost:8000/pictures/{poster.public_id}/' in text
    keep_browsing()
    assert f"/pictures/{poster.public_id}/" in page(visitor, "/films/")
    assert f"/pictures/{poster.public_id}/" in page(visitor, f"/film/{world.film.slug}/cast/")
    commands.remove_picture(by=world.karl, picture=poster)
    assert f"/poster/{world.film.slug}.svg" in page(visitor, f"/film/{world.film.slug}/")


def test_a_person_has_a_portrait(world, log_in):
    person = Person.objects.get(name="Marion Cotillard")
    here = f"/person/{person.slug}/"
    assert "<picture>" not in page(log_in(world.erik), here)
    response = log_in(world.erik).post(f"{here}pictures/add/", sent(encoded(scene(200, 250))))
    assert response.status_code == 302
    picture = Picture.objects.get()
    assert (picture.person, picture.kind) == (person, "portrait")
    assert picture.public_id in page(Client(headers={"host": "localhost"}), here)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<script>alert(1)</script>", "kein Bild"),
        (b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)", "GIF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (encoded(scene())[:2000], "beschädigt"),
        (encoded(scene(100, 120)), "zu klein"),
        (b"", "leer"),
    ],
)
def test_a_refused_file_gets_a_sentence_and_what_was_written_stays(world, log_in, uploads, content, words):
    response = log_in(world.erik).post(f"/film/{world.film.slug}/pictures/add/", sent(content))
    text = response.content.decode()
    assert response.status_code == 422
    assert words in text
    assert 'value="Toni Testperson"' in text
    assert 'value="Am &lt;b&gt;Set&lt;/b&gt;"' in text
    assert '<option value="cc0" selected>' in text
    assert re.search(r'<input type="file"[^>]*aria-invalid="true"', text)
    assert not Picture.objects.exists()
    assert [path for path in uploads.rglob("*") if path.is_file()] == []


def test_everything_that_is_missing_is_said_at_once(world, log_in):
    response = log_in(world.erik).post(f"/film/{world.film.slug}/pictures/add/", {"maker": "Toni"})
    text = response.content.decode()
    assert response.status_code == 422
    assert text.count("field__error") == 3
    assert 'value="Toni"' in text


def test_a_license_that_asks_for_a_name_says_so_at_the_name(world, log_in):
    told = sent(encoded(scene(320, 240)), license="cc-by-4.0", maker="")
    text = log_in(world.erik).post(f"/film/{world.film.slug}/pictures/add/", told).content.decode()
    assert 'id="id_maker_error"' in text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.jpg", "bild.php", "x" * 900 + ".jpg", "bild\u202egpj.exe", ".htaccess"]
)
def test_the_name_of_a_file_means_nothing(world, log_in, uploads, name):
    response = log_in(world.erik).post(
        f"/film/{world.film.slug}/pictures/add/", sent(encoded(scene(320, 240)), name=name)
    )
    assert response.status_code == 302
    (picture,) = Picture.objects.all()
    assert {path.name for path in uploads.rglob("*.*")} == set(picture.files)


def test_a_page_that_says_it_is_a_picture_is_none(world, log_in):
    told = sent(b"<!doctype html><script>alert(1)</script>", name="x.jpg", kind="image/png,text/html")
    assert log_in(world.erik).post(f"/film/{world.film.slug}/pictures/add/", told).status_code == 422


def test_who_sends_many_waits(world, log_in, monkeypatch):
    monkeypatch.setattr(views, "PER_MEMBER", 1)
    log_in(world.erik)
    browser = log_in(world.erik)
    here = f"/film/{world.film.slug}/pictures/add/"
    assert browser.post(here, sent(encoded(scene(320, 240)))).status_code == 302
    response = browser.post(here, sent(encoded(scene(320, 240, seed=2))))
    assert response.status_code == 429
    assert 'value="Toni Testperson"' in response.content.decode()


def test_a_picture_is_changed_and_removed_by_those_who_may(world, log_in):
    first = add(world.erik, world.film, "poster", size=(200, 300))
    second = add(world.erik, world.film, "poster", size=(200, 300), seed=3)
    browser, here = log_in(world.karl), f"/film/{world.film.slug}/pictures/"
    text = page(browser, f"{here}{second.public_id}/edit/")
    assert '<option value="2" selected>' in text
    told = {"license": "cc-by-4.0", "maker": "Toni", "captions_en": "At sea", "place": "1"}
    response = browser.post(f"{here}{second.public_id}/edit/", told)
    assert response["Location"] == f"{here}#picture-{second.public_id}"
    second.refresh_from_db()
    assert (second.maker, second.captions, second.position) == ("Toni", {"en": "At sea"}, 0)
    assert browser.post(f"{here}{second.public_id}/edit/", told | {"maker": ""}).status_code == 422
    assert "endgültig" in page(browser, f"{here}{first.public_id}/remove/")
    assert browser.post(f"{here}{first.public_id}/remove/")["Location"] == here
    assert browser.get(f"{here}{first.public_id}/edit/").status_code == 404
    assert list(Picture.objects.all()) == [second]


def test_a_former_address_leads_on_with_what_was_sent(world, log_in):
    old = world.film.slug
    commands.change_facts(
        by=world.erik, subject=world.film, changes={"title": [world.film.title, "Rost"]}, source="Der Film selbst"
    )
    world.film.refresh_from_db()
    response = log_in(world.erik).post(f"/film/{old}/pictures/add/", sent(b"x"))
    assert (response.status_code, response["Location"]) == (308, f"/film/{world.film.slug}/pictures/add/")


# Files.


def test_a_file_is_served_for_good_and_as_nothing_but_a_picture(world):
    picture = add(world.erik, world.film)
    for name, kind in zip(picture.files, ("image/avif", "image/webp", "image/jpeg"), strict=True):
        response = Client(headers={"host": "localhost"}).get(f"/pictures/{picture.public_id}/{name}")
        assert response.content
        assert response["Content-Type"] == kind
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert not response.cookies


@pytest.mark.parametrize(
    "path",
    [
        "abcdefghijkm/../../secret.key",
        "..%2f..%2fsecret.key/x.jpg",
        "abcdefghijkm/0123456789abcdef-480.svg",
        "abcdefghijkm/0123456789abcdef-480.jpg",
        "abcdefghijkm/0123456789abcdef-480.jpg%00.avif",
        "a/x.jpg",
        "abcdefghijkm/.htaccess",
    ],
)
def test_no_other_file_is_served(world, uploads, path):
    (uploads / "pictures" / "abcdefghijkm").mkdir(parents=True)
    (uploads / "pictures" / "abcdefghijkm" / ".htaccess").write_text("x")
    (uploads / "pictures" / "abcdefghijkm" / "0123456789abcdef-480.svg").write_text("<svg/>")
    assert Client(headers={"host": "localhost"}).get(f"/pictures/{path}").status_code == 404


def test_a_hidden_picture_is_seen_by_moderators_alone(world, log_in, django_capture_on_commit_callbacks):
    picture = add(world.erik, world.film)
    with django_capture_on_commit_callbacks(execute=True):
        commands.hide_picture(by=world.dora, picture=picture)
    address = f"/pictures/{picture.public_id}/{picture.files[-1]}"
    assert Client(headers={"host": "localhost"}).get(address).status_code == 404
    assert log_in(world.erik).get(address).status_code == 404
    assert picture.public_id not in page(log_in(world.erik), f"/film/{world.film.slug}/pictures/")
    response = log_in(world.dora).get(address)
    assert response.content
    assert "no-store" in response["Cache-Control"]


# Moderation.


def test_a_reported_picture_is_seen_and_hidden_by_a_moderator(world, log_in, django_capture_on_commit_callbacks):
    picture = add(world.erik, world.film, facts=PictureFacts("cc0", captions=(("de", "Am Set"),)))
    visitor = Client(headers={"host": "localhost"})
    report = {
        "kind": "picture",
        "id": picture.public_id,
        "category": "copyright",
        "explanation": "Das ist mein Bild.",
        "good_faith": "on",
        "name": "Vera",
        "email": "vera@example.org",
    }
    assert visitor.post("/report/", report).status_code == 302
    dora = log_in(world.dora)
    case = page(dora, f"/moderation/picture/{picture.public_id}/")
    assert f"/pictures/{picture.public_id}/" in case
    assert "Am Set" in case
    decision = {"ground": "law-copyright", "facts": "Das Bild ist von Vera.", "step": "0"}
    with django_capture_on_commit_callbacks(execute=True):
        response = dora.post(f"/moderation/picture/{picture.public_id}/hide/", decision | {"send": "1"})
    assert response.status_code == 302
    picture.refresh_from_db()
    assert picture.hidden_at is not None
    assert folder_of(picture.public_id, hidden=True).is_dir()
    page(dora, f"/moderation/picture/{picture.public_id}/")


# The guard.


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/film/rost/pictures/add/", 24 << 20),
        ("/en/film/rost/pictures/add/", 24 << 20),
        ("/person/marion/pictures/add/", 24 << 20),
        ("/film/rost/reviews/write/", 5),
        ("/film/a/b/pictures/add/", 5),
        ("/film//pictures/add/", 5),
        ("/pictures/add/", 5),
        ("/de/film/rost/pictures/add/", 5),
    ],
)
def test_only_where_pictures_are_sent_to_more_is_let_in(path, size):
    pattern = "{}/{}/*/pictures/add/"
    wider = {pattern.format(language, noun): 24 << 20 for language in ("", "/en") for noun in ("film", "person")}
    assert Limits(size=5, wider=wider).size_at(path) == size


def test_a_film_page_with_pictures_asks_no_more_of_the_database_than_one_without(world, django_assert_max_num_queries):
    from abspann.web.films.drawing import SHELF

    visitor = Client(headers={"host": "localhost"})
    for seed in range(3):
        add(world.erik, world.film, seed=seed + 1)
    with django_assert_max_num_queries(40) as one:
        page(visitor, f"/film/{world.film.slug}/pictures/")
    asked = len(one.captured_queries)
    add(world.erik, world.film, seed=9)
    SHELF.clear()
    with django_assert_max_num_queries(asked):
        page(visitor, f"/film/{world.film.slug}/pictures/")
