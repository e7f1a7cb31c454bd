"""The invented SMS case with names that try to break the page, the figures and the reader."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from forensics.findings import Findings
from tests.builders.findings import sms_case
from tests.builders.irregular import every_kind
from tests.builders.scripted import ACCOUNT
from tests.builders.worded import HEADING

_Whole = TypeVar("_Whole")


def hostile() -> Findings:
    """Return the SMS case with names that try to break the page, the figures and the reader."""
    made = sms_case()
    evil = {
        "FIN-429": "<script>alert(1)</script>{{ 7*7 }}{% raw %}",
        "FIN-110": "A" * 65_536,
        "HR-725": "</svg><text>&amp;\"'",
        "HR-386": "\u202eevil\u2066\u0000\u001b[31m\r\n",
        "WHS-902": "한국어 日本語 ﷽ e\u0301\u0301\u0301 \U0001f600",
        "FIN-274": "  spaced   out  ",
        "WHS-878": "W" * 60,
        "FIN-438": "\ufffd lone",  # as a half surrogate of a log is read
        "FIN-891": "x</title></style>]]>",
    }
    renamed = _renamed(made, evil)
    account = '"><img src=x onerror=alert(1)> \u202eTSET'
    return replace(
        _renamed(renamed, {ACCOUNT: account}),
        cited=renamed.cited[:20],
        irregularities=every_kind(made.sources[0].path, f"account {account}; {evil['FIN-429']}"),
        case=replace(
            HEADING,
            id="<b>id</b>",
            # A folder may be named so, and names a case that has no title.
            title="{{ case }} \udcff" + "T" * 300,
            complaint="line one\nline two \u202e " + "C" * 3_000,
            timezone="../../etc/passwd",
        ),
        verdict=replace(made.verdict, headline=f"{account} " + "H" * 70_000),
    )


def _renamed(value: _Whole, names: Mapping[str, str]) -> _Whole:
    """Return the findings with every whole text that is in `names` replaced."""
    return cast("_Whole", _replaced(value, names))


def _replaced(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - any part of them
    if type(value) is str:
        return names.get(value, value)
    if isinstance(value, tuple):
        return tuple(_replaced(item, names) for item in value)
    if isinstance(value, Mapping):
        return {key: _replaced(item, names) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: _replaced(getattr(value, field.name), names) for field in fields(value)
        }
        return replace(value, **changed)
    return value
