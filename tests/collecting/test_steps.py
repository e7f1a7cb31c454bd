"""What to collect: the data are sound, and the terminal, the page and the checklist agree."""

import re

import pypdfium2
import pytest

from forensics.collecting.checklist import checklist
from forensics.collecting.steps import PLACES, WINDOWS, chosen, load, steps
from forensics.collecting.text import WIDTH, lines, page
from forensics.commands import collect
from forensics.errors import KnowledgeError
from forensics.evidence.forms import READERS
from tests.shared import CHECKOUT

STEP = """
[[step]]
id = "x"
title = "Do it"
windows = ["nt4"]
on = ["dc"]
why = "So."
"""


def printed(pdf: bytes) -> str:
    """Return the text of all pages, each blank one space."""
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]
    return re.sub(r"\s+", " ", " ".join(pages))


def test_the_command_offers_what_the_data_know() -> None:
    assert tuple(WINDOWS) == collect.WINDOWS
    assert tuple(PLACES) == collect.PLACES


def test_every_form_that_a_step_gives_is_one_that_is_read() -> None:
    forms = {form.name for form in READERS}
    given = {form for step in steps() for form in step.gives.split(", ") if form}
    assert given
    assert given <= forms


def test_each_generation_has_its_own_way_to_save_the_log() -> None:
    (step,) = [each for each in steps() if each.id == "security"]
    ways = {name: [run.commands for run in step.on_windows(name)] for name in WINDOWS}
    assert ways == {
        "nt4": [("eventvwr",)],
        "2000": [
            ("eventvwr",),
            (
                (
                    "wmic nteventlog where \"LogFileName='Security'\" call BackupEventLog "
                    '"%E%\\security.evt"'
                ),
            ),
        ],
        "today": [(r"wevtutil epl Security %E%\Security.evtx",)],
    }


def test_steps_are_chosen_by_generation_place_and_site() -> None:
    assert [each.id for each in chosen("nt4", ["client"], sms=False)] == ["folder", "security"]
    assert [each.id for each in chosen("nt4", ["client"], sms=True)] == [
        *("folder", "security", "sms-client", "sms-nal")
    ]
    assert [each.id for each in chosen("today", ["console"], sms=True)] == [
        *("folder", "domain-policy", "controllers", "hash", "pack")
    ]


def test_nal_logging_is_warned_of_and_never_switched_on() -> None:
    (step,) = [each for each in steps() if each.id == "sms-nal"]
    assert "Q243385" in step.why
    assert [run.commands for run in step.runs] == [
        (r"regedit /e %E%\nal.reg HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NAL\Logging",)
    ]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (STEP.replace('why = "So."\n', ""), "collect: step x: missing key why"),
        (STEP + 'who = "me"\n', "collect: step x: unknown key who"),
        (STEP + 'sms = "yes"\n', "collect: step x: sms: must be true or false"),
        (
            STEP.replace('["dc"]', '["moon"]'),
            "collect: step x: on: 'moon' is none of dc, server, client, console",
        ),
        (
            STEP + '[[step.run]]\nwindows = ["2000"]\ncommands = ["dir"]\n',
            "collect: step x: run: 2000 is not among its windows",
        ),
    ],
)
def test_a_mistake_in_the_data_is_named(text: str, mistake: str) -> None:
    with pytest.raises(KnowledgeError) as told:
        load("collect", text)
    assert str(told.value) == mistake


@pytest.mark.parametrize("generation", WINDOWS)
def test_the_terminal_shows_every_command_of_the_generation(generation: str) -> None:
    told = list(lines(generation, list(PLACES), sms=True))
    wanted = [
        command
        for step in steps()
        if generation in step.windows
        for run in step.on_windows(generation)
        for command in run.commands
    ]
    assert [line.strip() for line in told if line.startswith("      ")] == wanted
    assert max(len(line) for line in told if not line.startswith("      ")) <= WIDTH


def test_the_page_in_docs_is_made_of_the_data() -> None:
    assert (CHECKOUT / "docs/collect.md").read_text("utf-8") == page()


def test_the_checklist_has_a_box_and_the_commands_of_each_step() -> None:
    pages = checklist("nt4", ["server"], sms=True, paper="A4")
    assert pages == checklist("nt4", ["server"], sms=True, paper="A4")
    told = printed(pages)
    for number, step in enumerate(chosen("nt4", ["server"], sms=True), 1):
        assert f"{number}. {step.title}" in told
    assert "net accounts > %E%\\accounts.txt" in told
    for field in ("Collected by", "Its clock showed", "Date, signature of the witness"):
        assert field in told
