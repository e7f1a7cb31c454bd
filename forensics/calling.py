"""How the person in front of it calls this program: `forensics`, or `./run` of a checkout.

A message that says what to type says it in a form that can be typed here. No output rests on it.
"""

import os
import sys
from os import PathLike
from typing import Final

if sys.platform == "win32":
    from subprocess import list2cmdline as _in_a_line
else:
    from shlex import join as _in_a_line

_NAME: Final = "FORENSICS_CALLED"
"""Set by the script `run` of a checkout to the words by which it was itself called."""


def called() -> str:
    """Return the word that starts the program here."""
    return typed()


def typed(*words: str | PathLike[str]) -> str:
    """Return a command of this program as it can be typed into a shell."""
    program = os.environ.get(_NAME) or "forensics"
    return _in_a_line([program, *(os.fspath(word) for word in words)])
