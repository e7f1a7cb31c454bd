"""The truth corpus that the program ships with: invented cases, each with the truth about it.

It is written by `tests/selftest/corpus.py` and held to by its SHA-256, so its content is ours.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from forensics.values import Instant

Place = tuple[str, int]
"""Path of an exhibit, and the number of a record in it."""


@dataclass(frozen=True, slots=True)
class TrueRecord:
    """One record as its machine wrote it.

    Attributes:
        event_id: 0 for a line of netlogon.log, which has none.
        time: As its machine wrote it.
        left: Whether all its bytes are still in the evidence.
    """

    event_id: int
    time: Instant
    left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueAttempt:
    """One failed try, and the records that were written of it.

    Attributes:
        client: The machine that it came from: its name and its address.
        target: The accessed machine; `""` where no log of it was ever kept.
    """

    account: str
    client: tuple[str, ...]
    target: str
    records: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueLockout:
    """One lockout.

    Attributes:
        authority: The names under which the database answers: its own, and its controllers'.
        tripped_by: The client whose password locked it.
        records: Of the lockout itself.
        tripping: Of the try that tripped it.
        refused: Of the tries that were refused while it lasted.
    """

    account: str
    authority: tuple[str, ...]
    tripped_by: str
    records: tuple[Place, ...]
    tripping: tuple[Place, ...]
    refused: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is true of one case.

    Attributes:
        kind: What became of its logs.
        generation: Of Windows, of the machines that wrote them.
        articles: Those that describe what happens in it, the one that was played first; empty
            where none does.
        records: Of each exhibit, by number.
    """

    kind: str
    generation: str
    articles: tuple[str, ...]
    records: dict[str, dict[int, TrueRecord]]
    attempts: tuple[TrueAttempt, ...]
    lockouts: tuple[TrueLockout, ...]

    def is_left(self, places: tuple[Place, ...]) -> bool:
        """Tell whether any of these records is left whole."""
        return any(self.records[path][number].left for path, number in places)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """The corpus as it ships, packed.

    Attributes:
        version: Of the corpus.
        date: When it was last changed, as `2026-11-23`.
        cases: Their names.
        packed: The zip.
    """

    version: str
    date: str
    cases: tuple[str, ...]
    packed: bytes

    @property
    def sha256(self) -> str:
        """The hash of the zip."""
        return sha256(self.packed).hexdigest()


def load() -> Corpus:
    """Return the corpus that is installed with this program."""
    packed = files("forensics").joinpath("data/selftest/corpus.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        about = json.loads(archive.read("corpus.json"))
    return Corpus(
        version=about["version"], date=about["date"], cases=tuple(about["cases"]), packed=packed
    )


def unpack(corpus: Corpus, into: Path) -> Iterator[tuple[Path, Truth]]:
    """Write every case into a folder of its own, and yield it with its truth, one by one."""
    with zipfile.ZipFile(io.BytesIO(corpus.packed)) as archive:
        for case in corpus.cases:
            own = [name for name in archive.namelist() if name.startswith(f"{case}/")]
            archive.extractall(into, own)
            folder = into / case
            told = (folder / "truth.json").read_text("utf-8")
            yield folder, truth(json.loads(told))


def truth(document: dict[str, Any]) -> Truth:
    """Return the truth as its document tells it."""
    return Truth(
        kind=document["kind"],
        generation=document["generation"],
        articles=tuple(document["articles"]),
        records={
            path: {
                number: TrueRecord(event_id, _instant(time), left)
                for number, event_id, time, left in records
            }
            for path, records in document["records"].items()
        },
        attempts=tuple(_attempt(each) for each in document["attempts"]),
        lockouts=tuple(_lockout(each) for each in document["lockouts"]),
    )


def _attempt(told: dict[str, Any]) -> TrueAttempt:
    return TrueAttempt(
        account=told["account"],
        client=tuple(told["client"]),
        target=told["target"],
        records=_places(told["records"]),
    )


def _lockout(told: dict[str, Any]) -> TrueLockout:
    return TrueLockout(
        account=told["account"],
        authority=tuple(told["authority"]),
        tripped_by=told["tripped_by"],
        records=_places(told["records"]),
        tripping=_places(told["tripping"]),
        refused=_places(told["refused"]),
    )


def _places(told: list[list[Any]]) -> tuple[Place, ...]:
    return tuple((path, number) for path, number in told)


def _instant(text: str) -> Instant:
    return Instant.of(datetime.fromisoformat(text))
