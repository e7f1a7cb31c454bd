"""What becomes of a report that was changed: each change is found, and named."""

import json
import re

import pikepdf
import pytest

from forensics.verify.checks import Difference
from tests.verify.proving import Proof
from tests.verify.retouching import attachment, box, number, retouched

pytestmark = pytest.mark.xdist_group("verify")  # one report for all

WHATS = ["root", "figures", "attachments", "text", "drawing", "unseen"]


def test_the_same_report_holds_in_every_check(proof: Proof) -> None:
    checks = proof.judged(proof.pdf)
    assert list(checks) == WHATS
    assert [what for what, one in checks.items() if not one.holds] == []
    assert min(one.of for one in checks.values()) > 0


def test_its_metadata_say_how_it_was_bound(proof: Proof) -> None:
    properties = dict(proof.reading.properties)
    digest = properties.pop("evidenceSha256")
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert properties.pop("article")
    assert properties == {
        "caseId": "SR-17",
        "root": json.loads(proof.outputs["manifest.json"])["root"],
        "date": "2026-11-22T09:30:00+00:00",
        "paper": "Letter",
        "most": "7000000",
        "edition": "full",
    }


def test_saved_again_by_another_tool_it_still_says_the_same(proof: Proof) -> None:
    again = retouched(proof.pdf, lambda _: None)
    assert again != proof.pdf
    assert all(one.holds for one in proof.judged(again).values())


def test_a_printed_number_is_named_by_page_line_and_value(proof: Proof) -> None:
    checks = proof.judged(retouched(proof.pdf, number(0, "8", "1")))
    assert [what for what, one in checks.items() if not one.holds] == ["text", "drawing"]
    (found,) = checks["text"].differences
    assert re.fullmatch(r"page 1, line \d+", found.where)
    assert (found.report, found.evidence) == ("1", "8")


def test_a_bar_that_moved_is_found_though_no_word_changed(proof: Proof) -> None:
    checks = proof.judged(retouched(proof.pdf, box(0, 2)))
    assert [what for what, one in checks.items() if not one.holds] == ["drawing"]
    (found,) = checks["drawing"].differences
    assert re.fullmatch(
        r"page 1, \d+ to \d+ mm from the left, \d+ to \d+ mm from the top: drawn otherwise",
        found.where,
    )


def test_a_code_that_was_redrawn_is_found(proof: Proof) -> None:
    checks = proof.judged(retouched(proof.pdf, box(0, -1)))
    assert [what for what, one in checks.items() if not one.holds] == ["drawing"]


def test_a_figure_in_the_attached_findings_is_named_by_its_path(proof: Proof) -> None:
    def change(data: bytes) -> bytes:
        document = json.loads(data)
        document["attempts"]["bad_password"] += 1
        del document["lockouts"][0]["caller"]
        document["added"] = [1, 2]
        return json.dumps(document).encode()

    checks = proof.judged(retouched(proof.pdf, attachment("findings.json", change)))
    assert [what for what, one in checks.items() if not one.holds] == ["figures"]
    assert checks["figures"].differences == (
        Difference(where="/attempts/bad_password", report="9", evidence="8"),
        Difference(where="/lockouts/0/caller", report="", evidence='"FIN-1"'),
        Difference(where="/added", report="a list of 2", evidence=""),
    )


def test_findings_written_otherwise_are_not_the_same_file(proof: Proof) -> None:
    def change(data: bytes) -> bytes:
        return data + b" "

    checks = proof.judged(retouched(proof.pdf, attachment("findings.json", change)))
    assert [what for what, one in checks.items() if not one.holds] == ["figures"]


def test_a_line_of_another_attachment_is_named(proof: Proof) -> None:
    def change(data: bytes) -> bytes:
        return data.replace(b"FIN-1", b"FIN-2", 1)

    checks = proof.judged(retouched(proof.pdf, attachment("ticket.txt", change)))
    assert [what for what, one in checks.items() if not one.holds] == ["attachments"]
    (found,) = checks["attachments"].differences
    assert found.where.startswith("ticket.txt, line ")
    assert found.report.replace("FIN-2", "FIN-1") == found.evidence


def test_an_attachment_that_was_removed_is_missed(proof: Proof) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.attachments["lockouts.csv"]

    checks = proof.judged(retouched(proof.pdf, change))
    assert [one.where for one in checks["attachments"].differences] == ["lockouts.csv"]
    assert checks["attachments"].differences[0].report == ""


def test_an_attachment_that_was_added_is_told(proof: Proof) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["more.txt"] = b"more"

    checks = proof.judged(retouched(proof.pdf, change))
    assert checks["attachments"].differences == (
        Difference(where="more.txt", report="a file of 4 bytes", evidence=""),
    )
    assert not checks["unseen"].holds


def test_an_altered_root_is_named_wherever_it_stands(proof: Proof) -> None:
    root = json.loads(proof.outputs["manifest.json"])["root"]
    other = ("f" if root[0] != "f" else "e") + root[1:]

    def change(pdf: pikepdf.Pdf) -> None:
        said = pdf.Root.Metadata.read_bytes().replace(root.encode(), other.encode())
        pdf.Root.Metadata.write(said)
        attachment("manifest.json", lambda data: data.replace(root.encode(), other.encode()))(pdf)
        foot = "Root of evidence and findings "
        for page in range(len(pdf.pages)):
            number(page, foot + root, foot + other)(pdf)

    checks = proof.judged(retouched(proof.pdf, change))
    pages = len(proof.reading.pages)
    assert (checks["root"].agree, checks["root"].of) == (0, pages + 2)
    assert checks["root"].differences == tuple(
        Difference(where=where, report=other, evidence=root)
        for where in [*(f"page {n}" for n in range(1, pages + 1)), "metadata", "manifest.json"]
    )


def test_an_alternative_text_that_says_something_else_is_found(proof: Proof) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        figure = next(one for one in pdf.objects if _alt(one))
        figure.Alt = pikepdf.String("Nothing happened.")

    checks = proof.judged(retouched(proof.pdf, change))
    assert [what for what, one in checks.items() if not one.holds] == ["unseen"]
    assert checks["unseen"].differences[1].report == "Alt: Nothing happened."


def _alt(one: pikepdf.Object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and "/Alt" in one


def test_metadata_that_say_something_else_are_found(proof: Proof) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        said = pdf.Root.Metadata.read_bytes()
        pdf.Root.Metadata.write(said.replace(b">SR-17<", b">SR-18<"))
        pdf.docinfo.Author = pikepdf.String("Somebody")

    checks = proof.judged(retouched(proof.pdf, change))
    assert [what for what, one in checks.items() if not one.holds] == ["unseen"]
    assert checks["unseen"].differences == (
        Difference(where="", report="", evidence="metadata: SR-17"),
        Difference(where="", report="Author: Somebody", evidence=""),
        Difference(where="", report="metadata: SR-18", evidence=""),
    )


def test_an_action_that_was_put_in_is_found(proof: Proof) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.URI, URI=pikepdf.String("https://invented.example")
        )

    assert "action: OpenAction" in {
        one.report for one in proof.judged(retouched(proof.pdf, change))["unseen"].differences
    }


def test_a_page_more_or_less_is_told(proof: Proof) -> None:
    def fewer(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[-1]

    def more(pdf: pikepdf.Pdf) -> None:
        pdf.add_blank_page()

    count = len(proof.reading.pages)
    assert proof.judged(retouched(proof.pdf, fewer))["text"].differences == (
        Difference(where=f"page {count}", report="no such page", evidence="a page"),
    )
    assert proof.judged(retouched(proof.pdf, more))["text"].differences == (
        Difference(where=f"page {count + 1}", report="a page", evidence="no such page"),
    )
