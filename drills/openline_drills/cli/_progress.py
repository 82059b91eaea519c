"""A bar on stderr for work that knows which share of it is done; nothing where nobody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from openline_drills.cli._console import progress_console


@contextmanager
def bar(what: str) -> Iterator[Callable[[float], None]]:
    console = progress_console()
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with progress:
        task = progress.add_task(what, total=1.0)
        yield lambda share: progress.update(task, completed=share)
