"""Takes from the cache what was read before, and has the rest read by another engine.

An exhibit of the size and time of one that was kept is hashed first; only where the SHA-256 says
that these are the bytes which were read, what was kept of them is its answer. All others are
hashed while they are read, so a first run reads nothing twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from forensics import __version__
from forensics.cache import Cache, Content, Kept, keep, kept
from forensics.engine.parts import Answer, Engine, Part
from forensics.evidence.forms import Examined, read_as
from forensics.evidence.records import Wanted
from forensics.exhibits import Exhibit
from forensics.values import UNIX_EPOCH_TICKS, Instant


class Remembering:
    """An engine with the cache of one case before it."""

    def __init__(self, engine: Engine, cache: Cache) -> None:
        """Name what reads, and what was kept."""
        self._engine = engine
        self._cache = cache
        self._wanted = dict[int, Wanted]()
        self._served = set[int]()

    def run(self, parts: Sequence[Part]) -> Iterator[Answer]:
        """Yield one answer for each part; those to exhibits that were kept come first."""
        groups = dict[int, list[Part]]()
        for part in parts:
            groups.setdefault(part.place, []).append(part)
            self._wanted[part.place] = part.wanted
        first = [_hash_of(group[0]) for group in groups.values() if self._may_pay(group)]
        left = list[Part]()
        for told in self._engine.run(first):
            yield from self._serve(_with_hash(groups.pop(told.key[0]), told.sha256), left)
        for group in groups.values():
            yield from self._serve(group, left)
        yield from self._engine.run(left)

    def rest(self) -> None:
        """Give back what is held for further work."""
        self._engine.rest()

    def keep(self, examined: Sequence[Examined]) -> None:
        """Keep what was read now, for the next run.

        Args:
            examined: The exhibits in order of place. Of files that changed since they were listed
                nothing is kept: their hash and their columns may be of different bytes.
        """
        steady = {
            each.exhibit.file
            for each in examined
            if not each.exhibit.member and _is_steady(each.exhibit)
        }
        for place, each in enumerate(examined):
            if place not in self._served and each.reading and each.exhibit.file in steady:
                found = Kept(form=each.form, reading=each.reading)
                keep(self._cache, _content(each.exhibit), self._wanted[place], found)

    def _may_pay(self, group: Sequence[Part]) -> bool:
        """Return whether hashing an exhibit before it is read may save the reading."""
        exhibit, content = group[0].exhibit, _content(group[0].exhibit)
        seen = (content.size, content.modified) in self._cache.seen
        return seen and not exhibit.sha256 and not _is_settled(group)

    def _serve(self, group: Sequence[Part], left: list[Part]) -> Iterator[Answer]:
        """Yield the answers to the parts of one exhibit, or add them to what is left to read."""
        exhibit = group[0].exhibit
        if not exhibit.sha256 or _is_settled(group):
            left += group
            return
        examined = None
        found = kept(self._cache, _content(exhibit), group[0].wanted)
        if found is not None:
            self._served.add(group[0].place)
            examined = read_as(found.form, exhibit, found.reading)
        for part in group:
            if examined or part.kind == "hash":
                sha256, key = exhibit.sha256, part.key
                yield Answer(version=__version__, key=key, sha256=sha256, examined=examined)
            else:
                left.append(part)


def _is_settled(group: Sequence[Part]) -> bool:
    """Return whether nothing is to be read: a hash alone, or an exhibit that cannot be read."""
    exhibit = group[0].exhibit
    hindered = bool(exhibit.hindrance) or exhibit.is_zip or not exhibit.size
    return hindered or all(part.kind == "hash" for part in group)


def _hash_of(part: Part) -> Part:
    return replace(part, kind="hash", begin=0, end=0)


def _with_hash(group: Sequence[Part], sha256: str) -> list[Part]:
    """Return the parts of an exhibit whose hash was taken."""
    return [replace(part, exhibit=replace(part.exhibit, sha256=sha256)) for part in group]


def _content(exhibit: Exhibit) -> Content:
    modified = exhibit.modified.ticks if isinstance(exhibit.modified, Instant) else 0
    return Content(sha256=exhibit.sha256, size=exhibit.size, modified=max(0, modified))


def _is_steady(exhibit: Exhibit) -> bool:
    """Return whether a file is as it was when it was listed, by size and time."""
    try:
        about = exhibit.file.stat()
    except OSError:
        return False
    now = Instant(about.st_mtime_ns // 100 + UNIX_EPOCH_TICKS)
    return (about.st_size, now) == (exhibit.size, exhibit.modified)
