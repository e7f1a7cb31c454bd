"""Whether a server is a Client Access Point is declared, or shown by an SMS log; else unknown."""

from pathlib import Path
from typing import Final

from forensics.findings import Findings
from forensics.standings import Diagnosis
from tests.builders.security_classic import failed_529
from tests.builders.sms_log import Entry, sms_log
from tests.ledger.small_site import TOKEN, analysed, at, case_of, log

BAD: Final = failed_529(TOKEN, "FIN-1", "\\\\FIN-1")
REFUSED: Final = failed_529(TOKEN, "FIN-1", "\\\\FIN-1", event_id=539)
EVENTS: Final = [(second, BAD) for second in range(5)] + [(9, REFUSED)]
POLICY: Final = (
    '[case]\ntimezone = "UTC"\n[policy]\nthreshold = 5\nwindow = "30m"\nduration = "30m"\n'
)
DECLARED: Final = '[[host]]\nname = "LONCAP01"\nroles = ["cap"]\n'
NAMES: Final = r"SCHEDULER   : Remote Name is \\LONCAP01\CAP_LON"
STATED: Final = """\
[facts]
"sms.service_pack" = "SP4"
"sms.hardware_inventory" = "off"
"client.network_drives_in_path" = "no"
"client.network_drives_mapped" = "no"
"client.subst_drives" = "no"
"client.nal_logging_bit_32" = "no"
"client.netware_redirector" = "none"
"client.drivers" = []
"program.software_installation_account" = "no"
"program.on_mapped_drive" = "no"
"""


def findings(folder: Path, toml: str, *, line: str | None = None) -> Findings:
    logs = {"loncap01.evt": log("LONCAP01", *EVENTS)}
    if line is not None:
        entry = Entry(message=line, component="APM", when=at(60).moment())
        logs["fin-1/smsapm32.log"] = sms_log([entry.line()])
    return analysed(case_of(folder, logs, POLICY + toml)).findings


def q299352(found: Findings) -> Diagnosis:
    return next(each for each in found.diagnoses if each.kb == "Q299352")


def role(found: Findings) -> tuple[str, str]:
    """Return what the check of the role comes to, and what shows it."""
    check = next(each for each in q299352(found).checks if each.fact == "target.roles")
    return check.truth, check.shows


def test_a_server_of_unknown_role_leaves_the_article_open(tmp_path: Path) -> None:
    found = findings(tmp_path, STATED)
    assert role(found) == ("unknown", "no role is known of 1 accessed server")
    assert q299352(found).standing == "open"
    assert found.verdict.kb is None


def test_a_declared_role_supports_it_once_the_rivals_are_ruled_out(tmp_path: Path) -> None:
    found = findings(tmp_path / "a", STATED + DECLARED)
    assert role(found)[0] == "holds"
    assert (q299352(found).standing, found.verdict.kb) == ("supported", "Q299352")
    silent = findings(tmp_path / "b", DECLARED)
    assert (q299352(silent).standing, silent.verdict.kb) == ("open", None)
    assert {"Q231399", "Q243385"} <= set(q299352(silent).waits_for)
    assert {("Q299352", "Q231399"), ("Q299352", "Q243385")} <= {
        each.between for each in silent.inseparable
    }


def test_a_share_that_an_sms_log_names_shows_the_role(tmp_path: Path) -> None:
    found = findings(tmp_path, STATED, line=NAMES)
    assert role(found)[0] == "holds"
    assert "named by SMS logs" in role(found)[1]
    check = next(each for each in q299352(found).checks if each.fact == "target.roles")
    assert check.evidence[0].source == "evidence/fin-1/smsapm32.log"


def test_a_share_of_another_server_shows_nothing_of_this_one(tmp_path: Path) -> None:
    found = findings(tmp_path, STATED, line=NAMES.replace("LONCAP01", "LONCAP02"))
    assert role(found)[0] == "unknown"
