"""What the long work says of itself while it runs: a stage that begins, or bytes that were read.

The rooms that work are given a `Tell` and call it; only `commands/terminal.py` shows anything.
Nothing that is made depends on what is told, nor on when.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far the reading has come.

    Attributes:
        done: Bytes read so far, of all exhibits together; never falls.
        total: Bytes to read in all; 0 as long as that is not known.
        line: What stays on the screen: an exhibit that is now done, with its result; `""` where
            only bytes were added.
    """

    done: int
    total: int
    line: str = ""


Tell = Callable[[str | Step], None]
"""Told of each stage by its name ("analysing"), and of the reading by steps, from one thread."""
