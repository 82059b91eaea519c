"""Runs a program in this process against a monitor, and says in one line why it failed."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain
from traceback import walk_tb
from types import CodeType, ModuleType, TracebackType
from typing import Final

from google.protobuf import empty_pb2
from pulumi import RunError
from pulumi.runtime import config as pulumi_config
from pulumi.runtime import settings as pulumi_settings
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.stack import run_in_stack

from openline_stacks.engine._config import Config
from openline_stacks.engine._errors import ProgramError
from openline_stacks.engine._loop import EngineLoop, Gate
from openline_stacks.engine._monitor import Monitor
from openline_stacks.engine._program import Program
from openline_stacks.engine._source import Lines
from openline_stacks.engine._surroundings import Left, TimeUp, surroundings
from openline_stacks.states import SourcePosition

logger = logging.getLogger("openline_stacks.engine.program")

_SEVERITY: Final = {
    engine_pb2.DEBUG: logging.DEBUG,
    engine_pb2.INFO: logging.INFO,
    engine_pb2.WARNING: logging.WARNING,
    engine_pb2.ERROR: logging.ERROR,
}


class Engine:
    """The `Engine` service: the program's log messages. The method names are the wire's."""

    def Log(self, request: engine_pb2.LogRequest) -> empty_pb2.Empty:  # noqa: N802
        if not request.ephemeral:
            about = f"{request.urn.rsplit('::', 1)[-1]}: " if request.urn else ""
            logger.log(_SEVERITY[request.severity], "%s%s", about, request.message)
        return empty_pb2.Empty()

    def RequirePulumiVersion(self, request: object) -> empty_pb2.Empty:  # noqa: N802
        return empty_pb2.Empty()


def run(
    program: Program,
    monitor: Monitor,
    gate: Gate,
    config: Config,
    *,
    stack: str,
    dry_run: bool,
    timeout_s: float | None,
) -> None:
    """Runs the program to its end. Raises `ProgramError` if it does not get there."""
    try:
        with surroundings(program, timeout_s):
            settings = (program, monitor, config, stack, dry_run)
            contextvars.copy_context().run(_drive, gate, *settings)
    except TimeUp:
        raise ProgramError(
            f"{program.file}: still running after {timeout_s:g} s; stopped"
        ) from None
    finally:
        # the SDK keeps the last settings as its defaults: another thread must not find ours
        contextvars.Context().run(_forget)


def _forget() -> None:
    pulumi_settings.reset_options(
        project="project", stack="stack", root_directory="", organization="organization"
    )


def _drive(
    gate: Gate, program: Program, monitor: Monitor, config: Config, stack: str, dry_run: bool
) -> None:
    loop = EngineLoop(gate)
    runner = asyncio.Runner(loop_factory=lambda: loop)
    try:
        runner.run(_main(gate, program, monitor, config, stack, dry_run))
    except SystemExit as error:
        raise _exited(program, error) from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a program may raise what nobody expects
        raise _raised(program, error, loop.traces_of(error)) from error
    finally:
        monitor.closed = True
        with contextlib.suppress(SystemExit):  # the one that is already told comes again
            runner.close()


async def _main(
    gate: Gate, program: Program, monitor: Monitor, config: Config, stack: str, dry_run: bool
) -> None:
    pulumi_settings.ROOT.set(None)
    pulumi_settings.configure(
        pulumi_settings.Settings(
            project=program.name,
            stack=stack,
            monitor=monitor,
            engine=Engine(),
            dry_run=dry_run,
            organization="organization",  # what the genuine engine says of a local back end
            root_directory=str(program.root),
        )
    )
    pulumi_settings.SETTINGS.callbacks = monitor.callbacks
    pulumi_config.set_all_config(dict(config.values), sorted(config.secret_keys))
    await run_in_stack(_body(program, gate))


def _body(program: Program, gate: Gate) -> Callable[[], Awaitable[None]]:
    """The program as `__main__`, for as long as its own callbacks may still look for it there.

    It returns once nothing moves: the SDK's own waiting looks at every output again and again,
    a third of the time of a run of some hundred resources.
    """

    async def execute() -> None:
        code: CodeType = compile(program.file.read_bytes(), str(program.file), "exec")
        module = ModuleType("__main__")
        module.__file__ = str(program.file)
        sys.modules["__main__"] = module
        exec(code, module.__dict__)
        await gate.quiet()

    return execute


def _exited(program: Program, error: SystemExit) -> ProgramError:
    said, lines = "" if error.code is None else error.code, Lines(program)
    if isinstance(error, Left):
        return ProgramError(
            f"the program left by os._exit({said}); let it run to its end",
            source=lines.position(error.file, error.line),
        )
    return ProgramError(
        f"the program left by sys.exit({said}); let it run to its end",
        source=lines.of_traceback(error.__traceback__),
    )


def _raised(
    program: Program, error: BaseException, traces: list[TracebackType | None]
) -> ProgramError:
    lines = Lines(program)
    if isinstance(error, RunError):  # the SDK's way to speak to the user: the message alone
        return ProgramError(str(error))
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        source: SourcePosition | None = lines.position(error.filename, error.lineno)
        return ProgramError(f"{type(error).__name__}: {error.msg}", source=source)
    if error.__cause__ is not None:
        traces = [*traces, error.__cause__.__traceback__]
    about, source = "", next(filter(None, map(lines.of_traceback, traces)), None)
    if source is None:
        about, source = _resource_at_fault(lines, traces)
    kind = "" if type(error) is Exception else f"{type(error).__name__}: "
    text = _text(error) or "no message"
    return ProgramError(f"{about}{kind}{text}{_hint(error)}", source=source)


def _hint(error: BaseException) -> str:
    """What to do about a module that is not found."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        return (
            f"; the program runs in the Python that openline is installed in ({sys.prefix}), not "
            f"in a virtual environment of its own: install {package} there too"
        )
    if isinstance(error, ImportError) and "relative import" in _text(error):
        return "; a program's main file is in no package: import its neighbours without the dot"
    return ""


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as another:  # of a class of the program's own
        return f"its message cannot be made ({type(another).__name__})"


def _resource_at_fault(
    lines: Lines, traces: Sequence[TracebackType | None]
) -> tuple[str, SourcePosition | None]:
    """An input that the SDK cannot send fails in its own frames, which know the resource."""
    for frame, _ in chain.from_iterable(map(walk_tb, traces)):
        known = frame.f_locals
        if frame.f_code.co_name == "do_register" and {"ty", "name"} <= set(known):
            stack = known.get("stack_trace")
            return f"{known['ty']} {known['name']}: ", lines.of_stack(stack) if stack else None
    return "", None
