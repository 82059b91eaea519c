"""Which pages there are. Each is made of what the page says now, which most of them ignore."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.reference import (
    _chaos,
    _command,
    _components,
    _declaration,
    _experiments,
    _faults,
    _figures,
    _preview,
    _rooms,
    _schemas,
    _types,
)
from openline_drills.cli._schema import Of, schema_text
from openline_stacks.rules import rules_page

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "reference"

Text = Callable[[str], str]


def _alone(made: Callable[[], str]) -> Text:
    return lambda shown: made()


PAGES: Final[dict[str, Text]] = {
    "declaration.md": _declaration.text,
    "command.md": _alone(_command.text),
    "parameters.md": _alone(_figures.text),
    "preview.md": _alone(_preview.text),
    "schemas.md": _alone(_schemas.text),
    **{f"{of.value}.schema.json": _alone(partial(schema_text, of)) for of in Of},
    "faults.md": _faults.text,
    "components.md": _alone(_components.text),
    "resource-types.md": _alone(_types.text),
    "rules.md": _alone(rules_page),
    "chaos-toolkit.md": _alone(_chaos.text),
    "rooms.md": _alone(_rooms.text),
    # the dearest: it acts every experiment out
    "experiments.md": _experiments.text,
}
