"""Whoever is gone is gone from every byte: the database, its log, letters, sessions, caches, files."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from abspann.catalog import commands as merging
from abspann.catalog.commands import add_picture
from abspann.catalog.facts import FilmFacts, PictureFacts
from abspann.catalog.models import Film, Merge, Proposal, Revision, Verdict
from abspann.core.provenance import License
from abspann.diary.commands import mark_film
from abspann.diary.models import Mark
from abspann.editorial.commands import CritiqueDraft, publish_critique
from abspann.events.publish import deliver
from abspann.exchange.models import SourcePage
from abspann.members import commands as members
from abspann.members.commands import leaving
from abspann.members.models import Application, Departure, Invitation, Login, Member, PendingSignup
from abspann.members.rules import RoleName
from abspann.post.commands import send_letter
from abspann.reviews import commands as reviews
from abspann.reviews.models import Draft, HelpfulVote, Rating, Review
from tests.core.pictures import encoded, exif, scene
from tests.keeper.conftest import OWN, TEST
from tests.members.test_leaving import DECIDED

HANDLE, NAME, ABOUT = "zyklamen-xaver-77", "Xaverine Quittenbaum", "Sammelt Platzanweiserlampen."
MAIL, SECOND = "xaverine.q@postfach.example", "quitte77@zweitpost.example"
MEMBER, LOGIN = 987_654_321, 1_234_567_891
SAID_BY_ONESELF = f"{NAME} im Gespräch"
"""What somebody wrote into a free text stands until the end; only then is it searched for the name."""

MADE_ON_LEAVING = {"members.Departure.member", "reviews.SetAside.member", "editorial.CriticSetAside.member"}


@dataclass(slots=True)
class Canaries:
    """What must not be found any more: texts as they are written, and numbers of rows."""

    texts: list[str]
    numbers: list[int]


def arrive() -> Member:
    """A member whose name, handle, addresses and numbers are like nobody else's."""
    member = members.register(by=TEST, handle=HANDLE, display_name=NAME, email=MAIL, password="platzanweiser-lampe")
    login = member.login
    # Numbers that occur nowhere by chance, so that they can be looked for, too.
    with transaction.atomic():
        Login.objects.filter(pk=login.pk).update(id=LOGIN)
        EmailAddress.objects.filter(user=login.pk).update(user=LOGIN)
        Member.objects.filter(pk=member.pk).update(id=MEMBER, login=LOGIN, about=ABOUT)
    return Member.objects.get(pk=MEMBER)


def live(member: Member, home) -> list[str]:
    """Leave a row of every kind behind; return the public ids of the reviews."""
    rust, prophet = Film.objects.order_by("pk")
    anna, bruno = (Member.objects.get(handle=handle) for handle in ("anna", "bruno"))
    members.grant(by=TEST, member=member, role=RoleName.CRITIC)
    members.follow(by=member, followed=anna)
    members.follow(by=bruno, followed=member)
    mine = [
        reviews.write_review(by=member, film=film, text=f"Ein Text über {film.title}.", half_stars=7)
        for film in (rust, prophet)
    ]
    reviews.edit_review(by=member, review=mine[0], text="Ein besserer Text.", half_stars=8)
    reviews.save_draft(by=member, film=prophet, text=f"Entwurf von {NAME}")
    withdrawn = reviews.write_review(by=member, film=rust, text=f"Doch nicht. {NAME}")
    reviews.withdraw_review(by=member, review=withdrawn)
    reviews.take_in_votes(by=TEST, review=Review.objects.get(author=anna), votes=[(member, True)])
    mark_film(by=member, film=rust, kind=Mark.SEEN)
    publish_critique(by=TEST, film=rust, draft=CritiqueDraft(text="Kritik.", provenance=OWN, critic=member))
    now = timezone.now()
    for part in ("brought", "applied"):
        SourcePage.objects.create(
            fingerprint=part,
            name=part,
            text=part,
            proposal={},
            license=License.OWN,
            applied_at=now,
            **{f"{part}_by": member},
        )
    Revision.objects.create(
        film=prophet, number=99, by=member, made_at=now, source=SAID_BY_ONESELF, after={"year": 2009}
    )
    told_of = PictureFacts("permission", "Verleih", SAID_BY_ONESELF, captions=(("de", SAID_BY_ONESELF),))
    content = encoded(scene(320, 240), "JPEG", comment=NAME, exif=exif())
    add_picture(by=member, subject=prophet, kind="still", content=content, facts=told_of)
    told = {"kind": "film", "film": prophet, "made_at": now, "changes": {}, "source": f"{NAME} war dabei"}
    Proposal.objects.create(by=member, note=f"Grüße, {NAME}", **told)
    Proposal.objects.create(
        by=anna,
        decided_by=member,
        decided_at=now,
        state="declined",
        reason=f"{NAME}: nein",
        # What others write of somebody stays theirs.
        **(told | {"source": "Filmheft"}),
    )
    one, other = (merging.put_film(by=TEST, facts=FilmFacts(title=title)) for title in ("Eins", "Zwei"))
    for film in (one, other):
        Draft.objects.create(member=member, film=film, film_title="x", text=f"Von {NAME}", saved_at=now)
    Revision.objects.create(film=other, number=9, by=member, made_at=now, source=NAME, before={"fsk": 6}, after={})
    merging.merge_films(by=TEST, kept=one, gone=other)
    Merge.objects.update(by=member, undone_by=member)
    Verdict.objects.create(
        kind="film", answer="two", reason=f"{NAME} sagt so", state="done", by=member, undone_by=member, made_at=now
    )
    soon = now + dt.timedelta(days=7)
    Invitation.objects.create(digest="1", inviter=member, expires_at=soon)
    Invitation.objects.create(digest="2", email=MAIL, expires_at=soon)
    asked = {"handle": "neu", "display_name": "Neu", "password": "!", "language": "de"}
    Application.objects.create(email="neu@example.org", likeness="neu", declined_at=now, decided_by=member, **asked)
    PendingSignup.objects.create(email=MAIL.upper(), token="t", code="c", code_until=soon, **asked)
    for address in (MAIL, SECOND):
        EmailAddress.objects.update_or_create(user=member.login, email=address)
        send_letter(by=TEST, to=address, subject=f"An {NAME}", text=f"Hallo {HANDLE}")
    (home.path / "mail").mkdir()
    (home.path / "mail" / "1.log").write_text(f"To: {NAME} <{MAIL}>\n\nHallo")
    Authenticator.objects.create(user=member.login, type="totp", data={"secret": HANDLE})
    SocialAccount.objects.create(
        user=member.login, provider="club", uid=HANDLE, extra_data={"name": NAME, "mail": MAIL}
    )
    deliver.enqueue(
        "abspann.reviews.handlers:note_reported_followers", "abspann.members.events:MemberChanged", {"member": MEMBER}
    )
    cache.set(f"greeting-{HANDLE}", NAME, None)
    return [review.public_id for review in (*mine, withdrawn)]


PAGES = (
    "/", "/reviews/", "/critiques/", "/feed/", "/films/", "/search/?q=prophet", "/sitemap.xml", "/sitemap-films-0.xml",
    "/film/der-geschmack-von-rost-und-knochen-2012/", "/film/der-geschmack-von-rost-und-knochen-2012/reviews/",
    "/film/ein-prophet-2009/", "/film/ein-prophet-2009/reviews/", "/film/ein-prophet-2009/history/",
    "/@anna/", "/@bruno/", f"/@{HANDLE}/", f"/@{HANDLE}/reviews/", f"/@{HANDLE}/ratings/",
    "/desk/", "/desk/proposals/", "/accounts/", "/accounts/export/",
)  # fmt: skip


def read_everything(browsers: list[Client]) -> str:
    """Ask for every page in both languages, and return what was answered."""
    answered = []
    for browser in browsers:
        for address in [address for page in PAGES for address in (page, f"/en{page}")]:
            response = browser.get(address)
            assert response.status_code < 500, address
            answered.append(response.getvalue().decode(errors="replace"))
    return "\n".join(answered)


def browser_of(member: Member | None) -> Client:
    browser = Client(headers={"host": "localhost", "user-agent": f"Browser/{member.handle if member else 0}"})
    if member:
        browser.force_login(member.login)
        UserSession.objects.get_or_create(
            session_key=browser.session.session_key,
            defaults={"user": member.login, "ip": "192.0.2.7", "user_agent": f"Browser of {member.handle}"},
        )
    return browser


def signs(canaries: Canaries) -> Iterator[tuple[str, bytes]]:
    """Every form in which a canary may hide, for a search in bytes without capitals."""
    for text in canaries.texts:
        raw = text.encode()
        yield text, raw.lower()
        yield f"{text} in hex", raw.hex().encode()
        for name in ("md5", "sha1", "sha256"):
            for form in {raw, raw.lower()}:
                digest = hashlib.new(name, form)
                yield f"{name} of {text}", digest.hexdigest().encode()
                yield f"{name} of {text}, raw", digest.digest().lower()
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + raw)
            # The ends depend on what stands beside it.
            yield f"{text} in base64", coded[4 if shift else 0 : len(coded) - 4].lower()
    for number in canaries.numbers:
        yield f"number {number}", str(number).encode()
        yield f"number {number}, as SQLite writes it", struct.pack(">i", number).lower()


def every_byte(home) -> Iterator[tuple[str, bytes]]:
    for path in sorted(home.path.rglob("*")):
        if path.is_file() and "static" not in path.relative_to(home.path).parts:
            yield path.relative_to(home.path).as_posix(), path.read_bytes()
    if home.engine == "postgresql":
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                yield table, repr(cursor.fetchall()).encode()


def found(home, canaries: Canaries) -> list[str]:
    """Where something of the canaries is, in whatever form; empty when all is gone."""
    sought = list(signs(canaries))
    places = [(where, content.lower()) for where, content in every_byte(home)]
    return sorted({f"{what} in {where}" for where, content in places for what, sign in sought if sign in content})


def kinds_with_rows() -> set[str]:
    """The keys to members and logins under which something of the one who leaves stands."""
    known = set()
    for key in DECIDED:
        app, model, field = key.split(".")
        rows = apps.get_model(app, model).objects
        target = MEMBER if rows.model._meta.get_field(field).related_model is Member else LOGIN
        if rows.filter(**{field: target}).exists():
            known.add(key)
    return known


@pytest.fixture
def lived(home, settings):
    """A home in which somebody has left a row of every kind, and whose every page has been asked for."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"}}
    call_command("createcachetable", verbosity=0)
    settings.MAIL_FOLDER = home.path / "mail"
    member = arrive()
    old = live(member, home)
    anna = Member.objects.get(handle="anna")
    crowd = [browser_of(None), browser_of(anna), browser_of(member)]
    assert NAME in read_everything(crowd)
    # Reports and decisions are looked after by tests/moderation.
    expected = {key for key in DECIDED if not key.startswith("moderation.")} - MADE_ON_LEAVING
    assert expected <= kinds_with_rows()
    canaries = Canaries([HANDLE, NAME, ABOUT, MAIL, SECOND, member.public_id, *old], [MEMBER, LOGIN])
    return member, canaries, crowd


def end() -> None:
    Departure.objects.update(asked_at=timezone.now() - dt.timedelta(8), due_at=timezone.now() - dt.timedelta(1))
    assert leaving.erase_due(by=TEST) == 1


@pytest.mark.slow
@pytest.mark.parametrize("keep", [True, False])
def test_no_byte_of_the_home_tells_of_whoever_is_gone(home, lived, keep):
    member, canaries, (visitor, anna, _own) = lived
    there = found(home, canaries)
    assert [text for text in canaries.texts if not any(hit.startswith(f"{text} in ") for hit in there)] == []
    leaving.ask_to_leave(by=member, keep=keep)
    answered = read_everything([visitor, anna]).replace(f"@{HANDLE}/", "").replace(SAID_BY_ONESELF, "")
    assert [text for text in canaries.texts if text in answered] == []
    end()
    assert NAME not in read_everything([visitor, anna])
    # What the pages were asked for just now is theirs who asked; the night's work is what is looked at.
    leaving.erase_due(by=TEST)
    assert found(home, canaries) == []
    assert Review.objects.filter(author=None).count() == (2 if keep else 0)
    assert Rating.objects.filter(member=None).count() == (2 if keep else 0)
    assert HelpfulVote.objects.filter(member=None).count() == (1 if keep else 0)


@pytest.mark.slow
def test_pages_differ_only_where_the_name_stood(home, lived):
    """Stars, texts, counts, order: the rest of a page says nothing of somebody having left."""
    member, _canaries, (visitor, _anna, _own) = lived
    address = "/film/ein-prophet-2009/reviews/"
    before = visitor.get(address).content.decode()
    leaving.ask_to_leave(by=member, keep=True)
    after = visitor.get(address).content.decode()

    def bare(page: str) -> str:
        """The page without its name lines and the addresses of its reviews."""
        page = re.sub(r'<div class="who">.*?</div>', "", page, flags=re.DOTALL)
        page = page.replace(NAME, "Anonymer User")
        for public_id in re.findall(r'id="review-(\w+)"', page):
            page = page.replace(public_id, "…")
        return re.sub(r'\s+|(csrf\w+|value)="[^"]*"', " ", page)

    assert "Anonymer User" in after
    assert bare(after) == bare(before)


@pytest.mark.slow
def test_former_addresses_answer_as_if_nobody_had_ever_been_there(home, lived):
    member, canaries, (visitor, _anna, _own) = lived
    leaving.ask_to_leave(by=member, keep=True)
    end()
    never, review = "zyklamen-yaver-78", "aaaaaaaaaaaa"
    film = "/film/ein-prophet-2009/reviews"
    for former, unknown in (
        *((f"/@{HANDLE}/{part}", f"/@{never}/{part}") for part in ("", "reviews/", "ratings/", "followers/")),
        *((f"{film}/{old}/", f"{film}/{review}/") for old in canaries.texts[6:]),
    ):
        one, other = visitor.get(former), visitor.get(unknown)
        assert one.status_code == other.status_code == 404
        assert one.content.decode().replace(former, "…") == other.content.decode().replace(unknown, "…")
