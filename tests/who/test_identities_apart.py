"""What the analyst keeps apart, and what is said of a mistake. Every name is invented."""

from pathlib import Path

import pytest

from forensics.case import Host, load_case
from forensics.case_toml import Place
from forensics.errors import CaseError
from forensics.who.apart import apart_from
from forensics.who.identities import Identities, identify, place
from tests.builders.observed import Row, observations, seen

ADDRESS = "10.4.12.29"
CASE = Place(Path("case.toml"), "apart", nth=None)


def named(*workstations: str) -> list[Row]:
    return [seen(0, "SRV1", 4625, "bad_password", workstation=name) for name in workstations]


def both(at: float, workstation: str) -> Row:
    fields = {"workstation": workstation, "address": ADDRESS}
    return seen(at, "SRV1", 4625, "bad_password", **fields)


def alone(at: float) -> Row:
    return seen(at, "DC1", 4771, "bad_password", address=ADDRESS)


def known(rows: list[Row], *apart: tuple[str, ...], hosts: tuple[Host, ...] = ()) -> Identities:
    return identify(hosts, (), observations(rows), apart_from(apart), CASE)


def clients(rows: list[Row], *apart: tuple[str, ...]) -> list[str | None]:
    return place(observations(rows), known(rows, *apart))["client"].to_list()


def why(found: Identities) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.kind, each.reason, each.names) for each in found.bonds]


# ── what is switched off ────────────────────────────────────────────────────────────────────────


def test_a_full_name_is_kept_apart_from_its_label() -> None:
    rows = named("FIN-429", "fin-429.corp.example")
    found = known(rows, (r"\\fin-429", "FIN-429.corp.example"))
    assert why(found) == [("apart", "analyst", ("FIN-429", "fin-429.corp.example"))]
    assert found.name("fin-429.corp.example") == "fin-429.corp.example"


def test_another_merge_stands() -> None:
    rows = named("FIN-429", "fin-429.corp.example", "HR-725", "hr-725.corp.example")
    found = known(rows, ("FIN-429", "fin-429.corp.example"))
    assert found.name("hr-725.corp.example") == "HR-725"


def test_another_merge_of_the_same_machine_stands() -> None:
    rows = named("x.corp.example", "y.corp.example")
    hosts = (Host(name="B", aliases=("X", "Y")),)
    assert known(rows, hosts=hosts).name("x.corp.example") == "B"
    found = known(rows, ("X", "x.corp.example"), hosts=hosts)
    assert [found.name(each) for each in ("x.corp.example", "y.corp.example")] == [
        "x.corp.example",
        "B",
    ]


def test_names_apart_are_not_joined_by_a_third_one() -> None:
    # The 15 characters would be made one with the longer name, and that one with its full form.
    short, long = "LONGSERVERNAME-", "LONGSERVERNAME-0042"
    rows = named(short, long, f"{long}.corp.example")
    assert known(rows).name(f"{long}.corp.example") == short
    found = known(rows, (short, f"{long}.corp.example"))
    assert found.name(f"{long}.corp.example") == long
    assert ("apart", "analyst", (short, long)) in why(found)


def test_an_address_is_kept_apart_from_one_holder_only() -> None:
    rows = [both(0, "A"), both(60, "B"), alone(0), alone(60)]
    assert clients(rows)[2:] == ["A", "B"]
    # What B had stays bare; it is not given to A.
    assert clients(rows, (ADDRESS, "B"))[2:] == ["A", ADDRESS]


def test_an_address_alone_is_kept_apart_from_every_holder() -> None:
    rows = [both(0, "A"), both(60, "B"), alone(0), alone(60)]
    assert clients(rows, (ADDRESS,))[2:] == [ADDRESS, ADDRESS]


def test_one_of_the_made_up_names_is_taken_at_its_word() -> None:
    rows = [both(at, f"W{at:02d}") for at in range(20)]
    assert clients(rows, (ADDRESS, "W07")) == [*[ADDRESS] * 7, "W07", *[ADDRESS] * 12]


def test_all_made_up_names_of_an_address_are_taken_at_their_word() -> None:
    rows = [both(at, f"W{at:02d}") for at in range(20)]
    assert clients(rows, (ADDRESS,)) == [f"W{at:02d}" for at in range(20)]
    ((kind, reason, names),) = why(known(rows, (ADDRESS,)))
    assert (kind, reason, names[:2]) == ("apart", "analyst", (ADDRESS, "W00"))


def test_a_name_alone_is_kept_apart_from_every_other() -> None:
    rows = named("FIN-429", "fin-429.corp.example")
    assert known(rows, ("FIN-429",)).name("fin-429.corp.example") == "fin-429.corp.example"


# ── mistakes ────────────────────────────────────────────────────────────────────────────────────


def mistake(rows: list[Row], *apart: tuple[str, ...], hosts: tuple[Host, ...] = ()) -> str:
    with pytest.raises(CaseError) as caught:
        known(rows, *apart, hosts=hosts)
    return str(caught.value)


def test_a_name_that_nothing_holds_is_refused_with_the_nearest_one() -> None:
    assert mistake(named("FIN-429"), ("FIN-492", "SRV1")) == (
        'case.toml: [apart] names: no record and no host names "FIN-492"; did you mean "FIN-429"?'
    )


def test_a_name_that_nothing_resembles_is_refused_too() -> None:
    assert mistake(named("FIN-429"), ("zzzz",)) == (
        'case.toml: [apart] names: no record and no host names "zzzz"; write it as recorded'
    )


def test_names_that_are_declared_one_host_cannot_be_kept_apart() -> None:
    hosts = (Host(name="FIN-429", addresses=(ADDRESS,)),)
    assert mistake([alone(0)], ("FIN-429", ADDRESS), hosts=hosts) == (
        f'case.toml: [apart] names: "{ADDRESS}" and "fin-429" are declared to be one host; mend '
        "one of both"
    )


# ── case.toml ───────────────────────────────────────────────────────────────────────────────────


def load(folder: Path, text: str) -> tuple[tuple[str, ...], ...]:
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return load_case(folder).apart


def test_the_tables_of_case_toml_are_taken_in_order(tmp_path: Path) -> None:
    text = '[[apart]]\nnames = ["A", "10.0.0.1"]\n[[apart]]\nnames = ["B"]\n'
    assert load(tmp_path, text) == (("A", "10.0.0.1"), ("B",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[apart]]", 'names: is missing; write names = ["FIN-429", "10.4.12.5"]'),
        ("[[apart]]\nnames = []", 'names: is missing; write names = ["FIN-429", "10.4.12.5"]'),
        ('[[apart]]\nnames = [""]', 'names: is missing; write names = ["FIN-429", "10.4.12.5"]'),
        ('[[apart]]\nname = ["A"]', "name: unknown key; did you mean names? Known are names"),
        (
            '[[apart]]\nnames = ["A", "B", "\\\\\\\\a"]',
            'names: "A" and "\\\\a" are one name in two spellings; take one out',
        ),
    ],
)
def test_a_mistake_in_case_toml_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CaseError) as caught:
        load(tmp_path, text)
    line = text.count("\n") + 1
    assert str(caught.value) == f"{tmp_path / 'case.toml'}: line {line}: [apart] {said}"
