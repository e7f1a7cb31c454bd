"""Keeps memory in bounds: the cycle collector looks seldom, and what is free is given back.

What is made lives to the end and is nearly all free of cycles, and each look goes over all of it
again: with 200,000 bursts in the lanes that was a tenth of the analysis. It still looks, so that
what cycles there are cannot grow without end.
"""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_SELDOM: Final = (100_000, 50, 1_000)
"""New objects before a look at the youngest; such looks before one at older ones, and so on."""


@contextmanager
def seldom() -> Iterator[None]:
    """Let it look seldom until the end of the block, and never at what is there already."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def give_back() -> None:
    """Give the system back what is free: its C library keeps it, a sixth of what a report holds.

    Only that of GNU does (`malloc_trim(3)`).
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
