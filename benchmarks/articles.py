"""Measures what taking the whole archive into the library costs: 57,000 article texts.

    python -m benchmarks.articles [ARTICLES]

From the root of a checkout. The texts of `../shared/kb-articles` are written to a temporary folder
over and over, each with an id of its own, until there are as many as in the archive; without that
folder, built texts of invented articles. The import runs in a process of its own, as by
`forensics kb import`; then the same again, which changes nothing.

Time is that of the process, in seconds and against SHA-256 of the same bytes in the same run; how
fast a machine is cancels out. Memory is the most that the process held at once.
"""

import hashlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from tests.builders.article import article
from tests.shared import CHECKOUT

ARTICLES: Final = 57_000
MOST_SECONDS: Final = 60.0
MOST_MEGABYTES: Final = 300.0

_FIRST: Final = 100_000  # ids go up from here
_FOLDER: Final = 1_000  # files of a folder, as in the archive
_ID: Final = re.compile(rb"^DOCUMENT:Q\d+")
_WORK: Final = """
import resource, sys, time
from pathlib import Path
from forensics.kb.intake import take_in
taken = take_in([Path(sys.argv[1])], Path(sys.argv[2]))
assert taken.whole, taken.summary
print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main(arguments: Sequence[str]) -> int:
    """Print what was measured; return 1 where it takes too long or too much memory."""
    many = int(arguments[0]) if arguments else ARTICLES
    with tempfile.TemporaryDirectory() as folder:
        texts, library = Path(folder, "texts"), Path(folder, "library.sqlite")
        size, hashed = _written(texts, many)
        print(f"{many:,} texts, {size / 1e6:.1f} MB, SHA-256 in {hashed:.2f} s")
        done = [_measured(name, texts, library, hashed) for name in ("import", "import again")]
        print(f"the library takes {library.stat().st_size / 1e6:.1f} MB")
    return int(not all(done))


def _written(folder: Path, many: int) -> tuple[int, float]:
    """Write so many texts; return their bytes and the seconds that their SHA-256 took."""
    size, hashed = 0, 0.0
    for number, text in enumerate(islice(cycle(_examples()), many)):
        data = _ID.sub(b"DOCUMENT:Q%d" % (_FIRST + number), text)
        place = folder / f"{number // _FOLDER:03}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"Q{_FIRST + number}.TXT").write_bytes(data)
        size += len(data)
        begin = time.process_time()
        hashlib.sha256(data).digest()
        hashed += time.process_time() - begin
    return size, hashed


def _examples() -> Iterator[bytes]:
    files = sorted((CHECKOUT.parent / "shared" / "kb-articles").glob("*.TXT"))
    if files:
        return (file.read_bytes() for file in files)
    return (
        article(id=f"Q{number:05}", sections={"SYMPTOMS": f"Sign {number}. " * 200})
        for number in range(10_000, 10_300)
    )


def _measured(name: str, texts: Path, library: Path, hashed: float) -> bool:
    begin = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - this Python, and our own program
        [sys.executable, "-c", _WORK, str(texts), str(library)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
    )
    passed = time.perf_counter() - begin
    took, megabytes = map(float, done.stdout.split())
    print(
        f"{name}: {took:.1f} s ({passed:.1f} s by the wall), {took / hashed:.1f} x SHA-256, "
        f"{megabytes:.0f} MB at most"
    )
    return took <= MOST_SECONDS and megabytes <= MOST_MEGABYTES


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
