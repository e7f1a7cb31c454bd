"""Where a command reads its evidence: in how many processes, on this machine or on others."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from forensics.allowance import addressable

if TYPE_CHECKING:
    from forensics.engine.parts import Engine

LEAST: Final = 2 << 30
"""Bytes that a process must be able to address: 1.4 GB with two cores, 1.8 GB with 32, measured."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say where evidence is read."""
    parser.add_argument(
        "--jobs",
        type=_jobs,
        metavar="N",
        help="processes that read evidence; the outputs do not depend on it (default: one for "
        "each core that may be used)",
    )
    parser.add_argument(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="read evidence on the workers of this Dask scheduler, which find it under the same "
        "path; the outputs do not depend on it (default: no connection is made)",
    )
    parser.set_defaults(hindrance=_hindrance)


def _hindrance() -> str:
    """Return why this process cannot read evidence, `""` where nothing hinders it.

    With less, a library ends the process while it loads, in words of its own.
    """
    most = addressable()
    if most is None or most >= LEAST:
        return ""
    return (
        f"not enough memory: this process may address {most >> 20:,} MB, and the libraries alone "
        f"need {LEAST >> 20:,}; raise it with ulimit -v"
    )


@contextmanager
def engine(arguments: argparse.Namespace) -> Iterator["Engine"]:
    """Yield the engine that the arguments ask for; its processes end with the block."""
    from forensics.engine.workers import Local, cores  # with NumPy behind it, --help does not wait

    with Local(arguments.jobs or cores()) as local:
        if arguments.scheduler is None:
            yield local
            return
        from forensics.engine.cluster import Cluster

        with Cluster(arguments.scheduler, local) as cluster:
            yield cluster


def _jobs(text: str) -> int:
    """Return a number of processes.

    Raises:
        argparse.ArgumentTypeError: It is none, and the mend.
    """
    if not text.isdecimal() or not 0 < int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes; write 4")
    return int(text)


_MOST = 1024
