"""What programs of one stack know of each other: outputs by the other's name, one account."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from openline.declaration import DeclarationError, load, overriding
from openline_stacks.engine import Program
from openline_stacks.sources._sources import Sources
from openline_stacks.states import States, Value

_ACCOUNT: Final = "123456789012"
# As the engine runs every program here.
_ORGANIZATION, _STACK = "organization", "dev"


def named_outputs(program: Program, states: States) -> dict[str, Mapping[str, Value]]:
    """A program's outputs under the names by which a `StackReference` of another finds them."""
    name = f"{program.name}/{_STACK}"
    return {f"{_ORGANIZATION}/{name}": states.stack_outputs, name: states.stack_outputs}


def account_of(sources: Sources, overrides: Mapping[str, str]) -> str:
    """The account of the declaration beside the program, so that its ARNs are the stack's own."""
    return declared_account(sources, overrides) or _ACCOUNT


def declared_account(sources: Sources, overrides: Mapping[str, str]) -> str | None:
    """The account of the declaration beside the program; None where none says one."""
    for folder in sources.folders():
        # declared elsewhere, or with mistakes that the program will tell
        with suppress(DeclarationError), overriding(dict(overrides)):
            return load(folder / "openline.yaml").account
    return None
