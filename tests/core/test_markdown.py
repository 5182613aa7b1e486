import re
import time
from itertools import product

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st

from abspann.core import markdown
from abspann.core.markdown import LONGEST, excerpt, fold, plain, render

A_LINK = '<a href="https://example.org/" rel="nofollow ugc noopener">'


# What is spoken.


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Ein *starker* und **großer** Film.", "<p>Ein <em>starker</em> und <strong>großer</strong> Film.</p>"),
        ("Eins.\n\nZwei.", "<p>Eins.</p>\n<p>Zwei.</p>"),
        ("Eins,\nzwei.", "<p>Eins,<br>\nzwei.</p>"),
        ("> Zitat", "<blockquote>\n<p>Zitat</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. Akt\n4. Akt", '<ol start="3">\n<li>Akt</li>\n<li>Akt</li>\n</ol>'),
        ("Oben\n\n---\n\nunten", "<p>Oben</p>\n<hr>\n<p>unten</p>"),
        ("`35 mm`", "<p><code>35 mm</code></p>"),
        ("[hier](https://example.org/)", f"<p>{A_LINK}hier</a></p>"),
        ("<https://example.org/>", f"<p>{A_LINK}https://example.org/</a></p>"),
        (
            "[Post](mailto:kino@example.org)",
            '<p><a href="mailto:kino@example.org" rel="nofollow ugc noopener">Post</a></p>',
        ),
        ("Tom & Jerry &amp; 5 > 3", "<p>Tom &amp; Jerry &amp; 5 &gt; 3</p>"),
        ("„Ein Prophet“ – groß…", "<p>„Ein Prophet“ – groß…</p>"),
        ("", ""),
        (" \n\t\n", ""),
    ],
)
def test_prose_becomes_html(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("    Eingerückt", "<p>Eingerückt</p>"),
        ("Absatz\n---", "<p>Absatz</p>\n<hr>"),
        ("Absatz\n===", "<p>Absatz<br>\n===</p>"),
        ("[1]: https://example.org", "<p>[1]: https://example.org</p>"),
        ("a | b\n--|--\nc | d", "<p>a | b<br>\n--|--<br>\nc | d</p>"),
        ("~~weg~~ https://example.org", "<p>~~weg~~ https://example.org</p>"),
        ("Das ist <langweilig> und <b>fett</b>", "<p>Das ist &lt;langweilig&gt; und &lt;b&gt;fett&lt;/b&gt;</p>"),
        ("#MeToo", "<p>#MeToo</p>"),
    ],
)
def test_what_a_writer_of_prose_does_not_mean_has_no_meaning(text: str, html: str) -> None:
    assert render(text) == html


def test_all_headings_are_of_the_level_the_page_asks_for() -> None:
    assert render("# Eins\n\n### Zwei") == "<h3>Eins</h3>\n<h3>Zwei</h3>"
    assert render("# Eins\n\n### Zwei", heading=4) == "<h4>Eins</h4>\n<h4>Zwei</h4>"


@pytest.mark.parametrize("text", ["#", "## ", "[](https://example.org/)", "# [ ](https://example.org/)", "# \u202e"])
def test_headings_and_links_without_words_are_dropped(text: str) -> None:
    assert re.sub("</?p>", "", render(text)) == ""


def test_an_image_is_not_shown() -> None:
    assert render("![Plakat](https://example.org/)") == f"<p>!{A_LINK}Plakat</a></p>"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:alert(1)",
        "java%0ascript:alert(1)",
        "&#106;avascript:alert(1)",
        "\\javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "//example.org/",
        "/film/m-1931/",
        "film",
        "#top",
        "?after=x",
        "ftp://example.org/",
        "https:example.org",
        "https:///example.org",
        "https://",
        "https://bank.example@evil.example/",
        "https:\\\\example.org",
        "http://[::1",
        "mailto:",
        "mailto:a@b.example?bcc=c@d.example",
        "tel:110",
        "blob:https://example.org/x",
        "view-source:https://example.org",
    ],
)
def test_only_whole_web_and_mail_addresses_become_links(address: str) -> None:
    assert re.findall("<a[^>]*>", render(f"[x]({address}) [x](<{address}>) <{address}>")) == []


@pytest.mark.parametrize(
    "sign", ["\u202e", "&#x202e;", "&#8238;", "\u2067", "&#x2067;", "\ud800", "&#xD800;", "\x1b", "\ufffe", "&#xFFFE;"]
)
def test_no_sign_that_turns_or_breaks_a_page_comes_through(sign: str) -> None:
    shown = render(f"vor{sign}nach `vor{sign}nach`") + plain(f"vor{sign}nach") + excerpt(f"# vor{sign}nach").text

    assert re.findall("[\u202a-\u202e\u2066-\u2069\ud800-\udfff\x1b\ufffe]", shown) == []
    shown.encode()


def test_a_text_is_rendered_up_to_its_cap_and_cut_at_a_word() -> None:
    html = render("Wort " * 10_000)

    assert html == "<p>" + " ".join(["Wort"] * (LONGEST // 5)) + "&nbsp;…</p>"


def test_a_text_that_trips_the_parser_is_shown_as_a_plain_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(markdown._PARSER, "parse", trip)

    assert render("Der *eine* <b>Text</b>") == "<p>Der *eine* &lt;b&gt;Text&lt;/b&gt;</p>"
    assert plain("Der *eine* <b>Text</b>") == "Der *eine* <b>Text</b>"


# What does harm elsewhere.

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<details open ontoggle=alert(1)>",
    "<style>@import'//evil.example'</style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form action=//evil.example><button>x</button></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "</p></div></article><h1>x",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    'https://example.org/" onclick="alert(1)',
    "https://example.org/' onclick='alert(1)",
    "https://example.org/<script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "{{ 7*7 }}{% debug %}${7*7}",
    "\u2028</script>",
]
PLACES = [
    "{}",
    "[x]({})",
    "[x](<{}>)",
    "[{}](https://example.org/)",
    "<{}>",
    "**{}**",
    "`{}`",
    "# {}",
    "- {}",
    "> {}",
    '[x](https://e.org "{}")',
    ">! {}",
]
ALLOWED = re.compile(
    r"</?(?:p|em|strong|blockquote|ul|ol|li|h[2-6]|code)>|<br>|<hr>|</a>|<ol start=\"[0-9]+\">"
    r"|<a href=\"(?:https?://|mailto:)[^\"<>\s]*\" rel=\"nofollow ugc noopener\">"
    r"|<details class=\"spoiler\"><summary lang=\"(?:de|en)\">|</(?:details|summary)>"
)


def foreign_tags(html: str) -> list[str]:
    """Every `<` that begins no tag which we write ourselves."""
    return re.findall("<.{0,40}", ALLOWED.sub("", html), re.DOTALL)


@pytest.mark.parametrize(("payload", "place"), list(product(PAYLOADS, PLACES)))
def test_no_payload_becomes_a_tag_and_the_sanitizer_has_the_last_word(payload: str, place: str) -> None:
    text = place.format(payload)
    html = render(text)

    assert foreign_tags(html) == []
    assert foreign_tags(fold(text * 30).head) == []
    assert markdown._SANITIZER.clean(html) == html


MARKS = [
    "*",
    "**",
    "_",
    "`",
    "[",
    "](",
    ")",
    "<",
    ">",
    "https://a.example",
    "javascript:",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "> ",
    ">! ",
    "# ",
    "&#",
    "&lt;",
    ";",
]
SCRIBBLE = st.lists(
    st.sampled_from([*MARKS, "!", '"', "'", "\\", " ", "---\n", "ä", "Film", "\u202e", "\0", "    "]), max_size=80
).map("".join)


@given(SCRIBBLE | st.text(st.characters()))
@example("[*]()")
def test_no_scribble_becomes_a_foreign_tag(text: str) -> None:
    folded = fold(text, characters=60)

    assert foreign_tags(folded.full) == []
    assert foreign_tags(folded.head) == []
    assert markdown._SANITIZER.clean(folded.head) == folded.head
    assert folded.full == render(text)


NASTY = [
    "[",
    "![",
    "[[]",
    "[`",
    "[a](",
    "*a\n",
    "a**b_",
    "*_",
    "<a ",
    "<!--",
    "`a``",
    "> - > ",
    "- a\n",
    "&#",
    '[a](http://a "',
    "<http:",
    ">!",
    ">! - ",
    "- >!\n",
    "> >! ",
    ">!>\n",
]


@pytest.mark.parametrize("pattern", NASTY)
def test_no_hostile_text_takes_seconds(pattern: str) -> None:
    assert _seconds((pattern * LONGEST)[:LONGEST]) < 3  # about 0.25 s on an idle machine


@pytest.mark.parametrize("pattern", ["<a ", "<!--", "[", "> "])
def test_what_exceeds_the_cap_costs_nothing_more(pattern: str) -> None:
    assert _seconds(pattern * LONGEST) < 3


def _seconds(text: str) -> float:
    start = time.process_time()
    fold(text)
    return time.process_time() - start


# Folding.


def words_of(html: str) -> str:
    """The words of our own HTML, where every `<` begins a tag, without white space and ellipsis."""
    return re.sub(r"<[^>]*>|&nbsp;…|\s", "", html)


def test_a_short_text_is_not_folded() -> None:
    folded = fold("Ein *kurzer* Text.")

    assert (folded.head, folded.full, folded.cut) == ("<p>Ein <em>kurzer</em> Text.</p>",) * 2 + (False,)
    assert isinstance(folded.head, SafeString)


def test_a_text_a_little_longer_than_its_fold_is_shown_whole() -> None:
    assert [fold("Wort " * n, characters=100).cut for n in (20, 26, 40)] == [False, False, True]


def test_a_long_text_is_cut_at_a_word_and_all_tags_are_closed() -> None:
    link = "[einem Link nach ganz weit oben und noch viel weiter](https://example.org/)"
    folded = fold(f"> Ein **sehr *langer* Satz** mit {link}, der nicht endet.", characters=60)

    assert folded.head == (
        f"<blockquote>\n<p>Ein <strong>sehr <em>langer</em> Satz</strong> mit "
        f"{A_LINK}einem Link nach ganz weit oben und</a>&nbsp;…</p>\n</blockquote>"
    )
    assert folded.cut


def test_a_fold_begins_no_paragraph_of_which_it_shows_only_a_scrap() -> None:
    folded = fold(f"{'Wort ' * 60}Ende.\n\n## Titel\n\n{'Neues ' * 90}", characters=420)

    assert folded.head == f"<p>{'Wort ' * 60}Ende.&nbsp;…</p>"


def test_a_fold_keeps_a_list_a_list() -> None:
    folded = fold("\n".join(f"- Punkt {n}" for n in range(40)), characters=120)

    assert folded.head == "<ul>\n<li>Punkt 0</li>\n<li>Punkt 1</li>\n<li>Punkt 2&nbsp;…</li>\n</ul>"


@pytest.mark.parametrize("tall", ["a\n", "a\n\n", "- a\n", "-\n", "> a\n\n", "---\n", "# a\n", "1)\n"])
def test_a_tall_text_is_cut_as_well(tall: str) -> None:
    head = fold(tall * 500).head

    assert len(re.findall("<(?:p|br|li|hr|h3)>", head)) <= 12


@given(SCRIBBLE, st.integers(40, 200))
def test_a_fold_begins_as_the_whole_does(text: str, characters: int) -> None:
    folded = fold(text + " Wort" * 100, characters=characters)

    assert folded.cut or ">!" in text  # what stands in a spoiler takes no room
    assert words_of(folded.full).startswith(words_of(folded.head))


@pytest.mark.parametrize("before", ["- - *", "> > > ", "> - 1. # ", "* * *\n\n", "- ", "1. > - "])
def test_a_fold_shows_words_however_deep_they_stand(before: str) -> None:
    assert words_of(fold(before + " Wort" * 100, characters=60).head)[:12] == "WortWortWort"


# Plain text.


def test_plain_text_has_no_marks_and_keeps_paragraphs_and_numbers() -> None:
    text = "# Titel\n\nEin *guter* [Film](https://example.org/),\nsehr <b>gut</b> &amp; `kurz`."
    tail = "\n\n- a\n- b\n\n3. Akt\n\n---"

    assert plain(text + tail) == "Titel\n\nEin guter Film,\nsehr <b>gut</b> & kurz.\n\na\n\nb\n\n3. Akt"


def test_an_excerpt_is_one_line_cut_at_a_word() -> None:
    text = "# Titel\n\nEin *guter*\nFilm, den man sehen muss."

    assert excerpt(text) == ("Titel Ein guter Film, den man sehen muss.", False)
    assert excerpt(text, characters=22) == ("Titel Ein guter Film\N{NO-BREAK SPACE}…", True)


def test_an_excerpt_of_one_endless_word_is_not_empty() -> None:
    assert excerpt("x" * 100, characters=10) == ("x" * 10 + "\N{NO-BREAK SPACE}…", True)
    assert excerpt("") == ("", False)


@pytest.mark.parametrize("hostile", ["<a " * 20_000, "<!--" * 20_000, "<" * 1000 + "x", "<langweilig " * 100])
def test_an_excerpt_of_unclosed_tags_is_just_text(hostile: str) -> None:
    assert hostile.startswith(excerpt(hostile).text.removesuffix("\N{NO-BREAK SPACE}…"))


# Spoilers.

SHUT = '<details class="spoiler"><summary lang="de">Spoiler: trotzdem lesen</summary>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (">! Er *stirbt*.", f"{SHUT}\n<p>Er <em>stirbt</em>.</p>\n</details>"),
        ("Vorher,\n>! a\n>! b\nnachher", f"<p>Vorher,</p>\n{SHUT}\n<p>a<br>\nb</p>\n</details>\n<p>nachher</p>"),
        (">!! a", f"{SHUT}\n<p>! a</p>\n</details>"),
        (">! # a\n>!\n>! - b", f"{SHUT}\n<h3>a</h3>\n<ul>\n<li>b</li>\n</ul>\n</details>"),
        ("> Zitat\n>! a", f"<blockquote>\n<p>Zitat</p>\n</blockquote>\n{SHUT}\n<p>a</p>\n</details>"),
        ("> >! a", f"<blockquote>\n{SHUT}\n<p>a</p>\n</details>\n</blockquote>"),
        ("- >! a", f"<ul>\n<li>\n{SHUT}\n<p>a</p>\n</details>\n</li>\n</ul>"),
        ("Absatz\n      >! a", f"<p>Absatz</p>\n{SHUT}\n<p>a</p>\n</details>"),
        (">!>! a\n>! >! b", f"{SHUT}\n<p>a<br>\nb</p>\n</details>"),
        (">!", ""),
        ("Satz >! kein Spoiler", "<p>Satz &gt;! kein Spoiler</p>"),
        ("\ufdd0Satz", "<p>Satz</p>"),
    ],
)
def test_lines_with_the_spoiler_mark_are_folded_away(text: str, html: str) -> None:
    assert render(text) == html


def test_a_spoiler_says_what_it_is_in_the_pages_language() -> None:
    shown = []
    for language in ("de", "en", "de"):
        with override(language):
            shown.append(re.findall("<summary.*</summary>", render(">! a"))[0])
    assert shown[0] == shown[2] == '<summary lang="de">Spoiler: trotzdem lesen</summary>'
    assert shown[1] == '<summary lang="en">Spoiler: read anyway</summary>'


SPOILER_PLACES = [
    "",
    "\n",
    "Satz\n",
    "Satz\n      ",
    "> Zitat\n",
    "> ",
    "> > a\n> ",
    "- a\n- ",
    "- a\n  ",
    "1. ",
    "# T\n",
    "`a\n",
    "*a\n",
]


@given(st.sampled_from(SPOILER_PLACES), SCRIBBLE.filter(lambda text: "\n" not in text), SCRIBBLE, st.integers(40, 90))
@example("- a\n- ", "", "", 40)
def test_a_spoiler_is_told_by_no_excerpt_and_by_no_page_openly(
    before: str, within: str, after: str, characters: int
) -> None:
    text = f"{before}>! Geheimnis {within}Geheimnis\n\n{after}"

    assert "Geheim" not in plain(text) + excerpt(text).text
    for html in (render(text), fold(text, characters=characters).head):
        openly = re.sub(r"(?s)<details.*?</details>", "", html)
        assert "Geheim" not in openly
        assert html.count("<details") == html.count("</details>")


def test_a_spoiler_takes_one_line_of_a_fold_and_is_never_cut() -> None:
    folded = fold(f"Satz.\n\n>! {'Geheim ' * 200}\n\n{'Wort ' * 100}", characters=200)

    assert folded.cut
    assert folded.head.count("Geheim") == 200
    assert folded.head.startswith(f"<p>Satz.</p>\n{SHUT}")
    assert re.fullmatch(r"<p>Wort .*Wort&nbsp;…</p>", folded.head.splitlines()[-1])


def test_behind_a_spoiler_a_cut_is_seen_and_not_folded_away_with_it() -> None:
    folded = fold(f"{'Wort ' * 20}\n\n>! Geheim\n\n{'Wort ' * 100}", characters=150)

    assert folded.head.endswith("<p>Geheim</p>\n</details>\n<p>&nbsp;…</p>")
