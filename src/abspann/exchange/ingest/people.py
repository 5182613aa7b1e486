"""Names of people, and the roles before them: «Kommissar Jean Dupont (X Y)»."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from abspann.exchange.ingest.given_names import GIVEN_NAMES
from abspann.exchange.ingest.vocabulary import (
    APPOSITIVES,
    DETERMINERS,
    FUNCTION_WORDS,
    NOT_A_PERSON,
    NOUN_ENDINGS,
    PARTICLES,
    RELATIVES,
    TITLES,
)

_TOKEN = re.compile(r"\S{1,60}")
_INITIAL = re.compile(r"(?:\w\.){1,3}|jr\.?|sr\.?|i{2,3}|iv", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_]['’]?[\w\u0300-\u036f'’.-]*")
_PLAYED_BY = re.compile(
    r"(?:gespielt von|verkörpert von|dargestellt von|gesprochen von|(?:dt\. |deutsche )?stimme(?: von)?:?|played by|"
    r"voiced by|voice of|voice:|jouée? par|incarnée? par|interpretad[oa] por|interpretat[oa] da)\s+",
    re.IGNORECASE,
)
_NOT_A_ROLE = re.compile(
    r"^(?:regisseur|filmemacher|drehbuch|kamera|autor|schriftsteller|produzent|komponist|schauspiel|darsteller|"
    r"hauptdarsteller|director|filmmaker|actor|actress|author|writer|producer|composer|réalisat|cinéaste|acteur|actrice)"
)
_AND = re.compile(r"\s(?:und|and|et|y|e|&)\s")
_AND_BEFORE = re.compile(r"\s(?:und|and|et|y|e|&)\s$")
_MARKS = "„“”\"'»«‚‘’›‹,;:!?()[]"
_NAME_ARTICLES = ("El", "La", "Le", "Los", "Las", "Les", "Il", "Lo")
_NOUN_SIGNS = ("ung", "heit", "keit", "schaft", "land", "reich", "ien", "burg", "stadt", "film", "dorf", "berg")


@dataclass(frozen=True)
class Pair:
    """A role and who plays it; `sure` is False for a person of one name («Zendaya»)."""

    role: str
    person: str
    sure: bool


@lru_cache(maxsize=4096)
def person_in(text: str) -> tuple[str, bool] | None:
    """The person that a bracket or a list entry names, and whether the name has two parts; None for anything else."""
    played = _PLAYED_BY.match(text)
    rest = text[played.end() :] if played else text
    name = re.split(r"[,;/|]| – | - | als | as ", rest, maxsplit=1)[0].strip()
    words = name.split()
    if not 1 <= len(words) <= 6 or not _could_be_name(words):
        return None
    return (name, True) if sum(map(_is_capital, words)) > 1 else _single_name(name)


def _single_name(name: str) -> tuple[str, bool] | None:
    lower = name.lower()
    known = lower in APPOSITIVES or lower in TITLES or lower.endswith(_NOUN_SIGNS)
    return None if known or len(name) < 3 or name.isupper() else (name, False)


def _could_be_name(words: Sequence[str]) -> bool:
    if not _is_capital(words[0]) or words[-1].lower() in PARTICLES:
        return False
    if words[-1].lower() in {"jr", "jr.", "sr", "sr."}:
        words = words[:-1]
    if not words or (words[0].lower() in FUNCTION_WORDS and not (len(words) > 1 and words[0].lower() in GIVEN_NAMES)):
        return False
    return all(word.lower() in PARTICLES or _is_name_word(word) for word in words)


def _is_name_word(word: str) -> bool:
    return _is_capital(word) and word.lower().strip(".") not in NOT_A_PERSON


def _is_capital(word: str) -> bool:
    """The word is spelled like a name; letters of scripts without capitals count."""
    upper = not word[:1].islower() and _NAME_WORD.fullmatch(word)
    return bool(upper or re.match(r"[a-zé]{1,2}['’][A-ZÉÀ]", word))


def pairs_in(text: str, known_roles: Iterable[str] = ()) -> Iterator[Pair]:
    """«Role (Actor)» in running text, in order; `known_roles` part «läuft Ali Stephanie (…)» into its two."""
    roles = frozenset(known_roles)
    for opened, people in _brackets(text):
        found: list[Pair] = []
        end: int | None = opened
        for person, sure in reversed(people):
            role = _role_before(text, end, roles) if end is not None else None
            if role and not (role.isupper() and person.isupper()):  # a license shouts, a synopsis does not
                found.append(Pair(role, person, sure))
            end = _end_before_and(text, text.rindex(role, 0, end)) if role else None
        yield from reversed(found)


def people_in_brackets(text: str) -> Iterator[str]:
    """Persons of two names or more that stand in brackets, with or without a role before them."""
    for _, people in _brackets(text):
        yield from (name for name, sure in people if sure)


def _brackets(text: str) -> Iterator[tuple[int, list[tuple[str, bool]]]]:
    """Where a bracket with people in it opens, and who they are: «Ali und Omar (Tahar Rahim und Roschdy Zem)»."""
    opened = text.find("(")
    while opened >= 0:
        closed = text.find(")", opened, opened + 90)
        inner = text[opened + 1 : closed] if closed > 0 else ""
        people = [person_in(part) for part in _AND.split(inner)] if inner else []
        known = [person for person in people if person]
        if known and len(known) == len(people):
            yield opened, known
        opened = text.find("(", opened + 1)


def _end_before_and(text: str, role_start: int) -> int | None:
    match = _AND_BEFORE.search(text, max(0, role_start - 5), role_start)
    return match.start() if match else None


def _role_before(text: str, opened: int, known_roles: frozenset[str]) -> str | None:
    """The capitalized words right before the bracket, without the nouns and articles that only introduce them."""
    start = max(0, opened - 120)
    before = [(match.start() + start, match[0]) for match in _TOKEN.finditer(text[start:opened])]
    first = _first_capital(before)
    if first is None:
        return None
    first = _without_introduction(before, first, known_roles)
    last = before[-1][1]
    if last[-1] in '“”"»«›‹' and last[0] not in '„“"»«›‹':  # the end of a title of several words
        return None
    name = before[first][1].strip(_MARKS)
    if name.lower() in FUNCTION_WORDS and name not in _NAME_ARTICLES:
        return None
    role = text[before[first][0] : opened].rstrip()
    if len(role.split()) == 1 or role.count(role[0]) == 1:
        role = role.strip('„“”"»«›‹')
    return None if not role or _NOT_A_ROLE.match(role.lower()) else role


def _first_capital(before: Sequence[tuple[int, str]]) -> int | None:
    first: int | None = None
    for place in range(len(before) - 1, max(-1, len(before) - 7), -1):
        word = before[place][1]
        last = place == len(before) - 1
        bare = word.strip('„“”"»«›‹')
        if (last and bare[-1:] in ",;:!?.") or (not last and _ends_a_clause(bare)):
            break
        if _is_capital(bare):
            first = place
        elif bare.lower() not in PARTICLES or last:
            break
    return first


def _ends_a_clause(word: str) -> bool:
    if word[-1:] in ",;:!?)":
        return True
    return word.endswith(".") and not _INITIAL.fullmatch(word) and word.lower() not in TITLES and len(word) > 4


def _without_introduction(before: Sequence[tuple[int, str]], first: int, known_roles: frozenset[str]) -> int:
    last = len(before) - 1
    for place in range(last - 1, first - 1, -1):
        word = before[place][1].strip(_MARKS)
        named = word in _NAME_ARTICLES and place > 0 and not _ends_a_clause(before[place - 1][1])
        if _only_introduces(word) and not named:
            first = place + 1
            break
    while first < last and before[first][1].strip(_MARKS) in known_roles:
        first += 1
    return first + 1 if first < last and _is_noun_with_article(before, first) else first


def _is_noun_with_article(before: Sequence[tuple[int, str]], first: int) -> bool:
    """German puts no article before a bare name: «die Nonne Maria», «seine Frau Grete», «den jungen Hirten Luis»."""
    noun, name = before[first][1].lower(), before[first + 1][1].strip(_MARKS).lower()
    above = [word.strip(_MARKS).lower() for _, word in before[max(0, first - 3) : first]]
    if noun in GIVEN_NAMES or not above:
        return False
    if noun in TITLES:
        return noun in RELATIVES and above[-1] in DETERMINERS
    described = name in GIVEN_NAMES and any(word in DETERMINERS for word in above)
    return above[-1] in DETERMINERS or (described and all(word.isalpha() for word in above))


def _only_introduces(word: str) -> bool:
    lower = word.lower()
    if lower in TITLES or lower in GIVEN_NAMES or word[:1].islower():
        return False
    return lower in FUNCTION_WORDS or lower in APPOSITIVES or (len(lower) > 5 and lower.endswith(NOUN_ENDINGS))


def names_in(text: str) -> Iterator[tuple[int, str]]:
    """Persons in running text whose first name is a known one, with the place; a genitive's s is left off."""
    tokens = list(_TOKEN.finditer(text))
    skip = 0
    for at, token in enumerate(tokens):
        lead = len(token[0]) - len(token[0].lstrip("„“”\"»«'([‚›‹"))
        first = token[0][lead:]
        if at < skip or first.lower() not in GIVEN_NAMES or not first[:1].isupper():
            continue
        end = _end_of_name(tokens, at)
        if end:
            stop, skip = end
            yield token.start() + lead, text[token.start() + lead : stop]


def _end_of_name(tokens: Sequence[re.Match[str]], at: int) -> tuple[int, int] | None:
    for place in range(at + 1, min(at + 5, len(tokens))):
        word = tokens[place][0]
        core = word.rstrip(_MARKS + ".…")
        if (
            _INITIAL.fullmatch(word)
            or core.lower() in PARTICLES
            or (core == word and core.lower() in GIVEN_NAMES and _more_follows(tokens, place))
        ):
            continue
        if not _is_capital(core) or len(core) < 2 or core.lower() in FUNCTION_WORDS or core.lower() in NOT_A_PERSON:
            return None
        if core.lower() in APPOSITIVES and core.lower() not in GIVEN_NAMES:
            return None
        return tokens[place].start() + len(_nominative(core, word, tokens, place)), place + 1
    return None


def _more_follows(tokens: Sequence[re.Match[str]], place: int) -> bool:
    following = tokens[place + 1][0] if place + 1 < len(tokens) else ""
    return _is_capital(following.rstrip(_MARKS + ".")) and following.rstrip(_MARKS + ".").lower() not in FUNCTION_WORDS


def _nominative(core: str, word: str, tokens: Sequence[re.Match[str]], place: int) -> str:
    """«Marion Cotillards Schauspiel»: before a capitalized word, a name's last s is the genitive's."""
    for ending in ("'s", "’s", "'", "’"):
        if core.endswith(ending) or word.rstrip(".,;:").endswith(ending):
            return core.removesuffix(ending)
    genitive = core == word and core.endswith("s") and len(core) > 4 and not core.endswith("ss")
    return core[:-1] if genitive and _more_follows(tokens, place) else core
