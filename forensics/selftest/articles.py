"""The article that a verdict names, case by case.

A case in which an article was played has one truth: that article, or another that describes the
same story. To name it is true; to name none is no claim, unless the article is ruled out, which
misses it. Whatever else a verdict names is false, also in a case to which no article applies.
"""

from forensics.findings import Findings
from forensics.selftest.corpus import Truth
from forensics.selftest.tally import Tally


def judge(findings: Findings, truth: Truth) -> Tally:
    """Return how the articles that the verdicts of a case name stand."""
    verdicts = (findings.verdict, *(each.verdict for each in findings.incidents))
    named = {each.kb for each in verdicts if each.kb is not None}
    right = named & set(truth.articles)
    false = len(named - right)
    if not truth.articles:
        return Tally(false=false)
    if right:
        return Tally(true=1, false=false)
    wrong = bool(named) or truth.articles[0] in _ruled_out(findings)
    return Tally(unknown=int(not wrong), missed=int(wrong), false=false)


def _ruled_out(findings: Findings) -> set[str]:
    return {each.kb for each in findings.diagnoses if each.standing == "ruled-out"}
