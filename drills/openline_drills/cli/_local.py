"""`openline local`: an AWS on this machine for Pulumi, boto3, the AWS CLI and Terraform."""

from __future__ import annotations

import enum
import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from openline_stacks.signals import ENDING, wanted

if TYPE_CHECKING:
    from openline_stacks.local import Running

app = typer.Typer(
    name="local",
    help="An AWS on this machine: no account, no plugin to download, regions that can go dark.\n\n"
    "- `openline local run -- pulumi up`: start one, run a command against it, stop it\n\n"
    '- `eval "$(openline local up)"`: keep one for this shell\n\n'
    "- `openline local black-out us-east-1`: nothing in that region answers any more\n\n"
    "Whatever it answers is moto's, completed where a failover needs it. It listens on loopback "
    "only, and holds nothing but what was made in it.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


class Told(enum.StrEnum):
    ENV = "env"
    JSON = "json"


class Plane(enum.StrEnum):
    CONTROL = "control"
    DATA = "data"


class Mode(enum.StrEnum):
    DROP = "drop"
    REFUSE = "refuse"


def _names(incomplete: str) -> Iterator[str]:
    from openline_stacks.local import every

    return (one.name for one in every() if one.name.startswith(incomplete))


def _dark_regions(incomplete: str) -> Iterator[str]:
    from openline_stacks.local import every

    found = {region for one in every() for region in one.regions}
    return (region for region in sorted(found) if region.startswith(incomplete))


Name = Annotated[
    str, typer.Option("--name", help="Several can run side by side.", autocompletion=_names)
]
Regions = Annotated[
    list[str] | None,
    typer.Option(
        "--region",
        help="A region with a port of its own. Repeatable; the first is the default of clients "
        "that name none. Others are answered, too, on the port for all.",
        show_default="us-west-2, us-east-1",
    ),
]
Account = Annotated[str, typer.Option("--account", help="The 12 digits of the account.")]
State = Annotated[
    Path | None,
    typer.Option(
        "--state", help="Load it from this file if it is there, and save it on the way out."
    ),
]
Strict = Annotated[
    bool,
    typer.Option("--strict", help="Refuse Pulumi types and inputs that nothing here acts out."),
]
AsTold = Annotated[
    Told,
    typer.Option("--format", help="`env`: lines for a shell's eval; `json`: the same as JSON."),
]
_REGIONS: Final = ("us-west-2", "us-east-1")


@app.command("up")
def up(
    name: Name = "default",
    region: Regions = None,
    account: Account = "123456789012",
    state: State = None,
    strict: Strict = False,
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay, and stop it on Ctrl-C.")
    ] = False,
    format_: AsTold = Told.ENV,
) -> None:
    """Start a local AWS, and print what tools have to be told to use it.

    Examples:

    - `eval "$(openline local up)"`, then `pulumi up`, `aws s3 ls`, `python app.py`

    - `openline local up --region eu-central-1 --region eu-west-1 --name eu`

    - `openline local up --state shop.json`: saved by `openline local down`, loaded next time
    """
    from openline_stacks.local import start

    running, process = start(
        name,
        regions=_given_regions(region),
        account=_digits(account),
        state=_writable(state),
        strict=strict,
        alone=not foreground,
    )
    _tell(running, format_)
    if foreground:
        typer.echo("Ctrl-C stops it", err=True)
        _end_with(running, process, lambda: process)


@app.command("env")
def env(name: Name = "default", format_: AsTold = Told.ENV) -> None:
    """Print what `up` printed, for another shell.

    - `eval "$(openline local env)"`
    """
    from openline_stacks.local import find

    _tell(find(name), format_)


@app.command("run", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run(
    context: typer.Context,
    name: Name = "",
    region: Regions = None,
    account: Account = "123456789012",
    state: State = None,
    strict: Strict = False,
) -> None:
    """Start a local AWS, run a command against it, and stop it. Exits as the command does.

    Examples:

    - `openline local run -- pulumi up --yes`

    - `openline local run --state shop.json -- python app.py`
    """
    from openline_stacks.local import LocalError, start

    words = context.args
    if not words:
        raise LocalError("no command to run; write it after --, as in `run -- pulumi up`")
    running, process = start(
        name or f"run-{os.getpid()}",
        regions=_given_regions(region),
        account=_digits(account),
        state=_writable(state),
        strict=strict,
    )
    try:
        _end_with(
            running,
            process,
            lambda: subprocess.Popen(words, env=os.environ | running.environment()),
        )
    except OSError as error:
        raise LocalError(f"{words[0]}: {error.strerror}; is it on PATH?") from error


@app.command("status")
def status(format_: AsTold = Told.ENV) -> None:
    """Show every local AWS that runs: its ports, how much was done to it, and what is dark."""
    from openline_stacks.local import every

    told = [(one, one.ask("status")) for one in every()]
    if format_ is Told.JSON:
        held = [{"name": one.name, "pid": one.pid, **state} for one, state in told]
        typer.echo(json.dumps({"schema": "openline.local/1", "running": held}, indent=2))
        return
    if not told:
        typer.echo("no local AWS runs; `openline local up` starts one")
    for one, state in told:
        typer.echo(f"{one.name} · {one.address()} · pid {one.pid} · {state['requests']} changes")
        for region in one.regions:
            dark = [_in_words(fault) for fault in state["dark"] if fault["region"] == region]
            typer.echo(f"   {region:<16}{one.address(region)}  {', '.join(dark) or 'answers'}")


@app.command("down")
def down(
    name: Name = "default",
    all_: Annotated[bool, typer.Option("--all", help="Every one that runs.")] = False,
) -> None:
    """Stop a local AWS; one that was started with `--state` saves what is in it."""
    from openline_stacks.local import every, find

    for one in every() if all_ else [find(name)]:
        one.stop()
        typer.echo(f"{one.name} is stopped")


@app.command("black-out")
def black_out(
    region: Annotated[str, typer.Argument(autocompletion=_dark_regions, show_default=False)],
    name: Name = "default",
    service: Annotated[
        list[str] | None,
        typer.Option("--service", help="Only this service, by boto3's name. Repeatable."),
    ] = None,
    plane: Annotated[
        Plane | None, typer.Option("--plane", help="Only configuring, or only serving.")
    ] = None,
    mode: Annotated[
        Mode,
        typer.Option(
            "--mode", help="`drop`: clients wait for their own time-out. `refuse`: cut at once."
        ),
    ] = Mode.DROP,
) -> None:
    """Let a region go dark. What depends on it elsewhere is dark as well: IAM, Route 53's records
    and CloudFront's distributions are configured in us-east-1.

    - `openline local black-out us-east-1`

    - `openline local black-out us-east-1 --service dynamodb --plane data --mode refuse`
    """
    from openline_stacks.local import LocalError, find

    running = find(name)
    if region not in running.regions:
        known = ", ".join(running.regions)
        raise LocalError(f"{region}: {running.name} has no port for that region; it has {known}")
    fault = {
        "services": _known_services(service),
        "plane": plane.value if plane else None,
        "mode": mode.value,
    }
    running.ask("black-out", region=region, **fault)
    typer.echo(f"{region} {_in_words(fault)}; `openline local restore {region}` brings it back")


@app.command("restore")
def restore(
    region: Annotated[
        str | None, typer.Argument(autocompletion=_dark_regions, show_default="all of them")
    ] = None,
    name: Name = "default",
) -> None:
    """Let a region answer again; what was made in it is still there."""
    from openline_stacks.local import find

    lifted = find(name).ask("restore", region=region)["lifted"]
    if lifted:
        typer.echo(f"{region or 'every region'} answers")
    else:
        typer.echo(f"{region} was not dark" if region else "no region was dark")


def _given_regions(regions: list[str] | None) -> tuple[str, ...]:
    import re

    from openline_stacks.local import LocalError

    wrong = [one for one in regions or () if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", one)]
    if wrong:
        raise LocalError(f"--region {wrong[0]}: no region; such as us-west-2")
    return tuple(dict.fromkeys(regions or _REGIONS))


def _known_services(services: list[str] | None) -> list[str]:
    import difflib

    import boto3

    from openline_stacks.local import LocalError

    known = boto3.Session().get_available_services() if services else []
    for one in services or ():
        if one not in known:
            close = difflib.get_close_matches(one, known, n=1)
            right = f"did you mean {close[0]}?" if close else "write dynamodb, ec2, elbv2, sqs, …"
            raise LocalError(f"--service {one}: boto3 has no such service; {right}")
    return services or []


def _digits(account: str) -> str:
    from openline_stacks.local import LocalError

    if len(account) != 12 or not account.isdecimal() or not account.isascii():
        raise LocalError(f"--account {account}: an account has 12 digits, such as 123456789012")
    return account


def _writable(state: Path | None) -> Path | None:
    from openline_drills.cli._options import writable

    return writable(state, "--state") if state is not None else None


def _tell(running: Running, format_: Told) -> None:
    told = running.environment()
    if format_ is Told.JSON:
        typer.echo(json.dumps(told, indent=2))
        return
    for variable, value in told.items():
        typer.echo(f"export {variable}={shlex.quote(value)}")


def _in_words(fault: Mapping[str, Any]) -> str:
    what = ", ".join(fault["services"]) or "everything"
    plane = f" on the {fault['plane']} plane" if fault["plane"] else ""
    return f"{'drops' if fault['mode'] == 'drop' else 'refuses'} {what}{plane}"


def _end_with(
    running: Running, process: subprocess.Popen[bytes], start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    """Start the command, wait for it, hand on what we are told, stop the local AWS, and exit as the
    command did."""
    command: subprocess.Popen[bytes] | None = None
    early: list[int] = []

    def hand_on(number: int, _frame: object) -> None:
        if command is None:  # while it starts: it would be left behind
            early.append(number)
        elif command is process:
            raise KeyboardInterrupt
        elif number != signal.SIGINT:  # a terminal's Ctrl-C reaches the command by itself
            with suppress(ProcessLookupError):
                command.send_signal(number)

    before = {number: signal.signal(number, hand_on) for number in filter(wanted, ENDING)}
    code = 0
    try:
        command = start()
        for number in early:
            command.send_signal(number)
        code = command.wait()
    except KeyboardInterrupt:
        pass
    finally:
        running.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
    if command is not process:
        sys.exit(code if code >= 0 else 128 - code)
