"""What the reader of backups refuses: whatever we have not written ourselves."""

import gzip
import hashlib
import io
import json
import tarfile

import pytest

from abspann.keeper import archive, contents, manifest
from abspann.keeper.archive import BrokenArchive, is_member_name
from abspann.keeper.manifest import Manifest, Member
from abspann.keeper.trouble import HomeTrouble
from abspann.version import __version__

MEMBERS = {"database.sqlite3": b"rows" * 200, "secret.key": b"s" * 64, "uploads/a/b.webp": b"picture"}
WHEN = "2026-11-22T12:00:00+00:00"


def hash_of(content):
    return hashlib.sha256(content).hexdigest()


def described(members, changes=None):
    entries = [{"name": name, "size": len(content), "sha256": hash_of(content)} for name, content in members.items()]
    values = {
        "abspann": __version__,
        "engine": "sqlite",
        "made_at": WHEN,
        "members": entries,
        "tables": {},
        "migrations": [],
        "format": 1,
    }
    return json.dumps({**values, **(changes or {})}).encode()


def tar_of(path, *entries, seal=True):
    """Write (name, content) and ready TarInfos into a tar, as a stranger could; seal the manifest if there is one."""
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as tar:
        for entry in entries:
            if isinstance(entry, tarfile.TarInfo):
                tar.addfile(entry)
                continue
            info = tarfile.TarInfo(entry[0])
            info.size = len(entry[1])
            tar.addfile(info, io.BytesIO(entry[1]))
            if entry[0] == manifest.NAME:
                first = entry[1]
        if seal:
            info = tarfile.TarInfo(manifest.SEAL)
            info.size = len(manifest.seal_of(first))
            tar.addfile(info, io.BytesIO(manifest.seal_of(first)))
    return path


def special(name, kind, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.fixture
def good(tmp_path):
    return tar_of(tmp_path / "good.tar", (manifest.NAME, described(MEMBERS)), *MEMBERS.items())


def test_a_good_backup_is_read(good):
    assert [member.name for member in contents.read(good).members] == list(MEMBERS)


@pytest.mark.parametrize("step", [17, pytest.param(3, marks=pytest.mark.slow)])
def test_a_changed_byte_is_noticed(good, tmp_path, step):
    whole = good.read_bytes()
    unnoticed = []
    for place in range(0, len(whole), step):
        (tmp_path / "changed.tar").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            contents.read(tmp_path / "changed.tar")
        except (BrokenArchive, HomeTrouble):
            continue
        unnoticed.append(place)
    assert unnoticed == []


def test_every_cut_is_noticed(good, tmp_path):
    whole = good.read_bytes()
    end = len(whole.rstrip(b"\0"))
    for length in [*range(0, end, 97), end]:
        (tmp_path / "cut.tar").write_bytes(whole[:length])
        with pytest.raises(BrokenArchive):
            contents.read(tmp_path / "cut.tar")


def test_every_cut_of_a_compressed_backup_is_noticed(good, tmp_path):
    whole = gzip.compress(good.read_bytes())
    for length in range(2, len(whole) - 1, 29):
        (tmp_path / "cut.tar.gz").write_bytes(whole[:length])
        with pytest.raises(BrokenArchive, match=r"is cut off|is damaged"):
            contents.read(tmp_path / "cut.tar.gz")


@pytest.mark.parametrize(
    "content", [b"", b"no archive", b"PK\x03\x04" * 400, bytes(4096), b"\x1f\x8bnonsense", b"\xff" * 2048]
)
def test_what_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BrokenArchive):
        contents.read(tmp_path / "file")


def test_a_strange_tar_is_no_backup(tmp_path):
    with pytest.raises(BrokenArchive, match="is no backup of Abspann"):
        contents.read(tar_of(tmp_path / "strange.tar", ("readme.txt", b"hello"), seal=False))


NAMES = [
    "../evil",
    "/etc/passwd",
    "uploads/../../evil",
    "uploads//x",
    "uploads/./x",
    "C:\\evil",
    "uploads/a\\..\\b",
    "static/x",
    "..",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(BrokenArchive):
        contents.read(
            tar_of(tmp_path / "x.tar", (manifest.NAME, described(MEMBERS)), *MEMBERS.items(), (name, b"evil"))
        )


@pytest.mark.parametrize("name", NAMES)
def test_a_manifest_that_names_such_a_file_is_refused(tmp_path, name):
    members = {**MEMBERS, name: b"evil"}
    with pytest.raises(BrokenArchive, match=r"has a manifest that is incomplete"):
        contents.read(tar_of(tmp_path / "x.tar", (manifest.NAME, described(members)), *members.items()))


@pytest.mark.parametrize(
    "entry",
    [
        special("uploads/a/b.webp", tarfile.SYMTYPE, "/etc/passwd"),
        special("uploads/a/b.webp", tarfile.LNKTYPE, "secret.key"),
        special("uploads/a/b.webp", tarfile.CHRTYPE),
        special("uploads/a/b.webp", tarfile.FIFOTYPE),
        special("uploads/a", tarfile.DIRTYPE),
        special("uploads/a/b.webp", tarfile.GNUTYPE_SPARSE),
        special("uploads/a/b.webp", tarfile.XHDTYPE),
    ],
    ids=lambda entry: entry.type.decode(),
)
def test_what_is_no_plain_file_is_refused(tmp_path, entry):
    with pytest.raises(BrokenArchive, match="which is no plain file"):
        contents.read(tar_of(tmp_path / "x.tar", (manifest.NAME, described(MEMBERS)), entry))


def test_a_name_that_comes_twice_is_refused(tmp_path):
    twice = [(manifest.NAME, described(MEMBERS)), *MEMBERS.items(), ("secret.key", MEMBERS["secret.key"])]
    with pytest.raises(BrokenArchive, match=r"holds 'secret.key' twice"):
        contents.read(tar_of(tmp_path / "x.tar", *twice))


def test_a_member_that_is_missing_is_noticed(tmp_path):
    entries = [(manifest.NAME, described(MEMBERS)), *list(MEMBERS.items())[:2]]
    with pytest.raises(BrokenArchive, match=r"lacks 'uploads/a/b\.webp'"):
        contents.read(tar_of(tmp_path / "x.tar", *entries))


def test_a_backup_without_its_seal_is_refused(tmp_path):
    with pytest.raises(BrokenArchive, match=r"lacks 'manifest\.json\.sha256'"):
        contents.read(tar_of(tmp_path / "x.tar", (manifest.NAME, described(MEMBERS)), *MEMBERS.items(), seal=False))


@pytest.mark.parametrize("size", [8_000_000_000, 2**60])
def test_a_huge_declared_size_writes_nothing(tmp_path, size):
    info = tarfile.TarInfo("database.sqlite3")
    info.size = size
    header = info.tobuf(tarfile.GNU_FORMAT)
    good = tar_of(tmp_path / "x.tar", (manifest.NAME, described(MEMBERS)), seal=False).read_bytes().rstrip(b"\0")
    (tmp_path / "x.tar").write_bytes(good + bytes(-len(good) % 512) + header + b"x" * 4096)
    with pytest.raises(BrokenArchive, match="in another size"):
        contents.read(tmp_path / "x.tar", keep=lambda member: tmp_path / "kept")
    assert not (tmp_path / "kept").exists()


def test_a_huge_manifest_is_not_read(tmp_path):
    info = tarfile.TarInfo(manifest.NAME)
    info.size = manifest.LARGEST + 1
    (tmp_path / "x.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + b" " * 4096)
    with pytest.raises(BrokenArchive, match="too large"):
        contents.read(tmp_path / "x.tar")


def test_a_huge_name_is_not_read(tmp_path):
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 40
    (tmp_path / "x.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + b"n" * 4096)
    with pytest.raises(BrokenArchive, match="too long"):
        contents.read(tmp_path / "x.tar")


def test_a_bomb_is_unpacked_no_further_than_its_manifest_says(tmp_path):
    tar_of(tmp_path / "x.tar", (manifest.NAME, described(MEMBERS)), ("database.sqlite3", bytes(50_000_000)))
    (tmp_path / "bomb.tar.gz").write_bytes(gzip.compress((tmp_path / "x.tar").read_bytes(), 9))
    with pytest.raises(BrokenArchive, match="in another size"):
        contents.read(tmp_path / "bomb.tar.gz", keep=lambda member: tmp_path / "kept" / member.name)
    assert not (tmp_path / "kept").exists()


def test_what_follows_the_end_is_refused(good):
    good.write_bytes(good.read_bytes() + b"more")
    with pytest.raises(BrokenArchive, match="goes on after its end"):
        contents.read(good)


@pytest.mark.parametrize(
    "changes",
    [
        {"engine": "mysql"},
        {"engine": "postgresql"},
        {"made_at": "yesterday"},
        {"tables": {"film": -1}},
        {"tables": {"film": True}},
        {"tables": []},
        {"members": [{"name": "database.sqlite3", "size": 10**20, "sha256": "0" * 64}]},
        {"members": [{"name": "database.sqlite3", "size": 1, "sha256": "short"}]},
        {"members": []},
        {"members": [{"name": "database.sqlite3", "size": 1, "sha256": "0" * 64}] * 2},
        {"members": "none"},
        {"format": "1"},
        {"abspann": None},
        {"migrations": [1]},
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(tmp_path, changes):
    with pytest.raises(BrokenArchive, match="has a manifest that"):
        contents.read(tar_of(tmp_path / "x.tar", (manifest.NAME, described(MEMBERS, changes)), *MEMBERS.items()))


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 100_000, b"\xff", b'{"format": ' + b"9" * 5000 + b"}"])
def test_a_manifest_that_is_no_json_object_is_refused(tmp_path, content):
    with pytest.raises(BrokenArchive, match="has a manifest that"):
        contents.read(tar_of(tmp_path / "x.tar", (manifest.NAME, content)))


def test_a_format_of_the_future_asks_for_an_update(tmp_path):
    with pytest.raises(HomeTrouble, match="newer version of Abspann: update Abspann first"):
        contents.read(tar_of(tmp_path / "x.tar", (manifest.NAME, b'{"format": 2, "all": "else"}')))


def test_a_file_of_more_than_8_gib_has_a_header_that_is_understood():
    header = archive._header("uploads/film.mkv", 9 << 30)
    assert archive._understood(header) == (b"0", "uploads/film.mkv", 9 << 30)


def test_a_manifest_survives_its_own_writing():
    held = Manifest("0.1.0", "sqlite", WHEN, (Member("database.sqlite3", 1, "0" * 64),), {"film": 2}, ("catalog.0001",))
    assert manifest.from_json(held.to_json()) == held


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("uploads/ab/cd.webp", True),
        ("uploads/Über.png", True),
        ("uploads/" + "n" * 255, True),
        ("uploads/" + "n" * 256, False),
        ("uploads/a\nb", False),
        ("uploads/\udcff", False),
        ("uploads/a:b", False),
        ("", False),
        ("uploads/", False),
    ],
)
def test_member_names_are_plain(name, may):
    assert is_member_name(name) is may
