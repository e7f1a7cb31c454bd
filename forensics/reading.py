"""Reads every exhibit of a case, and looks afterwards whether their bytes stayed as they were."""

from collections.abc import Callable, Iterable
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


def unchanged(examined: Iterable[Examined]) -> dict[str, bool]:
    """Return path -> whether its bytes are as before; a member is what its zip's bytes make it."""
    exhibits = [each.exhibit for each in examined]
    same = {each.file: _same(each) for each in exhibits if not each.member}
    return {each.path: same[each.file] for each in exhibits}


def _same(exhibit: Exhibit) -> bool:
    if not exhibit.sha256:
        return True
    try:
        return digest(exhibit.file) == exhibit.sha256
    except OSError:
        return False
