"""What members may be called, and what they may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abspann.core.refusal import Refusal
from abspann.events.models import NounVersion
from abspann.members import commands as members
from abspann.members.commands import SIGNING_UP
from abspann.members.models import Member
from abspann.members.rules import RESERVED, as_address, as_member_name, digits_of, is_handle, is_name, why_no_name
from tests.conftest import TEST

OFFICES = [
    "Admin",
    "ADMIN",
    "\u0430dmin",
    "ad\u202emin",
    "admin\u200b",
    "\uff41dmin",
    "adm\u0131n",
    "admin\u00ad",
    "A d m i n",
    "Ad-min",
    "4dm1n",
    "@dmin",
    "Adrnin",
    "Aclmin",
    "Ádmín",
    "Админ",
    "Аԁміп",
    "ᴀᴅᴍɪɴ",
    "ⓐⓓⓜⓘⓝ",
    "𝐀𝐝𝐦𝐢𝐧",
    "Max Admin",
    "Die Redaktion",
    "Redakti0n",
    "Redaktiοn",
    "Rédaktion",
    "Moderation",
    "M0derator",
    "Модератор",
    "Abspann",
    "Abspann-Team",
    "ABSРANN",
]

NOBODIES = [
    "Anonymer User",
    "anonymer user",
    "ANONYMER USER",
    "AnonymerUser",
    "Anonymer  User",
    "Anonymer\u00a0User",
    "Anonymer\u2003User",
    "Anonymer-User",
    "Anonymer_User",
    "Anonymer.User",
    "Anonymer User.",
    "„Anonymer User“",
    "Аnonymer User",
    "Anonymer Us\u0435r",
    "Анонимер Усер",
    "\uff21\uff4e\uff4f\uff4e\uff59\uff4d\uff45\uff52 \uff35\uff53\uff45\uff52",
    "Anonymer\u200b User",
    "Ano\u200dnymer User",
    "Anonymer\u00ad User",
    "An0nymer U5er",
    "Anonym3r Us3r",
    "Anonymer Üser",
    "Anónymer User",
    "Anonymmer User",
    "Anonyrner User",
    "Anonymer User 💀",
    "Anonymous user",
    "Anonymous",
    "Anonymus",
    "Ohne Namen",
    "0hne Namen",
    "OHNE NAMEN",
    "Ohne Nam\u0435n",
    "O h n e N a m e n",
]

OWN_NAMES = [
    "Anna",
    "Anna-Lena Müller",
    "Emil Arnautović",
    "Tereza Kolářová",
    "O’Neil",
    "O'Neil",
    "Анна Иванова",
    "Γιώργος",
    "山田 太郎",
    "やまだ花子",
    "김민수",
    "Nguyễn Thị Ánh",
    "الياس",
    "สมชาย",
    "प्रिया शर्मा",
    "Łukasz",
    "İpek Ş.",
    "J. R.",
    "3 Haselnüsse",
    "R2D2",
    "Adam Min",
    "Anonymia",
    "Moritz",
    "x",
]


@pytest.mark.parametrize("name", OFFICES)
def test_nobody_who_signs_up_is_called_like_who_speaks_for_the_house(name):
    assert not is_name(name, house="Abspann")


@pytest.mark.parametrize("name", NOBODIES)
def test_nobody_who_signs_up_is_called_like_nobody(name):
    assert not is_name(name, house="Abspann")


@pytest.mark.parametrize("name", OWN_NAMES)
def test_people_are_called_what_people_are_called(name):
    assert why_no_name(name, house="Abspann") is None


def test_the_site_has_a_name_of_its_own():
    assert is_name("Filmclub Husum", house="Abspann")
    for name in ("Filmclub Husum", "FILMCLUB-HUSUM", "F1lmclub Husum", "Der Filmclub Husum"):
        assert not is_name(name, house="Filmclub Husum")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "…",
        "💀",
        "\u200b",
        "\u3164",
        "\u2800",
        "x" * 61,
        "Gre\u202eta",
        "Gre\x00ta",
        "Gre\ufe0fta",
        "Gre\ud800ta",
        "a\u0300\u0301\u0302\u0303\u0304",
        "Grеta",  # a Cyrillic е
        "Gretα",
    ],
)
def test_a_name_is_one_that_can_be_seen_and_read(name):
    assert not is_name(name)


def test_a_name_is_kept_in_plain_letters():
    assert as_member_name("  Ｇｒｅｔａ \u00a0 Ｇ. ") == "Greta G."


@given(st.text(max_size=70))
def test_any_text_is_a_name_or_is_not_and_as_it_is_kept_it_is_judged_alike(text):
    if is_name(text):
        assert is_name(as_member_name(text))
        assert as_member_name(as_member_name(text)) == as_member_name(text)


@pytest.mark.parametrize(
    "handle",
    ["adm1n", "m0derator", "redakt1on", "a-d-m-i-n", "rnoderator", "anonymer-user", "0hne-namen", "f1lm", "abspann"],
)
def test_a_handle_must_not_look_like_a_reserved_one_either(handle):
    assert handle not in RESERVED or handle == "abspann"
    assert not is_handle(handle)


# What commands do with it.


@pytest.mark.django_db
def test_the_rules_of_names_hold_for_who_signs_up_and_not_for_what_the_keeper_writes():
    with pytest.raises(Refusal) as refused:
        members.register(by=SIGNING_UP, handle="greta", display_name="Redaktion")
    assert refused.value.field == "display_name"
    assert Member.objects.count() == 0
    assert members.register(by=TEST, handle="greta", display_name="Redaktion").display_name == "Redaktion"
    assert members.register(by=SIGNING_UP, handle="hanna", display_name="Ｈanna  H.").display_name == "Hanna H."


@pytest.mark.django_db
def test_a_member_says_who_they_are(world):
    before = NounVersion.objects.get(key=f"member:{world.anna.pk}").version
    members.edit_profile(
        by=world.anna, member=world.anna, display_name="Anna  Ärger", about=" Sieht viel.\r\nSagt wenig. "
    )
    row = Member.objects.get(pk=world.anna.pk)
    assert (row.display_name, row.about) == ("Anna Ärger", "Sieht viel.\nSagt wenig.")
    assert NounVersion.objects.get(key=f"member:{world.anna.pk}").version == before + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "said"), [("display_name", "Moderation"), ("display_name", ""), ("about", "x" * 1_001)]
)
def test_a_profile_that_cannot_be_changes_nothing(world, field, said):
    with pytest.raises(Refusal) as refused:
        members.edit_profile(by=world.anna, member=world.anna, **{"display_name": "Anna", "about": "", field: said})
    assert refused.value.field == field
    assert Member.objects.get(pk=world.anna.pk).display_name == "Anna"


@pytest.mark.django_db
def test_nobody_edits_the_profile_of_another(world):
    with pytest.raises(Refusal) as refused:
        members.edit_profile(by=world.karl, member=world.anna, display_name="Karls Freundin", about="")
    assert refused.value.status == 403


# Addresses and codes.


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" Greta@Example.ORG ", "Greta@example.org"),
        ("greta@exämple.org", "greta@xn--exmple-cua.org"),
        ("greta+film@example.org", "greta+film@example.org"),
        ("victim@ex\u0430mple.org", "victim@xn--exmple-4nf.org"),
    ],
)
def test_an_address_is_kept_in_one_spelling(text, kept):
    assert as_address(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "greta",
        "@example.org",
        "vıctim@example.org",
        "a＠b.org",
        "a@b",
        "a@b..org",
        "a b@example.org",
        "a@example.org\nBcc: b@example.org",
        "a@example.org,b@example.org",
        "x" * 250 + "@example.org",
        "a@" + "ö" * 200 + ".org",
    ],
)
def test_what_is_no_address_is_none(text):
    assert as_address(text) is None


@pytest.mark.parametrize("typed", ["12345678", "1234 5678", " 1234-5678\n", "１２３４５６７８", "١٢٣٤٥٦٧٨"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert digits_of(typed) == "12345678"
