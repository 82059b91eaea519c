"""One process that holds a cloud and answers for it on loopback ports."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from openline_stacks.cloud import LocalAws
from openline_stacks.local._admin import Admin
from openline_stacks.local._darkness import Darkness
from openline_stacks.local._doors import Doors
from openline_stacks.local._errors import LocalError
from openline_stacks.local._front import Front
from openline_stacks.local._record import read
from openline_stacks.local._words import EVERYBODY, LOOPBACK
from openline_stacks.signals import ENDING, wanted


def main(argv: Sequence[str] | None = None) -> None:
    """Hold a cloud until it is told to stop; the first line of stdout is JSON with its ports."""
    options = _parser().parse_args(argv)
    # moto warns of each error that a service's model does not list; clients are told it anyway
    warnings.filterwarnings("ignore", module="moto")
    # whose `put` may come in the middle of itself: to set an event a handler would wait for the
    # lock that what it interrupts holds
    over: SimpleQueue[None] = SimpleQueue()
    for number in filter(wanted, ENDING):
        signal.signal(number, lambda *_: over.put(None))
    try:
        _hold(options, over)
    except LocalError as error:
        print(json.dumps({"error": str(error)}), flush=True)
        sys.exit(2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m openline_stacks.local", description=__doc__)
    parser.add_argument("--account", default="123456789012")
    parser.add_argument("--region", action="append", help="has a port; the first is the default")
    parser.add_argument("--state", type=Path, help="loaded from here, and saved here at the end")
    parser.add_argument("--record", type=Path, help="where others find this; taken away at the end")
    parser.add_argument("--provider", action="store_true", help="serve the Pulumi engine as well")
    parser.add_argument("--strict", action="store_true", help="the provider refuses unknown types")
    parser.add_argument("--alone", action="store_true", help="go on when standard input ends")
    return parser


def _hold(options: argparse.Namespace, over: SimpleQueue[None]) -> None:
    regions = options.region or ["us-east-1"]
    account: str = options.account
    requests: list[dict[str, Any]] = []
    if options.state is not None and options.state.exists():
        account, requests = read(options.state)
    token, darkness, doors = secrets.token_hex(16), Darkness(), Doors()
    surroundings = dict(os.environ)
    with ExitStack() as stack:
        stack.callback(_forget, options.record, token)
        aws = stack.enter_context(LocalAws(account=account, region=regions[0]))
        front = Front(aws, gate=darkness)
        front.restore(requests)
        doors.open(EVERYBODY, Admin(front, darkness, doors, token, partial(over.put, None)))
        for region in regions:
            doors.open(region, front)
        stack.callback(doors.shut_all)
        told = {"pid": os.getpid(), "account": account, "token": token, "ports": doors.ports}
        if options.provider:
            told["provider"] = _provider(stack, doors, surroundings, strict=options.strict)
        if not _tell(told):
            return  # whoever started it is gone already
        if not options.alone:
            threading.Thread(target=_until_nobody_listens, args=(over,), daemon=True).start()
        over.get()
        front.close()
        if options.state is not None:
            _save(options.state, front.record.text(account))


def _tell(told: dict[str, Any]) -> bool:
    try:
        print(json.dumps(told), flush=True)
    except BrokenPipeError:
        # else the interpreter would try again as it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def _forget(record: Path | None, token: str) -> None:
    """Take away what is written of this one, and of no other that took its name since."""
    if record is None:
        return
    with suppress(OSError, ValueError, KeyError, TypeError):
        if json.loads(record.read_text())["token"] == token:
            record.unlink()


def _provider(stack: ExitStack, doors: Doors, surroundings: dict[str, str], *, strict: bool) -> int:
    """A provider that engines attach to, for as long as this process lives."""
    address = f"http://{LOOPBACK}:{doors.ports[EVERYBODY]}"
    clean = {key: value for key, value in surroundings.items() if not key.startswith("AWS_")}
    ours = {"AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "testing"}
    process = subprocess.Popen(
        [sys.executable, "-m", "openline_stacks.provider", "--with-parent"] + ["--strict"] * strict,
        stdout=subprocess.PIPE,
        env=clean
        | ours
        | {"AWS_SECRET_ACCESS_KEY": "testing", "AWS_EC2_METADATA_DISABLED": "true"},
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.strip():
        raise LocalError("the provider for the Pulumi engine did not start; its lines are above")
    return int(line)


def _until_nobody_listens(over: SimpleQueue[None]) -> None:
    """Whoever started this holds its standard input; that ends with them, however they end."""
    with suppress(OSError, ValueError):
        sys.stdin.read()
    over.put(None)


def _save(path: Path, text: str) -> None:
    """Whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
