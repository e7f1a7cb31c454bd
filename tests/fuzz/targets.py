"""What is fuzzed: each reader of bytes that others wrote, and what holds whatever the bytes are.

A check returns nothing; it raises where the program broke its word: an exception (only a
`CaseError` may come, and only where the operator's own files are read), bytes that are told twice
or never, damage outside of the file, an output that cannot be written.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from forensics.articles import text
from forensics.articles.offers import offers
from forensics.articles.status import status_of
from forensics.case import load_case
from forensics.errors import CaseError
from forensics.events import event_table
from forensics.evidence.forms import HEAD, READERS, Form, examine
from forensics.evidence.records import Reading, Wanted
from forensics.exhibits import find_exhibits
from forensics.findings import Tool
from forensics.hosts import hosts_csv
from forensics.knowing.knowledge import library
from forensics.pipeline import analyse
from forensics.values import Damage, DamageCode
from tests.builders.filed import data as data_of
from tests.fuzz import seeds

MOST: Final = 16_384
"""Bytes that an input has at most: what is larger is found less often and read more slowly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One reader under fire.

    Attributes:
        name: As given to `./run fuzz`.
        check: Raises where something that always holds does not.
        seeds: Well-formed inputs to begin with.
        tokens: Words of the form, from which inputs are made.
    """

    name: str
    check: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    tokens: tuple[bytes, ...] = ()


# ── readers of evidence ──────────────────────────────────────────────────────────────────────────


def _reader(name: str) -> Form:
    """Return the form whose reader lies in the room of that name, such as `evtx` or `syslog`."""
    return next(one for one in READERS if name in one.read.__module__.split("."))


@cache
def _wanted(encoding: str = "") -> Wanted:
    return replace(event_table().wanted(), encoding=encoding)


def _reads(name: str, encoding: str = "") -> Callable[[bytes], None]:
    form = _reader(name)

    def check(data: bytes) -> None:
        form.recognises(data[:HEAD])
        reading = form.read(BytesIO(data), len(data), _wanted(encoding))
        told_once(reading, len(data), ring=name == "evt")

    return check


def told_once(reading: Reading, size: int, *, ring: bool = False) -> None:
    """Hold the tiles of a reading against the size of what was read.

    Args:
        reading: What the reader handed over.
        size: Bytes of the file.
        ring: Whether a record may go on at the beginning of the file, as in an .evt.
    """
    assert reading.bytes is not None
    tiles = reading.bytes
    assert min(tiles.header, tiles.records, tiles.filler, tiles.unreadable) >= 0, tiles
    assert tiles.total == size, (tiles, size)
    for damage in reading.damage:
        _inside(damage, size, ring=ring)
    begins = [damage.offset for damage in reading.damage]
    assert begins == sorted(begins), begins
    _records(reading, size, ring=ring)


def _inside(damage: Damage, size: int, *, ring: bool) -> None:
    assert damage.offset >= 0, damage
    assert damage.length >= 0, damage
    assert len(damage.excerpt) <= 64, damage
    # What a file lacks lies behind its end.
    missing = damage.code == DamageCode.FILE_TRUNCATED and damage.offset == size
    end = damage.offset + damage.length
    wraps = ring and damage.offset < size and damage.length <= size
    assert end <= size or missing or wraps, (damage.code, damage.offset, damage.length, size)


def _records(reading: Reading, size: int, *, ring: bool) -> None:
    """Each record lies in the file, and each decoded one is one of them."""
    records = reading.records
    assert bool((records.offset >= 0).all())
    assert bool((records.length > 0).all())
    assert bool((records.offset < size).all())
    assert bool((records.length <= size).all())
    assert ring or bool((records.offset + records.length <= size).all())
    known = set(records.offset.tolist())
    for batch in reading.batches:
        assert set(batch.frame["offset"].to_list()) <= known, (batch.provider, batch.event_id)


# ── .evtx: what a checksum would keep from ever being reached ────────────────────────────────────


def _evtx_sealed(data: bytes) -> None:
    """Read a log as it is, then with every checksum made to fit."""
    check = _reads("evtx")
    check(data)
    check(sealed(data))


def _evtx_chunk(body: bytes) -> None:
    """Read a log of one chunk that begins with `body`, its checksums made to fit."""
    _reads("evtx")(sealed(seeds.evtx_around(body)))


def sealed(log: bytes) -> bytes:
    """Return an .evtx with the checksums of its header and of every chunk computed anew."""
    made = bytearray(log)
    if len(made) >= 128:
        made[124:128] = zlib.crc32(made[:120]).to_bytes(4, "little")
    for at in range(4096, len(made) - 511, 65536):
        free = int.from_bytes(made[at + 48 : at + 52], "little")
        if 512 <= free <= 65536:
            made[at + 52 : at + 56] = zlib.crc32(made[at + 512 : at + free]).to_bytes(4, "little")
        head = made[at : at + 120] + made[at + 128 : at + 512]
        made[at + 124 : at + 128] = zlib.crc32(head).to_bytes(4, "little")
    return bytes(made)


# ── what is made of bytes: exhibits, cases, outputs ──────────────────────────────────────────────


@contextmanager
def _case(files: dict[str, bytes]) -> Iterator[Path]:
    with TemporaryDirectory(prefix="fuzz-") as scratch:
        for name, data in files.items():
            place = Path(scratch, name)
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(data)
        yield Path(scratch)


def _zip(data: bytes) -> None:
    """Find and read a zip and its members as exhibits."""
    with _case({"evidence/x.zip": data}) as folder:
        exhibits = find_exhibits(load_case(folder))
        assert len({each.path for each in exhibits}) == len(exhibits)
        for exhibit in exhibits:
            assert exhibit.hindrance or len(exhibit.sha256) == 64
            examined = examine(exhibit, _wanted())
            if examined.reading is not None:
                told_once(examined.reading, exhibit.size, ring=examined.form == "evt")


def _whole(data: bytes) -> None:
    """Take a case of one exhibit through to everything that is no PDF and no page."""
    with _case({"evidence/x": data}) as folder:
        case = load_case(folder)
        examined = [examine(each, _wanted()) for each in find_exhibits(case)]
        same = {each.exhibit.path: True for each in examined}
        tool = Tool(name="fuzz", version="0", libraries={})
        outputs = data_of(analyse(case, examined, same, event_table(), library(), tool))
        assert all(outputs.values())


def _article(data: bytes) -> None:
    """Read an archived article: its parts are its text, and what it says is found or not."""
    found = text.read(data)
    decoded, _ = text.decode(data)
    assert found.text == decoded
    status_of(found)
    offers(found)


def _case_toml(data: bytes) -> None:
    with _case({"case.toml": data}) as folder, _mistakes():
        load_case(folder)


def _hosts_csv(data: bytes) -> None:
    with _case({"hosts.csv": data}) as folder, _mistakes():
        hosts_csv(folder / "hosts.csv")


@contextmanager
def _mistakes() -> Iterator[None]:
    """Let mistakes of an operator pass, each named with its file."""
    try:
        yield
    except CaseError as error:
        if not re.match(r"[^\n]*(case\.toml|hosts\.csv): .", str(error)):
            raise


TARGETS: Final = (
    Target(name="evtx", check=_evtx_sealed, seeds=seeds.evtx_logs, tokens=seeds.BINXML),
    Target(name="evtx-chunk", check=_evtx_chunk, seeds=seeds.evtx_chunks, tokens=seeds.BINXML),
    Target(name="evt", check=_reads("evt"), seeds=seeds.evt_logs, tokens=seeds.EVT),
    Target(name="kb", check=_reads("article"), seeds=seeds.articles, tokens=seeds.ARTICLE),
    Target(name="policy", check=_reads("policies"), seeds=seeds.policies, tokens=seeds.POLICY),
    Target(name="netlogon", check=_reads("netlogon"), seeds=seeds.netlogons, tokens=seeds.NETLOGON),
    Target(name="sms", check=_reads("sms"), seeds=seeds.sms_logs, tokens=seeds.SMS),
    Target(name="syslog", check=_reads("syslog"), seeds=seeds.syslogs, tokens=seeds.MESSAGE),
    Target(name="ossec", check=_reads("ossec"), seeds=seeds.ossecs, tokens=seeds.MESSAGE),
    Target(name="listing", check=_reads("listing"), seeds=seeds.listings, tokens=seeds.MESSAGE),
    Target(name="xml", check=_reads("xml_reader"), seeds=seeds.xmls, tokens=seeds.XML),
    Target(name="json", check=_reads("json_reader"), seeds=seeds.jsons, tokens=seeds.JSON),
    Target(name="csv", check=_reads("csv_reader"), seeds=seeds.csvs, tokens=seeds.CSV),
    Target(name="zip", check=_zip, seeds=seeds.zips, tokens=seeds.ZIP),
    Target(name="whole", check=_whole, seeds=seeds.anything, tokens=seeds.NAMES),
    Target(name="article", check=_article, seeds=seeds.articles, tokens=seeds.ARTICLE),
    Target(name="case.toml", check=_case_toml, seeds=seeds.case_tomls, tokens=seeds.TOML),
    Target(name="hosts.csv", check=_hosts_csv, seeds=seeds.hosts_csvs, tokens=seeds.TOML),
)


def target(name: str) -> Target:
    """Return the target of that name."""
    return next(one for one in TARGETS if one.name == name)
