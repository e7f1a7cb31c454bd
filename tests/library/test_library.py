"""The program as a library: what docs/library.md shows is true, and frames say what findings do."""

import re
import subprocess
import sys
from datetime import UTC
from functools import cache
from typing import Any

import polars as pl
import pytest

import forensics
from forensics import Results, analyse
from forensics.values import Absent, Instant
from tests.shared import CHECKOUT

CASE = CHECKOUT / "cases/sms-cap-lockout"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@cache
def results() -> Results:
    return analyse(CASE)


def recorded(value: Any) -> Any:  # noqa: ANN401 - of any column
    """Return a value of the findings as a frame holds it."""
    if isinstance(value, Absent):
        return None
    return value.moment() if isinstance(value, Instant) else value


def test_the_page_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    monkeypatch.setattr(
        "forensics.analyse", lambda case: results() if case == str(CASE) else analyse(case)
    )
    blocks = BLOCK.findall((CHECKOUT / "docs/library.md").read_text("utf-8"))
    assert len(blocks) == 6
    source = "\n".join(blocks).replace('analyse("cases/sms-cap-lockout")', f'analyse("{CASE}")')
    exec(compile(source, "docs/library.md", "exec"), {})  # noqa: S102 - our own page


def test_the_frame_of_lockouts_is_the_findings() -> None:
    told = results().lockouts.drop("shares").rows(named=True)
    assert told == [
        {
            **{
                name: recorded(getattr(one, name))
                for name in results().lockouts.columns
                if name not in {"shares", "source", "record"}
            },
            "source": one.evidence[0].source,
            "record": one.evidence[0].record,
        }
        for one in results().findings.lockouts
    ]
    shares = results().lockouts["shares"].to_list()
    assert shares == [
        [
            {"client": recorded(each.client), "bad_passwords": each.bad_passwords}
            for each in one.shares
        ]
        for one in results().findings.lockouts
    ]


def test_the_frame_of_edges_is_the_findings() -> None:
    frame = results().edges
    assert frame.rows(named=True) == [
        {
            name: list(one.roles) if name == "roles" else recorded(getattr(one, name))
            for name in frame.columns
        }
        for one in results().findings.edges
    ]


def test_names_in_the_frames_are_texts() -> None:
    """What names are held as within is nobody else's business: `.str` works on each."""
    frames = (results().attempts, results().lockouts, results().edges)
    assert not any(kind == pl.Categorical for frame in frames for kind in frame.dtypes)
    assert results().attempts["client"].str.to_lowercase().drop_nulls().len() > 0


def test_attempts_are_counted_as_in_the_findings_and_lie_in_their_time() -> None:
    attempts = results().attempts
    counts = dict(attempts.group_by("outcome").len().iter_rows())
    told = results().findings.attempts
    assert counts == {
        name: getattr(told, name)
        for name in ("bad_password", "locked_out", "unknown_account", "other_failure", "success")
        if getattr(told, name)
    }
    first = attempts["time"].min()
    assert first is not None
    edge = min(edge.first.ticks for edge in results().findings.edges)
    assert attempts.filter(attempts["outcome"] != "success")["time"].min() == Instant(edge).moment()
    assert attempts["time"].dtype.time_zone == str(UTC)  # type: ignore[attr-defined]


def test_nothing_heavy_is_loaded_before_it_is_asked_for() -> None:
    code = "import forensics, sys; sys.exit('polars' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=False)
    assert run.returncode == 0


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(AttributeError, match="module 'forensics' has no attribute 'guess'"):
        _ = forensics.guess
