"""Chance that falls the same way on every Python and every machine."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item")

WORD = 2**64 - 1


class Dice:
    """SplitMix64 (Steele, Lea, Flood 2014). `seed` is where the dice stand now; new dice can go on from there."""

    def __init__(self, seed: int) -> None:
        self.seed = seed & WORD

    @classmethod
    def named(cls, name: str) -> "Dice":
        """Dice whose seed is the first 64 bits of the name's SHA-256."""
        return cls(int.from_bytes(hashlib.sha256(name.encode(errors="surrogatepass")).digest()[:8], "big"))

    def roll(self) -> int:
        """The next 64 bits."""
        self.seed = (self.seed + 0x9E3779B97F4A7C15) & WORD
        mixed = self.seed
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & WORD
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & WORD
        return mixed ^ (mixed >> 31)

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * (self.roll() >> 11) / 2**53

    def pick(self, items: Sequence[Item]) -> Item:
        return items[self.roll() % len(items)]

    def weighted(self, weights: Mapping[str, float]) -> str:
        """A key, as often as its weight says. `fsum`, because `sum` of floats rounds differently since Python 3.12."""
        left = self.between(0, math.fsum(weights.values()))
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return next(iter(weights))
