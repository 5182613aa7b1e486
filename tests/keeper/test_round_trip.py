"""What was backed up is what is restored, on both engines."""

import stat
import subprocess
import sys

import pytest
from django.db import connection

from abspann.catalog import commands as catalog
from abspann.catalog.facts import PictureFacts
from abspann.catalog.models import Film
from abspann.catalog.queries import file_of
from abspann.core.actor import System
from abspann.keeper.backup import back_up
from abspann.keeper.restore import restore
from abspann.keeper.trouble import HomeTrouble
from abspann.reviews.models import FilmScore, Review
from tests.core.pictures import encoded, scene
from tests.keeper.homes import UPLOADS, write_to


@pytest.mark.parametrize("name", ["backup.tar", "backup.tar.gz"])
def test_a_restored_home_equals_the_one_that_was_backed_up(home, tmp_path, name):
    before = home.state()
    back_up(tmp_path / name)
    home.wipe()
    restore(tmp_path / name)
    assert home.state() == before


def test_a_restored_home_answers_as_before(home, tmp_path):
    back_up(tmp_path / "backup.tar")
    home.wipe()
    restore(tmp_path / "backup.tar")
    film = Film.objects.get(slug="der-geschmack-von-rost-und-knochen-2012")
    score = FilmScore.objects.get(film=film)
    assert (score.rating_count, score.half_star_sum, score.review_count) == (2, 16, 1)
    assert Review.objects.get(film=film).text == "Schön,\tmit\nUmbruch und \\. Zeile\n\\."
    assert Review.objects.get(film=film).helpful_yes == 1


def test_pictures_come_back_with_their_rows(home, tmp_path):
    film = Film.objects.get(slug="der-geschmack-von-rost-und-knochen-2012")
    picture = catalog.add_picture(
        by=System("test"), subject=film, kind="poster", content=encoded(scene()), facts=PictureFacts("cc0")
    )
    back_up(tmp_path / "backup.tar")
    catalog.remove_picture(by=System("test"), picture=picture)
    assert not file_of(picture, picture.files[0]).exists()
    restore(tmp_path / "backup.tar", replace=True)
    assert all(file_of(picture, name).is_file() for name in picture.files)
    assert Film.objects.get(pk=film.pk).poster_shown == picture.as_shown
    assert catalog.tend_pictures() == 0


def test_replacing_keeps_the_old_home_beside_the_new_one(home, tmp_path):
    before = home.state()
    back_up(tmp_path / "backup.tar")
    Film.objects.update(title="Later")
    (home.path / "uploads" / "later.txt").write_bytes(b"later")
    summary = restore(tmp_path / "backup.tar", replace=True)
    assert home.state() == before
    assert summary.kept is not None
    assert (summary.kept / "uploads" / "later.txt").read_bytes() == b"later"
    assert str(summary.kept) in summary.sentences[-1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "home", summary.kept.name]


def test_a_home_that_holds_data_is_not_replaced_unasked(home, tmp_path):
    back_up(tmp_path / "backup.tar")
    Film.objects.update(title="Later")
    after = home.state()
    with pytest.raises(HomeTrouble, match=r"holds data already. «--replace»"):
        restore(tmp_path / "backup.tar")
    assert home.state() == after


def test_a_backup_counts_what_it_holds(home, tmp_path):
    summary = back_up(tmp_path / "backup.tar")
    assert summary.manifest.engine == home.engine
    assert summary.manifest.tables["catalog_film"] == 2
    assert summary.manifest.tables["members_member"] == 2
    assert summary.manifest.uploads == len(UPLOADS)
    assert (summary.left_out, summary.warnings) == ((), ())
    assert "holds" in summary.sentences[0]


def test_only_its_owner_may_read_a_backup_and_a_restored_home(home, tmp_path):
    file = back_up(tmp_path / "backup.tar").file
    home.wipe()
    restore(file)
    private = [file, home.path, home.path / "secret.key", *([home.database] if home.engine == "sqlite" else [])]
    assert {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in private} == dict.fromkeys(
        (path.name for path in private), 0
    )


def test_a_table_that_the_backup_has_not_is_gone_after_it(home, tmp_path):
    back_up(tmp_path / "backup.tar")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_a_newer_version (film bigint REFERENCES catalog_film (id))")
        cursor.execute("INSERT INTO of_a_newer_version SELECT id FROM catalog_film")
    restore(tmp_path / "backup.tar", replace=True)
    with connection.cursor() as cursor:
        assert "of_a_newer_version" not in connection.introspection.table_names(cursor)


WRITER = """
import abspann, sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
print("writing", flush=True)
for number in range(1_000_000):
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO events_nounversion (key, version) VALUES (?, 1)", [f"left:{number}"])
    database.execute("INSERT INTO django_session VALUES (?, '', '2030-01-01')", [f"right:{number}"])
    database.execute("COMMIT")
"""


def test_a_backup_while_another_process_writes_is_of_one_moment(sqlite_home, tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(sqlite_home.database)], stdout=subprocess.PIPE, env={"PYTHONPATH": "src"}
    ) as writer:
        try:
            writer.stdout.readline()
            backups = [back_up(tmp_path / f"backup-{number}.tar") for number in range(3)]
            assert writer.poll() is None
        finally:
            writer.kill()
    rows = []
    for backup in backups:
        restore(backup.file, replace=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM events_nounversion WHERE key LIKE 'left:%%'")
            left = cursor.fetchone()[0]
            cursor.execute("SELECT count(*) FROM django_session WHERE session_key LIKE 'right:%%'")
            assert cursor.fetchone()[0] == left
        rows.append(left)
    assert rows == sorted(set(rows))


def test_a_backup_leaves_nothing_of_what_was_deleted(sqlite_home, tmp_path):
    write_to(sqlite_home.database, "INSERT INTO django_session VALUES ('s', 'TO-BE-FORGOTTEN', '2030-01-01')")
    write_to(sqlite_home.database, "DELETE FROM django_session WHERE session_key = 's'")
    back_up(tmp_path / "backup.tar")
    assert b"TO-BE-FORGOTTEN" not in (tmp_path / "backup.tar").read_bytes()


def test_any_tar_can_unpack_a_backup(home, tmp_path):
    back_up(tmp_path / "backup.tar.gz")
    (tmp_path / "out").mkdir()
    subprocess.run(["tar", "-xzf", tmp_path / "backup.tar.gz", "-C", tmp_path / "out"], check=True)
    subprocess.run(["sha256sum", "--check", "--quiet", "manifest.json.sha256"], cwd=tmp_path / "out", check=True)
    unpacked = {
        path.relative_to(tmp_path / "out" / "uploads").as_posix()
        for path in (tmp_path / "out").rglob("uploads/**/*")
        if path.is_file()
    }
    assert unpacked == set(UPLOADS)
