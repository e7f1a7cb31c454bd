"""manifest.json: the hash of every exhibit and of every output."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from forensics.export import manifest_json
from tests.builders.filed import filed
from tests.builders.findings import sms_case
from tests.builders.security_classic import failed_529
from tests.ledger.small_site import analysed, case_of, log

INVENTED = sms_case()
ROOT = sha256(b"root").hexdigest()


def test_exhibits_and_outputs_are_listed_with_size_and_hash(tmp_path: Path) -> None:
    content = log("A", (1, failed_529("x", "y", "z")))
    findings = analysed(case_of(tmp_path, {"b/a.evt": content, "c.txt": b"?"})).findings
    outputs = {"ticket.txt": b"text\n", "attempts.csv": b""}
    assert json.loads(manifest_json(findings, filed(outputs), ROOT)) == {
        "root": ROOT,
        "exhibits": [
            {
                "path": "evidence/b/a.evt",
                "size": len(content),
                "sha256": sha256(content).hexdigest(),
            },
            {"path": "evidence/c.txt", "size": 1, "sha256": sha256(b"?").hexdigest()},
        ],
        "outputs": [
            {"path": "attempts.csv", "size": 0, "sha256": sha256().hexdigest()},
            {"path": "ticket.txt", "size": 5, "sha256": sha256(b"text\n").hexdigest()},
        ],
    }


def test_an_exhibit_that_was_not_read_has_no_hash() -> None:
    source = replace(INVENTED.sources[0], state="unreadable", size=0, sha256="")
    listed = json.loads(manifest_json(replace(INVENTED, sources=(source,)), {}, ROOT))
    assert listed["exhibits"] == [{"path": source.path, "size": 0, "sha256": ""}]


def test_a_hostile_path_stays_legible_json() -> None:
    source = replace(INVENTED.sources[0], path='evidence/\ud800"\n.evt')
    content = manifest_json(replace(INVENTED, sources=(source,)), {}, ROOT)
    assert json.loads(content.decode("utf-8"))["exhibits"][0]["path"] == source.path


def test_it_ends_with_a_newline() -> None:
    assert manifest_json(INVENTED, {}, ROOT).endswith(b"}\n")
