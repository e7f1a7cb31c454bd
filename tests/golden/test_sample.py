"""The sample report in the documentation: what the golden example says, and what it carries."""

import json

import pikepdf

from tests.golden.made import FOLDER
from tests.setup.project import CHECKOUT


def test_the_sample_report_says_what_the_example_says() -> None:
    golden = json.loads((FOLDER / "sms-cap-lockout" / "findings.json").read_text("utf-8"))
    with pikepdf.open(CHECKOUT / "docs" / "sample-report.pdf") as sample:
        carried = json.loads(sample.attachments["findings.json"].get_file().read_bytes())
    carried["tool"]["libraries"] = dict.fromkeys(carried["tool"]["libraries"], "‹version›")
    assert carried == golden
