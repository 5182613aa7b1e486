"""Festival facts: which festival, which year, which award, and whether the film won, was nominated or was shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from abspann.exchange.ingest.blocks import Outcome
from abspann.exchange.ingest.quotes import could_be_title, quotes_in
from abspann.exchange.ingest.vocabulary import entries

LONGEST_SENTENCE = 600

_CITY = r"[A-ZÀ-ÖØ-Ý][\w'’.-]{1,30}(?: [A-ZÀ-ÖØ-Ý][\w'’.-]{1,30}){0,2}"
_PLACES = (
    "Cannes|Venedig|Venice|Venise|Berlin|Locarno|Toronto|Sundance|San Sebastián|San Sebastian|Karlovy Vary|Rotterdam|"
    "Telluride|Tribeca|Sitges|Saarbrücken|Hof|Deauville|Annecy|Mannheim|Sarajevo|Zürich|Göteborg|Tallinn|Busan"
)
_FESTIVAL = re.compile(
    rf"(?P<name>(?:Internationale[nrs]? )?(?:Filmfestspiele[ns]?|Filmfestival[s]?|Filmfest[s]?|Festivals?)"
    rf"(?: von| in| de| du| di| in der| Mannheim-)?(?: (?:{_CITY}))"
    rf"|(?:{_CITY} )?(?:International )?(?:Film Festival|Filmfestival|Filmfest|Film Fest)(?: (?:of |de |{_PLACES}))?"
    rf"|(?:Internationale[nrs]? )?Filmfestspiele[n]? Berlin|Berlinale|Viennale|Diagonale|Mostra (?:di|de) {_CITY}"
    rf"|Max[- ]Ophüls[- ]Preis|Semaine de la Critique|Quinzaine des (?:Réalisateurs|Cinéastes))"
)
_BARE_PLACE = re.compile(rf"\b(?:in|à|at|von|de|auf)\s+(?P<name>{_PLACES})\b")
_SHOWN_THERE = re.compile(
    r"wettbewerb|premier|uraufführ|festival|palme|bären|löwe|leopard|compétition|competition|screened|nominiert",
    re.IGNORECASE,
)
_ADJECTIVE = r"(?:Goldene[nrsm]?|Silberne[nrsm]?|Großer?|Große[nms]?|Golden|Silver)"
_AWARD = re.compile(
    rf"(?P<name>{_ADJECTIVE} (?:Ehren)?(?:Palme|Bär(?:en)?|Löwen?|Leopard(?:en)?|Muschel|Kamera|Hirsch|Palm|Bear|Lion|"
    rf"Shell|Kristallglobus|Preis der Jury|Auge|Taube|Drachen?)"
    r"|Palme d[’']or|Palme d[’']Or|Ours d[’'](?:or|argent)|Lion d[’']or|Léopard d[’']or|Caméra d[’'][oO]r"
    r"|Grand Prix(?: (?:de la|du) [Jj]ury)?|Prix (?:du [Jj]ury|de la mise en scène|Un Certain Regard)"
    r"|Prix d[’']interprétation \w+"
    r"|Jury Prize|Grand Jury Prize|Preis der Jury|(?:Jury|Regie|Drehbuch|Darsteller|Publikums)preis(?:es)?"
    r"|Audience Award|FIPRESCI[- ]Preis|FIPRESCI Prize|Queer Palm|Un Certain Regard"
    r"|(?:Auslands)?[Oo]scars?|Academy Awards?|Golden Globes?|Césars?|BAFTA(?:[- ]Awards?|s)?|Goyas?|David di Donatello"
    r"|Deutsche[nrs]? Filmpreis(?:es)?|Lola|Europäische[nrs]? Filmpreis(?:es)?|European Film Awards?"
    r"|Bayerische[nrs]? Filmpreis"
    r"|(?:Preis|Award|Prix) (?:für (?:die|den|das) beste[nr]? [\w ]{3,30}|for [Bb]est [\w ]{3,30}))(?![\w])"
)
_WON = re.compile(
    r"\b(?:gewann(?:en)?|gewonnen|gewinnt|erhielt(?:en)?|erhalten|bekam|errang|holte|ausgezeichnet|prämiert|verliehen|"
    r"ausgezeichnete[rs]?|won|wins|awarded|received|remport\w{0,3}|obtenu|obtient|récompensée?|"
    r"gewinner\w{0,3}|winner|gagné)\b",
    re.IGNORECASE,
)
_NOMINATED = re.compile(
    r"(?:\bnomin\w+|\bnommée?s?\b|wettbewerb um\b|rennen um\b|konkurrierte\b|kandidat\w*|competed for|"
    r"in competition for|compétition pour|en lice pour|\bshortlist|ging leer aus)",
    re.IGNORECASE,
)
_SELECTED = re.compile(
    r"(?:wettbewerb|\blief\b|\bgezeigt\b|\bzu sehen\b|premiere|uraufgeführt|uraufführung|eröffnete|"
    r"eröffnungsfilm|\bsektion\b|\breihe\b|\bvertreten\b|\beingeladen|\bscreened|premiered|\bselected|selection|"
    r"in competition|sélection|présenté|compétition|projeté|\bshown\b|\bopened\b)",
    re.IGNORECASE,
)
_SIGNS = entries(
    "fest berlinale viennale diagonale mostra palm bär bear ours löwe lion leopard oscar césar globe preis prix award "
    "prize goya bafta lola donatello ophüls semaine quinzaine regard academy"
) + tuple(place.lower() for place in _PLACES.split("|"))
"""A text without any of these tells of no festival."""

_NATIONAL = re.compile(
    r"(?:auslands)?oscar|academy|golden globe|césar|bafta|goya|david|deutsch|lola|europ|bayer", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:nicht|kein\w{0,2}|nie|not|never|ne|leer aus|statt|fast|beinahe|almost)\b", re.IGNORECASE)
_OTHER_FILM = re.compile(
    r"\b(?:vorig|vorherig|früher|vorgänger|letzter film|debüt|previous|earlier|précédent|sein(?:en|em)? ersten?)\w*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w.-])(?:19|20)[0-9]{2}(?![\w-])")
_SENTENCE = re.compile(r"(?<![ .(][0-9]{2})(?<![ .(][0-9])[.!?…][»“\")]*\s+(?=[A-ZÀ-ÖØ-Ý„«»“\"0-9])|\n")
_CLAUSE = re.compile(r",|;|\bund\b|\bsowie\b|\band\b|\bet\b|\bwhile\b|\baber\b|\bbut\b")


@dataclass(frozen=True)
class Fact:
    """One festival or award, each value verbatim where it is a text."""

    festival: str | None
    year: int | None
    award: str | None
    outcome: Outcome | None


def facts_in(text: str, title: str | None) -> Iterator[Fact]:
    """The facts of this film in a text that is about it; a sentence about another film or an older work has none."""
    lower = text.lower()
    if not any(sign in lower for sign in _SIGNS):
        return
    for sentence in _SENTENCE.split(text):
        if sentence and len(sentence) <= LONGEST_SENTENCE and not _is_of_another(sentence, title):
            yield from _facts(sentence)


def _is_of_another(sentence: str, title: str | None) -> bool:
    own = (title or "").lower()
    others = [
        quote.text
        for quote in quotes_in(sentence)
        if could_be_title(quote.text)
        and quote.text.lower() != own
        and not _FESTIVAL.search(quote.text)
        and not _AWARD.search(quote.text)
    ]
    return bool(_OTHER_FILM.search(sentence)) or bool(others and not (own and own in sentence.lower()))


def _facts(sentence: str) -> Iterator[Fact]:
    festivals = _festivals(sentence)
    given = set()
    for award in _AWARD.finditer(sentence):
        festival = _nearest(festivals, award.start()) if _is_a_festivals(award["name"]) else None
        given.add(festival)
        year = _year(sentence, festival.end() if festival else award.start())
        yield Fact(_name(festival) if festival else None, year, award["name"], _outcome(sentence, award))
    for festival in festivals:
        if festival not in given and _is_shown(sentence, festival, alone=not given):
            yield Fact(_name(festival), _year(sentence, festival.end()), None, "selected")


def _name(festival: re.Match[str]) -> str:
    return festival["name"].strip(" .,")


def _festivals(sentence: str) -> list[re.Match[str]]:
    found = list(_FESTIVAL.finditer(sentence))
    if not found and _SHOWN_THERE.search(sentence):
        found = list(_BARE_PLACE.finditer(sentence))
    return found


def _is_a_festivals(award: str) -> bool:
    """Oscars and national prizes are given at no festival."""
    return not _NATIONAL.match(award)


def _nearest(matches: list[re.Match[str]], place: int) -> re.Match[str] | None:
    return min(matches, key=lambda match: abs(match.start() - place), default=None)


def _year(sentence: str, place: int) -> int | None:
    year = _nearest(list(_YEAR.finditer(sentence)), place)
    return int(year[0]) if year else None


def _outcome(sentence: str, award: re.Match[str]) -> Outcome | None:
    """The nearest word that tells what became of it, one in the same clause before one in another."""
    ways: list[tuple[float, Outcome]] = []
    for pattern, outcome in ((_WON, "won"), (_NOMINATED, "nominated")):
        for match in pattern.finditer(sentence):
            between = sentence[min(match.end(), award.end()) : max(match.start(), award.start())]
            far = len(between) + 60 * len(_CLAUSE.findall(between))
            known: Outcome = "won" if outcome == "won" else "nominated"
            ways.append((far, known))
    best = min(ways, default=None)
    if best is None:
        return "selected" if award["name"] == "Un Certain Regard" and _SELECTED.search(sentence) else None
    if best[1] == "won" and _NOT.search(sentence):
        return "nominated" if any(outcome == "nominated" for _, outcome in ways) else None
    return best[1]


def _is_shown(sentence: str, festival: re.Match[str], *, alone: bool) -> bool:
    """The sentence says that the film ran there; where it also tells of an award, the same clause must say so."""
    if alone:
        return _SELECTED.search(sentence) is not None and _NOT.search(sentence) is None
    clauses = [0, *(match.start() for match in _CLAUSE.finditer(sentence)), len(sentence)]
    start = max(place for place in clauses if place <= festival.start())
    stop = min(place for place in clauses if place >= festival.end())
    return _SELECTED.search(sentence, start, stop) is not None
