"""Edges and bursts as the lists of objects that `findings.json` has, written column by column."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from json.encoder import encode_basestring
from typing import Final

import polars as pl

from forensics.bursts import Bursts
from forensics.edges import Edges
from forensics.iso import iso
from forensics.json_text import Written, text
from forensics.occurrences import Edge
from forensics.traces import Burst
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent

_OF_EDGES: Final = 3  # how deep a value stands: in the findings, in the edges, in an edge
_OF_BURSTS: Final = 5  # in the findings, in the lanes, in a lane, in its bursts, in a burst
_PLACE: Final = "\ue000"
_PIECE: Final = 1 << 14  # objects that are written at one time


def written(told: Edges | Bursts) -> Written:
    """Return the edges of the findings, or the bursts of one of their lanes, as JSON has them."""
    return _edges(told) if isinstance(told, Edges) else _bursts(told)


def _edges(told: Edges) -> Written:
    frame = told.frame
    roles = {target: text(said, _known, _OF_EDGES) for target, said in told.roles.items()}
    columns: tuple[pl.Expr | pl.Series, ...] = (
        *(_said(frame[name], encode_basestring) for name in ("target", "target_basis")),
        *_times(),
        _said(frame["client"], encode_basestring, NOT_RECORDED),
        _said(frame["account"], encode_basestring, NOT_RECORDED),
        _said(frame["incident"], encode_basestring, NOT_APPLICABLE),
        _said(frame["target"], roles.__getitem__).alias("roles"),
    )
    return _objects(frame.with_columns(columns), Edge, _OF_EDGES)


def _bursts(told: Bursts) -> Written:
    outcomes = _said(told.frame["outcome"], encode_basestring)
    return _objects(told.frame.with_columns(*_times(), outcomes), Burst, _OF_BURSTS)


def _times() -> tuple[pl.Expr, ...]:
    return tuple(pl.format('"{}"', iso(pl.col(name))).alias(name) for name in ("first", "last"))


def _said(column: pl.Series, say: Callable[[str], str], absent: Absent | None = None) -> pl.Series:
    """Return texts as JSON has them; each that differs is written once."""
    distinct = column.unique().drop_nulls().to_list()
    said = column.replace_strict(
        distinct, [say(each) for each in distinct], default=None, return_dtype=pl.String
    )
    if absent is None:
        return said
    return said.fill_null(text({"absent": absent.reason.value}, _known, _OF_EDGES))


def _objects(columns: pl.DataFrame, noun: type, depth: int) -> Written:
    """Return an object a row, of values that are JSON already and stand that deep."""
    names = [field.name for field in fields(noun)]
    mould = text(dict.fromkeys(names, _PLACE), _known, depth - 1)
    braced = mould.replace("{", "{{").replace("}", "}}")
    places = braced.replace(encode_basestring(_PLACE), "{}")
    return Written(_pieces(columns, pl.format(places, *names)))


def _pieces(columns: pl.DataFrame, formed: pl.Expr) -> Iterator[str]:
    for piece in columns.iter_slices(_PIECE):
        yield from piece.select(formed.alias("object"))["object"]


def _known(value: object) -> object:
    return value  # texts and lists of them are JSON already
