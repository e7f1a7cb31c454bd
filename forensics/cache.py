"""What was read before: the columns of each exhibit, in `.cache/` of its case.

An entry serves only bytes whose SHA-256 was taken in this run, only the code that made it, and
only while its checksum holds. That is keyed with a secret in the user's data folder: what came
with a case from elsewhere, or was altered, is no entry. Whatever is odd about the folder or a file
in it counts as not being there, so all of it may be deleted at any moment. Nothing here is worth an
error: what cannot be kept is read again.
"""

import os
import re
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

import orjson

from forensics.evidence.packed import pack, unpack
from forensics.evidence.records import Reading, Wanted
from forensics.fingerprint import versions
from forensics.own_data import own_data
from forensics.placing.locks import alone
from forensics.placing.single import made_once

FOLDER: Final = ".cache"

MOST: Final = 2 << 30
"""Bytes that the cache of one case may hold: 2 GiB, of which the oldest go first."""

SECRET: Final = "cache.key"  # noqa: S105 - the name of a file
_SECRET_BYTES: Final = 32
_FORM_BYTES: Final = 64
_PARTIAL: Final = ".partial-"
_ENTRY: Final = re.compile(r"[0-9a-f]{64}-(\d+)-(\d+)-[0-9a-f]{32}")
_OPEN: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """The cache of one case.

    Attributes:
        folder: Where entries lie; made when the first is kept.
        secret: What their checksums are keyed with.
        seen: Size (bytes) and time of last change (ticks) of the exhibits that have an entry.
    """

    folder: Path
    secret: bytes
    seen: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an entry is of.

    Attributes:
        sha256: Hexadecimal, taken in this run.
        size: How many.
        modified: When the exhibit was last changed, ticks; 0 where nothing tells.
    """

    sha256: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What an exhibit was read as, and what was got out of it."""

    form: str
    reading: Reading


def own_secret(environment: Mapping[str, str]) -> bytes | None:
    """Return the secret of this user, made when it is missing; None where none can be kept.

    Args:
        environment: Variables, see `own_data`.
    """
    place = own_data(environment) / SECRET
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not place.exists():
            made_once(place, os.urandom(_SECRET_BYTES))
        found = place.read_bytes()
    except OSError:
        return None
    return found if len(found) == _SECRET_BYTES else None


def opened(case: Path, secret: bytes) -> Cache:
    """Return the cache of the case in a folder, as it is now."""
    named = (_ENTRY.fullmatch(path.name) for path in _files(case / FOLDER))
    seen = frozenset((int(match[1]), int(match[2])) for match in named if match)
    return Cache(folder=case / FOLDER, secret=secret, seen=seen)


def kept(cache: Cache, of: Content, wanted: Wanted) -> Kept | None:
    """Return what was kept of an exhibit, or None.

    Args:
        cache: Of its case.
        of: Its bytes.
        wanted: What is to be read from it.
    """
    name = _name(of, wanted)
    try:
        form, packed = _read(cache.folder / name)
        return Kept(form=form.decode("ascii"), reading=unpack(packed, _seal(cache, name, form)))
    except (OSError, ValueError):
        return None


def keep(cache: Cache, of: Content, wanted: Wanted, found: Kept) -> None:
    """Keep what was read from an exhibit, if there is room for it.

    Args:
        cache: Of its case.
        of: Its bytes.
        wanted: What was to be read from it.
        found: What was.
    """
    name, form = _name(of, wanted), found.form.encode("ascii")
    packed = pack(found.reading, _seal(cache, name, form))
    with suppress(OSError), _own(cache.folder):
        _write(cache.folder / name, form + b"\n", packed)
        _forget(cache.folder, name)
        _shorten(cache.folder)


def _name(of: Content, wanted: Wanted) -> str:
    """Return what an entry is called: its bytes, and all else that its columns depend on."""
    fields = {
        provider: {str(event_id): sorted(names) for event_id, names in events.items()}
        for provider, events in wanted.fields.items()
    }
    asked = [versions(), fields, wanted.encoding, wanted.date_order]
    about = blake2b(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()
    return f"{of.sha256}-{of.size}-{of.modified}-{about}"


def _seal(cache: Cache, name: str, form: bytes) -> bytes:
    """Return what keys the checksum of an entry: under another name or form it does not hold."""
    return blake2b(name.encode() + b"\n" + form, key=cache.secret).digest()


def _read(path: Path) -> tuple[bytes, bytes]:
    """Return form and columns of an entry; a link is not followed, and a pipe not waited for.

    Raises:
        OSError: It is not there, or cannot be read.
        ValueError: It is no file, or larger than the whole cache may be.
    """
    if path.parent.is_symlink():
        raise ValueError("the folder is a link")
    with os.fdopen(os.open(path, _OPEN), "rb") as stream:
        about = os.fstat(stream.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_size > MOST:
            raise ValueError("no entry")
        return stream.readline(_FORM_BYTES).rstrip(b"\n"), stream.read()


@contextmanager
def _own(folder: Path) -> Iterator[None]:
    """Make the folder and keep it for this run alone, so that what is half of an entry is nobody's.

    Raises:
        OSError: It cannot be made, or another run is writing there.
    """
    _make(folder)
    with alone(folder) as kept:
        for path in folder.iterdir() if kept else ():
            if path.name.startswith(_PARTIAL):
                path.unlink()
        yield


def _make(folder: Path) -> None:
    """Make the folder, which only its owner may look into: its files hold names of the evidence.

    Raises:
        OSError: It cannot be made, or something else is in its place.
    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise NotADirectoryError(folder)
    folder.chmod(0o700)


def _write(path: Path, *pieces: bytes) -> None:
    """Write an entry beside its place and move it in: half of one is never met under its name."""
    handle, partial = tempfile.mkstemp(prefix=_PARTIAL, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(pieces)
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)


def _forget(folder: Path, name: str) -> None:
    """Remove what another version read of the bytes of an entry, or with other wishes."""
    same = name.removesuffix(name.rpartition("-")[2])
    for path in _files(folder):
        if path.name.startswith(same) and path.name != name:
            with suppress(OSError):
                path.unlink()


def _shorten(folder: Path) -> None:
    """Remove the oldest files until the rest is as small as it must be."""
    files = sorted((_dated(path) for path in _files(folder)), reverse=True)
    room = MOST
    for _, size, path in files:
        room -= size
        if room < 0:
            with suppress(OSError):
                path.unlink()


def _dated(path: Path) -> tuple[int, int, Path]:
    """Return when a file was written, its bytes and its path; one that is gone has none."""
    try:
        about = path.lstat()
    except OSError:
        return 0, 0, path
    return about.st_mtime_ns, about.st_size, path


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a cache, whole or not; what else lies there is not ours."""
    with suppress(OSError):
        if folder.is_symlink():
            return
        for path in folder.iterdir():
            if _ENTRY.fullmatch(path.name) or path.name.startswith(_PARTIAL):
                yield path
