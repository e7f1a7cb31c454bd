"""Files what a run makes, piece by piece: no data file of a large case is ever whole in memory.

While the next is made, a thread goes over it once more, and once only: for its SHA-256, which the
root and the manifests state, and to deflate it, as long as it fits into the PDF.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from forensics import beside
from forensics.enclosures import Deflating, Enclosure

Keep = Callable[[str, Iterable[bytes]], bytes | Path]
"""Keeps a file of some name; returns its bytes, or where they lie."""

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that a run has made.

    Attributes:
        size: Bytes.
        sha256: In hexadecimal.
        kept: Its bytes, or where they lie.
        enclosed: The file as the PDF carries it; None where it exceeds the room it was offered.
    """

    size: int
    sha256: str
    kept: bytes | Path
    enclosed: Enclosure | None

    def pieces(self) -> Iterator[bytes | memoryview]:
        """Yield its bytes from the first to the last.

        Raises:
            OSError: They cannot be read.
        """
        return _pieces(self.kept)

    def whole(self) -> bytes:
        """Return its bytes.

        Raises:
            OSError: They cannot be read.
        """
        return self.kept if isinstance(self.kept, bytes) else self.kept.read_bytes()


def in_memory(_: str, pieces: Iterable[bytes]) -> bytes:
    """Keep a file in memory."""
    return b"".join(pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Where files are kept, and what each may take inside the PDF.

    Attributes:
        keep: Keeps each.
        room: Bytes that one may take deflated.
    """

    keep: Keep = in_memory
    room: int = 0

    def begin(self, name: str, pieces: Iterable[bytes]) -> Future[Output]:
        """File what is made now; return what goes over it beside what is made next.

        Raises:
            OSError: It cannot be kept.
        """
        return beside.start(partial(_gone_over, name, room=self.room), self.keep(name, pieces))

    def filed(self, name: str, data: bytes) -> Output:
        """File what is made already.

        Raises:
            OSError: It cannot be kept.
        """
        return _gone_over(name, self.keep(name, (data,)), self.room)


def _gone_over(name: str, kept: bytes | Path, room: int) -> Output:
    size, whole, deflating = 0, sha256(), Deflating(name, room)
    for piece in _pieces(kept):
        size += len(piece)
        whole.update(piece)
        deflating.take(piece)
    return Output(size=size, sha256=whole.hexdigest(), kept=kept, enclosed=deflating.done())


def _pieces(kept: bytes | Path) -> Iterator[bytes | memoryview]:
    if isinstance(kept, bytes):
        view = memoryview(kept)
        yield from (view[at : at + _PIECE] for at in range(0, len(view), _PIECE))
    else:
        with kept.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece
