"""What would be there: programs previewed in this process, files read."""

from __future__ import annotations

from collections.abc import Mapping

from openline.contract import TYPE_STACK
from openline.declaration import Declaration, load, overriding
from openline_stacks.engine import Provider, preview, stood_in
from openline_stacks.sources._between import named_outputs
from openline_stacks.sources._sources import SourceError, Sources
from openline_stacks.states import States, Value, merged, read_files
from openline_stacks.topology import Topology, read

_DECLARATION = "openline.yaml"


def planned(
    sources: Sources,
    *,
    provider: Provider | None = None,
    overrides: Mapping[str, str] | None = None,
) -> States:
    """The states of all sources together. `provider` answers the programs' checks and look-ups.

    `overrides` change the declaration before a program reads it. Raises `SourceError` where there
    is only a file, which nothing can be changed in; `EngineError`, `StatesError`.
    """
    parts = []
    if sources.files:
        parts.append(read_files(sources.files).after)
    with overriding(dict(overrides or {})):
        programs: list[States] = []
        references: dict[str, Mapping[str, Value]] = {}
        for program in sources.programs:
            programs.append(preview(program, provider=provider, references=references))
            references |= named_outputs(program, programs[-1])
    found = merged([*programs, *parts])
    require_changeable(sources, found, overrides)
    return found


def stood_in_for(
    sources: Sources, overrides: Mapping[str, str] | None = None
) -> dict[str, Mapping[str, Value]]:
    """URN -> inputs of what the programs would make, with texts in place of what only the cloud can
    tell. Raises `EngineError`."""
    from openline_stacks.cloud import text_properties  # what only reads a file does not pay for it

    found: dict[str, Mapping[str, Value]] = {}
    references: dict[str, Mapping[str, Value]] = {}
    with overriding(dict(overrides or {})):
        for program in sources.programs:
            inputs, states = stood_in(program, text_properties, references)
            found |= inputs
            references |= named_outputs(program, states)
    return found


def require_changeable(
    sources: Sources, states: States, overrides: Mapping[str, str] | None
) -> None:
    """A declaration in a file is what it was when the file was written. Raises `SourceError`."""
    if overrides and not sources.programs and states.of_type(TYPE_STACK):
        raise SourceError(
            f"--set {next(iter(overrides))}: {sources.name} is what Pulumi wrote, and no program "
            "is there to run again; give the program, or change the file's stack and write it again"
        )


def understood(sources: Sources, overrides: Mapping[str, str] | None = None) -> Topology:
    """The topology of what is planned. Raises `TopologyError`, and what `planned` raises."""
    states = planned(sources, overrides=overrides)
    return read(states, declared_beside(sources, states, overrides))


def declared_beside(
    sources: Sources, states: States, overrides: Mapping[str, str] | None = None
) -> Declaration | None:
    """The declaration of a stack that holds none itself: `openline.yaml` beside its program or its
    file. None where there is neither. Raises `DeclarationError`."""
    if states.of_type(TYPE_STACK):
        return None
    with overriding(dict(overrides or {})):
        for folder in sources.folders():
            if (folder / _DECLARATION).is_file():
                return load(folder / _DECLARATION)
    return None
