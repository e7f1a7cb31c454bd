"""The first example held against its site a week later: what a repair comes to."""

from forensics.comparison.comparing import compare
from forensics.comparison.taking import take
from tests.builders.examples import IN_ONE_WORKER, example
from tests.builders.taught import after_fix
from tests.builders.taught.figures import investigated


@IN_ONE_WORKER["sms-cap-lockout"]
def test_the_site_after_the_fix_is_compared_fairly_and_one_client_is_left() -> None:
    before = take(example("sms-cap-lockout").analysis, "")
    one = compare(before, take(investigated(after_fix.NAME), ""))
    assert (one.outcome.word, one.outcome.fair, one.reasons) == ("none since", True, ())
    assert {each.name for each in one.servers if each.compared} == {
        *("LONCAP01", "LONCAP02", "LONCAP03", "LONDC01")
    }
    states = {
        state: sorted(each.name for each in one.clients if each.state == state)
        for state in ("left", "quiet", "too early", "new")
    }
    assert states["left"] == ["WHS-878"]
    assert states["too early"] == ["HR-439"]
    assert (len(states["quiet"]), states["new"]) == (15, [])
    readme = after_fix.case().files["README.md"].decode()
    assert f"- {one.outcome.statement}" in " ".join(readme.split())
