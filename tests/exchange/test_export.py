"""Taking one's data along: everything of one's own, and nothing of anybody else's."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
import zipfile
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db.models import ForeignKey
from django.utils import timezone

from abspann.catalog import commands as catalog
from abspann.catalog.facts import PictureFacts
from abspann.catalog.models import Merge, Moved, Picture, Proposal, Revision, Verdict
from abspann.catalog.queries import file_of
from abspann.core.provenance import License
from abspann.diary.commands import mark_film
from abspann.diary.rules import Mark
from abspann.editorial.commands import CritiqueDraft, publish_critique
from abspann.exchange.export.archive import archive_of
from abspann.exchange.export.kinds import KINDS
from abspann.exchange.models import SourcePage
from abspann.members import commands as members
from abspann.members.commands import leaving
from abspann.members.models import Invitation, Login, Member
from abspann.members.rules import RoleName
from abspann.moderation.models import Decision, Report
from abspann.reviews import commands as reviews
from abspann.reviews.commands import ReviewDraft
from abspann.reviews.models import Draft, ReviewVersion
from tests.conftest import OWN, TEST
from tests.core.pictures import encoded, scene

pytestmark = pytest.mark.django_db

NOT_TOLD = {
    "reviews.MemberTally.member": "counts the ratings and reviews that the export holds themselves",
    "catalog.Proposal.decided_by": "is in the export of whoever made the proposal",
    "members.Application.decided_by": "is the applicant's row",
    "moderation.Decision.decided_by": "is in the export of whom it concerns",
    "moderation.Appeal.decided_by": "is in the export of whoever appealed",
    "moderation.AuditName.member": "a name for the audit trail, which tells nobody who it is",
}
"""Keys whose rows no export holds, and why."""


def unpacked(member: Member) -> dict[str, str]:
    with archive_of(Member.objects.get(pk=member.pk)) as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def data_of(member: Member) -> dict[str, Any]:
    return json.loads(unpacked(member)["data.json"])


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """As much of JSON Schema as our schemas use."""
    if "const" in schema:
        return value == schema["const"]
    if "anyOf" in schema:
        return any(fits(value, option) for option in schema["anyOf"])
    types = {"string": str, "number": (int, float), "integer": int, "boolean": bool, "null": type(None)}
    if schema["type"] == "object":
        known = schema["properties"]
        return set(schema["required"]) <= set(value) <= set(known) and all(
            fits(value[key], known[key]) for key in value
        )
    if schema["type"] == "array":
        return isinstance(value, list) and all(fits(item, schema["items"]) for item in value)
    if isinstance(value, bool) and schema["type"] != "boolean":
        return False
    read = {"date": dt.date.fromisoformat, "date-time": dt.datetime.fromisoformat}.get(schema.get("format"), str)
    return isinstance(value, types[schema["type"]]) and (value is None or bool(read(value)) or value == "")


def furnish(member: Member, other: Member, film, mark: str) -> list[str]:
    """A row of each kind, each with a canary of its own; returns the canaries."""
    login = member.login
    members.grant(by=TEST, member=member, role=RoleName.CRITIC)
    Member.objects.filter(pk=member.pk).update(about=f"about-{mark}", suspended_until=None)
    EmailAddress.objects.create(user=login, email=f"second-{mark}@example.org")
    Authenticator.objects.create(user=login, type="totp", data={"secret": f"secret-{mark}"})
    SocialAccount.objects.create(user=login, provider="club", uid=f"uid-{mark}", extra_data={"name": f"social-{mark}"})
    UserSession.objects.create(user=login, ip="192.0.2.17", session_key=f"key-{mark}", user_agent=f"browser-{mark}")
    members.follow(by=member, followed=other)
    draft = ReviewDraft(f"text-{mark}", OWN, member, half_stars=7, published_on=dt.date(2020, 2, 3))
    review, _new = reviews.publish_review(by=member, film=film, draft=draft)
    reviews.take_in_votes(by=TEST, review=review, votes=[(other, True)])
    critique = CritiqueDraft(text=f"critique-{mark}", provenance=OWN, critic=member)
    publish_critique(by=TEST, film=film, draft=critique)
    for kind in ("brought", "applied"):
        SourcePage.objects.create(
            fingerprint=f"{kind}-{mark}",
            name=f"{kind}-{mark}",
            text=f"page-{mark}",
            proposal={},
            license=License.OWN,
            applied_at=timezone.now(),
            **{f"{kind}_by": member},
        )
    Picture.objects.create(
        film=film,
        kind="still",
        digest=mark,
        width=480,
        height=270,
        license="cc0",
        by=member,
        source=f"picture-{mark}",
        added_at=timezone.now(),
    )
    Draft.objects.create(member=member, film=film, text=f"draft-{mark}", language="de", saved_at=timezone.now())
    ReviewVersion.objects.create(review=review, author=member, number=1, text=f"version-{mark}", language="de")
    mark_film(by=member, film=film, kind=Mark.WANTS)
    Proposal.objects.create(
        kind="new", by=member, made_at=timezone.now(), changes={"title": [None, "x"]}, source=f"proposal-{mark}"
    )
    number = Revision.objects.filter(film=film).count() + 1
    Revision.objects.create(film=film, number=number, by=member, made_at=timezone.now(), source=f"change-{mark}")
    gone = {"gone": {}, "gone_public_id": mark, "gone_slug": mark, "gone_name": f"merged-{mark}"}
    merge = Merge.objects.create(
        kind="film", kept_film=film, by=member, made_at=timezone.now(), gone_key=member.pk, **gone
    )
    Verdict.objects.create(kind="film", answer="two", reason=f"verdict-{mark}", by=member, made_at=timezone.now())
    Moved.objects.create(
        merge=merge,
        root="reviews.Draft",
        label="reviews.Draft",
        key=member.pk,
        act="displaced",
        row={"text": f"aside-{mark}"},
        member=member,
    )
    Invitation.objects.create(
        digest=mark, inviter=member, email=f"invited-{mark}@example.org", expires_at=timezone.now()
    )
    named = ("about", "second", "uid", "social", "browser", "text", "critique", "brought", "applied")
    about = {"kind": "film", "ref": f"film-{mark}", "path": "/film/x/", "about": "x"}
    Report.objects.create(
        **about,
        category="other",
        explanation=f"report-{mark}",
        good_faith=True,
        reporter=member,
        received_at=timezone.now(),
    )
    Decision.objects.create(
        **about,
        step=1,
        member=member,
        act="dismiss",
        facts=f"decision-{mark}",
        own_initiative=True,
        decided_at=timezone.now(),
        appeal_until=timezone.now(),
    )
    named += ("picture", "draft", "version", "proposal", "change", "report", "decision", "merged", "aside")
    return [f"{name}-{mark}" for name in named]


@pytest.fixture
def both(world):
    """anna and bruno, each with a row of each kind, each following the other."""
    return {
        "anna": furnish(world.anna, world.bruno, world.film, "of-anna"),
        "bruno": furnish(world.bruno, world.anna, world.film, "of-bruno"),
    }


def test_every_key_to_a_member_is_told_or_has_its_reason():
    keys = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model in (Member, Login)
    }
    told = [key for kind in KINDS for key in kind.keys]
    assert sorted([*told, *NOT_TOLD]) == sorted(keys)


def test_everything_of_ones_own_is_in_it_and_nothing_of_anybody_elses(world, both):
    whole = "".join(unpacked(world.anna).values())
    assert [canary for canary in both["anna"] if canary not in whole] == []
    assert "anna@example.org" in whole
    assert [canary for canary in both["bruno"] if canary in whole] == []
    assert "bruno@example.org" not in whole
    assert [word for word in ("secret-of-anna", "key-of-anna", world.anna.login.password) if word in whole] == []


def test_each_kind_has_a_row_and_no_kind_is_left_out(world, both):
    told = data_of(world.anna)
    assert {kind.name: len(told[kind.name]) for kind in KINDS} == {
        "account": 1,
        "offices": 1,
        "addresses": 2,
        "factors": 1,
        "elsewhere": 1,
        "devices": 1,
        "follows": 1,
        "followers": 1,
        "ratings": 1,
        "reviews": 1,
        "marks": 1,
        "versions": 1,
        "drafts": 1,
        "votes": 1,
        "critiques": 1,
        "pages": 2,
        "pictures": 1,
        "proposals": 1,
        "changes": 1,
        "merges": 1,
        "verdicts": 1,
        "twofold": 1,
        "invitations": 1,
        "reports": 1,
        "decisions": 1,
    }


def test_the_data_fit_the_schema_that_comes_with_them(world, both):
    files = unpacked(world.anna)
    told, schema = json.loads(files["data.json"]), json.loads(files["schema.json"])
    assert fits(told, schema)
    told["ratings"][0]["stars"] = "many"
    assert not fits(told, schema)
    assert fits(data_of(world.karl), schema)


def test_a_table_holds_what_the_data_hold(world, both):
    files = unpacked(world.anna)
    for kind in KINDS:
        rows = list(csv.DictReader(io.StringIO(files[f"{kind.name}.csv"], newline="")))
        told = json.loads(files["data.json"])[kind.name]
        assert [list(row) for row in rows] == [list(kind.columns)] * len(told)
    ratings = list(csv.DictReader(io.StringIO(files["ratings.csv"], newline="")))
    assert [(row["film"], row["stars"], row["rated_on"]) for row in ratings] == [
        ("Der Geschmack von Rost und Knochen", "3.5", "2020-02-03")
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "-- so was", "\u200b=1"])
def test_no_text_becomes_a_formula_and_the_data_lose_nothing(world, text):
    draft = ReviewDraft(text, OWN, world.anna)
    reviews.publish_review(by=TEST, film=world.film, draft=draft)
    files = unpacked(world.anna)
    (row,) = csv.DictReader(io.StringIO(files["reviews.csv"], newline=""))
    assert not re.match(r"[=+\-@\t\r]", row["text"])
    assert row["text"].removeprefix("'") == text
    assert json.loads(files["data.json"])["reviews"][0]["text"] == text


def test_line_breaks_quotes_and_any_script_come_through(world):
    text = 'Zeile „eins“,\n"zwei"; 映画 🎬\n\nEnde'
    reviews.publish_review(by=TEST, film=world.film, draft=ReviewDraft(text, OWN, world.anna))
    files = unpacked(world.anna)
    (row,) = csv.DictReader(io.StringIO(files["reviews.csv"], newline=""))
    assert row["text"] == json.loads(files["data.json"])["reviews"][0]["text"] == text


@pytest.mark.parametrize("keep", [True, False])
def test_whoever_is_leaving_still_takes_everything_along(world, both, keep):
    leaving.ask_to_leave(by=world.anna, keep=keep)
    told = data_of(world.anna)
    assert told["reviews"][0]["text"] == "text-of-anna"
    assert told["critiques"][0]["text"] == "critique-of-anna"
    assert told["account"][0]["texts_stay"] is keep


def test_whoever_is_leaving_is_named_in_nobodys_export(world, both):
    leaving.ask_to_leave(by=world.anna, keep=True)
    whole = "".join(unpacked(world.bruno).values())
    assert "anna" not in whole.casefold().replace("of-anna", "")
    assert world.anna.public_id not in whole


def test_the_readme_tells_in_both_languages_what_is_in_it(world, both):
    readme = unpacked(world.anna)["README.txt"]
    for words in ("Abspann: deine Daten", "Abspann: your data", "ratings.csv", "Wertungen: 1", "Ratings: 1"):
        assert words in readme


def test_a_large_export_leaves_memory(world, monkeypatch):
    monkeypatch.setattr("abspann.exchange.export.archive.IN_MEMORY", 10)
    with archive_of(world.anna) as file:
        assert file._rolled
        assert zipfile.ZipFile(file).testzip() is None


def test_the_pictures_that_somebody_added_come_along_as_files(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = encoded(scene(320, 240), "PNG")
    picture = catalog.add_picture(
        by=world.erik, subject=world.film, kind="still", content=content, facts=PictureFacts("cc0")
    )
    hers = catalog.add_picture(
        by=world.karl,
        subject=world.film,
        kind="still",
        content=encoded(scene(320, 240, seed=2)),
        facts=PictureFacts("cc0"),
    )
    with archive_of(world.erik) as file, zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("data.json"))["pictures"]
        assert [row["file"] for row in told] == [f"pictures/{picture.public_id}.jpg"]
        assert archive.read(told[0]["file"]) == file_of(picture, picture.files[-1]).read_bytes()
        assert not [name for name in archive.namelist() if hers.public_id in name]
    shutil.rmtree(tmp_path / "pictures")
    with archive_of(world.erik) as file, zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("data.json"))["pictures"]
