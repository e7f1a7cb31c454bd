"""The invented SMS case with damaged and unknown exhibits, and a policy that is inferred."""

from dataclasses import replace

from forensics.effects import LockoutPolicy, Span
from forensics.findings import Findings
from forensics.sources import Irregularity, RecordCounts, RecordGap, Sighting, Source
from forensics.traces import Clock
from forensics.values import NOT_RECORDED, Damage, DamageCode
from tests.builders.findings import sms_case
from tests.builders.irregular import irregularity
from tests.builders.scripted import THRESHOLD, at
from tests.builders.worded import DIAGNOSES


def damaged() -> Findings:
    """Return the SMS case with damaged and unknown exhibits, and a policy that is inferred."""
    made = sms_case()
    broken = replace(
        made.sources[0],
        state="damaged",
        reason="2 of 17 chunks damaged",
        records=RecordCounts(read=4_890, recovered=12, damaged=61, used=213, set_aside=4_677),
        record_gaps=(
            RecordGap(after=40_100, before=40_162),
            RecordGap(after=50_000, before=50_002),
        ),
        gaps_total=104,
        cleared=(at(-80_000), at(-3_600)),
        damage=(
            Damage(
                offset=69_632,
                length=65_536,
                code=DamageCode.CHUNK_CHECKSUM,
                expected="CRC32 0x1b2c3d4e",
                found="CRC32 0x00000000",
                excerpt=bytes(range(64)),
            ),
            Damage(
                offset=1_048_576,
                length=0,
                code=DamageCode.FILE_TRUNCATED,
                expected="1,118,208 bytes",
                found="1,052,000 bytes",
            ),
        ),
        damage_total=61,
        unchanged=False,
    )
    strange = Source(
        path="evidence/notes.docx",
        sha256="0" * 64,
        size=23_552,
        format="unknown",
        state="unrecognised",
        reason="no reader knows this form",
        hosts=(),
        records=RecordCounts(read=0, recovered=0, damaged=0, used=0, set_aside=0),
        first=NOT_RECORDED,
        last=NOT_RECORDED,
        record_gaps=(),
        gaps_total=0,
        cleared=(),
        set_aside_by={},
        claims={},
        damage=(),
        damage_total=0,
        unchanged=True,
    )
    locked = replace(
        strange,
        path="evidence/locked.evtx",
        state="unreadable",
        format="evtx",
        reason="permission denied",
    )
    lockouts = tuple(
        replace(
            lockout,
            basis="inferred" if index % 3 == 0 else "recorded",
            caller=NOT_RECORDED if index % 3 == 0 else "HR-498" if index == 1 else lockout.caller,
            certainty=("possible", "likely", "certain")[index % 3],
            counted=lockout.counted[index % 3 :],
            unexplained=index % 3,
            until=NOT_RECORDED if index % 4 == 0 else lockout.until,
            until_basis="unknown" if index % 4 == 0 else "checked",
            caller_agrees="not-recorded" if index % 3 == 0 else "no" if index == 1 else "yes",
            reasons=("log-gap", "policy") if index % 3 else (),
        )
        for index, lockout in enumerate(made.lockouts)
    )
    lanes = tuple(
        replace(
            lane,
            locked=tuple(
                replace(one, ends_known=index % 2 == 0) for index, one in enumerate(lane.locked)
            ),
        )
        for lane in made.lanes
    )
    return replace(
        made,
        sources=(broken, *made.sources[1:], strange, locked),
        irregularities=_irregular(broken.path),
        lockouts=lockouts,
        lanes=lanes,
        policy=LockoutPolicy(
            threshold=THRESHOLD,
            window_seconds=Span(at_least=300, at_most=3_600),
            duration_seconds=Span(at_least=1_500, at_most=NOT_RECORDED),
            basis="inferred",
            assumed={"window_seconds": 1_800, "duration_seconds": 1_800},
            support="It explains 17 of 18 lockouts.",
        ),
        second_readings=(
            replace(
                made.second_readings[0],
                agree=made.second_readings[0].compared - 2,
                differ=1,
                failed=1,
                differences=(
                    "R0007: Workstation Name reads FIN-429 here and FIN-42 there.",
                    "R0009: the record has no template",
                ),
            ),
            replace(made.second_readings[1], same_library=1),
        ),
        clocks=tuple(
            Clock(
                host=f"HOST{number}",
                offset_seconds=NOT_RECORDED,
                uncertainty_seconds=NOT_RECORDED,
                basis="unknown",
            )
            for number in range(12)
        ),
        verdict=replace(made.verdict, kb=None, confidence="moderate"),
        diagnoses=tuple(replace(one, standing="open") for one in DIAGNOSES),
        cited=(
            replace(made.cited[0], second_readers={"python-evtx": "failed", "evtx": "agrees"}),
            replace(made.cited[1], second_readers={}),
            *made.cited[2:20],
        ),
    )


def _irregular(path: str) -> tuple[Irregularity, ...]:
    """Return what is out of order in the broken exhibit."""
    gaps = [f"61 between 40100 and 40162 ({place})" for place in range(1, 9)]
    return (
        irregularity(
            "missing-numbers",
            [Sighting(source=path, record=40_100, shows=shows) for shows in gaps],
            104,
        ),
        irregularity(
            "cleared",
            [
                Sighting(source=path, record=9, shows="event 1102 at 2001-10-08 01:46:40 UTC"),
                Sighting(source=path, record=77, shows="event 1102 at 2001-10-08 22:59:59 UTC"),
            ],
        ),
        irregularity(
            "checksums",
            [
                Sighting(
                    source=path,
                    offset=69_632,
                    length=65_536,
                    shows="chunk checksum at byte 69,632: expected CRC32 0x1b2c3d4e, found "
                    "CRC32 0x00000000",
                )
            ],
        ),
    )
