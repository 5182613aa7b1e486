"""Pictures of films and people: one file becomes one row, and rows and files stay in agreement."""

from __future__ import annotations

import os
import shutil
import time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from abspann.catalog import commands
from abspann.catalog.commands import pictures as writing
from abspann.catalog.facts import PictureFacts
from abspann.catalog.models import Film, Person, Picture
from abspann.catalog.queries import file_of, folder_of, gallery_of, pictures_of, portrait_of
from abspann.core.actor import System
from abspann.core.provenance import License
from abspann.core.refusal import Refusal
from abspann.events.queries import versions_of
from abspann.members.commands.leaving import ask_to_leave, erase
from abspann.moderation.models import AuditEntry
from tests.conftest import TEST
from tests.core.pictures import encoded, scene

FREE = PictureFacts(license="cc0")


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    """An empty folder of uploads."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


@pytest.fixture
def person(film) -> Person:
    return Person.objects.get(name="Marion Cotillard")


def add(by, subject, kind="still", *, seed=0, facts=FREE, size=(320, 240)) -> Picture:
    content = encoded(scene(*size, seed=seed), "PNG")
    return commands.add_picture(by=by, subject=subject, kind=kind, content=content, facts=facts)


def add_poster(by, film, *, seed=0) -> Picture:
    return add(by, film, "poster", seed=seed, size=(200, 300))


def why_not(act) -> str:
    with pytest.raises(Refusal) as no, transaction.atomic():
        act()
    with override("en"):
        return str(no.value)


def test_a_picture_lies_whole_in_its_folder_and_nothing_else_does(world, uploads):
    picture = add(world.erik, world.film)
    folder = folder_of(picture.public_id, hidden=False)
    assert {path.name for path in folder.iterdir()} == set(picture.files)
    assert [path for path in uploads.rglob("*") if path.is_file() and path.parent != folder] == []
    assert (picture.width, picture.height, picture.by, picture.right) == (320, 240, world.erik, License.CC0)


def test_a_new_picture_makes_the_page_of_its_film_stale(world):
    before = versions_of([f"film:{world.film.pk}"])
    add(world.erik, world.film)
    assert versions_of([f"film:{world.film.pk}"]) != before


@pytest.mark.parametrize("who", ["erik", "dora", "karl"])
def test_critics_moderators_and_keepers_add_pictures(world, who):
    assert add(getattr(world, who), world.film).pk


def test_members_do_not_add_change_or_remove_pictures(world, uploads):
    picture = add(world.erik, world.film)
    for act in (
        lambda: add(world.anna, world.film, seed=2),
        lambda: commands.change_picture(by=world.anna, picture=picture, facts=FREE),
        lambda: commands.remove_picture(by=world.anna, picture=picture),
        lambda: commands.hide_picture(by=world.anna, picture=picture),
        lambda: commands.hide_picture(by=world.erik, picture=picture),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.status == 403
    assert Picture.objects.count() == 1
    assert len(list((uploads / "pictures").iterdir())) == 1


def test_no_moderator_decides_about_their_own_picture(world):
    with pytest.raises(Refusal) as no:
        commands.hide_picture(by=world.dora, picture=add(world.dora, world.film))
    assert no.value.status == 403


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (PictureFacts(license=""), "license"),
        (PictureFacts(license="private"), "license"),
        (PictureFacts(license="quotation"), "license"),
        (PictureFacts(license="mine"), "license"),
        (PictureFacts(license="cc-by-4.0"), "maker"),
        (PictureFacts(license="permission", maker="Toni"), "source"),
        (PictureFacts(license="cc0", source_url="javascript:alert(1)"), "source_url"),
        (PictureFacts(license="cc0", captions=(("de", "x" * 501),)), "captions_de"),
        (PictureFacts(license="cc0", alternatives=(("xx", "x"),)), "alternatives_xx"),
        (PictureFacts(license="cc0", maker="x" * 201), "maker"),
    ],
)
def test_nothing_stands_here_without_the_right_to(world, uploads, facts, field):
    with pytest.raises(Refusal) as no:
        add(world.erik, world.film, facts=facts)
    assert no.value.field == field
    assert not Picture.objects.exists()
    assert [path for path in uploads.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"license": "private"},
        {"license": "cc-by-4.0"},
        {"license": "permission"},
        {"kind": "portrait"},
        {"source_url": "ftp://example.org/"},
        {"film": None},
    ],
)
def test_the_database_refuses_what_may_not_be(world, wrong):
    known = {"film": world.film, "kind": "still", "digest": "a", "width": 1, "height": 1, "license": "cc0"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.create(**(known | {"added_at": timezone.now()} | wrong))


def test_the_same_picture_stands_once(world, person, uploads):
    first = add(world.erik, world.film)
    assert "already" in why_not(lambda: add(world.karl, world.film))
    assert list(world.film.pictures.all()) == [first]
    assert [path.name for path in (uploads / "pictures").iterdir()] == [first.public_id]
    assert list((uploads / "drafts").iterdir()) == []
    assert add(world.erik, Film.objects.create(title="Anderer", slug="anderer", sort_title="anderer"))


def test_a_poster_is_upright_and_of_a_film(world, person):
    assert "higher than it is wide" in why_not(lambda: add(world.erik, world.film, "poster"))
    assert "no such kind" in why_not(lambda: add(world.erik, world.film, "portrait"))
    assert "no such kind" in why_not(lambda: add(world.erik, person, "still"))
    assert "no such kind" in why_not(lambda: add(world.erik, person, "avatar"))


def test_the_first_poster_is_the_one_that_pages_show(world):
    first, second = add_poster(world.erik, world.film), add_poster(world.erik, world.film, seed=3)
    add(world.erik, world.film)

    def shown() -> str:
        world.film.refresh_from_db()
        return world.film.poster_shown["id"]

    assert shown() == first.public_id
    commands.change_picture(by=world.erik, picture=second, facts=FREE, place=1)
    assert shown() == second.public_id
    assert [picture.kind for picture in pictures_of(world.film)] == ["poster", "poster", "still"]
    commands.hide_picture(by=world.dora, picture=second)
    assert shown() == first.public_id
    commands.show_picture(by=world.dora, picture=second)
    assert shown() == second.public_id
    commands.remove_picture(by=world.karl, picture=second)
    assert shown() == first.public_id
    commands.remove_picture(by=world.karl, picture=first)
    world.film.refresh_from_db()
    assert world.film.poster_shown is None
    assert gallery_of(world.film).poster is None


def test_what_is_said_of_a_picture_can_be_changed(world, person):
    picture = add(world.erik, person, "portrait", size=(200, 250))
    told = PictureFacts("cc-by-4.0", "Toni  Testperson", "Archiv", "https://example.org/", (("de", "Am Set"),))
    commands.change_picture(by=world.karl, picture=picture, facts=told)
    found = portrait_of(person)
    assert (found.maker, found.license, found.captions) == ("Toni Testperson", "cc-by-4.0", {"de": "Am Set"})
    assert found.caption("en") == "Am Set"
    assert found.alternative("en") == "Am Set"


def test_what_was_removed_meanwhile_is_not_changed(world, django_capture_on_commit_callbacks):
    picture = add(world.erik, world.film)
    with django_capture_on_commit_callbacks(execute=True):
        commands.remove_picture(by=world.erik, picture=Picture.objects.get())
    with pytest.raises(Refusal) as no:
        commands.change_picture(by=world.karl, picture=picture, facts=FREE)
    assert no.value.status == 404
    assert not folder_of(picture.public_id, hidden=False).exists()


def test_the_files_of_a_hidden_picture_leave_the_folder_that_everybody_reads(world, django_capture_on_commit_callbacks):
    picture = add(world.erik, world.film)
    with django_capture_on_commit_callbacks(execute=True):
        commands.hide_picture(by=world.dora, picture=picture)
        commands.hide_picture(by=world.dora, picture=picture)
    assert not folder_of(picture.public_id, hidden=False).exists()
    assert folder_of(picture.public_id, hidden=True).is_dir()
    assert not pictures_of(world.film).exists()
    with django_capture_on_commit_callbacks(execute=True):
        commands.show_picture(by=world.dora, picture=picture)
    assert file_of(Picture.objects.get(), picture.files[0]).is_file()
    assert not folder_of(picture.public_id, hidden=True).exists()


def test_who_did_what_to_which_picture_stands_in_the_audit_trail(world):
    picture = add(world.erik, world.film)
    commands.change_picture(by=world.karl, picture=picture, facts=FREE)
    commands.remove_picture(by=world.karl, picture=picture)
    noted = AuditEntry.objects.filter(target=picture.public_id).order_by("pk").values_list("act", flat=True)
    assert list(noted) == ["add a picture", "change a picture", "remove a picture"]


def test_a_film_with_a_picture_is_not_undone_away(world):
    film = commands.add_film(by=world.erik, record={"title": "Kurz da"}, source="Der Film selbst")
    add(world.erik, film)
    assert "picture" in why_not(lambda: commands.undo_revision(by=world.erik, revision=film.revisions.get()))


def test_there_is_an_end_to_the_pictures_of_one_film(world, monkeypatch):
    monkeypatch.setattr(writing.rules, "MOST_PICTURES", 1)
    add(world.erik, world.film)
    assert "enough" in why_not(lambda: add(world.erik, world.film, seed=2))


# What breaks.


def test_a_failure_after_the_files_were_written_leaves_none(world, uploads, monkeypatch):
    def fails(*_told):
        raise OSError("power")

    monkeypatch.setattr(writing, "publish", fails)
    with pytest.raises(OSError, match="power"):
        add(world.erik, world.film)
    assert [path for path in uploads.rglob("*") if path.is_file()] == []
    assert not Picture.objects.exists()


def test_a_disk_without_room_is_a_sentence_and_leaves_nothing(world, uploads):
    uploads.mkdir()
    (uploads / "drafts").write_text("in the way")
    assert "no room left" in why_not(lambda: add(world.erik, world.film))
    assert not Picture.objects.exists()
    assert not (uploads / "pictures").exists()


def test_a_picture_without_files_is_not_shown_until_they_are_back(world, tmp_path):
    picture = add_poster(world.erik, world.film)
    folder = folder_of(picture.public_id, hidden=False)
    assert commands.tend_pictures() == 0
    shutil.move(folder, tmp_path / "away")
    assert commands.tend_pictures() == 1
    assert not pictures_of(world.film).exists()
    world.film.refresh_from_db()
    assert world.film.poster_shown is None
    shutil.move(tmp_path / "away", folder)
    assert commands.tend_pictures() == 1
    assert pictures_of(world.film).get() == picture
    world.film.refresh_from_db()
    assert world.film.poster_shown == picture.as_shown


def test_one_missing_file_is_a_missing_picture(world):
    picture = add(world.erik, world.film)
    file_of(picture, picture.files[1]).unlink()
    commands.tend_pictures()
    assert Picture.objects.get().lost_at is not None


def test_files_that_no_row_names_go_after_a_day(world, uploads):
    picture = add(world.erik, world.film)
    yesterday = time.time() - 90_000
    for name in ("pictures/waisewaise22", "hidden/waisewaise22", "drafts/waisewaise22", "pictures/frischfrisch"):
        (uploads / name).mkdir(parents=True)
        (uploads / name / "x.jpg").write_bytes(b"x")
        if "waise" in name:
            os.utime(uploads / name, (yesterday, yesterday))
    (uploads / "pictures" / "no-id-of-ours!").mkdir()
    os.utime(uploads / "pictures" / "no-id-of-ours!", (yesterday, yesterday))
    os.utime(folder_of(picture.public_id, hidden=False), (yesterday, yesterday))
    assert commands.tend_pictures() == 3
    assert {path.name for path in (uploads / "pictures").iterdir()} == {
        picture.public_id,
        "frischfrisch",
        "no-id-of-ours!",
    }


def test_files_in_the_wrong_folder_are_moved(world):
    """A crash between the row and the move."""
    picture = add(world.erik, world.film)
    commands.hide_picture(by=world.dora, picture=picture)  # what comes after the commit does not run here
    assert folder_of(picture.public_id, hidden=False).is_dir()
    assert commands.tend_pictures() == 1
    assert folder_of(picture.public_id, hidden=True).is_dir()
    assert not folder_of(picture.public_id, hidden=False).exists()


def test_a_poster_that_a_stale_write_forgot_is_told_again(world):
    picture = add_poster(world.erik, world.film)
    Film.objects.update(poster_shown=None)
    assert commands.tend_pictures() == 1
    world.film.refresh_from_db()
    assert world.film.poster_shown["id"] == picture.public_id


# Whoever leaves.


@pytest.mark.parametrize("keep", [True, False])
def test_pictures_stay_without_whoever_added_them(world, keep, django_capture_on_commit_callbacks):
    told = PictureFacts("permission", "Verleih", "Erik fragte beim Verleih", captions=(("de", "Foto: Erik"),))
    picture = add(world.erik, world.film, facts=told)
    own = add(world.erik, world.film, seed=3, facts=PictureFacts("own", "Erik"))
    with django_capture_on_commit_callbacks(execute=True):
        ask_to_leave(by=world.erik, keep=keep)
        erase(by=System("test"), member_id=world.erik.pk, keep=keep)
    picture.refresh_from_db()
    assert picture.by is None
    assert (picture.source, picture.caption("de")) == ("– fragte beim Verleih", "Foto: –")
    assert timezone.localtime(picture.added_at).hour == 0
    assert Picture.objects.filter(pk=own.pk, by=None, maker="–").exists() is keep
    assert folder_of(own.public_id, hidden=False).exists() is keep


def test_the_house_can_add_a_picture(world):
    assert add(TEST, world.film).by is None


def test_of_the_same_picture_many_times_at_once_one_stands(crowd, world, uploads):
    content = encoded(scene(320, 240), "PNG")

    def one() -> str:
        return commands.add_picture(
            by=world.erik, subject=world.film, kind="still", content=content, facts=FREE
        ).public_id

    came = crowd([one] * 5)
    picture = Picture.objects.get()
    assert [answer for answer in came if not isinstance(answer, Refusal)] == [picture.public_id]
    assert {answer.status for answer in came if isinstance(answer, Refusal)} <= {409, 429}
    assert {path.name for path in (uploads / "pictures").iterdir()} == {picture.public_id}
    assert {path.name for path in folder_of(picture.public_id, hidden=False).iterdir()} == set(picture.files)
