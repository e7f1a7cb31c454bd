"""Attempts of invented incidents in the columns of `attempts_told`, and pages made from them."""

from collections.abc import Iterable
from functools import cache
from typing import Final

import polars as pl

from forensics.binding import Binding
from forensics.findings import Findings
from forensics.html import page
from forensics.html.gathering import MOST_ROWS
from forensics.lean import INTERNED, is_text
from forensics.narrative import compose
from forensics.values import TICKS_PER_SECOND
from tests.builders.findings import sms_case, sms_incident
from tests.builders.hostile import hostile
from tests.builders.scripted import Try
from tests.builders.variants import nothing

ROOT: Final = "5a" * 32

_EVENTS: Final = {"bad_password": 529, "locked_out": 539, "success": 528}
_SCHEMA: Final = {
    "time": pl.Int64(),
    "time_corrected": pl.Int64(),
    "client": INTERNED,
    "target": INTERNED,
    "target_basis": INTERNED,
    "authority": INTERNED,
    "account": INTERNED,
    "presented_domain": INTERNED,
    "outcome": INTERNED,
    "status": INTERNED,
    "substatus": INTERNED,
    "logon_type": INTERNED,
    "package": INTERNED,
    "process": INTERNED,
    "workstation_recorded": INTERNED,
    "address_recorded": INTERNED,
    "event_id": pl.Int32(),
    "witnesses": pl.UInt16(),
    "source": pl.String(),
    "record": pl.UInt64(),
    "event_record_id": pl.UInt64(),
    "offset": pl.Int64(),
    "length": pl.Int64(),
    "incident": INTERNED,
}

HOSTILE: Final = (
    "</script><script>window.__pwned = 1</script>",
    "<!--<script>",
    "<img src=x onerror='window.__pwned = 2'>",
    "]]>--!><svg onload=window.__pwned=3>",
    '"}];alert(1)//',
    "=cmd|' /C calc'!A0",
    "\u2028window.__pwned = 4\u2029",
    "\u202egnp.exe\u2066",
    "\U0001f600 \ufffe",
    "nul\x00 and \x1b[31m",
    "javascript:alert(1)",
    "__proto__",
    "constructor",
    "&lt;b&gt; &#60;",
    "A" * 70_000,
    "한국어 e\u0301\u0301",
    "",
    " ",
)


def attempted(tries: Iterable[Try], account: str) -> pl.DataFrame:
    """Return these attempts on one account, in order of time.

    Every fifth recorder has a clock two seconds ahead, every seventh attempt no known client.
    """
    rows = [_row(place, one, account) for place, one in enumerate(tries)]
    return pl.DataFrame(rows, schema=_SCHEMA).sort("time", maintain_order=True)


def _row(place: int, one: Try, account: str) -> dict[str, object]:
    time = one.time.ticks + (place % 3) * 12_345
    return {
        "time": time,
        "time_corrected": None if place % 5 else time - 2 * TICKS_PER_SECOND,
        "client": one.client if place % 7 else None,
        "target": one.target,
        "target_basis": "accessed",
        "authority": "LONDOM" if one.target == "LONDC01" else one.target,
        "account": account,
        "presented_domain": one.client,
        "outcome": one.outcome,
        "logon_type": "3",
        "process": "NtLmSsp ",
        "workstation_recorded": rf"\\{one.client}",
        "event_id": _EVENTS[one.outcome],
        "witnesses": 1,
        "source": f"evidence/{one.target.lower()}-security.evtx",
        "record": 21_275 + place,
        "event_record_id": 2**63 + place if place == 0 else None,
        "offset": 4_096 + 720 * place,
        "length": 720,
        "incident": "I1",
    }


@cache
def sms_attempts() -> pl.DataFrame:
    """Return the attempts of the invented SMS case, with three successes beside them."""
    incident = sms_incident()
    kept = [
        Try(at=40_000 + n, client="FIN-429", target="LONCAP01", outcome="success")
        for n in (0, 1, 2)
    ]
    return attempted((*incident.tries, *kept), incident.account)


@cache
def hostile_attempts() -> pl.DataFrame:
    """Return attempts whose every text tries to leave its place, each name in every column."""
    tries = [Try(at=60 * n, client=name, target=name) for n, name in enumerate(HOSTILE)]
    made = attempted(tries, "x")
    texts = [name for name in made.columns if is_text(made[name].dtype) and name != "outcome"]
    names = pl.Series([one.client for one in tries])
    return made.with_columns(names.alias(name) for name in texts)


@cache
def screened(variant: str) -> bytes:
    """Return the page of an invented case: `sms_case`, `hostile` or `nothing`.

    `runs` is the first again, with too many attempts for its page.
    """
    made, attempts = _case(variant)
    most = 200 if variant == "runs" else MOST_ROWS
    return page(compose(made, Binding(root=ROOT)), made, attempts, most)


def _case(variant: str) -> tuple[Findings, pl.DataFrame]:
    match variant:
        case "hostile":
            return hostile(), hostile_attempts()
        case "nothing":
            return nothing(), sms_attempts().clear()
        case _:
            return sms_case(), sms_attempts()
