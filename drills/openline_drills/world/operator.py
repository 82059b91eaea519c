"""People: a group is detected when its first critical system is, and decided some time later."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from openline_drills.kernel import Clock, Timer
from openline_drills.world._time import RANK_OPERATOR, us
from openline_stacks.topology import FailoverGroup


class Operator:
    """Decides for each manual group once a page has stood for its decision time.

    A group whose every system has recovered before then is not decided; never detected is never
    decided. An automatic group decides by itself the instant that it is detected.
    """

    def __init__(
        self,
        clock: Clock,
        groups: Iterable[FailoverGroup],
        instant: bool,
        decided: Callable[[FailoverGroup], None],
    ) -> None:
        self._clock = clock
        self._groups = {group.name: group for group in groups}
        self._instant = instant
        self._tell = decided
        self._down: dict[str, set[str]] = {name: set() for name in self._groups}
        self._due: dict[str, tuple[int, Timer]] = {}
        self.detected: dict[str, int] = {}
        self.decided: dict[str, int] = {}

    def page(self, group: str, system: str) -> None:
        """A critical system's primary endpoint is published as unhealthy."""
        self._down[group].add(system)
        if group in self.detected:
            return
        now_us = self._clock.now
        self.detected[group] = now_us
        wanted = self._groups[group]
        if wanted.decide == "automatic":
            self._decide(wanted)
            return
        at_us = now_us + (0 if self._instant else us(wanted.decision_s))
        timer = self._clock.call_at(
            at_us, lambda: self._decide(wanted), name=f"decide/{group}", rank=RANK_OPERATOR
        )
        self._due[group] = (at_us, timer)

    def all_clear(self, group: str, system: str) -> None:
        """Healthy again. Before the decision that withdraws it, if no other system is down."""
        self._down[group].discard(system)
        if not self._down[group] and group in self._due:
            self._due.pop(group)[1].cancel()
            del self.detected[group]

    def next_decision(self, done: Collection[str]) -> tuple[str, int] | None:
        """The earliest decision of a manual group, made or coming, leaving out those `done`."""
        made = [
            (at_us, name)
            for name, at_us in self.decided.items()
            if self._groups[name].decide == "manual"
        ]
        coming = [(at_us, name) for name, (at_us, _) in self._due.items()]
        first = min((pair for pair in made + coming if pair[1] not in done), default=None)
        return None if first is None else (first[1], first[0])

    def _decide(self, group: FailoverGroup) -> None:
        self._due.pop(group.name, None)
        self.decided[group.name] = self._clock.now
        self._tell(group)
