"""Random draws that are the same on every machine and under every numpy release."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
from numpy.random import Philox
from numpy.typing import NDArray

_SMALLEST_BLOCK = 16
_LARGEST_BLOCK = 1024


class Stream:
    """One stream of draws for one purpose, so that a new draw elsewhere changes nothing here.

    Philox's raw words are specified and may not change; numpy's `Generator` methods may, so none
    is used. Each draw takes exactly one word. A stream holds its whole state in this process: after
    a fork parent and child go on with the same draws, each for itself.
    """

    __slots__ = ("_bits", "_block", "_next")

    def __init__(self, seed: int, system: str, purpose: str) -> None:
        self._bits = _bits(seed, system, purpose)
        self._block: list[int] = []
        self._next = 0

    def _word(self) -> int:
        if self._next == len(self._block):
            # blocks grow because most purposes draw a few times and one draws for every write
            size = min(max(_SMALLEST_BLOCK, 2 * len(self._block)), _LARGEST_BLOCK)
            self._block = self._bits.random_raw(size).tolist()
            self._next = 0
        word = self._block[self._next]
        self._next += 1
        return word

    def uniform(self) -> float:
        """In [0, 1), with 53 bits."""
        return (self._word() >> 11) * 2.0**-53

    def below(self, n: int) -> int:
        """In [0, n). Raises `ValueError` for n < 1."""
        if n < 1:
            raise ValueError(f"below({n}): nothing lies below {n}; at least 1 is needed")
        return (self._word() * n) >> 64


def uniforms(seed: int, system: str, purpose: str, count: int) -> NDArray[np.float64]:
    """The first `count` of what `Stream(seed, system, purpose).uniform()` gives, at once."""
    words = _bits(seed, system, purpose).random_raw(count)
    return (words >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _bits(seed: int, system: str, purpose: str) -> Philox:
    digest = sha256(f"{seed}/{system}/{purpose}".encode()).digest()
    return Philox(key=int.from_bytes(digest[:16], "big"))
