"""What the report says of rhythm, of changes of the password, and of what began after them."""

from dataclasses import replace

from forensics.findings import Findings
from forensics.narrative import Report, compose
from forensics.narrative.views import Table, plain
from forensics.occurrences import PasswordChange
from forensics.traces import Rhythm
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent
from tests.builders.findings import at, sms_case


def report(findings: Findings) -> Report:
    return compose(findings, (), None)


def cells(table: Table | None) -> list[list[str]]:
    assert table is not None
    return [
        ["; ".join([plain(cell.text), *map(plain, cell.notes)]) for cell in row.cells]
        for row in table.rows
    ]


def rhythm(
    client: str,
    period: str = "60 min",
    seconds: int | Absent = 3_600,
    *,
    target: str | Absent = NOT_APPLICABLE,
    strength: float | Absent = 1.0,
    after: int | Absent = NOT_RECORDED,
) -> Rhythm:
    return Rhythm(
        client=client,
        target=target,
        period=period,
        seconds=seconds,
        strength=strength,
        bursts=6,
        first=at(0),
        last=at(18_000),
        after_password=after,
    )


def silent(client: str, after: int | Absent = NOT_RECORDED) -> Rhythm:
    return rhythm(client, "none", NOT_APPLICABLE, strength=NOT_APPLICABLE, after=after)


def with_rhythms(*given: Rhythm) -> Findings:
    return replace(sms_case(), rhythms=given)


def change(second: int, event_id: int = 628, by: str | Absent = "admin") -> PasswordChange:
    return PasswordChange(
        time=at(second),
        account="SMSCliToknAcct&",
        authority="LONDOM",
        host="LONDC01",
        by=by,
        event_id=event_id,
        evidence=(sms_case().cited[0].locator,),
    )


def test_where_nothing_is_found_nothing_is_said() -> None:
    for findings in (sms_case(), with_rhythms(silent("FIN-429"), silent("FIN-274"))):
        made = report(findings)
        assert made.who.timing.says == ()
        assert made.who.timing.periods is None
    assert not any("its password" in plain(text) for text in report(sms_case()).happened.paragraphs)


def test_clients_that_keep_time_are_counted_and_listed_by_period() -> None:
    made = report(
        with_rhythms(
            rhythm("FIN-429", "23 h", 82_860, strength=0.875),
            rhythm("FIN-274"),
            silent("FIN-110"),
            rhythm("FIN-110", seconds=3_619, target="LONCAP01", strength=0.8),
            rhythm("FIN-110", seconds=3_590, target="LONDC01"),
            rhythm("HR-725", "other", 1_234),
        )
    ).who.timing
    (says,) = made.says
    assert plain(says) == (
        "4 of the 4 busiest clients return at equal intervals, 1 of them only where one CAP is "
        "looked at alone. What keeps the time is not recorded."
    )
    assert cells(made.periods) == [
        ["60 min", "59 min 50 s to 1 h 19 s", "80 % to 100 %", "6", "FIN-274 and FIN-110"],
        ["23 h; an hour earlier each day", "23 h 1 min", "87.5 %", "6", "FIN-429"],
        ["other", "20 min 34 s", "100 %", "6", "HR-725"],
    ]


def test_a_single_client_that_keeps_time_returns() -> None:
    (says,) = report(with_rhythms(rhythm("FIN-429"), silent("FIN-110"))).who.timing.says
    assert plain(says) == (
        "1 of the 2 busiest clients returns at equal intervals. What keeps the time is not "
        "recorded."
    )
    assert [span.look for span in says] == ["", "inferred", ""]


def test_of_many_clients_a_dozen_are_named() -> None:
    made = report(with_rhythms(*(rhythm(f"PC{number:02}") for number in range(17)))).who.timing
    assert plain(made.says[0]).startswith("17 of the 17 clients return")
    assert cells(made.periods)[0][4].endswith("PC10, PC11 and 5 more")


def test_what_begins_after_a_change_of_the_password_is_told_soonest_first() -> None:
    given = [silent(f"PC{number}", 3_600 - number) for number in range(8)]
    (says,) = report(with_rhythms(*given, silent("FIN-429", NOT_APPLICABLE))).who.timing.says
    assert plain(says) == (
        "First recorded failures after the last recorded change of the password: PC7 59 min 53 s, "
        "PC6 59 min 54 s, PC5 59 min 55 s, PC4 59 min 56 s, PC3 59 min 57 s, PC2 59 min 58 s and "
        "2 further clients within a day."
    )


def told(findings: Findings) -> str:
    (text,) = (
        plain(text)
        for text in report(findings).happened.paragraphs
        if "a change of its password: " in plain(text)
    )
    return text


def test_changes_of_the_password_are_told_with_their_record() -> None:
    one = replace(sms_case(), password_changes=(change(0),))
    assert told(one) == (
        "One record tells of a change of its password: 2001-10-09 00:00:00.25 on LONDC01 by admin "
        "(628, reset tried, R0001)."
    )
    many = replace(
        sms_case(),
        password_changes=(
            change(0, 4738, NOT_RECORDED),
            change(60, 4723),
            *(change(120) for _ in range(5)),
        ),
    )
    said = told(many)
    assert said.startswith(
        "Seven records tell of a change of its password: 2001-10-09 00:00:00.25 on LONDC01 (4738, "
        "password set, R0001); 2001-10-09 00:01:00.25 on LONDC01 by admin (4723, change "
        "tried, R0001)"
    )
    assert said.endswith(". 2 more are in the machine-readable findings.")
