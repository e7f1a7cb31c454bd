"""Reading on other machines: the parts of a case go to the workers of a Dask scheduler.

The one door to Dask distributed. A connection is made to the scheduler that the operator names, and
to nothing else. Workers read the files where they find them, under the path that they have here,
so evidence lies on storage that all share; what comes back is one packed reading for each exhibit
(`remote.py`). What no worker answers is done on this machine, so that what is read is the same.
"""

import logging
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Self

from forensics.engine import running
from forensics.engine.parts import Answer, Engine, Key, Part
from forensics.engine.remote import Logs, Remote, has_workers
from forensics.errors import CaseError
from forensics.fingerprint import versions

SCHEMES: Final = ("tcp://", "tls://")

PATIENCE: Final = 120.0
"""Seconds after which a part is given to another worker as well. The hash of a large log on slow
storage may take as long: that it is then taken twice costs time and changes nothing."""

CONNECTING: Final = 10.0
"""Seconds that a scheduler has to answer."""

_SAYING: Final = 60.0  # seconds for every worker to say what it is
_EACH: Final = 2  # parts for each thread of a worker: one at work, one on the way
_LOGS: Final = ("distributed", "distributed.client")
_INSTALL: Final = "pip install 'lockout-forensics[cluster]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a worker says of itself.

    Attributes:
        versions: Name -> version of what it reads with.
        sees: Whether there is a file at the path it was asked about.
    """

    versions: Mapping[str, str]
    sees: bool


def introduce(path: Path) -> Said:
    """Say what reads here, and whether the evidence is here: the first thing a worker is asked."""
    return Said(versions=dict(versions()), sees=path.is_file())


class Cluster:
    """The workers of a scheduler. The connection ends when the `with` block does."""

    def __init__(self, address: str, here: Engine, patience: float = PATIENCE) -> None:
        """Name the scheduler, and what works on the parts that its workers leave."""
        self._address = address
        self._here = here
        self._patience = patience
        self._client: Any = None

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            CaseError: Dask distributed is not installed, or no scheduler answers.
        """
        self._client = _connected(self._address)
        return self

    def __exit__(self, *_: object) -> None:
        """Disconnect; what the workers are still at is given up."""
        if self._client is not None:
            self._client.close()

    def run(self, parts: Sequence[Part]) -> Iterator[Answer]:
        """Yield one answer for each part, as they come; those that no worker gave come last.

        Raises:
            CaseError: There is no worker, or one that reads with other versions, or elsewhere.
        """
        left = {part.key: part for part in parts}
        path = next((part.exhibit.file for part in parts if part.exhibit.file.is_file()), None)
        if path is not None and self._client is not None:
            threads = self._met(self._client, _absolute(path))
            yield from self._there(left, _EACH * threads)
        yield from self._here.run([*left.values()])

    def _there(self, left: dict[Key, Part], window: int) -> Iterator[Answer]:
        """Yield what workers answer, and take what that settles from what is left."""
        parts = [_placed(part, _absolute(part.exhibit.file)) for part in left.values()]
        keys = dict[int, list[Key]]()
        for part in parts:
            keys.setdefault(part.place, []).append(part.key)
        logs = Logs(parts)
        for answer in running.run(
            parts,
            lambda: self._open(logs),
            window=window,
            patience=self._patience,
            then=lambda answer: logs.whole(answer) if _is_settled(answer) else (),
        ):
            place = answer.key[0]
            if not _is_settled(answer):
                continue
            if place in logs and answer.examined is None:
                yield replace(answer, held=True)
                continue
            for key in keys[place]:
                yield _brought(answer, left.pop(key))

    def rest(self) -> None:
        """Give back what this machine holds for further work."""
        self._here.rest()

    def _met(self, client: Any, path: Path) -> int:  # noqa: ANN401 - of a late import
        """Return how many threads the workers have, after a look at each.

        One that keeps silent is as good as stalled, and stands in nobody's way.
        """
        workers: dict[str, int] = client.nthreads()
        asked = {
            client.get_executor(pure=False, workers=[one]).submit(introduce, path): one
            for one in workers
        }
        done, _ = wait(asked, timeout=min(_SAYING, self._patience))
        for future in done:
            look_at(asked[future], future, path)
        if not done:
            raise CaseError(f"{self._address}: has no worker that answers; start one that does")
        return sum(workers.values())

    def _open(self, logs: Logs) -> Executor | None:
        """Return what gives parts to workers, as long as there are any."""
        if self._client is None or not has_workers(self._client):
            return None
        return Remote(self._client, logs)


def _connected(address: str) -> Any:  # noqa: ANN401 - of a late import
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and a second to load
    except ModuleNotFoundError as error:
        raise CaseError(f"--scheduler: needs Dask distributed; {_INSTALL}") from error
    if not address.startswith(SCHEMES):
        raise CaseError(f"{address}: is no address of a scheduler; write tcp://host:8786")
    for name in _LOGS:  # a lost worker is no news to the operator: its parts are done elsewhere
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of other versions; `look_at` says it in one line
            connect: Any = Client
            return connect(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, TypeError, ValueError) as error:
        raise CaseError(
            f"{address}: no scheduler answers; start one (dask scheduler), or leave out --scheduler"
        ) from error


def look_at(worker: str, future: Future[Said], path: Path) -> None:
    """Refuse a worker that would read otherwise than this machine, or cannot read at all."""
    error = future.exception()
    if error is not None:
        ours = versions()["lockout-forensics"]
        why = " ".join(str(error).split())
        raise CaseError(f"{worker}: has no lockout-forensics {ours} ({why}); install it there")
    said = future.result()
    for name, ours in versions().items():
        theirs = said.versions.get(name, "none")
        if theirs != ours:
            raise CaseError(
                f"{worker}: reads with {name} {theirs}, and this machine with {ours}; "
                "install the same on both"
            )
    if not said.sees:
        raise CaseError(f"{worker}: has no {path}; mount the storage there under the same path")


def _absolute(path: Path) -> Path:
    """Return the path as another process can use it; links stay as they are."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.resolve would follow links


def _placed(part: Part, file: Path) -> Part:
    return replace(part, exhibit=replace(part.exhibit, file=file))


def _is_settled(answer: Answer) -> bool:
    """Return whether an answer will do: what cannot be read there is tried on this machine."""
    examined = answer.examined
    readable = examined is not None and examined.state != "unreadable"
    return not answer.lost and (bool(answer.sha256) or answer.held or readable)


def _brought(answer: Answer, part: Part) -> Answer:
    """Return an answer as one to a part of this machine, with the path of the exhibit here."""
    if answer.examined is None:
        return answer
    exhibit = replace(answer.examined.exhibit, file=part.exhibit.file)
    examined = replace(answer.examined, exhibit=exhibit)
    return replace(answer, key=part.key, examined=examined)
