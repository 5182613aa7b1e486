"""Pages made up at random: what was put into a header comes out of it, and no line is lost, doubled or invented."""

import json
import string
from dataclasses import dataclass, field
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abspann.exchange.ingest.blocks import Json
from abspann.exchange.ingest.lines import NotAFilmPage
from abspann.exchange.ingest.reading import read_page

QUIET = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


@dataclass(frozen=True)
class Language:
    """How one portal writes a header."""

    follow: str
    anonymous: str
    more: str
    separators: tuple[str, ...]
    months: str
    followers: tuple[str, str]
    reviews: tuple[str, str]
    published: str
    comma: str


LANGUAGES = (
    Language(
        "User folgen",
        "Anonymer User",
        "Mehr erfahren",
        (".", "", "\u00a0", "\u202f"),
        MONTHS["de"],
        ("{} Follower", "{} Follower"),
        ("{} Kritik", "{} Kritiken"),
        "Veröffentlicht am {d}. {m} {y}",
        ",",
    ),
    Language(
        "Follow user",
        "Anonymous User",
        "Read more",
        (",", ""),
        MONTHS["en"],
        ("{} follower", "{} followers"),
        ("{} review", "{} reviews"),
        "Published on {d} {m} {y}",
        ".",
    ),
    Language(
        "Suivre son activité",
        "Un visiteur",
        "Lire plus",
        (" ", "\u202f"),
        MONTHS["fr"],
        ("{} abonné", "{} abonnés"),
        ("{} critique", "Lire ses {} critiques"),
        "Publiée le {d} {m} {y}",
        ",",
    ),
)

NAMES = st.sampled_from(
    """
    Küstenfuchs | Zoë W. | 3,5 | Kino | Lena & Tom | der_mit_dem_Wal | Ole B. | 🎬 Reel |
    User folgen | x | Das Salz der Küste | Dr. Seltsam! | Anna-Lena von und zu Kino | 007 | Wer fragt? | Trivia |
    Mia Berg
    """.strip().split("|")
).map(str.strip)
SENTENCES = """
Ich war von Anfang an dabei.
Mir war das zu lang
Tolle Bilder!
4,0
Veröffentlicht
Inhalt:
Die Darsteller machen ihre Sache gut.
Kritik:
Leider ist das Ende schwach, aber ich mochte die Musik.
I liked every minute of it.
Fazit: hingehen :)
Wer „Ebbe und Flut“ mochte, wird sich hier wohlfühlen.
J'ai beaucoup aimé ce film.
- gute Kamera
Ein Satz mit Klammer (und noch einer) dazu.
...
Nun ja
""".strip().split("\n")


@dataclass
class Card:
    """A card as it was put on the page: its lines, and what must be read from them."""

    lines: list[str] = field(default_factory=list)
    expected: Json = field(default_factory=dict)


def grouped(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)


@st.composite
def cards(draw: st.DrawFn, language: Language) -> Card:
    """A card with most of its header; text of any number of lines, cut off or not."""
    anonymous = draw(st.integers(0, 4)) == 0
    separator = draw(st.sampled_from(language.separators))
    followers, count = draw(st.integers(0, 2_000_000)), draw(st.integers(1, 20_000))
    day = draw(st.dates(date(1995, 1, 1), date(2035, 12, 31)))
    stars = draw(st.integers(1, 10)) / 2
    author = None if anonymous else draw(NAMES)
    has_date = draw(st.integers(0, 9)) > 0
    has_stars = draw(st.integers(0, 9)) > 0 or anonymous
    texts = draw(st.lists(st.sampled_from(SENTENCES), max_size=4))
    if texts and not has_stars and not has_date and texts[0] == "4,0":
        texts = []
    if texts and not (has_date and has_stars) and texts[0] == "4,0":
        texts[0] = "Na gut."  # without the field itself, nobody could tell this line from it
    truncated = draw(st.booleans()) and bool(texts)
    ending = draw(st.sampled_from(("own line", "same line"))) if truncated else ""
    lines = [language.anonymous if anonymous else str(author)]
    if not anonymous:
        lines.append(language.followers[followers != 1].format(grouped(followers, separator)))
        lines.append(language.reviews[count != 1].format(grouped(count, separator)))
        lines.append(language.follow)
    if has_stars:
        lines.append(str(stars).replace(".", language.comma))
    if has_date:
        lines.append(language.published.format(d=day.day, m=language.months.split()[day.month - 1], y=day.year))
    if truncated:
        texts[-1] = ("Kurz" if texts[-1] == "..." else texts[-1]) + " …"
    text = "\n".join(texts) or None
    if ending == "same line":
        texts[-1] += " " + language.more
    lines += texts + ([language.more] if ending == "own line" else [])
    return Card(
        lines,
        {
            "author": author,
            "anonymous": anonymous,
            "followers": None if anonymous else followers,
            "reviews": None if anonymous else count,
            "stars": stars if has_stars else None,
            "published_on": day.isoformat() if has_date else None,
            "truncated": truncated,
            "text": text,
        },
    )


SYNOPSIS = (
    "Der Fischer Nils (Arne Holl) findet am Strand von Amrum die Fremde Edda (Silke Brandt) und schweigt darüber."
)
CRITIQUE = (
    "Mit „Das Salz der Küste“ gelingt Regisseurin Ines Falk nach „Ebbe und Flut“ ein zweites Kammerspiel, dessen Kamera"
    " nie mehr zeigt als nötig. Die Darsteller danken es ihr, das Publikum auch, und so bleibt man gern an die"
)
FACT = "Der Film wurde an 31 Tagen auf Amrum gedreht und lief 2014 im Wettbewerb der Berlinale."


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, Json, list[Json]]:
    """A page's text, its prose by part, and its cards' values."""
    language = draw(st.sampled_from(LANGUAGES))
    dealt = draw(st.lists(cards(language), min_size=1, max_size=5))
    prose: Json = {
        "synopsis": SYNOPSIS if draw(st.booleans()) else None,
        "critique": CRITIQUE if draw(st.booleans()) else None,
        "trivia": FACT if draw(st.booleans()) and dealt[-1].expected["text"] else None,
    }
    blank = draw(st.sampled_from(("", "\n")))
    blocks = [[prose["synopsis"]], [prose["critique"]], *[card.lines for card in dealt], [prose["trivia"]]]
    text = ("\n" + blank).join("\n".join(block) for block in blocks if block[0] is not None)
    return text, prose, [card.expected for card in dealt]


def blocks_of(page: Json) -> list[Json]:
    single = [page["film"], page["synopsis"], page["critique"]]
    return [*single, *page["reviews"], *page["trivia"], *page["unplaced"]]


def assert_nothing_lost_or_invented(text: str, page: Json) -> None:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [number for number, line in enumerate(lines, start=1) if line.strip()]
    held = [number for block in blocks_of(page) for number in block["lines"]]
    assert sorted(held) == filled
    whole = "\n".join(lines)
    for value in texts_of(page):
        assert value in whole or all(part in whole for part in value.split("\n")) or value in whole.replace("\n", " ")
    for block in [*blocks_of(page), *page["festivals"], *page["mentions"]]:
        assert 0 <= block["confidence"] <= 1
        assert all(0 < number <= len(lines) for number in block["lines"])


def texts_of(page: Json) -> list[str]:
    """Every value of a proposal that is a text."""
    values = [page["film"]["title"], page["synopsis"]["text"], page["critique"]["text"], page["critique"]["critic"]]
    values += [value for pair in page["synopsis"]["cast"] for value in pair.values()]
    values += [review[key] for review in page["reviews"] for key in ("author", "text")]
    values += [passage["text"] for passage in (*page["trivia"], *page["unplaced"])]
    values += [fact[key] for fact in page["festivals"] for key in ("festival", "award")]
    values += [mention.get("film") or mention.get("person") for mention in page["mentions"]]
    return [value for value in values if value is not None]


@QUIET
@given(pages())
def test_each_header_comes_out_as_it_was_put_in(made: tuple[str, Json, list[Json]]) -> None:
    text, prose, expected = made
    page = read_page(text).to_json()
    assert [{key: review[key] for key in expected[0]} for review in page["reviews"]] == expected
    assert page["synopsis"]["text"] == prose["synopsis"]
    assert page["critique"]["text"] == prose["critique"]
    assert [passage["text"] for passage in page["trivia"]] == ([prose["trivia"]] if prose["trivia"] else [])
    assert page["unplaced"] == []
    assert_nothing_lost_or_invented(text, page)


@QUIET
@given(pages())
def test_line_ends_and_a_byte_order_mark_make_no_difference(made: tuple[str, Json, list[Json]]) -> None:
    text = made[0]
    page = read_page(text).to_json()
    assert read_page(text.replace("\n", "\r\n")).to_json() == page
    assert read_page(text.replace("\n", "\r")).to_json() == page
    assert read_page(("\ufeff" + text).encode()).to_json() == page
    assert read_page(text.encode("utf-16")).to_json() == page


SIGNS = st.text(alphabet=string.ascii_letters + 'äöüßÉé 0123456789,.:()„“"»«…★½·|-!?\u00a0\u200b\u2028\t', max_size=90)
PIECES = """
Mehr erfahren ¦ … Mehr erfahren ¦ User folgen ¦ 3,5 ¦ 12 Follower ¦ 1 Kritik ¦ Veröffentlicht am 5. Mai 2022 ¦
Veröffentlicht am 31. Februar 2022 ¦ Anonymer User ¦ Fazit: ¦ Inhaltsangabe ¦ Kritik der Redaktion ¦
User-Kritiken ¦ Wissenswertes ¦ Trivia ¦ Festivals & Auszeichnungen ¦ Hilfreich? ¦ 0 Finde ich hilfreich ¦
Kommentare ¦ Von Carla Beck ¦ Regie: Ines Falk ¦ ----- ¦ ★★★½ ¦ Inhalt: Nils (Arne Holl) geht. ¦
Mona · 3 Follower · 3,5 · Veröffentlicht am 5. Mai 2022 ¦ Read more ¦ 5
""".strip()
SOUP = st.one_of(
    SIGNS,
    NAMES,
    st.sampled_from(SENTENCES),
    st.sampled_from(["", " ", SYNOPSIS, CRITIQUE, FACT, *(piece.strip() for piece in PIECES.split("¦"))]),
)


@settings(QUIET, max_examples=300)
@given(st.lists(SOUP, max_size=30), st.sampled_from(("\n", "\r\n", "\r")))
def test_any_lines_in_any_order_are_kept_once(lines: list[str], end: str) -> None:
    text = end.join(lines)
    try:
        page = read_page(text).to_json()
    except NotAFilmPage as refusal:
        assert refusal.sentence == str(refusal)  # noqa: PT017  # most texts are refused, and some are read
        return
    assert_nothing_lost_or_invented(text, json.loads(json.dumps(page)))


@settings(QUIET, max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    try:
        read_page(data)
    except NotAFilmPage as refusal:
        assert refusal.sentence.endswith(".")  # noqa: PT017  # some bytes are read
