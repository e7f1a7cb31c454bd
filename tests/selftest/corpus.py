"""Writes the truth corpus that the program ships with: `python -m tests.selftest.corpus`.

Every drawn world is there clean and spoiled in two ways, in turn; of the played articles that can
be followed record by record every third one is taken, clean or spoiled, in turn. Nothing is chosen
by what the program makes of it. The same generator gives the same bytes; a test holds the committed
file to it.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.builders.journal import Modern
from tests.builders.played.every import PLAYS
from tests.builders.played.spoil import astray
from tests.builders.played.stage import Play
from tests.builders.security_classic import Classic
from tests.builders.site import Site
from tests.selftest.described import of_play, of_scene
from tests.selftest.kept import Told, drawn, played
from tests.selftest.spoiling import KINDS, Exhibit, spoiled
from tests.selftest.truth import truth
from tests.selftest.worlds import Scene, locking, quiet
from tests.simulated.expected import expected

VERSION: Final = "1"
DATED: Final = "2026-11-23"
"""When its generator was last changed in what it writes."""

PLACE: Final = Path(__file__).resolve().parents[2] / "forensics/data/selftest/corpus.zip"

_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_SPOILED: Final = 2
"""Ways in which each drawn world is spoiled."""

_QUIET_KINDS: Final = ("clean", "bit-flipped")
_FAILING: Final = range(529, 540)
_PLAYED: Final = 2000  # the year of the played worlds


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case of the corpus: its files by path, and the truth about it."""

    name: str
    files: dict[str, bytes]
    truth: dict[str, Any]


def cases() -> Iterator[Case]:
    """Yield every case."""
    for place, scene in enumerate(locking()):
        yield _of_scene(scene, "clean")
        for nth in range(_SPOILED):
            yield _of_scene(scene, KINDS[1 + (place * _SPOILED + nth) % (len(KINDS) - 1)])
    for scene, kind in zip(quiet(), _QUIET_KINDS, strict=True):
        yield _of_scene(scene, kind)
    for place, world in enumerate(followed()[::3]):
        yield _of_play(world, KINDS[place % len(KINDS)])


def followed() -> list[Play]:
    """Return the played articles of which each record is known to be of which try."""
    return [
        world
        for world in PLAYS
        if not world.netlogon and not any(_fails(aside.what) for aside in world.asides)
    ]


def _fails(what: Classic | Modern) -> bool:
    return isinstance(what, Modern) or what.event_id in _FAILING


def _of_scene(scene: Scene, kind: str) -> Case:
    own = scene.skewed() if kind == "skewed" else scene
    told, year, name = drawn(own), scene.acts[0].time.year, f"{scene.name}-{kind}"
    exhibits = _spoiled(told, kind, year, name)
    toml = of_scene(own, _unplaced(told, exhibits), year)
    return Case(
        name=name,
        files=_files(toml, told, exhibits),
        truth=_truth(told, kind, exhibits, ()),
    )


def _of_play(world: Play, kind: str) -> Case:
    own = astray(world)[0] if kind == "skewed" else world
    told, name = played(own), "-".join([*str(world).lower().replace("&", "").split(), kind])
    exhibits = _spoiled(told, kind, _PLAYED, name)
    toml = of_play(own, _unplaced(told, exhibits), _PLAYED)
    right = (world.entry, *expected(str(world)).also)
    return Case(
        name=name,
        files=_files(toml, told, exhibits),
        truth=_truth(told, kind, exhibits, right),
    )


def _spoiled(told: Told, kind: str, year: int, name: str) -> list[Exhibit]:
    return [each for log in told.logs for each in spoiled(log, kind, year, name)]


def _unplaced(told: Told, exhibits: list[Exhibit]) -> list[tuple[str, str]]:
    """Return the exhibits that tell neither zone, year nor machine, with their machines."""
    lines = [path for each in exhibits if (path := each.path).endswith("netlogon.log")]
    machines = {log.machine.lower(): log.machine for log in told.logs}
    of_lines = [(path, machines[re.split("[/-]", path)[-2]]) for path in lines]
    folders = dict.fromkeys(path.split("/")[1] for path in told.others)
    return [*of_lines, *((f"evidence/{name}/*", name) for name in folders)]


def _files(toml: str, told: Told, exhibits: list[Exhibit]) -> dict[str, bytes]:
    logs = {each.path: each.content for each in exhibits}
    return dict(sorted({"case.toml": toml.encode(), **told.others, **logs}.items()))


def _truth(
    told: Told, kind: str, exhibits: list[Exhibit], articles: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "kind": kind,
        "generation": _generation(told.site),
        "articles": list(articles),
        **truth(told.site, told.incident, exhibits),
    }


def _generation(site: Site) -> str:
    eras = {machine.era.value for machine in site.machines}
    return eras.pop() if len(eras) == 1 else "several"


def corpus(made: Sequence[Case]) -> bytes:
    """Return the corpus as a zip; equal cases give equal bytes on one version of zlib."""
    about = {"version": VERSION, "date": DATED, "cases": [case.name for case in made]}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        _put(archive, "corpus.json", _json(about))
        for case in made:
            for path, content in case.files.items():
                _put(archive, f"{case.name}/{path}", content)
            _put(archive, f"{case.name}/truth.json", _json(case.truth))
    return buffer.getvalue()


def _json(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, separators=(",", ":")) + "\n").encode()


def _put(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(path, _STAMP), content, zipfile.ZIP_DEFLATED, 9)


def contents(archive: bytes) -> dict[str, bytes]:
    """Return path -> bytes of all files in a corpus: zlib may pack the same bytes otherwise."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


if __name__ == "__main__":
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_bytes(corpus([*cases()]))
