"""The root over exhibits and data: RFC 6962's tree, and nothing of it can change unseen."""

from dataclasses import replace
from hashlib import sha256
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.sealing.merkle import leaves, root
from forensics.sources import Source
from tests.builders.filed import filed
from tests.builders.findings import sms_case

INPUTS: Final = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
"""The leaves and roots that the authors of RFC 6962 test their own tree with."""
ROOTS: Final = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

SOURCE: Final = sms_case().sources[0]
HASHES: Final = st.binary().map(lambda data: sha256(data).hexdigest())
DATA: Final = st.dictionaries(st.text(), st.binary(max_size=30), max_size=6)


def source(path: str, size: int, digest: str) -> Source:
    return replace(SOURCE, path=path, size=size, sha256=digest)


EXHIBITS: Final = st.lists(
    st.builds(source, st.text(), st.integers(0, 2**63), HASHES),
    max_size=6,
    unique_by=lambda one: one.path,
)


@pytest.mark.parametrize("count", range(len(ROOTS)))
def test_the_tree_is_that_of_rfc_6962(count: int) -> None:
    assert root(map(bytes.fromhex, INPUTS[:count])) == ROOTS[count]


def by_definition(inputs: list[bytes]) -> bytes:
    """Return the Merkle Tree Hash as RFC 6962, 2.1 writes it down, by recursion."""
    if not inputs:
        return sha256().digest()
    if len(inputs) == 1:
        return sha256(b"\x00" + inputs[0]).digest()
    half = 1 << (len(inputs) - 1).bit_length() - 1
    left, right = by_definition(inputs[:half]), by_definition(inputs[half:])
    return sha256(b"\x01" + left + right).digest()


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_it_is_the_definition_at_every_length(inputs: list[bytes]) -> None:
    assert root(inputs) == by_definition(inputs).hex()


def test_a_leaf_is_written_as_a_person_can_write_it() -> None:
    exhibit = source("evidence/a.evt", 12, "ab")
    assert leaves([exhibit], filed({"x.csv": b"12"})) == [
        b"exhibit\0evidence/a.evt\x0012\0ab",
        b"file\0x.csv\x002\0" + sha256(b"12").hexdigest().encode(),
    ]


@given(EXHIBITS, DATA)
def test_the_order_of_what_is_given_does_not_matter(
    exhibits: list[Source], data: dict[str, bytes]
) -> None:
    turned = dict(reversed(data.items()))
    assert root(leaves(exhibits, filed(data))) == root(leaves(exhibits[::-1], filed(turned)))


@given(EXHIBITS.filter(bool), DATA, st.data())
def test_whatever_changes_of_an_exhibit_changes_the_root(
    exhibits: list[Source], data: dict[str, bytes], draw: st.DataObject
) -> None:
    place = draw.draw(st.integers(0, len(exhibits) - 1))
    old = exhibits[place]
    new = draw.draw(
        st.sampled_from(
            [
                replace(old, path=f"{old.path}x"),
                replace(old, size=old.size + 1),
                replace(old, sha256=sha256(old.sha256.encode()).hexdigest()),
            ]
        )
    )
    changed = [*exhibits[:place], new, *exhibits[place + 1 :]]
    assert root(leaves(changed, filed(data))) != root(leaves(exhibits, filed(data)))


@given(EXHIBITS, DATA.filter(bool), st.data())
def test_whatever_changes_of_a_file_changes_the_root(
    exhibits: list[Source], data: dict[str, bytes], draw: st.DataObject
) -> None:
    name = draw.draw(st.sampled_from(sorted(data)))
    content = bytearray(data[name]) + b"\0"
    content[draw.draw(st.integers(0, len(content) - 1))] ^= draw.draw(st.integers(1, 255))
    renamed = {f"{one}x" if one == name else one: data[one] for one in data}
    was = root(leaves(exhibits, filed(data)))
    assert root(leaves(exhibits, filed({**data, name: bytes(content)}))) != was
    if f"{name}x" not in data:
        assert root(leaves(exhibits, filed(renamed))) != was


@given(EXHIBITS.filter(bool), DATA)
def test_an_exhibit_that_goes_changes_the_root(
    exhibits: list[Source], data: dict[str, bytes]
) -> None:
    assert root(leaves(exhibits[1:], filed(data))) != root(leaves(exhibits, filed(data)))


def test_an_exhibit_never_passes_for_a_file() -> None:
    digest = sha256(b"12").hexdigest()
    as_exhibit = leaves([source("x", 2, digest)], {})
    assert root(as_exhibit) != root(leaves([], filed({"x": b"12"})))
