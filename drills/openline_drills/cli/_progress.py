"""A bar on stderr for work that knows which share of it is done; nothing where nobody watches.

It is drawn when there is something new and by nobody else: processes are forked beside it, which a
thread that draws would leave behind with its locks held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TextColumn

from openline_drills.cli._console import progress_console


@contextmanager
def bar(what: str) -> Iterator[Callable[[float], None]]:
    with steps() as tell:
        tell(what, 0.0)
        yield lambda share: tell(what, share)


@contextmanager
def steps() -> Iterator[Callable[[str, float | None], None]]:
    """One bar for one piece of work after the other. A share of None: nobody knows."""
    console = progress_console()
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[percent]}"),
        console=console,
        transient=True,
        auto_refresh=False,
        disable=not console.is_terminal,
    )
    with progress:
        task = progress.add_task("", total=1.0, visible=False, percent="")

        def tell(what: str, share: float | None) -> None:
            progress.update(
                task,
                description=what,
                completed=share or 0.0,
                percent="" if share is None else f"{share:4.0%}",
                visible=True,
                refresh=True,
            )

        yield tell
