"""Safe Markdown: what people write becomes HTML that can do no harm, whole or cut, or plain text.

Two walls stand behind each other: the parser knows neither HTML nor pictures, tables or addresses other than http,
https and mailto; and its output passes nh3's list of allowed tags. Excerpts are taken from the token stream, never from
HTML: `html.parser` and Django's `striptags` can be brought to a standstill by what a member may write.

Of Markdown only what helps prose is spoken: paragraphs, single line ends (kept), emphasis, links, quotations, lists,
headings, rules, code in backticks. Four spaces at a line's start and a row of dashes under a line make neither code nor
a heading, which nobody means who writes of films; link definitions are shown as written, so that nothing vanishes.
Lines that begin with `>!` are a spoiler: folded away on a page, and left out wherever a text is only quoted.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from abspann.core.text import ELLIPSIS, cleaned, cut

LONGEST = 20_000
"""Characters of a text that are rendered. Commands refuse longer ones; whatever came in otherwise is cut at a word."""

_LONG = 5_000
"""Of texts with more characters than this fewer results are remembered, so that memory stays far below 100 MB."""

_LINE = 40
"""A line end or a new block takes as much room of a fold as this many characters, so that tall texts are cut too."""

_SCRAP = 60
"""A fold begins no block of which it could show fewer characters than this."""

_SLACK = 1.25
"""A text up to a quarter longer than its fold is shown whole: nobody wants to unfold half a line."""

_SPOILER_MARK = "\ufdd0"
"""Stands for a spoiler's `>!` between cleaning and parsing: `cleaned` takes it out of whatever people write."""

_SPOILER_LINE = re.compile(r"^((?:[ \t>]|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))*)>!", re.MULTILINE)
_SPOILER_MARKS = re.compile(rf"(?:(?:{_SPOILER_MARK}|>!)[ \t]*)+")

_SANITIZER = nh3.Cleaner(
    tags={"p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "hr", "h2", "h3", "h4", "h5", "h6", "a", "code"}
    | {"details", "summary"},
    attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
    tag_attribute_values={"details": {"class": {"spoiler"}}, "summary": {"lang": {"de", "en"}}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="nofollow ugc noopener",
)
_MAIL_ADDRESS = re.compile(r"mailto:[^\s@?]+@[^\s@?]+", re.IGNORECASE)
R = TypeVar("R")
_logger = logging.getLogger(__name__)


class Excerpt(NamedTuple):
    """One line of plain text (not escaped), with « …» at its end if `cut`."""

    text: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """A text to be folded: `head` is the HTML of its beginning, `full` of all of it; equal unless `cut`."""

    head: SafeString
    full: SafeString
    cut: bool


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's name
        """Only whole http(s) addresses that do not pose as another host (`https://bank@evil`), and mail addresses."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        if parts.scheme in ("http", "https"):
            return url[len(parts.scheme) :].startswith("://") and bool(parts.hostname) and "@" not in parts.netloc
        return _MAIL_ADDRESS.fullmatch(url) is not None


def _remembered(work: Callable[..., R]) -> Callable[..., R]:
    """`work` that remembers its last 4,096 results, and of long texts its last 256."""
    short, long = lru_cache(4096)(work), lru_cache(256)(work)

    def recall(text: str, *arguments: int | str) -> R:
        return (long if len(text) > _LONG else short)(text[: 2 * LONGEST], *arguments)

    return recall


def render(text: str, *, heading: int = 3) -> SafeString:
    """The whole text as safe HTML. Never raises.

    All its headings are of the one level `heading` (2..6), so that the outline stays the page's.
    """
    return _rendered(text, heading, _language_of(text))


def fold(text: str, *, characters: int = 420, heading: int = 3) -> Folded:
    """The text as safe HTML, whole and cut after about so many characters, at a word, all tags closed, « …» at its end.

    A line end counts as forty characters; a text little longer than that is not cut. Never raises.
    """
    return _folded(text, characters, heading, _language_of(text))


def plain(text: str) -> str:
    """The text without its marks and without its spoilers, blocks parted by an empty line, numbers of lists kept: for
    JSON-LD, feeds and mails. Not escaped."""
    return _plain(text)


def excerpt(text: str, *, characters: int = 160) -> Excerpt:
    """The beginning of the text on one line, at most so many characters and then « …»: for teasers and meta data."""
    line = " ".join(plain(text).split())
    if len(line) <= characters:
        return Excerpt(line, cut=False)
    return Excerpt((cut(line, characters) or line[:characters]) + ELLIPSIS, cut=True)


def _language_of(text: str) -> str:
    """The language in which a text's folds say what they are: the page's; none where nothing is folded away, so that
    such a text is remembered once for both."""
    return ((get_language() or "de")[:2] if ">!" in text else "") or ""


@_remembered
def _rendered(text: str, heading: int, language: str) -> SafeString:
    # The language is the page's, active while this runs: it only tells the memory that it matters.
    return _html(_tokens(text, heading))


@_remembered
def _folded(text: str, characters: int, heading: int, language: str) -> Folded:
    tokens = _tokens(text, heading)
    full = _html(tokens)
    room = characters + _LINE
    sizes = _sizes(tokens)
    if sum(sizes) <= room * _SLACK:
        return Folded(full, full, cut=False)
    return Folded(_html(_head(tokens, sizes, room)), full, cut=True)


@_remembered
def _plain(text: str) -> str:
    pieces: list[str] = []
    mark = ""
    for token in _told(_tokens(text, heading=3)):
        if token.type == "list_item_open":
            mark = f"{token.info}. " if token.info else ""
        elif token.type == "list_item_close":
            mark = ""
        elif piece := _text_of(token).strip():
            pieces.append(mark + piece)
            mark = ""
    return "\n\n".join(pieces)


def _tokens(text: str, heading: int) -> list[Token]:
    """The tidy token stream of at most the first 20,000 characters; of a text that trips the parser, one paragraph."""
    source = cleaned(text)
    if len(source) > LONGEST:
        source = cut(source, LONGEST) + ELLIPSIS
    try:
        return _PARSER.parse(_SPOILER_LINE.sub(_mark_spoiler, source), {"heading": heading})
    except Exception:  # one bad text must never take down the page that shows a hundred good ones
        _logger.exception("A text of %d characters tripped the Markdown parser.", len(source))
        return _paragraph(source)


def _paragraph(source: str) -> list[Token]:
    content = Token("inline", "", 0, content=source, children=[Token("text", "", 0, content=source)])
    return [Token("paragraph_open", "p", 1, block=True), content, Token("paragraph_close", "p", -1, block=True)]


def _html(tokens: Sequence[Token]) -> SafeString:
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return SafeString(_SANITIZER.clean(html).strip())


# Spoilers: a block of lines that begin with `>!`.


def _mark_spoiler(found: re.Match[str]) -> str:
    # White space before it would make the line go on with the paragraph above, and tell everything.
    return (found[1] if found[1].strip() else "") + _SPOILER_MARK


def _spoiler(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The parser's rule for spoilers. A spoiler in a spoiler is one."""
    if not _begins_spoiler(state, start):
        return False
    if silent:
        return True
    line = start
    lines = []
    while line < end and _begins_spoiler(state, line) and (line == start or state.sCount[line] >= state.blkIndent):
        begin = state.bMarks[line] + state.tShift[line]
        lines.append(_SPOILER_MARKS.sub("", state.src[begin : state.eMarks[line]], count=1))
        line += 1
    state.line = line
    content = "\n".join(lines).replace(_SPOILER_MARK, "")
    if content.strip():
        opening = state.push("spoiler_open", "details", 1)
        opening.attrSet("class", "spoiler")
        inner: list[Token] = []
        state.md.block.parse(content, state.md, state.env, inner)
        for token in inner:
            token.level += state.level
        state.tokens.extend(inner)
        state.push("spoiler_close", "details", -1)
    return True


def _begins_spoiler(state: StateBlock, line: int) -> bool:
    return state.src.startswith(_SPOILER_MARK, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _open_spoiler(*_parts: object) -> str:
    # The text may be in any language; these words are in the page's.
    words = _("Spoiler: read anyway")
    return f'<details class="spoiler"><summary lang="{(get_language() or "de")[:2]}">{words}</summary>\n'


def _told(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens of what a text tells openly."""
    depth = 0
    for token in tokens:
        if token.type in ("spoiler_open", "spoiler_close"):
            depth += token.nesting
        elif not depth:
            yield token


# Tidying: what the parser let through, made fit for a page.


def _tidy(state: StateCore) -> None:
    """Cleans text once more (entities may spell what the source may not), levels headings, drops empty headings and
    links, which a screen reader would announce as nothing."""
    tokens: list[Token] = []
    for token in state.tokens:
        token.content = cleaned(token.content)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{state.env['heading']}"
        if token.type == "inline":
            token.children = _without_empty_links(token.children or [])
        tokens.append(token)
        if token.type == "heading_close" and not _text_of(tokens[-2]).strip():
            del tokens[-3:]
    state.tokens = tokens


def _without_empty_links(children: Iterable[Token]) -> list[Token]:
    kept: list[Token] = []
    opened, leads_nowhere = 0, False
    for child in children:
        child.content = cleaned(child.content)
        child.attrs.pop("title", None)
        if child.type == "link_open":
            opened, leads_nowhere = len(kept), not child.attrGet("href")
        if leads_nowhere and child.type in ("link_open", "link_close"):
            continue
        kept.append(child)
        if child.type == "link_close" and not any(inner.content.strip() for inner in kept[opened:-1]):
            del kept[opened:]
    return kept


def _text_of(token: Token) -> str:
    return "".join("\n" if child.tag == "br" else child.content for child in token.children or [])


# Folding: the token stream cut where the room ends.


def _sizes(tokens: Iterable[Token]) -> list[int]:
    """How much room each token takes, in characters; a block begun directly in another shares its first line. A spoiler
    takes the line that says so."""
    sizes = []
    after_opening = False
    folded_away = 0
    for token in tokens:
        if token.type == "spoiler_close":
            folded_away -= 1
        if folded_away:
            sizes.append(0)
        elif token.type == "inline":
            sizes.append(sum(map(_size_in_line, token.children or [])))
        else:
            sizes.append(_LINE if token.type == "hr" or (token.nesting == 1 and not after_opening) else 0)
        after_opening = token.nesting == 1
        if token.type == "spoiler_open":
            folded_away += 1
    return sizes


def _size_in_line(token: Token) -> int:
    return _LINE if token.tag == "br" else len(token.content)


def _head(tokens: Iterable[Token], sizes: Iterable[int], room: int) -> list[Token]:
    """As many tokens as there is room for, the last one cut, with an ellipsis, everything open closed again."""
    kept: list[Token] = []
    for token, size in zip(tokens, sizes, strict=True):
        if size > room:
            if token.type == "inline" and (room >= _SCRAP or not any(map(_text_of, kept))):
                kept.append(_cut_inline(token, max(room, _SCRAP)))
            break
        kept.append(token)
        room -= size
    kept = _without_loose_end(kept)
    _add_ellipsis(kept)
    return kept + _closings(kept)


def _cut_inline(token: Token, room: int) -> Token:
    kept: list[Token] = []
    for child in token.children or []:
        size = _size_in_line(child)
        if size > room:
            child.content = cut(child.content, room)
            kept.append(child)
            break
        kept.append(child)
        room -= size
    while kept and kept[-1].nesting >= 0 and not kept[-1].content.strip():
        kept.pop()
    token.children = kept + _closings(kept)
    return token


def _without_loose_end(tokens: list[Token]) -> list[Token]:
    """Without opened blocks that hold nothing yet, without a heading or rule at the very end; but never nothing."""
    end = len(tokens)
    while end > 0 and (tokens[end - 1].nesting == 1 or tokens[end - 1].type in ("hr", "heading_close")):
        end -= 3 if tokens[end - 1].type == "heading_close" else 1
    return tokens[:end] or tokens


def _add_ellipsis(tokens: list[Token]) -> None:
    """At the end of the last words; behind a spoiler in a paragraph of its own, where it can be seen."""
    if tokens and tokens[-1].type == "spoiler_close":
        tokens.extend(_paragraph(ELLIPSIS))
        return
    for token in reversed(tokens):
        if token.children:
            last = token.children[-1]
            last.content = last.content.rstrip()
            token.children.append(Token("text", "", 0, content=ELLIPSIS))
            return


def _closings(tokens: Iterable[Token]) -> list[Token]:
    """The closing tokens of all that is still open after `tokens`, innermost first."""
    opened: list[Token] = []
    for token in tokens:
        if token.nesting == 1:
            opened.append(token)
        elif token.nesting == -1:
            opened.pop()
    return [
        Token(token.type.replace("_open", "_close"), token.tag, -1, block=token.block, hidden=token.hidden)
        for token in reversed(opened)
    ]


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "xhtmlOut": False, "breaks": True})
    parser.disable(["html_block", "html_inline", "image", "code", "fence", "lheading", "reference"])
    parser.block.ruler.before("blockquote", "spoiler", _spoiler, {"alt": ["paragraph", "blockquote", "list"]})
    parser.core.ruler.push("tidy", _tidy)
    parser.add_render_rule("spoiler_open", _open_spoiler)
    # The rules are compiled at first use, in a way that a second thread could see half done: so use them once, here.
    parser.parse("*once*", {"heading": 3})
    return parser


_PARSER = _parser()
