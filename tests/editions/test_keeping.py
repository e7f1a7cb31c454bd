"""The key of the pseudonyms: made once, kept to its owner, and never where the report is."""

import csv
import io
import os
from pathlib import Path

import pytest

from forensics.editions import keeping
from forensics.editions.names import draw
from forensics.editions.pieces import Kind
from forensics.errors import CaseError


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    out = tmp_path / "report-vendor"
    first = keeping.key(tmp_path, None, out)
    assert len(first) == 32
    assert keeping.key(tmp_path, None, out) == first
    assert os.stat(tmp_path / "vendor-key" / "key").st_mode & 0o777 == 0o600  # noqa: PTH116
    assert os.stat(tmp_path / "vendor-key").st_mode & 0o777 == 0o700  # noqa: PTH116


def test_two_cases_have_two_keys(tmp_path: Path) -> None:
    one, other = tmp_path / "a", tmp_path / "b"
    one.mkdir()
    other.mkdir()
    assert keeping.key(one, None, one / "r") != keeping.key(other, None, other / "r")


def test_another_key_can_be_named(tmp_path: Path) -> None:
    named = tmp_path / "safe"
    named.write_bytes(bytes(range(32)))
    assert keeping.key(tmp_path / "case", named, tmp_path / "out") == bytes(range(32))
    assert not (tmp_path / "case").exists()


@pytest.mark.parametrize("content", [b"", b"short", None])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes | None) -> None:
    named = tmp_path / "safe"
    if content is not None:
        named.write_bytes(content)
    with pytest.raises(CaseError, match="safe: "):
        keeping.key(tmp_path, named, tmp_path / "out")


@pytest.mark.parametrize("out", ["vendor-key", "vendor-key/out", "."])
def test_a_report_is_never_put_where_the_key_is(tmp_path: Path, out: str) -> None:
    with pytest.raises(CaseError, match="would hold the key"):
        keeping.key(tmp_path, None, tmp_path / out)
    assert not (tmp_path / "vendor-key").exists()


def test_a_report_is_never_put_above_a_named_key(tmp_path: Path) -> None:
    named = tmp_path / "out" / "deep" / "safe"
    with pytest.raises(CaseError, match="would hold the key"):
        keeping.key(tmp_path / "case", named, tmp_path / "out")


def test_the_list_of_names_tells_each_name_and_runs_in_no_spreadsheet() -> None:
    names = {"=cmd()": Kind.ACCOUNT, "QMWS-0417": Kind.HOST, "lock": Kind.ACCOUNT}
    made = draw(names, {}, {}, ("Marlpit",), bytes(32))
    rows = list(csv.reader(io.StringIO(keeping.names_csv(made).decode())))
    assert rows[0][0].startswith("Keep this file")
    assert rows[1] == ["pseudonym", "name", "what", "searched"]
    told = {row[1]: row for row in rows[2:]}
    assert told["QMWS-0417"] == [made.names["QMWS-0417"], "QMWS-0417", "machine", "everywhere"]
    assert told["lock"][3] == "no: a word or a number of the report"
    assert told["'=cmd()"][3] == "as a whole word"
    assert told["Marlpit"][:3] == ["", "Marlpit", "text of the analyst"]


def test_the_list_of_names_is_for_its_owner_only(tmp_path: Path) -> None:
    made = draw({"QMWS-0417": Kind.HOST}, {}, {}, (), bytes(32))
    keeping.write_names(tmp_path, made)
    place = tmp_path / "vendor-key" / "names.csv"
    assert place.read_bytes() == keeping.names_csv(made)
    assert place.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in place.parent.iterdir()] == ["names.csv"]
