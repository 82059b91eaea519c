"""Preview and up: the two ways to run a program."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path

from openline_stacks.engine import _config
from openline_stacks.engine._book import Book
from openline_stacks.engine._calls import Calls
from openline_stacks.engine._cloud import Cloud, Deployed, Planned
from openline_stacks.engine._deployment import Deployment, OnResource
from openline_stacks.engine._errors import ProgramError, ResourceError
from openline_stacks.engine._loop import Gate
from openline_stacks.engine._monitor import Monitor
from openline_stacks.engine._program import Program
from openline_stacks.engine._provider import Provider
from openline_stacks.engine._registration import Reader
from openline_stacks.engine._run import run
from openline_stacks.engine._source import Lines
from openline_stacks.patience import limit_s
from openline_stacks.states import States, Value

References = Mapping[str, Mapping[str, Value]]


def preview(
    program: Program | str | Path,
    *,
    provider: Provider | None = None,
    config: Mapping[str, object] | None = None,
    stack: str = "dev",
    references: References | None = None,
    timeout_s: float | None = None,
    on_resource: OnResource | None = None,
) -> States:
    """What the program would make. Nothing is made; ids and computed outputs are `UNKNOWN`.

    A previewed resource's `outputs` are its inputs; a property that is not there is not known
    yet. With a `provider` its checks run, and look-ups and functions are answered by it.

    `config` goes over `Pulumi.<stack>.yaml`; a key without a namespace is the project's own.
    `references` are the outputs of other stacks by name, for `StackReference`.
    `timeout_s` stops a program that never ends (main thread only); by default `limiting`'s, if any.
    One that catches every interruption can only be ended with this process, and is.
    `on_resource(count, type, name)` is told of every resource registered.

    Raises `ProgramError` if the program cannot be found or run, `ResourceError` if a resource is
    refused (all of them at once).
    """
    return carry_out(
        program,
        Planned(provider),
        config,
        stack,
        references=references,
        timeout_s=timeout_s,
        on_resource=on_resource,
    ).states()


def up(
    program: Program | str | Path,
    provider: Provider,
    *,
    config: Mapping[str, object] | None = None,
    stack: str = "dev",
    references: References | None = None,
    timeout_s: float | None = None,
    on_resource: OnResource | None = None,
) -> States:
    """Makes what the program declares through `provider`, each resource after those it needs.

    Arguments and errors as for `preview`. After a refused resource the run goes on without what
    depends on it, so that independent errors are reported together; then nothing is returned.
    """
    return carry_out(
        program,
        Deployed(provider),
        config,
        stack,
        references=references,
        timeout_s=timeout_s,
        on_resource=on_resource,
    ).states()


def carry_out(
    program: Program | str | Path,
    cloud: Cloud,
    config: Mapping[str, object] | None,
    stack: str,
    *,
    references: References | None = None,
    timeout_s: float | None = None,
    on_resource: OnResource | None = None,
) -> Book:
    """Run a program against a cloud; the book of what it registered."""
    _require_no_loop()
    _require_main_thread(timeout_s)
    most_s = limit_s() if timeout_s is None else timeout_s
    found = program if isinstance(program, Program) else Program.find(program)
    settings = _config.load(found, stack, config)
    book, gate = Book(stack), Gate()
    deployment = Deployment(
        book, found, cloud, settings, references=references or {}, on_resource=on_resource
    )
    calls = Calls(book, deployment)
    reader = Reader(book, found.name, Lines(found))
    monitor = Monitor(book, reader, deployment, calls, gate)
    try:
        run(
            found,
            monitor,
            gate,
            settings,
            stack=stack,
            dry_run=not cloud.final,
            timeout_s=most_s,
        )
    except ProgramError as error:
        raise error.among(book.failures, calls.unanswered) from error.__cause__
    if book.failures:
        raise ResourceError(book.failures)
    return book


def _require_no_loop() -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError("preview and up run an event loop of their own; call them outside of one")


def _require_main_thread(timeout_s: float | None) -> None:
    if timeout_s is not None and threading.current_thread() is not threading.main_thread():
        raise ValueError("a time limit needs the main thread: it is kept by a signal")
