"""Edges in columns: to every reader they are the tuple of edges that they stand for."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.case import Host
from forensics.edges import (
    Edges,
    accounts,
    clients,
    failures,
    framed,
    of_first,
    of_incident,
    on_several_targets,
    recorded_by,
    span,
    targets,
    with_role,
)
from forensics.editions.fields import Meaning
from forensics.editions.walking import walk
from forensics.export import findings_json
from forensics.graph import edges, graphml
from forensics.lean import INTERNED
from forensics.legible import legible
from forensics.occurrences import Edge
from forensics.tallying import tally
from forensics.values import NOT_APPLICABLE, NOT_RECORDED
from tests.builders.findings import sms_case
from tests.builders.observed import BAD, REFUSED, observations, scene, seen

INVENTED = sms_case()

NAMES = st.one_of(
    st.none(),
    st.sampled_from(["PC1", "pc1", "DC1", "%s", '"', "\u202eexe", "  two  spaces ", "x" * 70]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6),
)


@st.composite
def drawn(draw: st.DrawFn) -> Edges:
    rows = draw(
        st.lists(
            st.builds(
                lambda at, host, outcome, client, account: seen(
                    at, host, 4625, outcome, account=account, workstation=client
                ),
                st.integers(0, 50),
                st.sampled_from(["SRV1", "DC1"]),
                st.sampled_from([BAD, REFUSED]),
                NAMES,
                NAMES,
            ),
            max_size=10,
        )
    )
    found = scene(observations(rows), (Host(name="DC1", roles=("dc", "pdc")),))
    incident = (
        pl.when(pl.col("client") == "PC1").then(pl.lit("I1")).otherwise(pl.lit(None, INTERNED))
    )
    return edges(found.attempts.with_columns(incident.alias("incident")), found.sites)


def some() -> Edges:
    rows = [seen(at, "SRV1", 4625, BAD, account=f"u{at}", workstation=None) for at in range(4)]
    found = scene(observations(rows))
    return edges(found.attempts.with_columns(incident=pl.lit(None, INTERNED)), found.sites)


@given(drawn())
def test_they_are_the_tuple_that_they_stand_for(told: Edges) -> None:
    objects = tuple(told)
    assert told == objects
    assert objects == told
    assert told == Edges(told.frame, told.roles)
    assert len(told) == len(objects)
    assert [told[place] for place in range(len(told))] == list(objects)
    assert told[1:3] == objects[1:3]
    assert framed(objects, str) == told
    assert framed(told, str) is told
    assert repr(told) == repr(objects)


def test_they_are_not_other_edges_nor_fewer_nor_a_list() -> None:
    told = some()
    other = (replace(told[0], bad_password=2), *told[1:])
    assert told != other
    assert told != told[:-1]
    assert told != list(told)
    with pytest.raises(TypeError, match="unhashable"):
        hash(told)


@given(drawn())
def test_those_of_an_incident_are_those_of_the_tuple(told: Edges) -> None:
    objects = tuple(told)
    own = tuple(one for one in objects if one.incident == "I1")
    none = tuple(one for one in objects if one.incident == NOT_APPLICABLE)
    assert of_incident(told, "I1") == of_incident(objects, "I1") == own
    assert of_incident(told, None) == of_incident(objects, None) == none
    assert len(own) + len(none) == len(told)
    (first,) = INVENTED.incidents[:1]
    named = replace(INVENTED, edges=told, incidents=(replace(first, id="I1"),))
    assert of_first(named) == own
    assert of_first(replace(named, incidents=())) == ()


@given(drawn())
def test_what_is_counted_of_them_is_what_the_objects_hold(told: Edges) -> None:
    objects = tuple(told)
    assert clients(told) == clients(objects) == len({one.client for one in told} - {NOT_RECORDED})
    moments = [moment for one in objects for moment in (one.first, one.last)]
    assert span(told) == span(objects) == ((min(moments), max(moments)) if moments else None)
    for some_of_them in ((), (None,), ("dc1", "%s"), (None, "pc1", '"')):
        own = [one for one in objects if key(one) in some_of_them]
        assert failures(told, some_of_them) == failures(objects, some_of_them) == total(own)
    assert accounts(told) == accounts(objects) == {key(one) for one in objects}
    assert failures(told, accounts(told)) == total(objects)
    servers = {one.target for one in objects}
    for names in (None, (), (None,), ("PC1",), (None, "PC1", "%s")):
        own = [
            one
            for one in objects
            if names is None or (one.client if isinstance(one.client, str) else None) in names
        ]
        counted = {
            name: total([one for one in own if one.target == name])
            for name in dict.fromkeys(one.target for one in own)
        }
        assert list(targets(told, names).items()) == list(counted.items())
        assert targets(told, names) == targets(objects, names)
    assert with_role(told, "dc") == with_role(objects, "dc") == {"DC1"} & servers
    assert with_role(told, "cap") == with_role(objects, "cap") == frozenset()
    reach = {one.client: {it.target for it in objects if it.client == one.client} for one in told}
    several = sum(len(reached) > 1 for reached in reach.values())
    assert on_several_targets(told) == on_several_targets(objects) == several
    first = [replace(one, target_basis="recorded-by") for one in objects[:2]]
    others = [replace(one, target_basis="accessed") for one in objects[2:]]
    assert recorded_by((*first, *others)) == len(first)


def key(one: Edge) -> str | None:
    return one.account.casefold() if isinstance(one.account, str) else None


def total(edges: Sequence[Edge]) -> int:
    return sum(
        one.bad_password + one.locked_out + one.unknown_account + one.other_failure for one in edges
    )


@given(drawn())
def test_what_is_written_of_them_is_what_is_written_of_the_tuple(told: Edges) -> None:
    findings = replace(INVENTED, edges=told)
    objects = replace(INVENTED, edges=tuple(told))
    # The difference of two long texts would take minutes to print.
    same = b"".join(findings_json(findings)) == b"".join(findings_json(objects))
    assert same
    same = b"".join(graphml(told)) == b"".join(graphml(objects.edges))
    assert same
    assert tally(findings).tallies == tally(objects).tallies
    assert legible(findings).edges == legible(objects).edges


def test_a_vendor_edition_disguises_them_as_it_does_the_tuple() -> None:
    def change(_: Meaning, text: str) -> str:
        return f"<{text}>"

    def own(noun: object, name: str) -> object:
        return getattr(noun, name)

    told = some()
    walked = walk(replace(INVENTED, edges=told), change, own).edges
    assert [(one.client, one.target, one.account) for one in walked] == [
        (NOT_RECORDED, "<SRV1>", f"<u{at}>") for at in range(4)
    ]
    assert walk(told, change, own) == walked


def test_a_text_that_stays_leaves_them_as_they_are() -> None:
    told = some()
    assert told.renamed(str) is told
    changed = told.renamed(lambda text: "FS9" if text == "SRV1" else text)
    assert [(one.client, one.target, one.account) for one in changed] == [
        (NOT_RECORDED, "FS9", f"u{at}") for at in range(4)
    ]
    assert changed.roles == {"FS9": ()}
