"""Secrets and parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, blocks, region_of
from openline_stacks.topology._values import dig, text

_SECRET: Final = "aws:secretsmanager/secret:Secret"
_PARAMETER: Final = "aws:ssm/parameter:Parameter"
_MOST: Final = {"Standard": 4096, "Advanced": 8192, "Intelligent-Tiering": 8192}


@rule(
    "OL175",
    "A secret's replica in its own region, or two in one",
    why="A secret is replicated to other regions, once each.",
    source="Secrets Manager API reference, CreateSecret: AddReplicaRegions",
    mend="List the other regions only.",
)
def elsewhere(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_SECRET):
        seen = {region_of(state)}
        for path, replica in blocks(state.inputs.get("replicas"), "replicas"):
            region = text(dig(replica, "region"))
            if region in seen and region is not None:
                own = "its own region" if region == region_of(state) else "a region named before"
                yield Broken(state, f"{path}.region", f"{region} is {own}")
            seen.add(region)


@rule(
    "OL177",
    "A parameter that is larger than its tier, or says nothing",
    why="A standard parameter holds 4 KB, an advanced one 8 KB, and none is empty.",
    source="Systems Manager API reference, PutParameter: Tier",
    mend="Set tier Advanced, split the value, or put it into a secret (64 KB).",
)
def size(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_PARAMETER):
        tier = text(state.inputs.get("tier")) or "Standard"
        for key in ("value", "insecureValue"):
            value = text(state.inputs.get(key))
            if value is not None and not 1 <= len(value.encode()) <= _MOST.get(tier, 8192):
                yield Broken(state, key, f"{len(value.encode())} bytes in tier {tier}")
        if text(state.inputs.get("name")) and not _levels(str(state.inputs["name"])):
            yield Broken(
                state, "name", "a path of several levels begins with /, and has 15 at most"
            )


def _levels(name: str) -> bool:
    return "/" not in name or (name.startswith("/") and name.count("/") <= 15)


RULES: Final = (elsewhere, size)
