"""Structures as payloads: each is read in time and memory that are bounded by its own size.

The bounds hold for every reader: 2 s of processor time a megabyte (`test_time_bounds.py` tries
every reader on texts), and 64 bytes of memory a byte beyond 48 MB. What a reader would need in
proportion to a number that the file only claims, or to the square of its size, is far beyond.
"""

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest

from forensics.events import event_table
from forensics.evidence.forms import HEAD, READERS
from tests.builders import export_csv, export_json, export_xml, security
from tests.builders.evt import evt
from tests.builders.evtx import CHUNK, FILE_HEADER, evtx, file_header
from tests.builders.evtx_damage import overwritten, record_offsets, resealed
from tests.builders.security import At
from tests.builders.security_classic import failed_529
from tests.evidence.corroborate.corroborating import alone, nested
from tests.ledger.small_site import records
from tests.pace import bounded

MEGABYTE: Final = 1_000_000
SECONDS: Final = 2.0
"""Of processor time a megabyte, one at least; see `pace`."""

MEMORY_BYTES: Final = 64
"""Of memory for each byte of the file."""

FIXED_BYTES: Final = 48 * MEGABYTE
"""Of memory whatever the file: blocks of 8 MiB, and what the libraries keep."""

NOON: Final = 126_470_592_000_000_000
STATUS: Final = Path("/proc/self/status")


def log() -> bytes:
    """Return a sound log of twenty records, the last one of 12 KiB."""
    usual = [security.logon_failed_4625(At(number, NOON + number)) for number in range(1, 20)]
    return evtx([*usual, security.validated_4776(At(20, NOON), Workstation="W" * 6_000)])


def spoiled(at: int, number: int, size: int = 4) -> bytes:
    """Return the log with another number in each record, `at` bytes from its begin."""
    made = log()
    for begin in record_offsets(made):
        made = overwritten(made, begin + at, (number % (1 << 8 * size)).to_bytes(size, "little"))
    return resealed(made)


def templated() -> bytes:
    """Return the log with 2^32 - 1 values claimed by each template instance that is found."""
    made = log()
    for begin in record_offsets(made):
        place = begin + 24 + 4 + 10  # of the count, where the definition stands elsewhere
        made = overwritten(made, place, b"\xff" * 4)
    return resealed(made)


def within(levels: int) -> bytes:
    """Return a log whose record holds a template in a template, so many levels deep."""
    body, _ = alone(nested(levels))
    chunk = bytearray(body[FILE_HEADER:])
    free = len(bytes(chunk).rstrip(b"\0"))
    free += -free % 8
    struct.pack_into("<8s4Q3I", chunk, 0, b"ElfChnk\0", 1, 1, 1, 1, 128, 512, free)
    return resealed(file_header(1, 2, dirty=False) + bytes(chunk))


def looped() -> bytes:
    """Return the log with every bucket of both tables of its chunk leading to itself."""
    made = log()
    for table, buckets in ((128, 64), (384, 32)):
        for bucket in range(buckets):
            at = table + 4 * bucket
            made = overwritten(made, FILE_HEADER + at, struct.pack("<I", at))
    return resealed(made)


def chunks(claimed: int) -> bytes:
    """Return the log with so many chunks claimed by its header."""
    head = file_header(claimed & 0xFFFF, 21, dirty=False)
    return head + log()[FILE_HEADER:]


def overlapping() -> bytes:
    """Return a chunk of records of which each but the last begins within the one before."""
    made = bytearray(log()[FILE_HEADER : FILE_HEADER + CHUNK])
    for at in range(512, 60_000, 16):
        struct.pack_into("<4sI", made, at, b"**\0\0", 1_024)
        struct.pack_into("<I", made, at + 1_020, 1_024)
    return resealed(file_header(1, 2, dirty=False) + bytes(made))


def ring(start: int, end: int) -> bytes:
    """Return a wrapped ring of 1 MB without an end marker, bounded by what its header claims."""
    kept = records("LON", *[(n, failed_529("a", "LON", "WS1")) for n in range(5_000)])
    made = bytearray(evt(kept, size=MEGABYTE))
    made = bytearray(bytes(made).replace(b"\x11\x11\x11\x11\x22\x22\x22\x22", bytes(8)))
    struct.pack_into("<II", made, 16, start, end)
    return bytes(made)


def sized(length: int) -> bytes:
    """Return an .evt log in which every record claims one length."""
    kept = records("LON", *[(n, failed_529("a", "LON", "WS1")) for n in range(2_000)])
    whole, size = evt(kept), len(evt(kept[:1])) - 48 - 40
    heads = (whole[at : at + size] for at in range(48, 48 + 2_000 * size, size))
    claimed = struct.pack("<i", length)
    return whole[:48] + b"".join(claimed + one[4:-4] + claimed for one in heads)


def xml(inner: bytes) -> bytes:
    """Return an export of one event before and one behind some bytes."""
    one = export_xml.element(export_xml.Exported()).encode()
    return b"<Events>" + one + inner + one + b"</Events>"


def table() -> bytes:
    """Return an export of Event Viewer with one event."""
    rows = export_csv.viewed(["10/18/2001 9:15:03 AM"])
    return export_csv.written([export_csv.EVENT_VIEWER, *rows]).encode()


def entities() -> bytes:
    """Return an export that begins with the billion laughs, 100 KB of their uses behind."""
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE Events [<!ENTITY l0 "lol">{names}]>'.encode()
    return head + xml(b"&l9;" * 25_000)


STRUCTURES: Final[dict[str, Callable[[], bytes]]] = {
    "templates in templates, 3 levels": lambda: within(3),
    "templates in templates, 40 levels": lambda: within(40),
    "a string table that loops": looped,
    "records of size 0": lambda: spoiled(4, 0),
    "records of size -1": lambda: spoiled(4, -1),
    "records of 2 GiB": lambda: spoiled(4, 0x7FFF_FFF8),
    "templates of 2^32 values": templated,
    "65,535 chunks claimed": lambda: chunks(0xFFFF),
    "no chunk claimed": lambda: chunks(0),
    "records that overlap": overlapping,
    "a ring that leads to itself": lambda: ring(48, 48),
    "a ring that ends before it begins": lambda: ring(500_000, 499_996),
    "a ring that ends beyond the file": lambda: ring(0xFFFF_FFF0, 0xFFFF_FFF4),
    "records of an .evt of size 0": lambda: sized(0),
    "records of an .evt of size -1": lambda: sized(-1),
    "records of an .evt of 2 GiB": lambda: sized(0x7FFF_FFFC),
    "a billion laughs": entities,
    "elements in elements": lambda: xml(b"<a>" * 330_000),
    "JSON in JSON": lambda: (
        export_json.lines([export_json.powershell(export_xml.Exported())]).encode()
        + b'{"a":' * 200_000
    ),
    "a line of a megabyte": lambda: table() + b"x" * MEGABYTE,
    "a million empty lines": lambda: table() + b"\n" * MEGABYTE,
    "a million columns": lambda: table() + b"," * MEGABYTE,
}


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_structure_made_to_hurt_is_read_within_bounds_and_tiled(structure: str) -> None:
    data = STRUCTURES[structure]()
    form = next(one for one in READERS if one.recognises(data[:HEAD]))
    before = resident("VmRSS")
    forget_the_peak()
    reading = bounded(
        SECONDS * max(1, len(data) / MEGABYTE),
        lambda: form.read(BytesIO(data), len(data), event_table().wanted()),
    )
    taken = resident("VmHWM") - before
    assert taken < FIXED_BYTES + MEMORY_BYTES * len(data)
    assert reading.bytes is not None
    assert reading.bytes.total == len(data)


def resident(which: str) -> int:
    """Return the bytes of memory of this process, now (`VmRSS`) or at most (`VmHWM`)."""
    if not STATUS.exists():
        pytest.skip("no system that tells how much memory a process has taken")
    lines = dict(line.split(":", 1) for line in STATUS.read_text("utf-8").splitlines())
    return int(lines[which].split()[0]) * 1024


def forget_the_peak() -> None:
    """Let the system measure the most memory of this process anew."""
    Path("/proc/self/clear_refs").write_text("5", "utf-8")
