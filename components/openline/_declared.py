"""The declaration that a stack is built from, as its components take it and as they keep it."""

from __future__ import annotations

import pulumi

from openline import contract
from openline._aws.arguments import ArgumentsError
from openline.declaration import Declaration, DeclarationError, from_canonical, notes, parse

_Component = type[pulumi.ComponentResource]


def declared(component: _Component, name: str, text: str) -> Declaration:
    """Of an `openline.yaml`, or of what `Declaration.canonical_json()` gives. Raises
    `ArgumentsError` with every mistake."""
    try:
        return _read(text)
    except ValueError as error:
        raise ArgumentsError(component.__name__, name, str(error).splitlines()) from None


def _read(text: str) -> Declaration:
    """Raises `ValueError`, of the two forms by the one that is wrong in fewer places."""
    try:
        return parse(text, file="declaration")
    except DeclarationError as error:
        as_written = str(error).splitlines()
    if not text.startswith("{"):
        raise ValueError("\n".join(as_written))
    try:
        return from_canonical(text)
    except ValueError as error:
        filled_in = [f"declaration: {line}" for line in str(error).splitlines()]
    shorter = as_written if len(as_written) <= len(filled_in) else filled_in
    raise ValueError("\n".join(shorter))


def require_serving(
    component: _Component, name: str, declaration: Declaration, **regions: str | None
) -> None:
    """`regions`: argument -> what was given for it; None: nothing. Raises `ArgumentsError`."""
    right = " or ".join(declaration.serving)
    problems = [
        f"{argument}: {region!r} is no region that serves; write {right}"
        for argument, region in regions.items()
        if region is not None and region not in declaration.serving
    ]
    if problems:
        raise ArgumentsError(component.__name__, name, problems)


def stack_inputs(declaration: Declaration, serving_region: str | None) -> contract.StackInputs:
    inputs: contract.StackInputs = {
        "schemaVersion": contract.SCHEMA_VERSION,
        "declaration": declaration.canonical_json(),
        "declarationDigest": declaration.digest(),
    }
    if said := notes(declaration):
        inputs["notes"] = [*said]
    if serving_region is not None:
        inputs["servingRegion"] = serving_region
    return inputs
