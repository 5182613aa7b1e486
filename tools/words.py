"""Keep the German sentences whole: collect what code and templates say, compile, name what is missing.

python tools/words.py           update django.po (new ones empty, gone ones out, sorted) and compile django.mo
python tools/words.py --check   change nothing; fail and name every sentence that is missing, unsure or wrong
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "abspann"
PO = PACKAGE / "web" / "locale" / "de" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

CODE: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDERS = re.compile(r"%\((\w+)\)[#0\- +]*[\d.*]*[a-zA-Z]|(?<!%)%[sd]|\{(\w*)\}")
HEADER = {
    "Project-Id-Version": "Abspann",
    "Language": "de",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

Key = tuple[str | None, str]


@dataclass
class Said:
    """A sentence, with every place where it is said."""

    singular: str
    plural: str | None = None
    context: str | None = None
    is_format: bool = False
    places: list[tuple[str, str]] = field(default_factory=list)


def main() -> int:
    """Update, or check; 1 when a German reader would meet English, or nothing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail on what is missing or wrong")
    settings.configure()  # reading templates asks for no setting but the charset
    said = collect()
    if parser.parse_args().check:
        faults = list(check(said))
        for fault in faults:
            print(fault, file=sys.stderr)
        print(f"{len(said)} sentences, {len(faults)} faults")
        return 1 if faults else 0
    catalog = update(said)
    write(catalog)
    untold = [entry for entry in catalog if not is_told(entry)]
    print(f"{len(said)} sentences, {len(untold)} without German words")
    return 0


# What is said.


def collect() -> dict[Key, Said]:
    """Return every sentence of code and templates."""
    said: dict[Key, Said] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_text()
        elif path.suffix in {".html", ".xml", ".txt"} and "templates" in path.parts:
            source = templatize(path.read_text(), origin=str(path))
        else:
            continue
        for number, function, messages in sentences(source):
            note(said, function, messages, f"{path.relative_to(ROOT)}", str(number))
    return said


def sentences(source: str) -> Iterator[tuple[int, str, tuple[str | None, ...]]]:
    """Yield (line, function, its texts) of Python source."""
    read = io.BytesIO(source.encode())
    for number, function, messages, _comments in extract_python(read, dict.fromkeys(CODE), [], {"encoding": "utf-8"}):
        if function in CODE:
            texts: Sequence[str | None] = [messages] if isinstance(messages, str) else messages
            yield number, function, tuple(texts)


def note(said: dict[Key, Said], function: str, messages: tuple[str | None, ...], place: str, number: str) -> None:
    """Add a sentence that is said at a place; a text that is not a literal is passed over."""
    shape = CODE[function] or (1,)
    context = messages[0] if isinstance(shape[0], tuple) else None
    texts = messages[1:] if isinstance(shape[0], tuple) else messages
    wanted = len(shape) - (1 if isinstance(shape[0], tuple) else 0)
    singular = texts[0] if texts else None
    if not singular:
        return
    plural = texts[1] if wanted == 2 and len(texts) > 1 else None
    entry = said.setdefault((context, singular), Said(singular, None, context))
    if entry.plural and plural and entry.plural != plural:
        sys.exit(f"{place}:{number}: “{singular}” has two plurals.")
    entry.plural = entry.plural or plural
    entry.is_format = entry.is_format or bool(re.search(r"%\(\w+\)", singular))
    entry.places.append((place, number))


# Updating.


def update(said: dict[Key, Said]) -> polib.POFile:
    """Return the catalog with exactly what is said, sorted, old German words kept."""
    old = read()
    known: dict[Key, polib.POEntry] = {  # of a sentence that stands there twice, the one with German words
        (entry.msgctxt, entry.msgid): entry for entry in sorted(old, key=is_told) if not entry.obsolete
    }
    catalog = polib.POFile(wrapwidth=110)
    catalog.metadata = HEADER
    for (context, singular), sentence in sorted(
        said.items(), key=lambda item: (item[0][1].casefold(), item[0][1], item[0][0] or "")
    ):
        entry = polib.POEntry(
            msgid=singular,
            msgctxt=context,
            occurrences=sorted({(place, "") for place, _number in sentence.places}),
            flags=["python-format"] if sentence.is_format else [],
        )
        before = known.get((context, singular))
        if sentence.plural:
            entry.msgid_plural = sentence.plural
            entry.msgstr_plural = dict(before.msgstr_plural) if before and before.msgstr_plural else {0: "", 1: ""}
        else:
            entry.msgstr = before.msgstr if before else ""
        if before and "fuzzy" in before.flags:
            entry.flags.append("fuzzy")
        catalog.append(entry)
    return catalog


def read() -> polib.POFile:
    """Return the catalog as it lies there, an empty one where there is none."""
    return polib.pofile(str(PO), wrapwidth=110) if PO.exists() else polib.POFile()


def write(catalog: polib.POFile) -> None:
    """Write both files."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalog.save(str(PO))
    MO.write_bytes(catalog.to_binary())


# Checking.


def check(said: dict[Key, Said]) -> Iterator[str]:
    """Yield every fault, one line each."""
    if not PO.exists():
        yield f"{PO} is missing: run python tools/words.py"
        return
    catalog = read()
    counted = Counter((entry.msgctxt, entry.msgid) for entry in catalog if not entry.obsolete)
    for (_, msgid), times in counted.items():
        if times > 1:
            yield f"there twice: {msgid!r}"
    known: dict[Key, polib.POEntry] = {(one.msgctxt, one.msgid): one for one in catalog if not one.obsolete}
    for key, sentence in said.items():
        yield from faults_of(sentence, known.get(key))
    for gone in sorted(known.keys() - said.keys(), key=str):
        yield f"said nowhere: {gone[1]!r}"
    for entry in catalog.obsolete_entries():
        yield f"obsolete: {entry.msgid!r}"
    if not MO.exists() or MO.read_bytes() != catalog.to_binary():
        yield f"{MO.relative_to(ROOT)} is not what {PO.name} says: run python tools/words.py"


def faults_of(sentence: Said, entry: polib.POEntry | None) -> Iterator[str]:
    """Yield what is wrong with the German words for a sentence."""
    if entry is None:
        yield f"missing: {named(sentence)}"
    elif not is_told(entry):
        yield f"without German words: {named(sentence)}"
    elif "fuzzy" in entry.flags:
        yield f"unsure (fuzzy): {named(sentence)}"
    elif sentence.plural != (entry.msgid_plural or None):
        yield f"another plural: {named(sentence)}"
    else:
        yield from misplaced(sentence, entry)


def is_told(entry: polib.POEntry) -> bool:
    """Tell whether an entry has all its German words."""
    if entry.msgid_plural:
        return sorted(entry.msgstr_plural) == [0, 1] and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def misplaced(sentence: Said, entry: polib.POEntry) -> Iterator[str]:
    """Yield the German forms whose placeholders differ from the source's."""
    allowed = placeholders(sentence.singular) | placeholders(sentence.plural or "")
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    for number, form in enumerate(forms):
        found = placeholders(form)
        # "One film" may leave the number out, in either language.
        needed = allowed if number or not entry.msgid_plural else allowed - {"count", "counter", "number"}
        if not needed <= found <= allowed:
            yield f"other placeholders ({sorted(allowed)} and {sorted(found)}): {named(sentence)}"


def placeholders(text: str) -> set[str]:
    """Return the names of a text's placeholders."""
    return {match[1] or match[2] or match[0] for match in PLACEHOLDERS.finditer(text)}


def named(sentence: Said) -> str:
    """Say which sentence, and where."""
    place, number = sentence.places[0]
    return f"{sentence.singular!r} ({place}:{number})"


if __name__ == "__main__":
    sys.exit(main())
