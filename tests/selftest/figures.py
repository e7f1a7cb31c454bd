"""Writes the figures that are stated with this build: `python -m tests.selftest.figures`."""

from pathlib import Path

from forensics.selftest.corpus import load
from forensics.selftest.figures import STATED, text
from forensics.selftest.measuring import measure
from tests.setup.project import CHECKOUT

PLACE: Path = CHECKOUT / "forensics" / STATED

if __name__ == "__main__":
    PLACE.write_text(text(measure(load(), lambda _: None)), "utf-8")
