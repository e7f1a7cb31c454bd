"""A bill of materials by CycloneDX 1.6: what a bundle holds, for programs that watch for flaws.

Ours, because it tells of files that lie in the bundle: `cyclonedx-py` knows an environment without
hashes, or a lock without licences, and names the index that a lock came from.
"""

import json
import zipfile
from collections.abc import Sequence
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID, uuid5

from release.archive import digest
from release.components import OURS, Component
from release.dependencies import dependencies

IDENTIFIERS: Final = frozenset({"Apache-2.0", "BSD-3-Clause", "MIT", "MPL-2.0", "PSF-2.0"})
"""Names of licences that are identifiers of SPDX as they stand; any other is given as a name."""

_SPACE: Final = UUID("6f6a2f54-7a55-5f0b-9f0e-8c8f3f0e7d11")
"""The name space of our serial numbers."""


def bill(components: Sequence[Component], wheel: Path) -> dict[str, Any]:
    """Return the bill of our wheel and of what lies beside it.

    It has no time of its own, and its serial number rests on the rest: equal bundles, equal bills.
    """
    about = _about(wheel)
    needs = dependencies(OURS, about.get_all("Requires-Dist") or [])
    refs = {each.name: each.purl for each in components if each.file.startswith("wheels/")}
    refs[OURS] = f"pkg:pypi/{OURS}@{about['Version']}"
    reached = {name for names in needs.values() for name in names}
    told = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _own(about, wheel, refs[OURS])},
        "components": [_component(each, each.name in reached) for each in components],
        "dependencies": [
            {"ref": refs[name], "dependsOn": sorted(refs[each] for each in needs.get(name, ()))}
            for name in sorted(refs)
        ],
    }
    return told | {"serialNumber": uuid5(_SPACE, json_text(told)).urn}


def json_text(told: dict[str, Any]) -> str:
    """Return the bill as it is written."""
    return json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _own(about: Message, wheel: Path, ref: str) -> dict[str, Any]:
    return {
        "type": "application",
        "bom-ref": ref,
        "name": OURS,
        "version": about["Version"],
        "purl": ref,
        "licenses": [{"expression": about["License-Expression"]}],
        **_file(f"wheels/{wheel.name}", digest(wheel)),
    }


def _component(each: Component, reached: bool) -> dict[str, Any]:  # noqa: FBT001 - one word
    """Return an entry; what is there to build another library only is no part of the program."""
    is_package = each.file.startswith("debs/")
    licences = {"licenses": _licences(each)} if each.expression or each.licences else {}
    return {
        "type": "library",
        "bom-ref": each.purl,
        "name": each.name,
        "version": each.version,
        "purl": each.purl,
        "scope": "required" if reached or is_package else "excluded",
        **licences,
        **_file(each.file, each.sha256),
    }


def _licences(each: Component) -> list[dict[str, Any]]:
    if each.expression:
        return [{"expression": each.expression}]
    return [{"license": {"id" if name in IDENTIFIERS else "name": name}} for name in each.licences]


def _file(path: str, sha256: str) -> dict[str, Any]:
    hashes = [{"alg": "SHA-256", "content": sha256}]
    place = {"type": "distribution", "url": quote(path), "hashes": hashes}
    return {"hashes": hashes, "externalReferences": [place]}


def _about(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as opened:
        (name,) = [name for name in opened.namelist() if name.endswith(".dist-info/METADATA")]
        return message_from_bytes(opened.read(name))
