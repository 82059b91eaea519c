"""Sources in a cloud: programs run, what an export records made again."""

from __future__ import annotations

from collections.abc import Mapping

from openline.declaration import overriding
from openline_stacks.engine import Provider, made_again, up
from openline_stacks.sources._between import named_outputs
from openline_stacks.sources._changeable import require_changeable
from openline_stacks.sources._sources import SourceError, Sources
from openline_stacks.states import States, Value, merged, read_files


def made(
    sources: Sources, provider: Provider, *, overrides: Mapping[str, str] | None = None
) -> States:
    """The states of everything once it stands in `provider`.

    What an export records is made again from its inputs, each resource after those it needs; ids
    are those of `provider`. A preview is refused: its values are not known yet. Raises
    `SourceError`, `EngineError`, `StatesError`.
    """
    parts = programs_made(sources, provider, overrides or {})
    if sources.files:
        files = read_files(sources.files)
        if files.planned:
            raise SourceError(
                f"stack {sources.text}: a preview has no ids and cannot be made; give a program, "
                "or what `pulumi stack export` writes once it is deployed"
            )
        require_changeable(sources, files.after, overrides)
        parts.append(made_again(files.after, provider))
    return merged(parts)


def programs_made(
    sources: Sources, provider: Provider, overrides: Mapping[str, str]
) -> list[States]:
    """Each program's states; each reads the outputs of those before it."""
    parts: list[States] = []
    references: dict[str, Mapping[str, Value]] = {}
    with overriding(dict(overrides)):
        for program in sources.programs:
            parts.append(up(program, provider, references=references))
            references |= named_outputs(program, parts[-1])
    return parts
