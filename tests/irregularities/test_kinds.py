"""The kinds of what can be out of order are told whole, and claim nothing."""

import re

import pytest

from forensics.errors import KnowledgeError
from forensics.irregularities.kinds import Kind, kinds, read

TABLE = {
    "kind": "a",
    "title": "A is seen",
    "can_mean": ["b", "c"],
    "does_not_show": "d",
    "collect": "e",
}


def test_a_table_is_read_whole() -> None:
    assert read({"irregularity": [TABLE]}) == {
        "a": Kind(kind="a", title="A is seen", can_mean=("b", "c"), does_not_show="d", collect="e")
    }


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ([{**TABLE, "more": "x"}], "irregularity 1: unknown key more"),
        ([{**TABLE, "can_mean": []}], "irregularity 1: can_mean: must be a list of texts, "),
        ([{key: TABLE[key] for key in ("kind", "title")}], "irregularity 1: missing key can_mean"),
        ([TABLE, TABLE], "a kind stands twice"),
        ([], "irregularity: must be an array of tables"),
    ],
)
def test_a_mistake_is_named(tables: list[dict[str, object]], said: str) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(said)):
        read({"irregularity": tables})


def test_nothing_is_called_an_attack_and_the_first_reason_is_nobody_s_doing() -> None:
    for one in kinds().values():
        every = " ".join((one.title, *one.can_mean, one.does_not_show, one.collect)).casefold()
        assert not re.search("attack|tamper|manipulat|malicious|criminal|conceal", every), one.kind
        assert len(one.can_mean) > 1
        doing = [bool(re.search("somebody|taken out|cut o|changed", why)) for why in one.can_mean]
        assert not doing[0], one.kind
