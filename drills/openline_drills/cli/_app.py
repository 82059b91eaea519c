"""The command's tree. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from importlib import metadata
from typing import Annotated, Final

import typer

from openline_drills.cli import (
    _calibrate,
    _check,
    _costs,
    _drill,
    _forecast,
    _init,
    _levers,
    _local,
    _parameters,
    _permissions,
    _preview,
    _replay,
    _report,
    _schema,
    _topology,
)
from openline_drills.cli._errors import complaint
from openline_drills.cli._streams import hold_streams, speak_plainly
from openline_stacks.signals import none_lost

# What a shell says of a command that ended by SIGPIPE: its reader, `head` say, had enough.
_NOBODY_READS: Final = 141

app = typer.Typer(
    name="openline",
    help="Know whether customer service stays open when a cloud region goes dark.\n\n"
    "Start with `openline drill region-outage`: it blacks out the primary region of the reference "
    "stack on a virtual clock and measures RTO and RPO against the targets declared in it. "
    "No cloud account is needed or used.\n\n"
    "Exit codes of every command:\n\n"
    "- 0: fine, or every target would be met\n\n"
    "- 2: bad input; the lines on stderr say where and what would be right\n\n"
    "- 10: a target would be missed, or a rule is broken\n\n"
    "- 11: inconclusive\n\n"
    "- 1: a bug of ours; please report its traceback",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command("calibrate")(_calibrate.calibrate)
app.command("check")(_check.check)
app.command("costs")(_costs.costs)
app.command("drill")(_drill.drill)
app.command("forecast")(_forecast.forecast)
app.command("init")(_init.init)
app.command("levers")(_levers.levers)
app.command("parameters")(_parameters.parameters)
app.command("permissions")(_permissions.permissions)
app.command("preview")(_preview.preview)
app.command("replay")(_replay.replay)
app.command("report")(_report.report)
app.add_typer(_local.app)
app.command("schema")(_schema.schema)
app.command("topology")(_topology.topology)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"openline {metadata.version('openline')}")
        raise typer.Exit


def _patience(value: str) -> str:
    """Seconds of `2m`, checked before anything is done."""
    from openline.declaration import seconds

    try:
        if seconds(value) > 0:
            return value
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    raise typer.BadParameter(f"{value} is no time to run a program in; write 10m, 90s or 1h")


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    timeout: Annotated[
        str,
        typer.Option(
            metavar="DURATION",
            envvar="OPENLINE_TIMEOUT",
            callback=_patience,
            help="Stop a stack's program that runs longer: one that sleeps, or waits for an answer "
            "that never comes. Before the command: `openline --timeout 2m check`.",
        ),
    ] = "10m",
) -> None:
    from openline.declaration import seconds
    from openline_stacks.patience import limiting

    context.with_resource(limiting(seconds(timeout)))


def main() -> None:
    """Run the command; what the user got wrong is said in a line each, without a traceback."""
    hold_streams()
    speak_plainly()
    try:
        with none_lost():
            app()
    except SystemExit as left:
        # typer turns it into 1, which is for our bugs
        if isinstance(left.__context__, BrokenPipeError):
            sys.exit(_NOBODY_READS)
        raise
    except Exception as error:
        lines = complaint(error)
        if lines is None:
            raise
        with suppress(OSError):  # the exit code says it where stderr has no room
            print("\n".join(lines), file=sys.stderr, flush=True)
        sys.exit(2)
    finally:
        gc.freeze()  # or the interpreter looks through all of it once more at its end: a second
