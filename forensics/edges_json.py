"""Edges as the list of objects that `findings.json` has of them, written column by column."""

from collections.abc import Callable
from dataclasses import fields
from json.encoder import encode_basestring
from typing import Final

import polars as pl

from forensics.edges import Edges
from forensics.iso import iso
from forensics.json_text import Written, text
from forensics.occurrences import Edge
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent

_NAMES: Final = tuple(field.name for field in fields(Edge))
_DEPTH: Final = 3  # of a value: of the findings, of the edges, of an edge
_PLACE: Final = "\ue000"


def written(edges: Edges) -> Written:
    """Return edges as JSON has them."""
    frame = edges.frame.with_columns(iso(pl.col("first", "last")))
    roles = {target: text(said, _known, _DEPTH) for target, said in edges.roles.items()}
    columns: tuple[pl.Expr | pl.Series, ...] = (
        *(_said(frame[name], encode_basestring) for name in ("target", "target_basis")),
        *(pl.format('"{}"', name).alias(name) for name in ("first", "last")),
        _said(frame["client"], encode_basestring, NOT_RECORDED),
        _said(frame["account"], encode_basestring, NOT_RECORDED),
        _said(frame["incident"], encode_basestring, NOT_APPLICABLE),
        _said(frame["target"], roles.__getitem__).alias("roles"),
    )
    mould = text(dict.fromkeys(_NAMES, _PLACE), _known, _DEPTH - 1)
    braced = mould.replace("{", "{{").replace("}", "}}")
    places = braced.replace(encode_basestring(_PLACE), "{}")
    told = frame.with_columns(columns).select(pl.format(places, *_NAMES).alias("edge"))
    return Written(told["edge"].to_list())


def _said(column: pl.Series, say: Callable[[str], str], absent: Absent | None = None) -> pl.Series:
    """Return texts as JSON has them; each that differs is written once."""
    distinct = column.unique().drop_nulls().to_list()
    said = column.replace_strict(
        distinct, [say(each) for each in distinct], default=None, return_dtype=pl.String
    )
    if absent is None:
        return said
    return said.fill_null(text({"absent": absent.reason.value}, _known, _DEPTH))


def _known(value: object) -> object:
    return value  # texts and lists of them are JSON already
