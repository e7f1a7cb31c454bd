"""Reads every exhibit of a case, and looks afterwards whether their bytes stayed as they were."""

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from typing import Final

from forensics import __version__
from forensics.case import Case, declared_for
from forensics.events import event_table
from forensics.evidence.forms import Examined, as_declared, examine
from forensics.exhibits import Exhibit, digest, find_exhibits
from forensics.findings import Tool

LIBRARIES: Final = (
    "evtx",
    "jinja2",
    "networkx",
    "numpy",
    "orjson",
    "polars",
    "pydyf",
    "python-evtx",
    "weasyprint",
)


def tool() -> Tool:
    """Return what makes the findings: the program and its libraries."""
    return Tool(
        name="lockout-forensics",
        version=__version__,
        libraries={name: version(name) for name in LIBRARIES},
    )


def read_exhibits(case: Case, progress: Callable[[str], None]) -> tuple[Examined, ...]:
    """Return every exhibit of the case after reading, in order of path.

    Raises:
        CaseError: There is no evidence.
    """
    wanted = event_table().wanted()
    examined = []
    for exhibit in find_exhibits(case):
        progress(f"reading {exhibit.path}")
        declared = declared_for(case, exhibit.path)
        examined.append(examine(exhibit, as_declared(wanted, declared)))
    return tuple(examined)


def hashed_again(examined: Iterable[Examined]) -> dict[str, str]:
    """Return path -> SHA-256 after the run, `""` where it cannot be told or never was taken.

    A member is what its zip's bytes make it: where they changed, its own hash cannot be told.
    """
    exhibits = [each.exhibit for each in examined]
    files = {each.file: each for each in exhibits if not each.member}
    after = {file: _hash(each) for file, each in files.items()}
    return {
        each.path: after[each.file]
        if not each.member
        else each.sha256
        if after[each.file] == files[each.file].sha256
        else ""
        for each in exhibits
    }


def _hash(exhibit: Exhibit) -> str:
    if not exhibit.sha256:
        return ""
    try:
        return digest(exhibit.file)
    except OSError:
        return ""


def unchanged(examined: Iterable[Examined], after: Mapping[str, str]) -> dict[str, bool]:
    """Return path -> whether its bytes are as before, by the hashes after the run."""
    return {each.exhibit.path: after[each.exhibit.path] == each.exhibit.sha256 for each in examined}
