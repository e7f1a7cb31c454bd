"""The vendor edition: what can be proved of it with the key of its pseudonyms, and without."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from forensics.editions import keeping
from forensics.filing import Filing
from forensics.sealing import merkle
from forensics.verify import claims
from forensics.verify.claims import Listed

WHY: Final = (
    "this is the vendor edition, and its names can be made again with their key only: give the "
    "case folder with vendor-key/key, or --key"
)


def key(case: Path, named: Path | None) -> bytes | None:
    """Return the key that is named, else that of the case, or None: none is ever made here.

    Raises:
        CaseError: What is named is no key.
    """
    place = named or case / keeping.FOLDER / keeping.KEY
    return keeping.kept(place) if named or place.is_file() else None


def own_root(files: Mapping[str, bytes], listed: Sequence[Listed]) -> str:
    """Return the root over what the report itself lists and carries.

    Args:
        files: What travels with it.
        listed: Its exhibits.
    """
    names = claims.outputs(files["manifest.json"])
    data = {name: Filing().filed(name, files[name]) for name in names if name in files}
    return merkle.root(merkle.leaves(listed, data))
