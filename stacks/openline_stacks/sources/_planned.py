"""What would be there: programs previewed in this process, files read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from openline.contract import TYPES_DECLARED
from openline.declaration import Declaration, load, overriding
from openline_stacks.engine import Provider, ResourceError, preview, stood_in
from openline_stacks.sources._between import account_of, named_outputs
from openline_stacks.sources._changeable import require_changeable
from openline_stacks.sources._joined import joined, references
from openline_stacks.sources._made import programs_made
from openline_stacks.sources._sources import SourceError, Sources
from openline_stacks.states import States, Value, merged, read_files

if TYPE_CHECKING:
    from openline_stacks.topology import Topology

_DECLARATION = "openline.yaml"


def planned(
    sources: Sources,
    *,
    provider: Provider | None = None,
    overrides: Mapping[str, str] | None = None,
) -> States:
    """The states of all sources together. `provider` answers the programs' checks and look-ups.

    Where a program refers to another, its resources depend on those whose values it is handed.

    `overrides` change the declaration before a program reads it. Raises `SourceError` where there
    is only a file, which nothing can be changed in; `EngineError`, `StatesError`.
    """
    parts = [read_files(sources.files).after] if sources.files else []
    previewed = _previewed(sources, provider, overrides or {})
    found = merged([*_joined(sources, previewed, overrides or {}), *parts])
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


def _previewed(
    sources: Sources, provider: Provider | None, overrides: Mapping[str, str]
) -> tuple[States, ...]:
    found: list[States] = []
    outputs: dict[str, Mapping[str, Value]] = {}
    with overriding(dict(overrides)):
        for program in sources.programs:
            found.append(preview(program, provider=provider, references=outputs))
            outputs |= named_outputs(program, found[-1])
    return tuple(found)


def _joined(
    sources: Sources, previewed: tuple[States, ...], overrides: Mapping[str, str]
) -> tuple[States, ...]:
    """Where one program refers to another, all are stood up to see what is handed over."""
    if not _refer(sources, previewed):
        return previewed
    from openline_stacks.cloud import LocalAws  # a second, which one program alone does not cost

    try:
        with LocalAws(account=account_of(sources, overrides)) as aws:
            return joined(previewed, programs_made(sources, aws, overrides))
    except ResourceError as error:
        why = str(error).splitlines()[0]
        note = f"what the stacks hand to each other is not known, for they do not stand: {why}"
        return (*previewed[:-1], replace(previewed[-1], notes=(*previewed[-1].notes, note)))


def _refer(sources: Sources, previewed: tuple[States, ...]) -> bool:
    """Raises `SourceError` where one is given before another that it refers to."""
    places: dict[str, int] = {}
    for place, program in enumerate(sources.programs):
        places |= dict.fromkeys(named_outputs(program, previewed[place]), place)
    found = False
    for place, states in enumerate(previewed):
        for name in references(states):
            found = found or name in places
            if places.get(name, -1) >= place:
                first, then = sources.programs[places[name]].name, sources.programs[place].name
                raise SourceError(
                    f"stack {sources.text}: {then} refers to {first}; give {first} before it"
                )
    return found


def understood(sources: Sources, overrides: Mapping[str, str] | None = None) -> Topology:
    """The topology of what is planned. Raises `TopologyError`, and what `planned` raises."""
    from openline_stacks.topology import read  # what only plans does not pay for it

    states = planned(sources, overrides=overrides)
    return read(states, declared_beside(sources, states, overrides))


def declared_beside(
    sources: Sources, states: States, overrides: Mapping[str, str] | None = None
) -> Declaration | None:
    """The declaration of a stack that holds none itself: `openline.yaml` beside its program or its
    file. None where there is neither. Raises `DeclarationError`."""
    if states.of_type(*TYPES_DECLARED):
        return None
    with overriding(dict(overrides or {})):
        for folder in sources.folders():
            if (folder / _DECLARATION).is_file():
                return load(folder / _DECLARATION)
    return None
