"""How an address or a form says half stars."""

from abspann.reviews.rules import STAR_WORDS, STARS

STARS_BY_WORD = {words: stars for stars in STARS for words in (f"{stars / 2:.1f}", f"{stars / 2:g}")}
"""«3.5», «4», «4.0»."""

HALF_STAR_CHOICES = tuple((stars, f"{stars / 2:g}", words) for stars, words in STAR_WORDS.items())
"""The ten choices of a rating: half stars, as a form says them, in words."""
