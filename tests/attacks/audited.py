"""`python -m tests.attacks.audited LOG COMMAND ...`: the program, and a list of what it touched.

An audit hook (PEP 578) writes a line of JSON to LOG for each file that is opened or changed, each
process and each socket. So that nothing escapes it, no second process sets the pages.
"""

import json
import os
import sys
from typing import Any, Final, TextIO

from forensics import press
from forensics.cli import main

_CHANGING: Final = frozenset(
    (
        *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"),
        *("os.chmod", "os.chown", "os.utime", "os.setxattr", "shutil.rmtree", "shutil.move"),
    )
)
_STARTING: Final = frozenset(
    (
        *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"),
        *("subprocess.Popen", "pty.spawn", "webbrowser.open", "urllib.Request", "sqlite3.connect"),
    )
)
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _watch(log: TextIO) -> None:
    here = os.getpid()

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        told: list[str] = []
        if event == "open" and not isinstance(arguments[0], int):
            kind = "write" if (arguments[2] or 0) & _WRITING else "read"
            told = [kind, os.fsdecode(arguments[0])]
        elif event in _CHANGING:
            told = ["write", *(os.fsdecode(each) for each in arguments if _is_path(each))]
        elif event in _STARTING or event.startswith("socket."):
            told = ["other", f"{event} {arguments!r}"]
        if told and os.getpid() == here:
            log.write(json.dumps(told) + "\n")

    sys.addaudithook(hook)


def _is_path(value: object) -> bool:
    return isinstance(value, str | bytes | os.PathLike)


def _no_second() -> None:
    raise OSError


if __name__ == "__main__":
    press._second = _no_second  # type: ignore[assignment]  # noqa: SLF001 - see above
    with open(sys.argv[1], "w", encoding="ascii", buffering=1) as place:  # noqa: PTH123
        _watch(place)
        status = main(sys.argv[2:])
    sys.exit(status)
