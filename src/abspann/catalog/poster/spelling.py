"""Titles and names in the letters that the poster faces know, which are Latin ones."""

import unicodedata

from anyascii import anyascii

from abspann.catalog.poster.facts import Sheet
from abspann.catalog.poster.letters import all_faces_know

LONGEST = 150  # characters; more would be too small to read

# Scripts that spell their vowels, so that a transliteration can be read aloud. Han is not among them (乱 is "Ran" in
# Japanese, "Luan" in Chinese), nor Hebrew or Arabic, which leave vowels out.
READABLE = (
    "LATIN",
    "CYRILLIC",
    "GREEK",
    "GEORGIAN",
    "ARMENIAN",
    "HANGUL",
    "HIRAGANA",
    "KATAKANA",
    "THAI",
    "DEVANAGARI",
)

# Marks that the faces lack or that stand for a space or a quote of theirs.
SAME_AS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2212": "–", "\u2015": "—", "′": "’", "ʼ": "’", "`": "’"})


def settable_title(sheet: Sheet) -> str:
    """The title, else the original title, else the title spelled in Latin letters; "" if none of them can be set."""
    title, original = tidy(sheet.title), tidy(sheet.original_title)
    if title and all_faces_know(title):
        return _shortened(title)
    if original and all_faces_know(original):
        return _shortened(original)
    return _shortened(in_latin(title) or in_latin(original))


def in_latin(text: str) -> str:
    """The text in letters that every face knows; "" if that cannot be done well."""
    text = tidy(text)
    spelled = [_word_in_latin(word) for word in text.split()]
    if None in spelled:
        return ""
    latin = " ".join(word for word in spelled if word)
    if not any(character.isalnum() for character in latin):
        return ""
    return latin if latin == text else latin[:1].upper() + latin[1:]


def _word_in_latin(word: str) -> str | None:
    """None if the word is in a script whose transliteration cannot be read; "" if it is all signs (emoji)."""
    letters = [_character_in_latin(character) for character in word]
    if None in letters:
        return None
    spelled = "".join(letter for letter in letters if letter)
    has_case = word.lower() != word.upper()
    return spelled if has_case else spelled.lower()  # Hangul comes back as "GiSaengChung"


def _character_in_latin(character: str) -> str | None:
    if all_faces_know(character):
        return character
    without_marks = "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    if without_marks and all_faces_know(without_marks):
        return without_marks
    kind = unicodedata.category(character)[0]
    if kind == "L" and not unicodedata.name(character, "").startswith(READABLE):
        return None
    return "".join(filter(all_faces_know, anyascii(character))) if kind in "LMNP" else ""


def tidy(text: str) -> str:
    """Composed letters, single spaces, nothing invisible."""
    composed = unicodedata.normalize("NFC", text).translate(SAME_AS)
    spaced = "".join(" " if character.isspace() else character for character in composed)
    return " ".join("".join(c for c in spaced if not unicodedata.category(c).startswith("C")).split())


def _shortened(title: str) -> str:
    """A title beyond all measure ends after a whole word."""
    if len(title) <= LONGEST:
        return title
    whole_words = title[:LONGEST].rpartition(" ")[0] or title[:LONGEST]
    return whole_words.rstrip(" ,;:–-") + " …"
