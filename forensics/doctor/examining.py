"""Looks at each thing that a report needs, by using it; nothing is installed or changed."""

import ctypes
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path
from typing import Final

from forensics import __version__
from forensics.doctor.systems import LIBRARIES, file_name, mend, searched
from forensics.evidence.corroborate.readers import READERS
from forensics.evidence.quarantine.asking import NO_LIBRARY, Hearing, Unanswered
from forensics.own_data import own_data

OLDEST_PYTHON: Final = (3, 11)

MODULES: Final = {
    "ahocorasick-rs": "ahocorasick_rs",
    "argcomplete": "argcomplete",
    "fonttools": "fontTools",
    "isal": "isal.isal_zlib",
    "jinja2": "jinja2",
    "markupsafe": "markupsafe",
    "networkx": "networkx",
    "numpy": "numpy",
    "orjson": "orjson",
    "pikepdf": "pikepdf",
    "polars": "polars",
    "pydyf": "pydyf",
    "pypdfium2": "pypdfium2",
    "rich": "rich",
    "segno": "segno",
    "tzdata": "tzdata",
}
"""Each library that the program needs, by its name on the index and in Python. WeasyPrint, which
wants more than Python, is tried by setting a page, and the `READERS` in their quarantine."""

EXTRAS: Final = {
    "distributed": ("distributed", "cluster"),
    "pyhanko": ("pyhanko", "sign"),
    "cryptography": ("cryptography", "sign"),
}
"""What can be left out: its name in Python, and the extra that brings it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that was looked at.

    Attributes:
        what: Its name.
        fine: Whether a report can be made with it as it is.
        says: What was found.
        mend: The one command or deed that mends it; `""` where nothing is to be mended.
    """

    what: str
    fine: bool
    says: str
    mend: str = ""


def examine(environment: Mapping[str, str]) -> Iterator[Found]:
    """Yield all that was looked at, one after the other."""
    yield _python()
    yield Found(what="lockout-forensics", fine=True, says=__version__)
    yield from _libraries()
    yield from map(_reader, READERS)
    yield from _system(environment)
    yield from _extras()
    yield _zones()
    yield _scratch()
    yield _own(environment)
    yield _processors()


def page() -> Found:
    """Set a page, which uses all that pages need together; only where the rest is fine."""
    from forensics.typesetting import Manuscript, typeset  # noqa: PLC0415 - takes most of a second

    manuscript = Manuscript(
        html='<html lang="en"><head><title>A page</title></head><body><p>A page</p></body></html>',
        style="p { font-family: 'IBM Plex Sans' }",
        paper="A4",
        properties=(),
    )
    size = len(typeset(manuscript))
    version = metadata.version("weasyprint")
    return Found(what="a page", fine=True, says=f"set by WeasyPrint {version}, {size:,} bytes")


def _python() -> Found:
    told = f"{platform.python_version()}, {sys.executable}"
    if sys.version_info >= OLDEST_PYTHON:
        return Found(what="Python", fine=True, says=told)
    least = ".".join(map(str, OLDEST_PYTHON))
    return Found(what="Python", fine=False, says=told, mend=f"install Python {least} or newer")


def _libraries() -> Iterator[Found]:
    for name, module in MODULES.items():
        missing = _missing(module)
        if missing:
            yield Found(what=name, fine=False, says=missing, mend="pip install lockout-forensics")
        else:
            yield Found(what=name, fine=True, says=_version(name))


def _extras() -> Iterator[Found]:
    for name, (module, extra) in EXTRAS.items():
        missing = _missing(module)
        mend = f"pip install 'lockout-forensics[{extra}]'" if missing else ""
        says = f"not here; only --{_ASKED[extra]} needs it" if missing else _version(name)
        yield Found(what=name, fine=True, says=says, mend=mend)


_ASKED: Final = {"cluster": "scheduler", "sign": "sign"}


def _missing(module: str) -> str:
    """Return why a module cannot be loaded, `""` where it can."""
    try:
        import_module(module)
    except ImportError as error:
        return str(error)
    return ""


def _version(name: str) -> str:
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(name)
    return "here, without a version"


def _reader(name: str) -> Found:
    """Ask one of the two other readers of .evtx logs for nothing: it answers with nothing."""
    answer = Hearing().ask(name, b"", [], lambda told: True if told == [] else None)
    if isinstance(answer, Unanswered):
        command = f"pip install --force-reinstall {name}"
        told = "cannot be loaded" if answer.reason == NO_LIBRARY else answer.reason
        return Found(what=name, fine=False, says=told, mend=command)
    return Found(what=name, fine=True, says=_version(name))


def _system(environment: Mapping[str, str]) -> Iterator[Found]:
    with searched(environment):
        for library in LIBRARIES:
            name = file_name(library)
            try:
                ctypes.CDLL(name)
            except OSError:
                said, command = mend(library)
                says = said if library.needed else f"{said}; fonts are cut by slower means"
                yield Found(what=name, fine=not library.needed, says=says, mend=command)
            else:
                yield Found(what=name, fine=True, says="found")


def _zones() -> Found:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415

    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        says = "no rules of time zones"
        return Found(what="time zones", fine=False, says=says, mend="pip install tzdata")
    return Found(what="time zones", fine=True, says="found")


def _scratch() -> Found:
    try:
        with tempfile.TemporaryDirectory(prefix="forensics-") as folder:
            return Found(what="temporary files", fine=True, says=str(Path(folder).parent))
    except OSError as error:
        mend = "set TMPDIR (on Windows TEMP) to a folder that can be written"
        return Found(what="temporary files", fine=False, says=str(error), mend=mend)


def _own(environment: Mapping[str, str]) -> Found:
    """Look at the user's data folder: without it a report is made, only slower the second time."""
    folder = own_data(environment)
    place = next(each for each in (folder, *folder.parents) if each.exists())
    if os.access(place, os.W_OK):
        return Found(what="own data", fine=True, says=str(folder))
    says = f"{folder} cannot be made: no cache, no library of articles"
    return Found(what="own data", fine=True, says=says, mend="set HOME to a folder of yours")


def _processors() -> Found:
    count = os.cpu_count() or 1
    return Found(what="processors", fine=True, says=f"{count}; --jobs takes as many")
