"""Inside: hands chunks of logs to the libraries and sends back what they say, as JSON.

The one room that loads them. It runs in the second process only, see `asking`. A reader whose
library cannot be loaded here answers that it is not here; the others answer all the same.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any, Final

from forensics import second
from forensics.evidence.corroborate import said
from forensics.evidence.corroborate.packages import lead
from forensics.evidence.evtx import untemplated
from forensics.evidence.quarantine.bounds import NO_MEMORY, NOT_HERE, bind, give_time

_ROOMS: Final = (
    (said.PYTHON, "forensics.evidence.corroborate.python"),
    (said.RUST, "forensics.evidence.corroborate.rust"),
    (untemplated.GENERAL, "forensics.evidence.evtx.general"),
)


@dataclass(slots=True)
class _Exhibit:
    """The exhibit that is asked about, and what python-evtx knows of its templates."""

    number: int = -1
    layouts: Any = None


def serve() -> None:
    """Answer what is asked, until nothing more is."""
    bind()
    answers = second.answering()
    rooms = _loaded()
    exhibit = _Exhibit()
    status = 1
    try:
        while question := second.receive(sys.stdin.buffer):
            give_time()
            head, _, chunk = question.partition(b"\n")
            number, reader, places = json.loads(head)
            if number != exhibit.number:
                exhibit = _Exhibit(number=number)
            answer = _answer(rooms, reader, chunk, places, exhibit)
            second.send(answers, json.dumps(answer).encode("ascii"))
        status = 0
    except MemoryError:
        status = NO_MEMORY
    finally:
        os._exit(status)


def _loaded() -> dict[str, Any]:
    """Return the room of each reader whose library can be loaded."""
    lead(sys.path)
    rooms = dict[str, Any]()
    for reader, room in _ROOMS:
        with suppress(ImportError):
            rooms[reader] = import_module(room)
    return rooms


def _answer(
    rooms: Mapping[str, Any], reader: str, chunk: bytes, places: Sequence[Any], exhibit: _Exhibit
) -> object:
    """Return what a reader says of some places of a chunk."""
    if reader not in rooms:
        return NOT_HERE
    room = rooms[reader]
    match reader:
        case said.PYTHON:
            exhibit.layouts = exhibit.layouts or room.Layouts()
            return [_plain(one) for one in room.read(chunk, places, exhibit.layouts)]
        case said.RUST:
            return [_plain(room.read(chunk, place)) for place in places]
        case _:
            read = room.read_general(chunk, [(at, size) for at, size in places])
            return [one and [getattr(one, name) for name in untemplated.NAMES] for one in read]


def _plain(one: said.Said | str) -> object:
    return one if isinstance(one, str) else asdict(one)
