"""What the report says of its root, and whether a person can follow it by hand."""

import re
import shutil
import subprocess
from hashlib import sha256

import pytest

from forensics.narrative.sealed import Sealed, sealed
from forensics.sealing.merkle import leaves, root
from tests.builders.filed import filed
from tests.builders.findings import sms_case

SOURCES = sms_case().sources
DATA = {"a%d.csv": b"1", "b.json": b"{}"}
ROOT = root(leaves(SOURCES, filed(DATA)))


def by_hand(command: str, **words: object) -> str:
    """Run a command of the recipe in a shell, as a reader would."""
    for word, value in words.items():
        command = re.sub(rf"\b{word}\b", f"'{value}'", command)
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    return done.stdout.split()[0]


def test_without_a_root_nothing_is_said() -> None:
    assert sealed("") == Sealed(foot="", code=None, note=(), recipe=())


def test_the_foot_carries_the_whole_root() -> None:
    assert sealed(ROOT).foot == f"Root of evidence and findings {ROOT}"


@pytest.mark.skipif(shutil.which("xxd") is None, reason="the recipe's xxd is not installed")
def test_the_recipe_gives_the_root_by_hand() -> None:
    leaf, node = (span.text for span in sealed(ROOT).recipe if span.look == "m")
    level = [
        by_hand(leaf, PATH=one.path, SIZE=one.size, SHA256=one.sha256)
        for one in sorted(SOURCES, key=lambda one: one.path.encode())
    ]
    level += [
        by_hand(
            leaf.replace("exhibit", "file"),
            PATH=name,
            SIZE=len(content),
            SHA256=sha256(content).hexdigest(),
        )
        for name, content in sorted(DATA.items())
    ]
    while len(level) > 1:
        pairs = [level[place : place + 2] for place in range(0, len(level), 2)]
        level = [
            by_hand(node, LEFT=pair[0], RIGHT=pair[1]) if pair[1:] else pair[0] for pair in pairs
        ]
    assert level == [ROOT]
