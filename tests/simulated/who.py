"""Draws who there is: machines, their Windows, the databases that they keep, and the policy."""

from datetime import timedelta
from typing import Final

from hypothesis import strategies as st

from tests.builders.site import Client, Database, Era, Machine, Policy, Site

DOMAIN: Final = "CORP"
SID: Final = "S-1-5-21-1-2-3-1001"
PCS: Final = tuple(Client(name=f"PC{number}", address=f"10.0.0.{number}") for number in range(1, 7))

_SPANS: Final = ((70, 70), (70, 310), (310, 310), (310, 0), (1810, 1810))


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Draw a lockout policy."""
    window, duration = draw(st.sampled_from(_SPANS))
    return Policy(
        threshold=draw(st.integers(1, 5)),
        window=timedelta(seconds=window),
        duration=timedelta(seconds=duration),
    )


def member(era: Era, rules: Policy) -> Site:
    """Return one server that holds the accounts itself."""
    return Site(
        machines=(Machine(name="SRV1", era=era, domain=DOMAIN),),
        databases=(_database("SRV1", rules),),
    )


def domain(keeper: Era, second: Era | None, server: Era, rules: Policy) -> Site:
    """Return a primary controller, maybe a second one, and two servers with accounts of their own.

    All of them may be CAPs: a controller counts for the domain, a server for itself.
    """
    eras = {"DC1": keeper, "DC2": second, "FS1": server, "FS2": server}
    further = ("DC2",) if second else ()
    accounts = {"alice": SID, "bob": SID, "admin": SID}
    return Site(
        machines=tuple(
            Machine(name=name, era=era, domain=DOMAIN) for name, era in eras.items() if era
        ),
        databases=(
            Database(
                name=DOMAIN, keeper="DC1", policy=rules, accounts=accounts, controllers=further
            ),
            _database("FS1", rules),
            _database("FS2", rules),
        ),
    )


def _database(name: str, rules: Policy) -> Database:
    return Database(name=name, keeper=name, policy=rules, accounts={"alice": SID, "admin": SID})


@st.composite
def sites(draw: st.DrawFn, controllers: tuple[Era, ...]) -> Site:
    """Draw a site; its controllers are of one of these generations."""
    rules = draw(policies())
    if draw(st.integers(0, 3)) == 0:
        return member(draw(st.sampled_from(Era)), rules)
    keeper = draw(st.sampled_from(controllers))
    second = draw(st.sampled_from([None, *controllers]))
    return domain(keeper, second, draw(st.sampled_from(Era)), rules)
