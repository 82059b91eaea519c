"""`openline schema`: JSON Schema of what people write and of what commands print."""

from __future__ import annotations

import enum
import json
from typing import Annotated, Any

import typer

from openline_drills.cli._streams import put


class Of(enum.StrEnum):
    DECLARATION = "declaration"
    RESULT = "result"
    CHECK = "check"
    PREVIEW = "preview"
    REPLAY = "replay"
    FORECAST = "forecast"
    LEVERS = "levers"
    COMPARE = "compare"
    AFTER_FAILOVER = "after-failover"
    PERMISSIONS = "permissions"
    COSTS = "costs"
    OBSERVATIONS = "observations"
    CALIBRATION = "calibration"


def schema(
    of: Annotated[
        Of, typer.Argument(help="Of which file or output: `openline.yaml`, or a `--format json`.")
    ] = Of.DECLARATION,
) -> None:
    """Print a JSON Schema (2020-12), for editors and for whoever reads the JSON of a command.

    An editor with the YAML language server completes and checks `openline.yaml` once its first line
    is `# yaml-language-server: $schema=openline.schema.json`; `openline init` writes both.

    Examples:

    - `openline schema > openline.schema.json`

    - `openline schema result`

    Exit codes:

    - 0: it is printed

    - 2: bad input; the lines on stderr say where and what would be right
    """
    put(schema_text(of).encode())


def schema_text(of: Of) -> str:
    return json.dumps(_schema(of), ensure_ascii=False, indent=2) + "\n"


def _schema(of: Of) -> dict[str, Any]:
    if of is Of.DECLARATION:
        from openline.declaration import schema as declaration_schema

        return declaration_schema()
    if of is Of.RESULT:
        from openline_drills.result import result_schema

        return result_schema()
    if of is Of.OBSERVATIONS:
        from openline_drills.result import observations_schema

        return observations_schema()
    if of is Of.CALIBRATION:
        from openline_drills.calibrate import calibration_schema

        return calibration_schema()
    if of is Of.CHECK:
        from openline_stacks.rules import check_schema

        return check_schema()
    if of is Of.AFTER_FAILOVER:
        from openline_stacks.aftermath import aftermath_schema

        return aftermath_schema()
    if of is Of.PERMISSIONS:
        from openline_stacks.permissions import permissions_schema

        return permissions_schema()
    if of is Of.COSTS:
        from openline_stacks.costs import costs_schema

        return costs_schema()
    if of is Of.FORECAST:
        from openline_stacks.forecast import forecast_schema

        return forecast_schema()
    if of is Of.LEVERS:
        from openline_stacks.levers import levers_schema

        return levers_schema()
    if of is Of.COMPARE:
        from openline_drills.compare import comparison_schema

        return comparison_schema()
    if of is Of.PREVIEW:
        from openline_stacks.preview import preview_schema

        return preview_schema()
    from openline_drills.replay import replay_schema

    return replay_schema()
