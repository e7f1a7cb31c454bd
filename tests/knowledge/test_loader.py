"""The loader of knowledge is strict: it names every mistake of every file."""

import pytest

from forensics.errors import KnowledgeError
from forensics.knowing.entries import STATUS_CLASSES, Claim, Entry, Example, Rival
from forensics.knowing.knowledge import library, load
from forensics.knowing.vocabulary import VOCABULARY
from forensics.standings import Citation

WHOLE = """\
id = "Q1"
kind = "article"
title = "An invented article"
nature = "defect"
explains = "cause"
symptoms = ["user-locked"]
status_class = "fixed"
fixed_in = "Pack 1"
warning = "Take care."

[citation]
publisher = "Invented"
dated = 2001-10-09
product = "Product 1.0"
versions = "winnt:1.0"
sections = ["SYMPTOMS", "CAUSE"]

[text]
cause = "A cause."
status = "A status."
resolution = "A resolution."
absent = ["workaround"]

[[requires]]
fact = "account.class"
any_of = ["SMSCliToknAcct&", "other"]
claim = "There is an account"
origin = "article"
because = "It says so."
obtain = "A log."

[[excludes]]
fact = "logon.package"
any_of = ["kerberos"]
claim = "No Kerberos"
origin = "derived"
because = "So we think."

[[rival]]
id = "Q2"
differs = "Something else."
logs = "never"
yields = "yes"

[[example]]
name = "an example"
expect = "supported"
[example.facts]
"account.class" = ["other"]
"client.drivers" = []

[[example]]
name = "like it"
expect = "open"
like = "an example"
without = ["client.drivers"]
[example.facts]
"policy.lockout" = ["yes"]
"""

ENTRY = Entry(
    id="Q1",
    kind="article",
    title="An invented article",
    nature="defect",
    explains="cause",
    symptoms=("user-locked",),
    status_class="fixed",
    fixed_in="Pack 1",
    warning="Take care.",
    citation=Citation(
        publisher="Invented",
        dated="2001-10-09",
        product="Product 1.0",
        versions="winnt:1.0",
        sections=("SYMPTOMS", "CAUSE"),
    ),
    cause="A cause.",
    status="A status.",
    resolution="A resolution.",
    workaround=None,
    requires=(
        Claim(
            fact="account.class",
            any_of=("SMSCliToknAcct&", "other"),
            claim="There is an account",
            origin="article",
            because="It says so.",
            obtain="A log.",
        ),
    ),
    excludes=(
        Claim(
            fact="logon.package",
            any_of=("kerberos",),
            claim="No Kerberos",
            origin="derived",
            because="So we think.",
            obtain=VOCABULARY["logon.package"].obtain,
        ),
    ),
    rivals=(Rival(id="Q2", differs="Something else.", logs="never", yields="yes"),),
    examples=(
        Example(
            name="an example",
            expect="supported",
            facts={"account.class": ("other",), "client.drivers": ()},
        ),
        Example(
            name="like it",
            expect="open",
            facts={"account.class": ("other",), "policy.lockout": ("yes",)},
        ),
    ),
)


def mistakes(text: str, name: str = "q1.toml") -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load({name: text})
    return [line.removeprefix(f"{name}: ") for line in str(caught.value).split("\n")]


def changed(old: str, new: str) -> str:
    assert WHOLE.count(old) >= 1
    return WHOLE.replace(old, new, 1)


def test_every_key_is_loaded() -> None:
    assert load({"q1.toml": WHOLE}) == (ENTRY,)


def test_an_entry_needs_neither_excluding_claims_nor_rivals() -> None:
    begin, end = WHOLE.index("[[excludes]]"), WHOLE.index("[[example]]")
    (entry,) = load({"q1.toml": WHOLE[:begin] + WHOLE[end:]})
    assert (entry.excludes, entry.rivals) == ((), ())


def test_the_shipped_entries_are_loaded_once_in_order_of_id() -> None:
    ids = [entry.id for entry in library()]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids) > 0
    assert library() is library()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(changed("title =", "titel ="), ["unknown key titel", "missing key title"]),
        pytest.param(
            changed('nature = "defect"', 'nature = "bug"'),
            ["nature: 'bug' is none of defect, attack, mixed, undetermined"],
        ),
        pytest.param(
            changed('"fixed"', '"sure"'),
            [
                f"status_class: 'sure' is none of {', '.join(STATUS_CLASSES)}",
                "fixed_in: stands where status_class is fixed, and only there",
            ],
        ),
        pytest.param(
            changed('fixed_in = "Pack 1"\n', ""),
            ["fixed_in: stands where status_class is fixed, and only there"],
        ),
        pytest.param(
            changed('explains = "cause"', 'explains = "all"'),
            ["explains: 'all' is none of cause, count, records, likeness"],
        ),
        pytest.param(
            changed('absent = ["workaround"]\n', ""),
            ["[text] workaround: give it, or name it in absent"],
        ),
        pytest.param(
            changed('absent = ["workaround"]', 'absent = ["workaround", "resolution"]'),
            ["[text] resolution: give it, or name it in absent"],
        ),
        pytest.param(
            changed('kind = "article"', 'kind = "general"'),
            [
                "[citation] unknown key dated",
                "[citation] unknown key product",
                "[citation] unknown key versions",
                "[citation] unknown key sections",
            ],
        ),
        pytest.param(
            changed('like = "an example"', 'like = "another"'),
            ["[example] like: no example before it is called 'another'"],
        ),
        pytest.param(
            changed('name = "like it"', 'name = "an example"'),
            ["[example] name: 'an example' stands twice"],
        ),
        pytest.param(
            changed('yields = "yes"', 'yields = "always"'),
            ["[rival] yields: 'always' is none of yes, no"],
        ),
        pytest.param(
            changed("dated = 2001-10-09", 'dated = "2001-10-09"'),
            ["[citation] dated: must be a date"],
        ),
        pytest.param(
            changed("dated = 2001-10-09", "dated = 2001-10-09T00:00:00Z"),
            ["[citation] dated: must be a date"],
        ),
        pytest.param(
            changed('sections = ["SYMPTOMS", "CAUSE"]', "sections = []"),
            ["[citation] sections: must be a list of texts, at least one"],
        ),
        pytest.param(changed('status = "A status."\n', ""), ["[text] missing key status"]),
        pytest.param(
            changed('because = "It says so."', 'because = " "'),
            ["[requires] because: must be a text that is not empty"],
        ),
        pytest.param(
            changed('because = "So we think."\n', ""), ["[excludes] missing key because"]
        ),
        pytest.param(
            changed('any_of = ["kerberos"]', 'any_of = ["Kerberos"]'),
            ["[excludes] logon.package: 'Kerberos' is none of ntlm, kerberos"],
        ),
        pytest.param(
            changed('"policy.lockout" = ["yes"]', '"policy.lockout" = ["y"]'),
            ["[example.facts] policy.lockout: 'y' is none of yes, no"],
        ),
        pytest.param(
            changed('origin = "derived"', 'origin = "guessed"'),
            ["[excludes] origin: 'guessed' is none of article, derived, general"],
        ),
        pytest.param(
            changed('any_of = ["kerberos"]', 'any_of = "kerberos"'),
            ["[excludes] any_of: must be a list of texts, at least one"],
        ),
        pytest.param(
            changed('symptoms = ["user-locked"]', "symptoms = [1]"),
            ["symptoms: must be a list of texts, at least one"],
        ),
        pytest.param(
            changed('expect = "supported"', 'expect = "certain"'),
            ["[example] expect: 'certain' is none of supported, open, ruled-out"],
        ),
        pytest.param(
            changed('"client.drivers" = []', '"client.drivers" = "none"'),
            ["[example.facts] client.drivers: must be a list of texts"],
        ),
        pytest.param(changed('id = "Q1"', "id = 1"), [
            "id: must be a text that is not empty",
            "id: 1 does not match the file's name",
        ]),
        pytest.param(
            WHOLE[: WHOLE.index("[[requires]]")],
            ["missing key requires", "missing key example"],
        ),
        pytest.param(
            changed("[[requires]]\nfact", "[requires]\nfact"),
            ["requires: must be an array of tables, at least one"],
        ),
        pytest.param("text = 1\n" + changed("[text]", "[texts]"), [
            "unknown key texts",
            "text: must be a table",
        ]),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_table_and_key(text: str, said: list[str]) -> None:
    assert mistakes(text) == said


@pytest.mark.parametrize("table", ["requires", "excludes"])
def test_a_fact_outside_the_vocabulary_is_refused(table: str) -> None:
    begin = WHOLE.index(f"[[{table}]]")
    line = next(each for each in WHOLE[begin:].splitlines() if each.startswith("fact ="))
    text = WHOLE[:begin] + WHOLE[begin:].replace(line, 'fact = "account.klass"', 1)
    (said,) = mistakes(text)
    assert said.startswith(f"[{table}] fact: 'account.klass' is none of account.class, ")


def test_a_fact_of_an_example_outside_the_vocabulary_is_refused() -> None:
    (said,) = mistakes(changed('"client.drivers" = []', '"client.driver" = []'))
    assert said.startswith("[example.facts] fact: 'client.driver' is none of account.class, ")


def test_an_entry_stands_in_the_file_of_its_name() -> None:
    assert mistakes(WHOLE, "q2.toml") == ["id: 'Q1' does not match the file's name"]


def test_broken_toml_is_named_by_its_line() -> None:
    assert mistakes("id = \n") == ["Invalid value (at line 1, column 6)"]


def test_all_mistakes_of_all_files_are_told_at_once() -> None:
    bad = changed('nature = "defect"', 'nature = "bug"').replace('origin = "derived"', "origin = 1")
    with pytest.raises(KnowledgeError) as caught:
        load({"q1.toml": bad, "q5.toml": WHOLE.replace("Q1", "Q5"), "q3.toml": "id ="})
    assert str(caught.value).split("\n") == [
        "q1.toml: nature: 'bug' is none of defect, attack, mixed, undetermined",
        "q1.toml: [excludes] origin: must be a text that is not empty",
        "q3.toml: Invalid value (at end of document)",
    ]


def test_entries_that_yield_to_each_other_in_a_circle_are_refused() -> None:
    entries = {
        f"q{one}.toml": WHOLE.replace('id = "Q2"', f'id = "Q{other}"').replace(
            'id = "Q1"', f'id = "Q{one}"', 1
        )
        for one, other in ((1, 2), (2, 3), (3, 1), (4, 1))
    }
    with pytest.raises(KnowledgeError) as caught:
        load(entries)
    assert str(caught.value) == "rivals: Q1, Q2, Q3 yield to each other in a circle"
    del entries["q3.toml"]
    assert [entry.id for entry in load(entries)] == ["Q1", "Q2", "Q4"]
