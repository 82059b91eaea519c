"""Programs run in processes of their own, both at once, while whoever waits gets ready."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from openline.declaration import DeclarationError
from openline_stacks.engine import EngineError
from openline_stacks.patience import limit_s, limiting
from openline_stacks.preview._errors import PreviewError
from openline_stacks.processes import processes
from openline_stacks.sources import SourceError, Sources, planned, stood_in_for, told
from openline_stacks.states import States, StatesError, Value

StandIns = Mapping[str, Mapping[str, Value]]


class Apart:
    def __init__(self, pool: Executor) -> None:
        self._pool = pool

    def plan(self, name: str, sources: Sources, overrides: Mapping[str, str]) -> Future[States]:
        """What would be there. `name`: what errors begin with; empty of the side that is asked for.

        Files alone are read here: nothing runs, and they are large. Raises `StatesError` of these.
        """
        if sources.programs:
            return self._pool.submit(_planned, name, sources, overrides, limit_s())
        read: Future[States] = Future()
        read.set_result(planned(sources, overrides=overrides))
        return read

    def stand_in(
        self, sources: Sources, overrides: Mapping[str, str]
    ) -> Future[tuple[StandIns | None, str]]:
        """The same with texts for what only the cloud can tell, or None and why not in one line."""
        return self._pool.submit(_stood_in, sources, overrides, limit_s())


@contextmanager
def apart() -> Iterator[Apart]:
    """Raises `PreviewError` where a program ended the process that it ran in."""
    with processes(2, forked=True) as pool:
        try:
            yield Apart(pool)
        except BrokenProcessPool:
            raise PreviewError(
                "a program ended the process that it ran in: it was killed, a library "
                "crashed, or memory ran out; let it run to its end"
            ) from None


def _planned(
    name: str, sources: Sources, overrides: Mapping[str, str], seconds: float | None
) -> States:
    """A process can only send an error's text. `seconds`: the patience of who started it, which
    only a fork would know."""
    gc.disable()  # it ends soon
    try:
        with limiting(seconds):
            return planned(sources, overrides=overrides)
    except (DeclarationError, EngineError, SourceError, StatesError) as error:
        before = f"{name}: " if name else ""
        raise PreviewError("\n".join(f"{before}{line}" for line in told(error))) from None


def _stood_in(
    sources: Sources, overrides: Mapping[str, str], seconds: float | None
) -> tuple[StandIns | None, str]:
    """A program need not take a text that stands for an ARN for one: then nothing is compared."""
    try:
        with limiting(seconds):
            return stood_in_for(sources, overrides), ""
    except EngineError as error:
        return None, str(error).splitlines()[0]
