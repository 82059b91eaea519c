"""Where each resource is, as far as its file says: by its own region, else by its provider's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from openline_stacks.states._model import ResourceState
from openline_stacks.states._resource import PROVIDERS


def with_regions(
    states: Iterable[ResourceState], config: Mapping[str, object]
) -> tuple[ResourceState, ...]:
    """A default provider that the file leaves out is configured by the stack's own `aws:region`,
    or by an environment that nobody wrote down: then its region is not known."""
    listed = tuple(states)
    providers = {s.urn: s.inputs.get("region") for s in listed if s.type.startswith(PROVIDERS)}
    return tuple(replace(one, region=_region(one, providers, config)) for one in listed)


def _region(
    state: ResourceState, providers: Mapping[str, object], config: Mapping[str, object]
) -> str | None:
    if state.region is not None or not state.custom or state.type.startswith("pulumi:"):
        return state.region
    found = providers.get(state.provider or "")
    if state.provider not in providers:
        found = config.get(f"{state.type.partition(':')[0]}:region")
    return found if isinstance(found, str) else None
