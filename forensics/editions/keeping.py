"""Keeping: the key of a case and the list of its pseudonyms, in a folder that no report is put in.

The one room of the editions that reads and writes files.
"""

import csv
import io
import os
from pathlib import Path
from typing import Final

from forensics.editions.folded import fold
from forensics.editions.leaks import whole_words
from forensics.editions.names import NameMap
from forensics.errors import CaseError
from forensics.export import cell
from forensics.placing.single import made_once, replaced
from forensics.placing.within import lies_within

FOLDER: Final = "vendor-key"
KEY: Final = "key"
NAMES: Final = "names.csv"
_LENGTH: Final = 32  # bytes: as long as the digest that it keys (RFC 2104, 3)
_WARNING: Final = (
    "Keep this file and the key beside it: they turn every pseudonym of the vendor edition back. "
    "Send neither with the report."
)


def key(folder: Path, named: Path | None, out: Path) -> bytes:
    """Return the key of a case; without one named, that of the case, made when it is missing.

    Args:
        folder: The case.
        named: A file that holds another key, or None.
        out: Where the report will be put: neither key nor names may lie below it.

    Raises:
        CaseError: The report would lie beside the key, or what is there is no key.
        OSError: The key can be neither read nor made.
    """
    _keep_apart(folder / FOLDER, out)
    if named is not None:
        _keep_apart(named, out)
        return kept(named)
    place = folder / FOLDER / KEY
    if not place.exists():
        _make(place)
    return kept(place)


def kept(place: Path) -> bytes:
    """Return a key that is there.

    Raises:
        CaseError: There is none.
    """
    if not place.is_file():
        raise CaseError(f"{place}: no such file; give the key that the edition was made with")
    found = place.read_bytes()
    if len(found) < _LENGTH:
        raise CaseError(f"{place}: {len(found)} bytes are too few for a key; it has {_LENGTH}")
    return found


def _keep_apart(secret: Path, out: Path) -> None:
    if lies_within(out, secret) or lies_within(secret, out):
        raise CaseError(
            f"{out}: would hold the key of the pseudonyms ({secret}); name another --out"
        )


def _make(place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made_once(place, os.urandom(_LENGTH))


def write_names(folder: Path, names: NameMap) -> None:
    """Write the pseudonyms of a case: which name each stands for, and how it was looked for.

    Args:
        folder: The case.
        names: From `disguise`.
    """
    place = folder / FOLDER / NAMES
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replaced(place, names_csv(names))


def names_csv(names: NameMap) -> bytes:
    """Return the list of the pseudonyms: a remark, a heading, and a line for each name.

    Also what has no pseudonym but must not be in the edition, such as a text of the analyst.
    """
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    rows.writerow([_WARNING])
    rows.writerow(["pseudonym", "name", "what", "searched"])
    narrow = whole_words(names)
    for name, what in sorted({**names.hidden, **names.kinds}.items()):
        said = names.names[name] if name in names.kinds else ""
        folded = fold(name).strip()
        how = "no: a word or a number of the report" if folded in names.own else "everywhere"
        rows.writerow(
            [*map(cell, (said, name, what)), "as a whole word" if folded in narrow else how]
        )
    return stream.getvalue().encode("utf-8", "backslashreplace")
