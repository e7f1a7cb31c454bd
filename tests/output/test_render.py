"""How the report is made: the same bytes everywhere, and nothing left changed behind it."""

import gc
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from forensics import templating
from forensics import typesetting as door
from forensics.binding import Binding
from forensics.enclosures import enclose
from forensics.export import findings_json, lockouts_csv
from forensics.graph import graphml
from forensics.packing import pack
from forensics.render import render
from forensics.tallying import tally
from forensics.templating import templates
from forensics.ticket import ticket_txt
from forensics.typeface import FOLDER
from tests.builders.filed import filed
from tests.builders.rendered import ATTACHED, IN_ONE_WORKER, rendered
from tests.builders.variants import kerberos_failures, nothing

CHECKOUT = Path(__file__).resolve().parents[2]
RENDERS = pytest.mark.xdist_group("renders")  # each dated report is made once
_HASH = "from tests.output.test_render import hashes; print(*hashes(backwards=True))"


@cache
def dated(day: int) -> bytes:
    """Return an invented report of some day in October 2001."""
    return render(nothing(), {}, Binding(date=datetime(2001, 10, day, 8, 30, tzinfo=UTC)))


def hashes(*, backwards: bool) -> tuple[str, str]:
    """Return the hashes of one invented report and of the files that are made with it.

    Forwards it is the report of all other tests; backwards its files are given the other way round.
    """
    made = tally(kerberos_failures())
    report = _backwards() if backwards else rendered("kerberos_failures").pdf
    data = (*findings_json(made), *graphml(made.edges), *lockouts_csv(made), ticket_txt(made, ""))
    packed = pack(filed(ATTACHED), 0).archive
    return sha256(report).hexdigest(), sha256(b"".join((*data, packed))).hexdigest()


def _backwards() -> bytes:
    files = enclose(dict(reversed([*ATTACHED.items()])))
    return render(tally(kerberos_failures()), tuple(reversed(files)), Binding())


@IN_ONE_WORKER["kerberos_failures"]
def test_the_same_findings_give_the_same_bytes_everywhere(tmp_path: Path) -> None:
    changed = {
        "HOME": str(tmp_path),
        "USER": "nobody",
        "LOGNAME": "nobody",
        "LC_ALL": "C",
        "TZ": "America/St_Johns",
        "PYTHONHASHSEED": "2",
        "PYTHONPATH": str(CHECKOUT),
        "SOURCE_DATE_EPOCH": "86400",  # the command reads it, and nothing else does
    }
    elsewhere = subprocess.run(
        [sys.executable, "-c", _HASH],
        capture_output=True,
        check=False,
        cwd=CHECKOUT,
        env={**os.environ, **changed},
        text=True,
        umask=0o077,
    )
    assert elsewhere.stderr == ""
    assert tuple(elsewhere.stdout.split()) == hashes(backwards=False)


@RENDERS
def test_the_environment_the_collector_and_the_package_folder_are_left_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/nowhere/fonts.conf")
    before = {path: path.stat().st_mtime_ns for path in FOLDER.rglob("*")}
    gc.disable()
    dated.cache_clear()
    try:
        dated(13)  # kept for the next test
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert os.environ["FONTCONFIG_FILE"] == "/nowhere/fonts.conf"
    assert gc.get_freeze_count() == 0
    assert {path: path.stat().st_mtime_ns for path in FOLDER.rglob("*")} == before


@RENDERS
def test_a_given_date_is_the_document_s_date() -> None:
    made = dated(12)
    assert made == render(nothing(), {}, Binding(date=datetime(2001, 10, 12, 8, 30, tzinfo=UTC)))
    assert made != dated(13)


def test_importing_the_door_does_not_import_weasyprint() -> None:
    code = "import sys, forensics.render; print('weasyprint' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        text=True,
    )
    assert run.stdout == "False\n"


def test_only_the_vendored_typefaces_are_shown_to_the_renderer(tmp_path: Path) -> None:
    with door._vendored_fonts(tmp_path):  # noqa: SLF001 - the lock itself is tested
        config = Path(os.environ["FONTCONFIG_FILE"]).read_text(encoding="utf-8")
    assert re.findall("<dir>(.*?)</dir>", config) == [str(FOLDER)]


def test_nothing_outside_the_report_is_ever_fetched() -> None:
    import weasyprint  # noqa: PLC0415 - as late as the program itself

    closed = door._closed(weasyprint.URLFetcher)  # noqa: SLF001 - the lock itself is tested
    with pytest.raises(ValueError, match="nothing outside itself"):
        closed.fetch("file:///etc/passwd")


def test_templates_of_the_wheel_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert templates() == CHECKOUT / "templates"
    inside = tmp_path / "templates"
    inside.mkdir()
    monkeypatch.setattr(templating, "_PACKAGE", tmp_path)
    assert templates() == inside
