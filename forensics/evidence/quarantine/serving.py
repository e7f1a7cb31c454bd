"""Inside: hands chunks of logs to the libraries and sends back what they say, as JSON.

The one room that loads them. It runs in the second process only, see `asking`.
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from forensics import second
from forensics.evidence.corroborate import python, rust, said
from forensics.evidence.corroborate.layouts import Layouts
from forensics.evidence.evtx import general, untemplated
from forensics.evidence.quarantine.bounds import NO_MEMORY, bind, give_time


@dataclass(slots=True)
class _Exhibit:
    """The exhibit that is asked about, and what is known of its templates."""

    number: int = -1
    layouts: Layouts = field(default_factory=Layouts)


def serve() -> None:
    """Answer what is asked, until nothing more is."""
    bind()
    answers = second.answering()
    exhibit = _Exhibit()
    status = 1
    try:
        while question := second.receive(sys.stdin.buffer):
            give_time()
            head, _, chunk = question.partition(b"\n")
            number, reader, places = json.loads(head)
            if number != exhibit.number:
                exhibit = _Exhibit(number=number)
            answer = _answer(reader, chunk, places, exhibit.layouts)
            second.send(answers, json.dumps(answer).encode("ascii"))
        status = 0
    except MemoryError:
        status = NO_MEMORY
    finally:
        os._exit(status)


def _answer(reader: str, chunk: bytes, places: Sequence[Any], layouts: Layouts) -> object:
    """Return what a reader says of some places of a chunk."""
    match reader:
        case said.PYTHON:
            return [_plain(one) for one in python.read(chunk, places, layouts)]
        case said.RUST:
            return [_plain(rust.read(chunk, place)) for place in places]
        case untemplated.GENERAL:
            read = general.read_general(chunk, [(at, size) for at, size in places])
            return [one and [getattr(one, name) for name in untemplated.NAMES] for one in read]
        case _:
            return None


def _plain(one: said.Said | str) -> object:
    return one if isinstance(one, str) else asdict(one)
