"""A zip that is damaged or lies: every member is listed, and what is wrong has a reason."""

import io
import zipfile
import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.evidence.forms import examine
from forensics.evidence.records import Wanted
from forensics.exhibits import Exhibit, find_exhibits, open_exhibit
from forensics.zips import expand, members, walk
from forensics.zips.directory import END_BYTES
from tests.builders.security_classic import failed_529
from tests.builders.zips import STREAMED, UNKNOWN, Packed, central, deflated, end, local, zipped
from tests.ledger.small_site import TOKEN, case_of, log, sources_of

LOG = log("LONCAP01", *[(second, failed_529(TOKEN, "F", "F")) for second in range(40)])
A = Packed(name=b"a.evt", content=LOG)
B = Packed(name=b"b.txt", content=b"seen at the counter\n")
CUT_OFF = "its directory is missing, as in a zip that was cut off: copy the zip again"
UNPACK = "unpack the zip and put the files into evidence/"
SHARED = "its bytes are also those of another member: have the files zipped anew"


def found(folder: Path, content: bytes) -> tuple[Exhibit, ...]:
    return find_exhibits(case_of(folder, {"z.zip": content}))


def member(folder: Path, one: Packed) -> Exhibit:
    """Return the only member of an otherwise sound zip."""
    whole, exhibit = found(folder, zipped(one))
    assert (whole.is_zip, whole.hindrance, whole.flaw) == (True, "", "")
    return exhibit


def read(exhibit: Exhibit) -> bytes:
    with open_exhibit(exhibit) as stream:
        return stream.read()


def told(exhibits: tuple[Exhibit, ...]) -> list[tuple[str, int, str]]:
    """Return name, size and what is wrong of all but the zip."""
    return [
        (each.path.removeprefix("evidence/z.zip/"), each.size, each.hindrance + each.flaw)
        for each in exhibits[1:]
    ]


# ── members that cannot be read ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("flags", "method", "why"),
    [
        (1, 8, "encrypted: unpack the zip with its password and put the files into evidence/"),
        (1, 99, "encrypted: unpack the zip with its password and put the files into evidence/"),
        (0x41, 8, "encrypted: unpack the zip with its password and put the files into evidence/"),
        (0, 99, f"compressed by AES (method 99), which is not read here: {UNPACK}"),
        (0, 9, f"compressed by Deflate64 (method 9), which is not read here: {UNPACK}"),
        (0, 93, f"compressed by Zstandard (method 93), which is not read here: {UNPACK}"),
        (
            0,
            0xFFFF,
            f"compressed by an unknown method (method 65535), which is not read here: {UNPACK}",
        ),
        (0x20, 8, f"patch data, no file of its own: {UNPACK}"),
    ],
)
def test_what_is_packed_beyond_us_says_how(
    tmp_path: Path, flags: int, method: int, why: str
) -> None:
    exhibit = member(tmp_path, Packed(name=b"a.evt", content=LOG, flags=flags, method=method))
    assert (exhibit.size, exhibit.sha256, exhibit.hindrance) == (0, "", why)
    examined = examine(exhibit, Wanted(fields={}))
    assert (examined.state, examined.reason, examined.reading) == ("unreadable", why, None)


def test_a_link_in_a_zip_is_not_followed(tmp_path: Path) -> None:
    link = Packed(name=b"a", content=b"../x", made_by=3 << 8 | 20, attributes=0o120777 << 16)
    assert member(tmp_path, link).hindrance == (
        "a symbolic link, not followed: put the file itself into evidence/"
    )


def test_a_member_that_is_not_where_the_directory_says(tmp_path: Path) -> None:
    for place, at in enumerate((5, 10**6, UNKNOWN)):
        exhibit = member(tmp_path / str(place), Packed(name=b"a", content=LOG, at=at))
        assert exhibit.hindrance == (
            "its header is not where the zip's directory says: copy the zip again"
        )


def test_members_that_share_bytes_are_not_expanded(tmp_path: Path) -> None:
    twice = local(A) + local(B)
    directory = central(A, 0) + central(A, 0) + central(B, len(local(A)))
    exhibits = found(tmp_path, twice + directory + end(3, len(directory), len(twice)))
    assert told(exhibits) == [
        ("a.evt", 0, SHARED),
        ("a.evt#2", 0, SHARED),
        ("b.txt", len(B.content), ""),
    ]


def test_a_bomb_whose_members_quote_one_another_is_not_expanded(tmp_path: Path) -> None:
    """Each member's stored bytes are the next one's header and bytes (Fifield 2019)."""
    kernel = local(Packed(name=b"0", content=bytes(10**6)))
    bodies, entries = kernel, [Packed(name=b"0", content=bytes(10**6))]
    for number in range(1, 20):
        quoting = Packed(name=b"%d" % number, content=bodies, method=0)
        bodies, entries = local(quoting), [quoting, *entries]
    offsets = [bodies.index(local(each)) for each in entries]
    directory = b"".join(map(central, entries, offsets))
    exhibits = found(tmp_path, bodies + directory + end(20, len(directory), len(bodies)))
    assert len(exhibits) == 21
    assert {each.hindrance for each in exhibits[1:]} == {SHARED}


# ── members that can be read, and are not what the zip claims ───────────────────────────────────


def test_a_wrong_checksum_is_said_and_the_bytes_are_read(tmp_path: Path) -> None:
    exhibit = member(tmp_path, Packed(name=b"a.evt", content=LOG, crc=1))
    why = "its bytes do not have the checksum (CRC-32) that the zip recorded: copy the zip again"
    assert (exhibit.size, exhibit.flaw, exhibit.hindrance) == (len(LOG), why, "")
    _, source = sources_of(case_of(tmp_path, {}))
    assert (source.state, source.reason, source.records.read) == ("damaged", why, 40)


@pytest.mark.parametrize("claimed", [0, 1, 10**9])
def test_a_size_that_lies_is_said(tmp_path: Path, claimed: int) -> None:
    exhibit = member(tmp_path, Packed(name=b"a.evt", content=LOG, size=claimed))
    assert read(exhibit) == LOG
    assert exhibit.flaw == (
        f"expands to {len(LOG):,} bytes where the zip claims {claimed:,}: copy the zip again"
    )


def test_packed_bytes_that_break_are_read_up_to_there(tmp_path: Path) -> None:
    machine = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    begun = machine.compress(LOG) + machine.flush(zlib.Z_FULL_FLUSH)
    packed = begun + b"\x07" + deflated(LOG)  # no block is of type 3
    exhibit = member(tmp_path, Packed(name=b"a.evt", content=LOG * 2, packed=packed))
    assert (exhibit.size, read(exhibit)) == (len(LOG), LOG)
    assert exhibit.flaw == (
        f"expands to {len(LOG):,} bytes where the zip claims {2 * len(LOG):,}: copy the zip again"
    )


@pytest.mark.parametrize("method", [8, 12, 14])
def test_packed_bytes_that_are_none_hinder(tmp_path: Path, method: int) -> None:
    one = Packed(name=b"a", content=LOG, method=method, packed=b"\xff" * 50)
    exhibit = member(tmp_path, one)
    assert (exhibit.size, exhibit.sha256, exhibit.flaw) == (0, "", "")
    assert exhibit.hindrance == (
        f"expands to 0 bytes where the zip claims {len(LOG):,}: copy the zip again"
    )


def test_a_dictionary_of_gigabytes_is_not_made(tmp_path: Path) -> None:
    packed = b"\x05\x04\x05\x00" + b"\x5d" + b"\xff" * 4 + b"\x00" * 100
    exhibit = member(tmp_path, Packed(name=b"a", content=LOG, method=14, packed=packed))
    assert exhibit.hindrance.startswith("expands to 0 bytes where the zip claims")


def test_a_length_that_lies_is_read_to_the_end_of_its_stream(tmp_path: Path) -> None:
    exhibit = member(tmp_path, Packed(name=b"a.evt", content=LOG, length=10**9))
    assert (read(exhibit), exhibit.flaw) == (LOG, "")


# ── bounds ──────────────────────────────────────────────────────────────────────────────────────


def test_the_bounds_are_as_stated() -> None:
    assert (expand.MEMBER_BYTES, members.ZIP_BYTES, members.FREE_BYTES) == (
        4 << 30,
        16 << 30,
        256 << 20,
    )
    assert (members.TIMES, members.MEMBERS, members.AGAIN_BYTES) == (200, 10_000, 16 << 30)


def test_a_member_that_expands_beyond_its_bound_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MEMBER_BYTES", 3_000_000)
    bomb = Packed(name=b"bomb", content=bytes(3_000_001), size=10)
    fits = Packed(name=b"fits", content=bytes(3_000_000))
    assert told(found(tmp_path, zipped(bomb, fits))) == [
        ("bomb", 0, f"expands to more than 3,000,000 bytes: {UNPACK}"),
        ("fits", 3_000_000, ""),
    ]


def test_a_zip_that_expands_beyond_its_bound_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "FREE_BYTES", 5_000_000)
    parts = [Packed(name=b"%d" % place, content=bytes(2_000_000), size=1) for place in range(3)]
    exhibits = found(tmp_path, zipped(*parts, Packed(name=b"small", content=b"x")))
    claims = "expands to 2,000,000 bytes where the zip claims 1: copy the zip again"
    assert told(exhibits) == [
        ("0", 2_000_000, claims),
        ("1", 2_000_000, claims),
        ("2", 0, f"with it the zip expands to more than 5,000,000 bytes: {UNPACK}"),
        ("small", 1, ""),
    ]


def test_a_large_zip_may_expand_to_many_times_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "FREE_BYTES", 0)
    small = zipped(Packed(name=b"a", content=bytes(10**6)))
    dense = zipped(Packed(name=b"a", content=b"0123456789" * 1_000 + LOG))
    assert len(small) * 200 < 10**6
    assert told(found(tmp_path / "1", small))[0][2].startswith("with it the zip expands to more")
    assert told(found(tmp_path / "2", dense))[0][2] == ""


def test_more_members_than_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MEMBERS", 3)
    many = [Packed(name=b"%d" % place, content=b"x") for place in range(4)]
    whole, *rest = found(tmp_path / "4", zipped(*many))
    assert [each.path[-1] for each in rest] == ["0", "1", "2"]
    assert whole.flaw == "holds more members than are taken of it (3): unpack it into evidence/"
    whole, *rest = found(tmp_path / "3", zipped(*many[:3]))
    assert (len(rest), whole.flaw) == (3, "")


def test_members_within_the_inner_zip_count_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = zipped(*[Packed(name=b"%d" % place, content=b"x") for place in range(4)])
    outer = zipped(Packed(name=b"in.zip", content=inner), Packed(name=b"more", content=b"x"))
    why = "unpack it into evidence/"
    for bound, value, most in (("MEMBERS", 5, 3), ("AGAIN_BYTES", len(inner) * 2 + 1, 2)):
        with monkeypatch.context() as patched:
            patched.setattr(members, bound, value)
            _, nested, *rest = found(tmp_path / bound, outer)
        assert nested.flaw == f"holds more members than are taken of it ({most}): {why}"
        assert len(rest) == most + 1


def test_a_name_of_64_kib_is_cut(tmp_path: Path) -> None:
    names = [Packed(name=b"n" * 0xFFFF, content=b"x"), Packed(name=b"n" * 0xFFFE, content=b"y")]
    cut = "n" * 1024 + "..."
    assert [name for name, _, _ in told(found(tmp_path, zipped(*names)))] == [cut, cut + "#2"]


def test_no_more_than_a_piece_is_held_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces: list[int] = []
    usual = members._Seen.take  # noqa: SLF001 - what goes by is seen nowhere else

    def take(seen: members._Seen, piece: bytes) -> None:
        pieces.append(len(piece))
        usual(seen, piece)

    monkeypatch.setattr(members._Seen, "take", take)  # noqa: SLF001
    content = bytes(4_000_000)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for method in (0, 8, 12, 14):
            archive.writestr(str(method), content, method)
    assert len(found(tmp_path, kept.getvalue())) == 5
    assert sum(pieces) == 4 * len(content)
    assert max(pieces) <= expand.PIECE


# ── zips that are damaged ───────────────────────────────────────────────────────────────────────


def test_a_zip_that_was_cut_off_still_gives_what_lies_before_the_cut(tmp_path: Path) -> None:
    content = zipped(B, Packed(name=b"s.txt", content=b"streamed", flags=STREAMED), A)
    cut = len(local(B)) + len(local(Packed(name=b"s.txt", content=b"streamed", flags=STREAMED)))
    whole, *_ = exhibits = found(tmp_path, content[: cut + 30 + 5 + 200])
    assert (whole.is_zip, whole.flaw) == (True, CUT_OFF)
    assert examine(whole, Wanted(fields={})).state == "damaged"
    (name, size, why), *rest = told(exhibits)
    assert (name, 0 < size < len(LOG)) == ("a.evt", True)
    assert why == f"expands to {size:,} bytes where the zip claims {len(LOG):,}: copy the zip again"
    assert rest == [("b.txt", len(B.content), ""), ("s.txt", 8, "")]
    assert LOG.startswith(read(exhibits[1]))


@pytest.mark.parametrize("method", [0, 8])
def test_a_streamed_member_that_was_cut_off_is_read_up_to_the_cut(
    tmp_path: Path, method: int
) -> None:
    content = local(Packed(name=b"a.evt", content=LOG, flags=STREAMED, method=method))[:400]
    whole, exhibit = found(tmp_path, content)
    assert whole.flaw == CUT_OFF
    assert exhibit.flaw == (
        f"the zip ends before it does, after {exhibit.size:,} bytes of it: copy the zip again"
    )
    assert exhibit.size > 100
    assert LOG.startswith(read(exhibit))


@pytest.mark.parametrize("wide", [False, True])
def test_without_directory_a_streamed_member_ends_at_its_descriptor(
    tmp_path: Path,
    wide: bool,  # noqa: FBT001 - a case of the test
) -> None:
    inner = zipped(Packed(name=b"in.txt", content=b"inside", flags=STREAMED))
    one = Packed(name=b"n.zip", content=inner, flags=STREAMED, method=0, wide=wide)
    _, other, nested, inside = exhibits = found(tmp_path, local(one) + local(B))
    assert [each.flaw for each in exhibits] == [CUT_OFF, "", "", ""]
    assert (read(nested), read(inside), read(other)) == (inner, b"inside", B.content)


def test_what_stands_before_the_first_whole_header_is_passed_over(tmp_path: Path) -> None:
    exhibits = found(tmp_path, b"PK\x03\x04 torn" + local(A)[40:] + local(B) + local(B)[:20])
    assert exhibits[0].flaw == CUT_OFF
    assert told(exhibits) == [("b.txt", len(B.content), "")]


def test_a_header_is_found_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = local(B) + b"lost" + local(Packed(name=b"c", content=b"c", flags=STREAMED)) + local(A)
    for piece in (5, 6, 7):
        monkeypatch.setattr(walk, "_PIECE", piece)
        assert told(found(tmp_path, content)) == [
            ("a.evt", len(LOG), ""),
            ("b.txt", len(B.content), ""),
            ("c", 1, ""),
        ]


def test_a_zip_within_a_zip_that_was_cut_off_is_entered_too(tmp_path: Path) -> None:
    noise = b"".join(sha256(b"%d" % place).digest() for place in range(END_BYTES // 16))
    inner = zipped(B, Packed(name=b"noise", content=noise))[:END_BYTES]
    _, nested, note, _ = found(tmp_path, zipped(Packed(name=b"in.zip", content=inner)))
    assert (nested.is_zip, nested.flaw, read(note)) == (True, CUT_OFF, B.content)


def test_members_that_the_directory_leaves_out_are_found_by_their_headers(tmp_path: Path) -> None:
    hidden = Packed(name=b"hidden.evt", content=LOG, listed=False)
    whole, *_ = exhibits = found(tmp_path, zipped(B, hidden, count=2))
    assert whole.flaw == "its directory claims 2 members and lists 1: copy the zip again"
    assert told(exhibits) == [("b.txt", len(B.content), ""), ("hidden.evt", len(LOG), "")]


def test_a_directory_that_breaks_off_costs_no_member(tmp_path: Path) -> None:
    content = bytearray(zipped(B, A))
    content[content.rindex(b"PK\x01\x02")] = 0
    whole, *_ = exhibits = found(tmp_path, bytes(content))
    assert whole.flaw == "its directory claims 2 members and lists 1: copy the zip again"
    assert told(exhibits) == [("a.evt", len(LOG), ""), ("b.txt", len(B.content), "")]


def test_a_zip_whose_head_is_missing_gives_the_rest(tmp_path: Path) -> None:
    whole, *_ = exhibits = found(tmp_path, zipped(B, A)[10:])
    assert whole.flaw == ""
    assert told(exhibits) == [
        ("a.evt", len(LOG), ""),
        ("b.txt", 0, "its header is not where the zip's directory says: copy the zip again"),
    ]


def test_two_zips_in_one_file_are_both_listed(tmp_path: Path) -> None:
    whole, *_ = exhibits = found(tmp_path, zipped(A) + zipped(B))
    behind = f"{len(zipped(B)):,} bytes behind it are no part of it: copy the zip again"
    assert whole.flaw == behind
    assert told(exhibits) == [("a.evt", len(LOG), ""), ("b.txt", len(B.content), "")]


@pytest.mark.parametrize("content", [zipped(), zipped(Packed(name=b"folder/", method=0))])
def test_a_zip_without_files_says_so(tmp_path: Path, content: bytes) -> None:
    (only,) = found(tmp_path, content)
    assert (only.is_zip, only.flaw) == (True, "it lists no file: zip the files again")


def test_the_last_part_of_a_split_zip_says_so(tmp_path: Path) -> None:
    bodies, directory = local(B), central(B, 0)
    whole, *_ = found(tmp_path, bodies + directory + end(1, len(directory), len(bodies), part=2))
    assert whole.flaw == (
        "the last part of a split zip: join the parts and put the whole into evidence/"
    )


@pytest.mark.parametrize(
    ("begin", "signature"),
    [
        (b"", b"PK\x03\x04"),
        (b"", b"PK\x03\x04\x14\0\0\0\x08\0"),
        (local(Packed(name=b"s", content=b"x", flags=STREAMED))[:-16], b"PK\x07\x08"),
        (b"", b"PK\x05\x06"),
    ],
    ids=["headers", "headers without names", "descriptors", "end records"],
)
def test_a_megabyte_of_signatures_is_gone_through_at_once(
    tmp_path: Path, begin: bytes, signature: bytes
) -> None:
    """Each of them asks for a look; were a piece read for each, this would take hours."""
    whole, *rest = found(tmp_path, begin + signature * 250_000)
    assert (whole.flaw, len(rest)) == (CUT_OFF, 1 if begin else 0)


# ── nothing raises ──────────────────────────────────────────────────────────────────────────────

ZIPS = (
    zipped(A, B),
    zipped(Packed(name=b"in.zip", content=zipped(A, B), method=0), B),
    zipped(Packed(name=b"s", content=LOG, flags=STREAMED), Packed(name=b"../../x", content=b"y")),
)


def sought(folder: Path, content: bytes) -> None:
    """Find and open whatever is there; every path is its own and stays below that of the zip."""
    case = case_of(folder, {"z": content})
    exhibits = find_exhibits(case)
    paths = [each.path for each in exhibits]
    assert len(set(paths)) == len(paths)
    for path in paths[1:]:
        assert path.startswith("evidence/z/")
        assert not {"", ".", ".."} & set(path.split("/"))
    for each in exhibits:
        if not each.hindrance:
            assert len(read(each)) == each.size
        examine(each, Wanted(fields={}))
    assert [file.name for file in folder.rglob("*")] == ["evidence", "z"]


@given(tail=st.binary(max_size=200))
def test_no_bytes_that_begin_as_a_zip_raise(
    tmp_path_factory: pytest.TempPathFactory, tail: bytes
) -> None:
    sought(tmp_path_factory.mktemp("z"), b"PK" + tail)


@given(
    content=st.sampled_from(ZIPS),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 10_000),
)
def test_no_damage_to_a_zip_raises(
    tmp_path_factory: pytest.TempPathFactory,
    content: bytes,
    changes: list[tuple[int, int]],
    cut: int,
) -> None:
    broken = bytearray(content)
    for place, value in changes:
        # Most fields that matter stand at the end, so both ends are hit alike.
        broken[-1 - place % 300 if value % 2 else place % len(broken)] = value
    sought(tmp_path_factory.mktemp("z"), bytes(broken[: cut or None]))
