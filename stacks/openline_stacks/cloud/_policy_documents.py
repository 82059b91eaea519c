"""`aws.iam.get_policy_document`: a policy written down, with no call to anybody."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any


def policy_document(args: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to `getPolicyDocument`, in the order and the forms of the genuine provider."""
    statements: list[dict[str, Any]] = []
    for source in args.get("sourcePolicyDocuments") or ():
        statements += _statements_of(source)
    own = [_statement(one) for one in args.get("statements") or ()]
    statements = _merged(statements, own)
    for source in args.get("overridePolicyDocuments") or ():
        statements = _merged(statements, _statements_of(source))
    document: dict[str, Any] = {"Version": args.get("version") or "2012-10-17"}
    if args.get("policyId"):
        document["Id"] = args["policyId"]
    document["Statement"] = statements
    text = json.dumps(document, indent=2)
    return {
        **args,
        "id": str(zlib.crc32(text.encode())),
        "json": text,
        "minifiedJson": json.dumps(document, separators=(",", ":")),
    }


def _statements_of(source: Any) -> list[dict[str, Any]]:
    held = json.loads(source).get("Statement", []) if isinstance(source, str) else []
    return held if isinstance(held, list) else [held]


def _merged(first: list[dict[str, Any]], then: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A statement takes the place of an earlier one with its `Sid`."""
    later = {one["Sid"]: one for one in then if one.get("Sid")}
    kept = [later.pop(one["Sid"], one) if one.get("Sid") else one for one in first]
    return kept + [one for one in then if not one.get("Sid") or one["Sid"] in later]


def _statement(given: Mapping[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if given.get("sid"):
        written["Sid"] = given["sid"]
    written["Effect"] = given.get("effect") or "Allow"
    for input_, member in (
        ("actions", "Action"),
        ("notActions", "NotAction"),
        ("resources", "Resource"),
        ("notResources", "NotResource"),
    ):
        if given.get(input_):
            written[member] = _one_or_many(given[input_])
    for input_, member in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if given.get(input_):
            written[member] = _principals(given[input_])
    if given.get("conditions"):
        written["Condition"] = _conditions(given["conditions"])
    return written


def _one_or_many(values: Sequence[Any]) -> Any:
    """AWS takes a single value bare, and so does the genuine provider write it."""
    return values[0] if len(values) == 1 else sorted(values, reverse=True)


def _principals(given: Sequence[Mapping[str, Any]]) -> Any:
    held: dict[str, list[Any]] = {}
    for one in given:
        held.setdefault(one["type"], []).extend(one.get("identifiers") or ())
    if held == {"*": ["*"]}:
        return "*"
    return {type_: _one_or_many(names) for type_, names in held.items()}


def _conditions(given: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    held: dict[str, dict[str, Any]] = {}
    for one in given:
        held.setdefault(one["test"], {})[one["variable"]] = _one_or_many(one.get("values") or [""])
    return held
