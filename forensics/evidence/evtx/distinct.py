"""Finds the different rows of a matrix of 64-bit words, so that each is decoded once."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

# Odd constants, of which no power is small; the mixing step is that of splitmix64.
_FACTOR: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_MIX: Final = np.uint64(0xBF58_476D_1CE4_E5B9)
_SHIFT: Final = np.uint64(29)


def distinct(words: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return one row number for each different row, and for each row which of these it equals.

    Rows are told apart by a hash, and then compared: rows made to collide cost time, not truth.

    Args:
        words: Shape (rows, words).
    """
    if len(words) and np.array_equal(words, np.broadcast_to(words[0], words.shape)):
        return np.zeros(1, dtype=np.int64), np.zeros(len(words), dtype=np.int64)
    mixed = np.zeros(len(words), dtype=np.uint64)
    for column in words.T:
        mixed = (mixed ^ column) * _FACTOR
        mixed = (mixed ^ (mixed >> _SHIFT)) * _MIX
    _, first, same = np.unique(mixed, return_index=True, return_inverse=True)
    if not np.array_equal(words[first[same]], words):
        _, first, same = np.unique(words, axis=0, return_index=True, return_inverse=True)
    return first.astype(np.int64), same.reshape(-1).astype(np.int64)
