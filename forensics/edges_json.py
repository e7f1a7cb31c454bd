"""Edges as the list of objects that `findings.json` has of them, written column by column."""

from collections.abc import Iterable
from dataclasses import fields
from json.encoder import encode_basestring
from typing import Final

import polars as pl

from forensics.edges import Edges
from forensics.iso import iso
from forensics.json_text import Rows, text
from forensics.occurrences import Edge
from forensics.values import NOT_APPLICABLE, NOT_RECORDED, Absent

_DEPTH: Final = 3  # of a value: of the findings, of the edges, of an edge


def rows(edges: Edges) -> Rows:
    """Return edges as JSON has them."""
    frame = edges.frame.with_columns(iso(pl.col("first", "last")))
    said = {
        "client": _texts(frame["client"], NOT_RECORDED),
        "account": _texts(frame["account"], NOT_RECORDED),
        "incident": _texts(frame["incident"], NOT_APPLICABLE),
        "roles": _roles(edges),
    }
    names = [field.name for field in fields(Edge)]
    return Rows({name: said[name] if name in said else _plain(frame[name]) for name in names})


def _texts(column: pl.Series, absent: Absent) -> Iterable[str]:
    written = text({"absent": absent.reason.value}, _known, _DEPTH)
    said = {name: written if name is None else encode_basestring(name) for name in column.unique()}
    return map(said.__getitem__, column)


def _roles(edges: Edges) -> Iterable[str]:
    said = {target: text(roles, _known, _DEPTH) for target, roles in edges.roles.items()}
    return map(said.__getitem__, edges.frame["target"])


def _plain(column: pl.Series) -> Iterable[str]:
    if column.dtype == pl.String:
        return _texts(column, NOT_RECORDED)
    return map(str, column)


def _known(value: object) -> object:
    return value  # texts and lists of them are JSON already
