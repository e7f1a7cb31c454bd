"""Reads every exhibit of a case, and looks afterwards whether their bytes stayed as they were."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from forensics import __version__, beside
from forensics.cache import opened
from forensics.case import Case, declared_for
from forensics.engine.collecting import collect
from forensics.engine.parts import Engine, Part, parts_of
from forensics.engine.remembering import Remembering
from forensics.engine.work import do
from forensics.engine.workers import HERE
from forensics.events import event_table
from forensics.evidence.forms import Examined, as_declared
from forensics.evidence.records import Reading, Wanted
from forensics.exhibits import list_exhibits
from forensics.findings import Tool
from forensics.fingerprint import version_of
from forensics.lean import interned
from forensics.progress import Tell

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
        libraries={name: found for name in LIBRARIES if (found := version_of(name))},
    )


def read_exhibits(
    case: Case, progress: Tell, engine: Engine = HERE, secret: bytes | None = None
) -> tuple[Examined, ...]:
    """Return every exhibit of the case after reading, in order of path.

    Args:
        case: What the analyst declares of the exhibits.
        progress: Told how many bytes are read, and of each exhibit when it is.
        engine: Where the reading is done; the outcome is the same anywhere.
        secret: Of the cache, from which comes what was read before; None reads all anew.

    Raises:
        CaseError: There is no evidence.
    """
    progress("reading")
    wanted = event_table().wanted()
    parts = [
        part
        for place, exhibit in enumerate(list_exhibits(case))
        for part in parts_of(place, exhibit, as_declared(wanted, declared_for(case, exhibit.path)))
    ]
    if secret is None:
        return _named_once(collect(parts, engine, progress))
    remembering = Remembering(engine, opened(case.folder, secret))
    examined = collect(parts, remembering, progress)
    remembering.keep(examined)
    return _named_once(examined)


def _named_once(examined: Iterable[Examined]) -> tuple[Examined, ...]:
    """Return what was read with its names interned.

    Of a million records these texts took more than the observations made of them (171 and 141 MB).
    """
    return tuple(
        each if each.reading is None else replace(each, reading=_interned(each.reading))
        for each in examined
    )


def _interned(reading: Reading) -> Reading:
    batches = (replace(batch, frame=interned(batch.frame)) for batch in reading.batches)
    return replace(reading, batches=tuple(batches))


def hashed_again(examined: Iterable[Examined], engine: Engine = HERE) -> dict[str, str]:
    """Return path -> SHA-256 after the run, `""` where it cannot be told or never was taken.

    A member is what its zip's bytes make it: where they changed, its own hash cannot be told.
    """
    exhibits = [each.exhibit for each in examined]
    files = {each.file: each for each in exhibits if not each.member}
    parts = [
        Part(place=place, kind="hash", exhibit=each, wanted=Wanted(fields={}))
        for place, each in enumerate(files.values())
        if each.sha256
    ]
    places, asked = list(files), {part.key: part for part in parts}
    after = dict.fromkeys(files, "")
    for answer in engine.run(parts):
        # A hash that every worker lost is not one that differs: it is taken here.
        told = do(asked[answer.key]) if answer.lost else answer
        after[places[answer.key[0]]] = told.sha256
    return {
        each.path: after[each.file]
        if not each.member
        else each.sha256
        if after[each.file] == files[each.file].sha256
        else ""
        for each in exhibits
    }


def hashing_again(
    examined: Sequence[Examined], engine: Engine = HERE
) -> Callable[[], dict[str, str]]:
    """Begin to hash every file again beside other work; call what is returned after that.

    It returns what `hashed_again` does. A file that the file system says was touched since is
    hashed once more then, so that no change goes unseen which came during the other work.
    """
    before = [_touched(each.exhibit.file) for each in examined]
    hashing = beside.start(partial(hashed_again, engine=engine), examined)

    def ended() -> dict[str, str]:
        after = hashing.result()
        pairs = zip(examined, before, strict=True)
        return after | hashed_again(
            [each for each, state in pairs if _touched(each.exhibit.file) != state], engine
        )

    return ended


def _touched(file: Path) -> tuple[int, ...]:
    """Return what the file system says of the last change of a file, nothing where it is gone."""
    try:
        about = file.stat()
    except OSError:
        return ()
    return about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns


def unchanged(examined: Iterable[Examined], after: Mapping[str, str]) -> dict[str, bool]:
    """Return path -> whether its bytes are as before, by the hashes after the run."""
    return {each.exhibit.path: after[each.exhibit.path] == each.exhibit.sha256 for each in examined}
