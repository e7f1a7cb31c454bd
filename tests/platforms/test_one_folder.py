"""Both other readers of .evtx logs work where a file system that ignores case merged their folders.

pip installs one package as `evtx` and the other as `Evtx`. On Windows and macOS the second goes
into the folder of the first, and its `__init__.py` takes the place of the other.
"""

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from forensics.doctor import examining
from forensics.doctor.examining import Found
from forensics.evidence.corroborate.readers import READERS, corroborate
from forensics.evidence.corroborate.said import Comparison, Statement
from forensics.evidence.evtx.untemplated import GENERAL
from forensics.evidence.quarantine import asking
from forensics.evidence.quarantine.asking import FAULTS, NO_LIBRARY, Hearing, Unanswered
from tests.evidence.corroborate.corroborating import all_agree, failed, two
from tests.shared import CHECKOUT

PYTHON, RUST = READERS
REFUSAL = "raise ImportError('there are two packages here')\n"
"""What `evtx` itself does on Windows where it sees that it shares its folder."""


def whole(name: str) -> Path:
    """Return where a module or package is installed here."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


PACKAGES = {name: whole(name).parent for name in ("evtx", "Evtx")}
HEXDUMP = whole("hexdump")


def installed(site: Path, *order: str) -> None:
    """Install packages one after the other as a file system that ignores case lets pip do it."""
    for name in order:
        folder = next((each for each in site.iterdir() if each.name.lower() == name.lower()), None)
        folder = folder or site / name
        folder.mkdir(exist_ok=True)
        for file in PACKAGES[name].iterdir():
            (folder / file.name).unlink(missing_ok=True)
            (folder / file.name).symlink_to(file)
        (folder / "__init__.py").unlink()
        (folder / "__init__.py").write_text(REFUSAL, encoding="utf-8")
    (site / HEXDUMP.name).symlink_to(HEXDUMP)


@pytest.fixture
def quarantine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Let a second process of this test find its libraries in `tmp_path` only."""
    own = [each for each in sys.path if each and "site-packages" not in each]
    monkeypatch.setattr(sys, "path", [str(CHECKOUT), *own, str(tmp_path)])
    process = asking._Process()  # noqa: SLF001 - one of our own, which knows that path
    monkeypatch.setattr(asking, "_PROCESS", process)
    yield
    process.end()


def compared() -> tuple[Mapping[str, tuple[Comparison, ...]], Sequence[Statement]]:
    log, given = two()
    return corroborate(io.BytesIO(log), given), given


@pytest.mark.usefixtures("quarantine")
@pytest.mark.parametrize("order", [("evtx", "Evtx"), ("Evtx", "evtx")])
def test_each_reader_works_in_one_folder_whichever_came_first(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    installed(tmp_path, *order)
    assert {each.name for each in tmp_path.iterdir()} == {order[0], "hexdump.py"}
    found, given = compared()
    assert found == all_agree(given)
    assert Hearing().ask(GENERAL, b"", [], lambda told: told) == []


@pytest.mark.usefixtures("quarantine")
def test_a_reader_that_is_not_there_says_so_of_each_record_and_the_other_reads_on(
    tmp_path: Path,
) -> None:
    installed(tmp_path, "evtx")
    found, given = compared()
    assert found == {
        PYTHON: tuple(failed(each, f"not checked: {NO_LIBRARY}") for each in given),
        RUST: all_agree(given)[RUST],
    }


@pytest.mark.usefixtures("quarantine")
def test_a_reader_that_is_not_there_is_no_fault_of_the_exhibit(tmp_path: Path) -> None:
    installed(tmp_path, "Evtx")
    hearing = Hearing()
    told = {hearing.ask(RUST, b"", [0], lambda _: None) for _ in range(FAULTS + 1)}
    assert told == {Unanswered(reason=NO_LIBRARY)}
    assert hearing.ask(GENERAL, b"", [], lambda _: None) == Unanswered(reason=NO_LIBRARY)
    assert hearing.ask(PYTHON, b"", [], lambda told: told) == []


@pytest.mark.usefixtures("quarantine")
def test_the_doctor_asks_each_reader_where_it_works(tmp_path: Path) -> None:
    installed(tmp_path, "evtx")
    told = {name: examining._reader(name) for name in READERS}  # noqa: SLF001 - of the whole, this
    assert told[PYTHON] == Found(
        what=PYTHON,
        fine=False,
        says="cannot be loaded",
        mend="pip install --force-reinstall python-evtx",
    )
    assert told[RUST].fine
