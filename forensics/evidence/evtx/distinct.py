"""Finds the different rows of a matrix of 64-bit words, so that each is decoded once."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

# Odd constants, of which no power is small; the mixing step is that of splitmix64.
_FACTOR: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_MIX: Final = np.uint64(0xBF58_476D_1CE4_E5B9)
_SHIFT: Final = np.uint64(29)


def distinct(words: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first of each kind of different rows, and for each row which of these it equals.

    Rows are told apart by a hash, and then compared: rows made to collide cost time, not truth.

    Args:
        words: Shape (rows, words).
    """
    mixed = _mixed(words)
    if len(words) and (mixed == mixed[0]).all() and (words == words[0]).all():
        return np.zeros(1, dtype=np.int64), np.zeros(len(words), dtype=np.int64)
    like = _first_like(mixed)
    if not np.array_equal(words.take(like, axis=0), words):
        _, first, kind = np.unique(words, axis=0, return_index=True, return_inverse=True)
        like = first.astype(np.int64)[kind.reshape(-1)]
    leads = like == np.arange(len(like))
    return np.flatnonzero(leads), (np.cumsum(leads) - 1)[like]


def _mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a hash of each row."""
    factors = np.multiply.accumulate(np.full(words.shape[1], _FACTOR))
    mixed: NDArray[np.uint64] = words @ factors
    mixed ^= mixed >> _SHIFT
    return mixed * _MIX


def _first_like(mixed: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return for each row the first one with the same hash.

    A table by the highest bits of the hash is filled from behind, so that the first row of each
    place stays in it: far quicker than sorting. Those that another hash has pushed out are sorted.
    """
    rows = np.arange(len(mixed), dtype=np.int64)
    bits = len(mixed).bit_length() + 1
    place = (mixed >> np.uint64(64 - bits)).view(np.int64)
    table = np.empty(1 << bits, dtype=np.int64)
    table[place[::-1]] = rows[::-1]
    like = table[place]
    pushed = np.flatnonzero(mixed[like] != mixed)
    if len(pushed):
        _, first, kind = np.unique(mixed[pushed], return_index=True, return_inverse=True)
        like[pushed] = pushed[first[kind]]
    return like
