"""The worlds of the truth corpus: drawn by a seeded generator, so that nobody chose what happens.

Each has the same cast: a domain with one or two controllers, two servers with accounts of their
own, six clients. What they do, and the policy, is drawn. Two more worlds hold no lockout at all.
All names are invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from tests.builders.incident import Attempt, Unlock
from tests.builders.simulator.clients import Habit, together
from tests.builders.simulator.world import Clock, Keeping, World
from tests.builders.site import Client, Database, Era, Machine, Policy, Site

DOMAIN: Final = "CORP"
_ACCOUNTS: Final = ("alice", "bob", "carol", "admin")
_SID: Final = "S-1-5-21-11-22-33"
_MINUTES: Final = (7, -11, 3, -2)
"""How far the clocks of a skewed world are ahead, machine by machine, over and over."""

_CLIENTS: Final = tuple(
    Client(name=f"PC{number}", address=f"10.0.0.{number}") for number in range(1, 7)
)
_SPANS: Final = ((310, 310), (1_810, 1_810), (1_810, 0))
"""Window and duration in seconds; a duration of 0 lasts until an unlock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A world, and what is done in it.

    Attributes:
        name: Of its cases.
        about: In a sentence.
        world: Who there is.
        acts: What they do.
        stated: Whether the analyst states the lockout policy.
    """

    name: str
    about: str
    world: World
    acts: tuple[Attempt | Unlock, ...]
    stated: bool = True

    def skewed(self) -> "Scene":
        """Return it with clocks that are minutes off, each another way."""
        keeping = {
            machine.name: replace(
                self.world.kept_by(machine.name),
                clock=Clock(ahead=timedelta(minutes=_MINUTES[nth % len(_MINUTES)])),
            )
            for nth, machine in enumerate(self.world.machines())
        }
        return replace(self, world=replace(self.world, keeping=keeping))


def _world(eras: Sequence[Era], rules: Policy, lines: Sequence[str]) -> World:
    """Return the cast; `eras` are those of DC1, FS1, FS2 and, where there is one, DC2."""
    names = ("DC1", "FS1", "FS2", "DC2")[: len(eras)]
    sids = {account: f"{_SID}-{1_100 + nth}" for nth, account in enumerate(_ACCOUNTS)}
    machines = tuple(
        Machine(name=name, era=era, domain=DOMAIN) for name, era in zip(names, eras, strict=True)
    )
    own = tuple(
        Database(name=name, keeper=name, policy=rules, accounts=sids) for name in ("FS1", "FS2")
    )
    domain = Database(name=DOMAIN, keeper="DC1", policy=rules, accounts=sids, controllers=names[3:])
    return World(
        site=Site(machines=machines, databases=(domain, *own)),
        keeping={name: Keeping(netlogon=True) for name in lines},
        channel={"FS2": names[-1] if len(names) > 3 else "DC1"},
    )


def _attempt(draw: Random, begin: datetime, targets: Sequence[str], span: int) -> Attempt:
    client, target = draw.choice(_CLIENTS), draw.choice(targets)
    own = target.startswith("FS") and draw.random() < 0.5
    return Attempt(
        time=begin + timedelta(milliseconds=draw.randrange(span * 1_000)),
        client=client,
        target=target,
        account=draw.choice(("alice", "alice", "bob")),
        domain=client.name if own else DOMAIN,
    )


def _habits(draw: Random, begin: datetime, targets: Sequence[str]) -> list[Habit]:
    return [
        Habit(
            first=_attempt(draw, begin, targets, 2_400),
            every=timedelta(seconds=draw.choice((20, 60, 60, 300))),
            visits=draw.randrange(2, 6),
            tries=draw.randrange(1, 3),
            retried=draw.random() < 0.2,
        )
        for _ in range(7)
    ]


def _unlock(draw: Random, begin: datetime) -> Unlock:
    return Unlock(
        time=begin + timedelta(seconds=draw.randrange(900, 2_400)),
        authority=draw.choice((DOMAIN, "FS1", "FS2")),
        account="alice",
        by="admin",
        by_domain=DOMAIN,
    )


def _locking(
    name: str, year: int, eras: Sequence[Era], lines: Sequence[str] = (), *, stated: bool = True
) -> Scene:
    """Draw a world in which passwords are wrong again and again."""
    draw = Random(name)  # noqa: S311 - the same worlds each time, no secret
    begin = datetime(year, 10, 9, 12, tzinfo=UTC)
    window, duration = draw.choice(_SPANS)
    rules = Policy(
        threshold=draw.randrange(3, 6),
        window=timedelta(seconds=window),
        duration=timedelta(seconds=duration),
    )
    world = _world(eras, rules, lines)
    targets = [machine.name for machine in world.machines()]
    right = [replace(_attempt(draw, begin, targets, 3_600), right=True) for _ in range(3)]
    unlocks = [_unlock(draw, begin)] if eras[0] is not Era.NT4 else []
    acts = together(_habits(draw, begin, targets), [*right, *unlocks])
    about = "Six clients with wrong passwords, in the accounts of a domain and of two servers."
    return Scene(name=name, about=about, world=world, acts=tuple(acts), stated=stated)


_QUIET: Final = Policy(
    threshold=5, window=timedelta(seconds=1_810), duration=timedelta(seconds=1_810)
)


def _spray(year: int, era: Era) -> Scene:
    """One client tries two passwords on each account of a domain, which locks at five."""
    begin = datetime(year, 3, 4, 9, tzinfo=UTC)
    acts = [
        Attempt(
            time=begin + timedelta(minutes=round_ * 40, seconds=4 * place),
            client=_CLIENTS[0],
            target="FS1",
            account=account,
            domain=DOMAIN,
        )
        for round_ in range(3)
        for place, account in enumerate(_ACCOUNTS)
    ]
    return Scene(
        name="spray",
        about="One client tries a password on every account, three times; nothing is locked.",
        world=_world((era, era, era), _QUIET, ("DC1",)),
        acts=tuple(acts),
    )


def _forgetful(year: int, era: Era) -> Scene:
    """People mistype twice or three times and then remember."""
    begin = datetime(year, 3, 4, 9, tzinfo=UTC)
    acts = [
        Attempt(
            time=begin + timedelta(minutes=3 * place, seconds=11 * nth),
            client=client,
            target=("FS1", "FS2")[place % 2],
            account=_ACCOUNTS[place % 3],
            domain=DOMAIN,
            right=nth == 2 + place % 2,
        )
        for place, client in enumerate(_CLIENTS)
        for nth in range(3 + place % 2)
    ]
    return Scene(
        name="forgetful",
        about="People mistype and then remember; nothing is locked.",
        world=_world((era, era, era), _QUIET, ()),
        acts=tuple(acts),
    )


def locking() -> tuple[Scene, ...]:
    """Return the worlds in which accounts are locked, one for each generation and two mixed."""
    nt4, w2000, w2003, modern = Era.NT4, Era.W2000, Era.W2003, Era.MODERN
    return (
        _locking("nt4", 1999, (nt4, nt4, nt4), ("DC1", "FS1")),
        _locking("w2000", 2001, (w2000, w2000, w2000, w2000)),
        _locking("w2003", 2004, (w2003, w2003, w2003), ("DC1",), stated=False),
        _locking("modern", 2023, (modern, modern, modern, modern), ("DC1",)),
        _locking("mixed-old", 2003, (w2003, nt4, w2000)),
        _locking("mixed-new", 2010, (modern, w2003, w2003, modern)),
    )


def quiet() -> tuple[Scene, ...]:
    """Return the worlds in which nothing is locked."""
    return (_spray(2022, Era.MODERN), _forgetful(2004, Era.W2003))
