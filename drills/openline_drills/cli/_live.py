"""What a drill shows while it runs and when it is done. Progress goes to stderr, always."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from openline_drills.cli._console import progress_console, result_console
from openline_drills.rehearsal import Outcome, Prepared
from openline_drills.report import (
    duration,
    findings_lines,
    headline,
    notes_lines,
    page,
    timeline_lines,
)


class Live:
    """A bar over the seeds on a terminal, plain lines elsewhere."""

    def __init__(self) -> None:
        self.err = progress_console()
        self.out = result_console()
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=self.err,
            transient=True,
            auto_refresh=False,  # a drawing thread and the fork of the seeds do not go together
            disable=not self.err.is_terminal,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Live:
        self._bar.start()
        self._task = self._bar.add_task("standing the stack up in the local AWS", total=None)
        self._bar.refresh()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
        if isinstance(error, KeyboardInterrupt | SystemExit):
            self._say("stopped before there was a verdict; nothing is left in force")

    def prepared(self, prepared: Prepared) -> None:
        stack, experiment = headline(prepared)
        said = [f"not emulated: {line}" for line in prepared.not_emulated]
        for line in (stack, experiment, *said, *_told(prepared)):
            self._say(line)
        if self._task is not None:
            self._bar.update(
                self._task, description="acting out the seeds", total=len(prepared.seeds)
            )
            self._bar.refresh()

    def progress(self, done: int, total: int) -> None:
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=total)
            self._bar.refresh()

    def sensitivity(self, share: float) -> None:
        if self._task is not None:
            self._bar.update(
                self._task,
                description="figures moved to the ends of their ranges, %",
                completed=round(share * 100),
                total=100,
            )
            self._bar.refresh()

    def timeline(self, outcome: Outcome) -> None:
        """The median seed's events, a line each."""
        if outcome.median_seed is not None:
            self._say(f"timeline of the median seed ({outcome.median_seed}):")
        for line in timeline_lines(outcome.events):
            self._say(line)

    def page(self, outcome: Outcome, report: Path | None = None) -> None:
        """The result: on a terminal below the headline, into a pipe by itself and whole.

        `report`: the file that was written of it."""
        if not (self.out.is_terminal and self.err.is_terminal):
            for line in (*headline(outcome.prepared), *_told(outcome.prepared)):
                _say(self.out, line)
        self.out.print(page(outcome, self.out.width))
        for line in outcome.notes:
            self._say(f"note: {line}")
        self._say(
            f"{duration(outcome.simulated_s)} in {outcome.wall_s:.0f} s · "
            f"written to {report or outcome.run_folder}"
        )

    def _say(self, line: str) -> None:
        _say(self.err, line)


def _told(prepared: Prepared) -> list[str]:
    return [*findings_lines(prepared.findings), *notes_lines(prepared.notes)]


def _say(console: Console, line: str) -> None:
    """A line: at words on a terminal, which would break it anywhere, and whole into a pipe."""
    console.print(line, soft_wrap=not console.is_terminal, markup=False)
