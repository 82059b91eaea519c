"""Statements into documents, none larger than a managed policy may be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

Statement: TypeAlias = Mapping[str, Any]
Document: TypeAlias = dict[str, Any]

# IAM guide, "IAM and AWS STS quotas": characters of a managed policy, white space not counted.
LARGEST: Final = 6_144
_VERSION: Final = "2012-10-17"


def size(document: Document) -> int:
    """Characters as IAM counts them."""
    return len(json.dumps(document, separators=(",", ":")))


def packed(statements: Iterable[Statement]) -> list[Document]:
    """In order; a statement too large for one document becomes several."""
    documents: list[Document] = []
    for part in (part for whole in statements for part in _parts(whole)):
        if documents:
            more = _document([*documents[-1]["Statement"], part])
            if size(more) <= LARGEST:
                documents[-1] = more
                continue
        documents.append(_document([part]))
    return documents


def _document(statements: list[Statement]) -> Document:
    return {"Version": _VERSION, "Statement": statements}


def _parts(statement: Statement) -> Iterator[Statement]:
    actions = statement["Action"]
    if size(_document([statement])) <= LARGEST or len(actions) == 1:
        yield statement
        return
    half = len(actions) // 2
    for number, some in enumerate((actions[:half], actions[half:]), start=1):
        yield from _parts({**statement, "Sid": f"{statement['Sid']}{number}", "Action": some})
