"""The page in a headless Chromium: it loads nothing, runs nothing foreign, counts exactly."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forensics.values import Instant
from tests.builders.findings import sms_case
from tests.builders.screened import HOSTILE, screened, sms_attempts
from tests.html.chromium import Browser, Page, browser, opened, program

pytestmark = [
    pytest.mark.skipif(program() is None, reason="no Chromium on this machine"),
    pytest.mark.xdist_group("browser"),  # started once
]

ROWS = sms_attempts().to_dicts()
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
MS, EPOCH = 10_000, 116_444_736_000_000_000


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as host:
        yield host


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    for variant in ("sms_case", "runs", "hostile", "nothing"):
        (made / f"{variant}.html").write_bytes(screened(variant))
    return made


@pytest.fixture(scope="module")
def kept(running: Browser, folder: Path) -> Iterator[Page]:
    with opened(running, folder / "sms_case.html") as page:
        yield page
        assert page.complaints() == []
        assert page.requests() == []


@pytest.fixture
def page(kept: Page) -> Page:
    """Return the page with nothing filtered, in order of time, a lane for each server."""
    kept.call(
        "Emulation.setEmulatedMedia",  # a page that still glides is no place to point at
        features=[{"name": "prefers-reduced-motion", "value": "reduce"}],
    )
    kept.ask("""(async () => {
        document.querySelector('button[type=reset]').click();
        const by = document.getElementById('lane-by');
        by.value = 'target';
        by.dispatchEvent(new Event('change'));
        await new Promise((done) => setTimeout(done, 20));
        const head = document.querySelector('[data-name=time]');
        while (head.getAttribute('aria-sort') !== 'ascending') head.firstChild.click();
    })()""")
    return kept


def fill(page: Page, kind: str = "input", **fields: str) -> None:
    """Put values into the filters as a person would, and say so to the page."""
    for name, value in fields.items():
        page.ask(f"""(() => {{
            const field = document.getElementById('filters').elements[{json.dumps(name)}];
            field.value = {json.dumps(value)};
            field.dispatchEvent(new Event('{kind}', {{ bubbles: true }}));
        }})()""")


def count(page: Page) -> str:
    said: str = page.ask("document.getElementById('count').textContent")
    return said


def column(page: Page, place: int) -> list[str]:
    """Return one column of the rows that are in the document now."""
    found: list[str] = page.ask(
        "[...document.querySelectorAll('#rows tr[data-row]')].map((row) =>"
        f" row.children[{place}].textContent)"
    )
    return found


def lanes(page: Page) -> list[list[str]]:
    """Return name, bad passwords, refused, other and lockouts of each lane."""
    found: list[list[str]] = page.ask(
        "[...document.querySelectorAll('#lanes tr')].filter((row) => row.querySelector('.num'))"
        ".map((row) => [row.querySelector('th').textContent,"
        " ...[...row.querySelectorAll('.num')].map((cell) => cell.textContent)])"
    )
    return found


def unix(moment: Instant) -> int:
    return (moment.ticks - EPOCH) // MS


def milliseconds(row: dict[str, Any]) -> int:
    return (int(row["time"]) - EPOCH) // MS


# ── by itself ────────────────────────────────────────────────────────────────────────────────────


def test_the_page_is_ready_and_shows_every_attempt(page: Page) -> None:
    assert count(page) == "351 of 351 attempts shown"
    assert page.ask("document.getElementById('unscripted').hidden")
    assert page.ask("document.fonts.check('16px \"Report Sans\"')")
    assert page.ask("document.title") == sms_case().verdict.headline


def test_only_the_rows_that_are_seen_are_in_the_document(page: Page) -> None:
    shown = column(page, 0)
    assert 20 < len(shown) < 60
    assert page.ask("document.getElementById('table').getAttribute('aria-rowcount')") == "352"
    page.ask("document.getElementById('window').scrollTop = 1e9")
    page.ask("new Promise((done) => setTimeout(done, 60))")
    assert column(page, 0)[-1] == "2001-10-09 11:06:42.252469"
    assert len(column(page, 0)) < 60
    last = page.ask("[...document.querySelectorAll('#rows tr[data-row]')].pop().ariaRowIndex")
    assert last == "352"


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_but_frames_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=800,
        deviceScaleFactor=1,
        mobile=width < 500,
    )
    page.ask("new Promise((done) => setTimeout(done, 250))")
    wide = page.ask("document.documentElement.scrollWidth")
    head = page.ask("document.getElementById('heads').getBoundingClientRect().height")
    columns = page.ask("[...document.getElementById('heads').children].map((th) => th.offsetWidth)")
    page.call("Emulation.clearDeviceMetricsOverride")
    page.ask("new Promise((done) => setTimeout(done, 250))")
    assert wide <= width
    assert head < 50
    assert min(columns) > 60


# ── filter ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["client", "target", "outcome"])
def test_each_filter_counts_what_attempts_csv_counts(page: Page, name: str) -> None:
    counts = Counter(row[name] for row in ROWS if row[name])
    for value, number in sorted(counts.items()):
        fill(page, **{name: value})
        assert count(page) == f"{number} of 351 attempts shown"


def test_part_of_a_name_is_every_name_that_has_it(page: Page) -> None:
    fill(page, client="fin-4")
    wanted = sum("FIN-4" in (row["client"] or "") for row in ROWS)
    assert count(page) == f"{wanted} of 351 attempts shown"
    assert 0 < wanted < 351


def test_filters_hold_together_and_failures_leave_successes_out(page: Page) -> None:
    fill(page, client="FIN-429", target="LONCAP01", outcome="failure", account="smsclitoknacct&")
    wanted = sum(
        row["client"] == "FIN-429" and row["target"] == "LONCAP01" and row["outcome"] != "success"
        for row in ROWS
    )
    assert count(page) == f"{wanted} of 351 attempts shown"
    fill(page, outcome="success")
    wanted = sum(row["client"] == "FIN-429" and row["outcome"] == "success" for row in ROWS)
    assert count(page) == f"{wanted} of 351 attempts shown"


def test_text_is_looked_for_in_every_column(page: Page) -> None:
    fill(page, text="loncap02-security")
    wanted = sum(row["target"] == "LONCAP02" for row in ROWS)
    assert count(page) == f"{wanted} of 351 attempts shown"
    fill(page, text=str(ROWS[40]["record"]))
    assert count(page) == "1 of 351 attempts shown"
    fill(page, text="no such thing")
    assert count(page) == "0 of 351 attempts shown"
    assert column(page, 0) == []
    assert lanes(page) == []


def test_a_range_of_time_takes_both_ends(page: Page) -> None:
    fill(page, "change", **{"from": "2001-10-09T07:00:00"})
    fill(page, "change", to="2001-10-09T07:59:59")
    begin, end = 1_002_610_800_000, 1_002_614_399_000
    wanted = sum(begin <= milliseconds(row) <= end for row in ROWS)
    assert 0 < wanted < 351
    assert count(page) == f"{wanted} of 351 attempts shown"
    locked = [
        each
        for each in sms_case().lockouts
        if unix(each.time) <= end and isinstance(each.until, Instant) and unix(each.until) >= begin
    ]
    assert sum(int(lane[4]) for lane in lanes(page)) == len(locked) < len(sms_case().lockouts)
    drawn = sum(begin <= unix(each.time) <= end for each in locked)
    assert page.ask("document.querySelectorAll('#drawing .mark').length") == drawn < len(locked)
    fill(page, "change", to="")
    assert count(page) == f"{wanted} of 351 attempts shown"  # no such time: as before


# ── sort ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("place", "name"), [(0, "time"), (1, "client"), (2, "target"), (4, "outcome"), (7, "record")]
)
def test_each_column_sorts_both_ways_and_says_so(page: Page, place: int, name: str) -> None:
    head = f"document.querySelector('#heads [data-name={name}]')"
    if name != "time":
        page.ask(f"{head}.firstChild.click()")
    for down, said in ((False, "ascending"), (True, "descending")):
        if down:
            page.ask(f"{head}.firstChild.click()")
        assert page.ask(f"{head}.getAttribute('aria-sort')") == said
        assert page.ask("document.querySelectorAll('[aria-sort=none]').length") == 7
        found = page.ask(
            "[...document.querySelectorAll('#rows tr[data-row]')].map((row) => +row.dataset.row)"
        )
        known = [number for number, row in enumerate(ROWS) if row[name] is not None]
        missing = [number for number, row in enumerate(ROWS) if row[name] is None]
        inner = sorted(known, key=lambda number: ROWS[number][name], reverse=down)
        if down:  # equal ones stay in order of time
            inner = sorted(known, key=lambda number: ROWS[number][name])
            inner = _down(inner, name)
        expected = missing + inner if down else inner + missing
        assert found == expected[: len(found)]
    assert place >= 0


def _down(rising: list[int], name: str) -> list[int]:
    values = sorted({ROWS[number][name] for number in rising}, reverse=True)
    return [number for value in values for number in rising if ROWS[number][name] == value]


# ── one attempt ──────────────────────────────────────────────────────────────────────────────────


def test_an_attempt_opens_by_keyboard_with_all_its_columns(page: Page) -> None:
    page.ask("document.querySelector('#rows button').focus()")
    page.press("Enter")
    shown = page.ask(
        "Object.fromEntries([...document.querySelectorAll('#detail dt')].map((name) =>"
        " [name.textContent, name.nextElementSibling.textContent]))"
    )
    first = ROWS[0]
    assert (shown["time"], shown["time_corrected"]) == (
        "2001-10-09T06:05:00.25Z",
        "2001-10-09T06:04:58.25Z",
    )
    assert shown["event_record_id"] == str(first["event_record_id"]) == str(2**63)
    assert shown["process"] == "NtLmSsp‹U+0020›"
    assert "status" not in shown
    assert page.ask("document.activeElement.id") == "detail"


# ── lanes ────────────────────────────────────────────────────────────────────────────────────────


def test_the_lanes_of_servers_count_what_the_findings_count(page: Page) -> None:
    expected = [
        [lane.host, str(lane.bad_password), str(lane.locked_out), "0", str(lane.lockouts)]
        for lane in sms_case().lanes
    ]
    assert sorted(lanes(page)) == sorted(expected)
    first = lanes(page)[0]
    marks = page.ask("document.querySelectorAll('#drawing .mark').length")
    assert marks == len(sms_case().lockouts)
    assert page.ask("document.querySelectorAll('#drawing .locked').length") == marks
    label = page.ask("document.getElementById('drawing').getAttribute('aria-label')")
    assert f"{first[0]}: {first[1]} bad passwords, {first[2]} refused, {first[4]} lockouts" in label


def test_the_lanes_of_clients_have_the_lockouts_that_they_tripped(page: Page) -> None:
    page.ask("""(() => {
        const by = document.getElementById('lane-by');
        by.value = 'client';
        by.dispatchEvent(new Event('change'));
    })()""")
    found = {name: values for name, *values in lanes(page)}
    counts = Counter((row["client"] or "not recorded", row["outcome"]) for row in ROWS)
    tripped = Counter(each.tripped_by for each in sms_case().lockouts)
    assert found == {
        name: [
            str(counts[name, "bad_password"]),
            str(counts[name, "locked_out"]),
            "0",
            str(tripped[name]),
        ]
        for name in {client for client, _ in counts}
    }
    page.ask("document.querySelector('#lanes button').click()")
    assert len(lanes(page)) == 1


def seen(page: Page) -> tuple[int, int]:
    """Return the stretch of time that the filters and the lanes show, in seconds."""
    begin, end = page.ask(
        "['from', 'to'].map((name) => document.getElementById('filters')"
        ".elements[name].valueAsNumber / 1000)"
    )
    return begin, end


def test_keys_zoom_and_move_and_the_table_follows(page: Page) -> None:
    whole = seen(page)
    page.ask("document.getElementById('drawing').focus()")
    page.press("+", 2)
    near = seen(page)
    assert abs((near[1] - near[0]) - (whole[1] - whole[0]) / 4) <= 2
    begin, end = (moment * 1000 for moment in near)
    inside = sum(begin <= milliseconds(row) <= end for row in ROWS)
    shown = int(count(page).split()[0])
    assert abs(shown - inside) <= 2  # the fields show whole seconds
    assert sum(int(cell) for lane in lanes(page) for cell in lane[1:4]) == shown
    page.press("ArrowLeft")
    assert seen(page)[0] < near[0]
    page.press("ArrowRight")
    assert seen(page) == near
    assert page.ask("document.activeElement.id") == "drawing"
    page.press("Home")
    assert seen(page) == whole
    assert count(page) == "351 of 351 attempts shown"


def test_dragging_over_the_lanes_sees_that_stretch(page: Page) -> None:
    page.ask("document.getElementById('lanes-title').scrollIntoView()")
    page.ask(DRAWN)
    box = page.ask(
        "(({x, y, width, height}) => [x, y, width, height])"
        "(document.getElementById('drawing').getBoundingClientRect())"
    )
    whole = seen(page)
    left, right, y = box[0] + box[2] / 4, box[0] + box[2] / 2, box[1] + 20
    page.mouse("mousePressed", (left, y), button="left", clickCount=1)
    page.mouse("mouseMoved", ((left + right) / 2, y), button="left", buttons=1)
    page.mouse("mouseMoved", (right, y), button="left", buttons=1)
    page.mouse("mouseReleased", (right, y), button="left", clickCount=1)
    span = whole[1] - whole[0]
    begin, end = seen(page)
    assert abs(begin - (whole[0] + span / 4)) < span / 100
    assert abs(end - (whole[0] + span / 2)) < span / 100
    shown = int(count(page).split()[0])
    assert 0 < shown < 351
    assert sum(int(cell) for lane in lanes(page) for cell in lane[1:4]) == shown


def test_the_wheel_zooms_only_with_the_focus_or_ctrl(page: Page) -> None:
    page.ask("document.getElementById('lanes-title').scrollIntoView()")
    page.ask(f"document.activeElement.blur(); {DRAWN}")
    x, y = page.ask(
        "(({x, y, width}) => [x + width / 2, y + 20])"
        "(document.getElementById('drawing').getBoundingClientRect())"
    )
    whole = seen(page)
    page.mouse("mouseWheel", (x, y), deltaX=0, deltaY=-10, modifiers=2)
    near = seen(page)
    assert near[1] - near[0] < whole[1] - whole[0]
    page.mouse("mouseWheel", (x, y), deltaX=0, deltaY=-10)
    assert seen(page) == near


@pytest.mark.parametrize(("button", "change"), [("in", -1), ("out", 0), ("whole", 0)])
def test_buttons_zoom(page: Page, button: str, change: int) -> None:
    whole = seen(page)
    page.ask(f"document.querySelector('[data-zoom={button}]').click()")
    begin, end = seen(page)
    assert (end - begin < whole[1] - whole[0]) == (change < 0)


# ── by keyboard, at night, without scripts, among enemies ────────────────────────────────────────


def test_the_first_stop_of_the_tab_key_leads_past_the_contents(
    running: Browser, folder: Path
) -> None:
    with opened(running, folder / "sms_case.html") as page:
        page.press("Tab")
        assert page.ask("document.activeElement.className") == "skip"
        assert page.ask("document.activeElement.getBoundingClientRect().top") >= 0
        page.press("Enter")
        page.ask("new Promise((done) => setTimeout(done, 50))")
        assert page.ask("document.activeElement.id") == "main"
        page.press("Tab")
        assert page.ask("document.querySelector('main').contains(document.activeElement)")


def test_at_night_the_ground_is_dark_and_figures_keep_their_paper(
    running: Browser, folder: Path
) -> None:
    with opened(running, folder / "sms_case.html", prefers_color_scheme="dark") as page:
        colour = "getComputedStyle({}).backgroundColor"
        assert page.ask(colour.format("document.documentElement")) == "rgb(18, 24, 31)"
        assert page.ask(colour.format("document.querySelector('figure svg')")) == (
            "rgb(255, 255, 255)"
        )


def test_without_scripts_the_page_is_whole(running: Browser, folder: Path) -> None:
    with opened(running, folder / "sms_case.html", scripts=False) as page:
        tree = page.call("DOM.getDocument", depth=1)["root"]["nodeId"]

        def shown(selector: str) -> bool:
            node = page.call("DOM.querySelector", nodeId=tree, selector=selector)["nodeId"]
            pushed = page.call("CSS.getComputedStyleForNode", nodeId=node)["computedStyle"]
            found: str = {each["name"]: each["value"] for each in pushed}["display"]
            return found != "none"

        page.call("DOM.enable")
        page.call("CSS.enable")
        assert shown("#unscripted")
        assert not shown("#scripted")
        assert shown("#locks")
        assert shown("figure svg")
        assert page.requests() == []


def test_hostile_names_run_nothing_and_ask_for_nothing(running: Browser, folder: Path) -> None:
    with opened(running, folder / "hostile.html") as page:
        assert count(page) == f"{len(HOSTILE)} of {len(HOSTILE)} attempts shown"
        for row in range(len(HOSTILE)):
            page.ask(f"document.querySelectorAll('#rows tr[data-row]')[{row}].click()")
        page.ask("document.querySelectorAll('#lanes button').forEach((one) => one.click())")
        page.ask("document.querySelector('button[type=reset]').click()")
        fill(page, text="__proto__")
        assert count(page) == f"1 of {len(HOSTILE)} attempts shown"
        fill(page, text="<script>")
        assert page.ask("typeof window.__pwned") == "undefined"
        assert page.ask("document.querySelectorAll('#rows *:not(tr, td, th, button)').length") == 0
        assert page.complaints() == []
        assert page.requests() == []


def test_runs_count_as_the_attempts_that_they_stand_for(running: Browser, folder: Path) -> None:
    with opened(running, folder / "runs.html") as page:
        rows = page.ask("+document.getElementById('table').getAttribute('aria-rowcount')") - 1
        assert 0 < rows <= 200
        assert count(page) == f"351 of 351 attempts shown in {rows} rows"
        expected = [
            [lane.host, str(lane.bad_password), str(lane.locked_out), "0", str(lane.lockouts)]
            for lane in sms_case().lanes
        ]
        assert sorted(lanes(page)) == sorted(expected)
        fill(page, outcome="locked_out")
        refused = sum(row["outcome"] == "locked_out" for row in ROWS)
        assert count(page).startswith(f"{refused} of 351 attempts shown in ")
        page.ask("document.querySelector('#rows tr[data-row]').click()")
        names = page.ask(
            "[...document.querySelectorAll('#detail dt')].map((name) => name.textContent)"
        )
        assert names[:3] == ["time", "until", "attempts"]
        assert page.complaints() == []


def test_an_empty_case_has_an_empty_table(running: Browser, folder: Path) -> None:
    with opened(running, folder / "nothing.html") as page:
        assert count(page) == "0 of 0 attempts shown"
        assert lanes(page) == []
        assert page.complaints() == []


def test_the_watch_sees_what_it_watches_for(running: Browser, tmp_path: Path) -> None:
    policy = "default-src 'none'; script-src 'unsafe-inline'; img-src https:"
    (tmp_path / "bad.html").write_text(
        f'<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<p style="color:red">x</p><img src="https://192.0.2.1/x.png">'
        "<script>console.error('e'); setTimeout(() => { throw Error('f') })</script>",
        encoding="utf-8",
    )
    with opened(running, tmp_path / "bad.html") as page:
        complaints = " ".join(page.complaints())
        assert "Applying inline style violates" in complaints
        assert "exceptionDetails" in complaints
        assert page.requests() == ["https://192.0.2.1/x.png"]
