"""findings.json: the contract's names, the shipped schema, and nothing that JSON cannot hold."""

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from forensics.effects import Span
from forensics.export import findings_json, plain
from forensics.findings import Findings
from forensics.schema import findings_schema
from forensics.traces import Clock
from forensics.values import (
    NOT_APPLICABLE,
    NOT_RECORDED,
    UNPARSABLE,
    Absent,
    Damage,
    DamageCode,
    Instant,
    Locator,
    Reason,
)
from tests.builders.findings import UNLOCK, at, sms_case
from tests.builders.security_classic import failed_529, lockout_644
from tests.ledger.small_site import TOKEN, analysed, case_of, log

INVENTED = sms_case()
SCHEMA = json.loads(files("forensics").joinpath("data/findings.schema.json").read_text("utf-8"))


def document(findings: Findings) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(b"".join(findings_json(findings)))
    return loaded


def validated(findings: Findings) -> dict[str, Any]:
    """Return the document after the shipped schema has found nothing wrong with it."""
    loaded = document(findings)
    errors = Draft202012Validator(SCHEMA).iter_errors(loaded)
    assert [f"{list(error.absolute_path)}: {error.message[:200]}" for error in errors] == []
    return loaded


# ── the schema ──────────────────────────────────────────────────────────────────────────────────


def test_the_shipped_schema_is_the_one_that_the_types_give() -> None:
    shipped = files("forensics").joinpath("data/findings.schema.json").read_text("utf-8")
    assert shipped == json.dumps(findings_schema(), indent=1) + "\n"


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema"] == {"const": "findings/1"}
    assert SCHEMA["required"][0] == "schema"


def test_every_object_of_the_schema_is_closed() -> None:
    for name, shape in (("the whole", SCHEMA), *SCHEMA["$defs"].items()):
        assert shape["additionalProperties"] is False, name
        assert set(shape["required"]) <= set(shape["properties"]), name


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdict", "confidence"), "sure"),
        (("verdict", "nature"), "crime"),
        (("sources", 0, "state"), "fine"),
        (("sources", 0, "records", "read"), "5"),
        (("sources", 0, "first"), "2001-10-09 00:00:00"),
        (("lockouts", 0, "certainty"), "sure"),
        (("lockouts", 0, "caller"), None),
        (("lockouts", 0, "caller"), {"absent": "lost"}),
        (("clocks", 0, "basis"), "guessed"),
        (("schema",), "findings/2"),
    ],
)
def test_a_word_or_type_that_the_schema_does_not_know_is_refused(
    path: tuple[str | int, ...], value: object
) -> None:
    loaded = document(INVENTED)
    *way, last = path
    place: Any = loaded
    for step in way:
        place = place[step]
    assert last in place or isinstance(last, int)
    place[last] = value
    assert not Draft202012Validator(SCHEMA).is_valid(loaded)


def test_a_key_that_the_schema_does_not_know_is_refused() -> None:
    assert not Draft202012Validator(SCHEMA).is_valid({**document(INVENTED), "more": 1})


# ── the document ────────────────────────────────────────────────────────────────────────────────

CONTRACT: Mapping[str, set[str]] = {
    "case": {"id", "title", "timezone"},
    "tool": {"name", "version", "libraries"},
    "verdict": {"statement", "kb", "confidence", "nature"},
    "sources": {
        "path",
        "sha256",
        "size",
        "format",
        "state",
        "reason",
        "hosts",
        "records",
        "first",
        "last",
        "record_gaps",
        "cleared",
    },
    "attempts": {
        "total",
        "bad_password",
        "locked_out",
        "unknown_account",
        "other_failure",
        "success",
    },
    "edges": {
        "client",
        "target",
        "roles",
        "account",
        "bad_password",
        "locked_out",
        "unknown_account",
        "other_failure",
        "first",
        "last",
        "target_basis",
    },
    "lockouts": {
        "id",
        "time",
        "account",
        "authority",
        "host",
        "basis",
        "caller",
        "shares",
        "tripped_by",
        "unexplained",
        "certainty",
        "evidence",
    },
    "unlocks": {"time", "account", "authority", "by"},
    "policy": {"threshold", "window_seconds", "duration_seconds", "basis"},
    "what_if": {"of", "smallest_fix", "prevented", "per_client"},
    "diagnoses": {"kb", "title", "standing", "checks"},
    "undecided": {"between", "obtain", "fact", "answers"},
    "clocks": {"host", "offset_seconds", "uncertainty_seconds", "basis"},
}


def test_every_name_of_the_contract_is_there() -> None:
    loaded = validated(replace(INVENTED, unlocks=(UNLOCK,)))
    assert loaded["schema"] == "findings/1"
    for name, keys in CONTRACT.items():
        part = loaded[name][0] if isinstance(loaded[name], list) else loaded[name]
        assert keys <= set(part), name
    assert set(loaded["sources"][0]["records"]) == {
        "read",
        "recovered",
        "damaged",
        "used",
        "set_aside",
    }
    assert set(loaded["lockouts"][0]["shares"][0]) == {"client", "bad_passwords"}
    assert set(loaded["lockouts"][0]["evidence"][0]) == {"source", "record", "offset", "length"}
    assert {"claim", "truth", "because", "obtain", "evidence"} <= set(
        loaded["diagnoses"][0]["checks"][0]
    )


def test_real_findings_are_valid(tmp_path: Path) -> None:
    events = [(second, failed_529(TOKEN, "FIN-1", "FIN-1")) for second in range(5)]
    content = log("LONCAP01", *events, (4, lockout_644(TOKEN, "FIN-1")))
    findings = analysed(case_of(tmp_path, {"a.evt": content, "b.txt": b"?"})).findings
    loaded = validated(findings)
    assert len(loaded["lockouts"]) == 1
    assert loaded["lockouts"][0]["caller_agrees"] == "yes"
    assert loaded["impact"][0]["authority"] == "LONCAP01"
    assert loaded["sources"][1]["first"] == {"absent": "not-applicable"}


def test_findings_of_nothing_are_valid(tmp_path: Path) -> None:
    findings = analysed(case_of(tmp_path, {"a.txt": b"?"})).findings
    loaded = validated(findings)
    assert (loaded["edges"], loaded["lockouts"], loaded["cited"]) == ([], [], [])
    assert loaded["subject"]["account"] == {"absent": "not-recorded"}


def test_the_text_is_utf_8_in_lines_and_ends_with_one() -> None:
    content = b"".join(findings_json(INVENTED))
    assert content.endswith(b"}\n")
    assert content.decode("utf-8").count("\n") > 100
    assert b"\r" not in content


def test_letters_stand_as_they_are() -> None:
    findings = replace(INVENTED, limits=("Büro ‹ü› 名",))
    assert "Büro ‹ü› 名" in b"".join(findings_json(findings)).decode("utf-8")


# ── values ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Instant(126_470_592_002_500_000), "2001-10-09T00:00:00.25Z"),
        (NOT_RECORDED, {"absent": "not-recorded"}),
        (UNPARSABLE, {"absent": "unparsable"}),
        (NOT_APPLICABLE, {"absent": "not-applicable"}),
        (Absent(Reason.UNREADABLE), {"absent": "unreadable"}),
        (DamageCode.CHAIN_BROKEN, "chain-broken"),
        (b"\x00\xff", "00ff"),
        (b"", ""),
        (("a", 1, None), ["a", 1, None]),
        ({"a": NOT_RECORDED}, {"a": {"absent": "not-recorded"}}),
        (
            Span(at_least=300, at_most=NOT_RECORDED),
            {"at_least": 300, "at_most": {"absent": "not-recorded"}},
        ),
        (
            Locator(source="a", record=1, offset=2, length=3),
            {"source": "a", "record": 1, "offset": 2, "length": 3},
        ),
        (2.0, 2.0),
        (True, True),
        ("", ""),
    ],
)
def test_a_value_becomes_what_json_knows(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_a_window_that_is_left_open_is_a_span() -> None:
    policy = replace(
        INVENTED.policy,
        window_seconds=Span(at_least=300, at_most=3600),
        duration_seconds=Span(at_least=300, at_most=NOT_RECORDED),
        assumed={"window_seconds": 1800},
    )
    loaded = validated(replace(INVENTED, policy=policy))["policy"]
    assert loaded["window_seconds"] == {"at_least": 300, "at_most": 3600}
    assert loaded["duration_seconds"] == {"at_least": 300, "at_most": {"absent": "not-recorded"}}
    assert loaded["assumed"] == {"window_seconds": 1800}


def test_damage_is_listed_with_its_bytes() -> None:
    torn = Damage(
        offset=4096,
        length=0,
        code=DamageCode.CHUNK_CHECKSUM,
        expected="a sum",
        found="another",
        excerpt=b"ElfChnk\0",
    )
    source = replace(INVENTED.sources[0], state="damaged", damage=(torn,), damage_total=1)
    loaded = validated(replace(INVENTED, sources=(source,)))
    assert loaded["sources"][0]["damage"] == [
        {
            "offset": 4096,
            "length": 0,
            "code": "chunk-checksum",
            "expected": "a sum",
            "found": "another",
            "excerpt": "456c6643686e6b00",
        }
    ]


def test_a_fraction_of_a_second_that_is_no_number_is_refused() -> None:
    clock = Clock(host="A", offset_seconds=float("nan"), uncertainty_seconds=0.0, basis="paired")
    with pytest.raises(ValueError, match="not JSON compliant"):
        b"".join(findings_json(replace(INVENTED, clocks=(clock,))))


# ── hostile names ───────────────────────────────────────────────────────────────────────────────

HOSTILE = (
    "\ud800",
    "a\udfffb",
    "\u202egnp.exe",
    '"},{"',
    "\x00\x1b[31m",
    "a\nb\r\tc",
    "\\udead",
    "</script>",
    "‹U+0000›",
    "\U0001f600",
    "x" * 70_000,
)


def hostile(name: str) -> Findings:
    """Return findings in which one name stands wherever the evidence may put it."""
    record = replace(INVENTED.cited[0], client=name, account=name, host=name, values={name: name})
    return replace(
        INVENTED,
        subject=replace(INVENTED.subject, account=name, others=(name,)),
        edges=(replace(INVENTED.edges[0], client=name, target=name, account=name),),
        lockouts=(replace(INVENTED.lockouts[0], caller=name, account=name, tripped_by=name),),
        sources=(replace(INVENTED.sources[0], hosts=(name,), claims={name: name}),),
        cited=(record,),
    )


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_hostile_name_comes_back_as_it_was(name: str) -> None:
    loaded = validated(hostile(name))
    assert loaded["subject"]["account"] == name
    assert loaded["edges"][0]["target"] == name
    assert loaded["lockouts"][0]["caller"] == name
    assert loaded["sources"][0]["claims"] == {name: name}
    assert loaded["cited"][0]["values"] == {name: name}


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_hostile_name_breaks_no_line_and_no_encoding(name: str) -> None:
    text = b"".join(findings_json(hostile(name))).decode("utf-8")
    assert len(text.split("\n")) == len(
        b"".join(findings_json(hostile("harmless"))).decode("utf-8").split("\n")
    )


# ── corrected times ─────────────────────────────────────────────────────────────────────────────


def clocks(host: str, offset: float | Absent) -> tuple[Clock, ...]:
    return (
        Clock(host=host, offset_seconds=offset, uncertainty_seconds=NOT_RECORDED, basis="declared"),
    )


def test_a_corrected_time_stands_beside_that_of_a_clock_that_is_known() -> None:
    first = INVENTED.lockouts[0]
    findings = replace(INVENTED, lockouts=(first,), clocks=clocks(first.host.lower(), 2.0))
    (loaded,) = validated(findings)["lockouts"]
    assert loaded["time"] == first.time.iso()
    assert loaded["time_corrected"] == Instant(first.time.ticks - 20_000_000).iso()


def test_a_slow_clock_is_corrected_forward_to_the_tick() -> None:
    lockout = replace(INVENTED.lockouts[0], time=at(0))
    findings = replace(INVENTED, lockouts=(lockout,), clocks=clocks(lockout.host, -0.25))
    (loaded,) = validated(findings)["lockouts"]
    assert (loaded["time"], loaded["time_corrected"]) == (
        "2001-10-09T00:00:00.25Z",
        "2001-10-09T00:00:00.5Z",
    )


@pytest.mark.parametrize(
    ("host", "offset"), [("ELSEWHERE", 2.0), (INVENTED.lockouts[0].host, NOT_RECORDED)]
)
def test_without_a_known_clock_no_time_is_corrected(host: str, offset: float | Absent) -> None:
    loaded = validated(replace(INVENTED, clocks=clocks(host, offset)))
    assert not any("time_corrected" in lockout for lockout in loaded["lockouts"])
