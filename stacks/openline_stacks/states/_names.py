"""By what other resources, and people, name a resource that they do not hold."""

from __future__ import annotations

from typing import Final

from openline_stacks.states._model import ResourceState

# An ARN, a host name, a name, an id.
_NAMES: Final = ("arn", "dnsName", "domainName", "fqdn", "name", "id")


def names_of(state: ResourceState) -> set[str]:
    """Each as `plain_name` has it."""
    trees = (state.inputs, state.outputs, {"id": state.id})
    names = (tree.get(key) for tree in trees for key in _NAMES)
    return {plain_name(name) for name in names if isinstance(name, str) and name}


def plain_name(name: str) -> str:
    """DNS names compare without case and without the dot at the end."""
    return name.removesuffix(".").lower()
