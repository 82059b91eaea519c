"""Sixteen health checkers of one endpoint, in every trial: their opinions and what is published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._vector import Each, Flags, Floats


@dataclass(frozen=True, slots=True)
class Probed:
    """What probes meet, as shares: `answered` in time with success, `dropped` on the way, `late`
    (connected, no status in time); the rest is refused or answered with an error."""

    answered: Each
    dropped: Each = 0.0
    late: Each = 0.0

    def certain(self) -> Flags:
        whole = np.equal(self.answered, 1.0) | np.equal(self.dropped, 1.0)
        whole = whole | np.equal(self.late, 1.0)
        none = np.equal(self.answered, 0.0) & np.equal(self.dropped, 0.0)
        return np.asarray(whole | (none & np.equal(self.late, 0.0)))


class Checkers:
    """Each probes in turn, `interval_s` after its last response, and changes its mind after
    `threshold` results in a row; what most of them think is published a little later."""

    def __init__(
        self,
        scene: Scene,
        system: str,
        name: str,
        interval_s: float,
        threshold: int,
    ) -> None:
        parameters, trials = scene.parameters, scene.width
        self._interval_s = interval_s
        self._threshold = threshold
        self._connect_s = parameters.value("checker.connect_timeout_s")
        self._response_s = parameters.value("checker.response_timeout_s")
        self._publication_s = parameters.value("checker.publication_s")
        self._down = int(parameters.value("checker.agree_down"))
        self._up_above = parameters.value("checker.healthy_share")
        self._count = int(parameters.value("checker.count"))
        self._scene, self._system, self._name = scene, system, name
        self._trials = trials
        instant = scene.without("detection")
        self._instant = instant if instant.any() else None
        self._shape = (self._count, trials)
        self.healthy = np.ones(trials, dtype=bool)
        self.since_s = np.zeros(trials)  # when that was published
        self._agreed = self.healthy.copy()
        self._say_at = np.full(trials, np.inf)
        self._coming = False  # whether anything is to be said
        self._quiet = True
        self._asked: Probed | None = None
        self._step_s: Each = interval_s
        self._drawn: dict[int, Floats] = {}

    def start(self, probed: Probed) -> None:
        """With the opinion that this has led to long ago."""
        up = np.broadcast_to(np.greater(probed.answered, self._up_above), (self._trials,))
        self.healthy = up.copy()
        self._agreed = up.copy()
        self._opinion = np.broadcast_to(up, self._shape).copy()
        self._row = np.zeros(self._shape, dtype=np.int64)  # results against the opinion
        self._turned_s = np.zeros(self._shape)
        self._probes = np.zeros(self._shape, dtype=np.int64)
        self._step_s = self._interval_s + self._takes(probed)
        phases = self._uniform("phases")
        self._next_s = phases * self._step_s
        self._asked = probed

    def _uniform(self, purpose: str) -> Floats:
        return self._scene.luck(self._system, f"{self._name}/{purpose}", self._count).T

    def _takes(self, probed: Probed) -> Each:
        """How long a probe takes whose outcome is certain."""
        dropped = np.equal(probed.dropped, 1.0) * self._connect_s
        return dropped + np.equal(probed.late, 1.0) * self._response_s

    @property
    def quiet(self) -> bool:
        """Whether nothing will come of probing as long as what is met stays the same."""
        return self._quiet and not self._coming

    @property
    def next_s(self) -> float:
        """When something is published that is known already."""
        return float(self._say_at.min())

    def advance(self, from_s: float, until_s: float, probed: Probed) -> None:
        """Probe up to an instant, meeting this from the earlier one on."""
        if self._instant is not None and probed is not self._asked:
            up = np.where(self._instant, np.greater(probed.answered, self._up_above), self.healthy)
            self._say(up, np.full(self._trials, from_s))
        if self._quiet and probed is self._asked:
            return
        if self._quiet:
            behind = np.maximum(0.0, np.ceil((from_s - self._next_s) / self._step_s))
            self._next_s = self._next_s + behind * self._step_s
            self._quiet = False
        due = self._next_s <= until_s
        if due.any():
            self._probe(due, probed)
        self._asked = probed
        self._settle(probed)

    def _probe(self, due: Flags, probed: Probed) -> None:
        checker, trial = np.nonzero(due)
        u = self._luck(checker, trial, probed)
        dropped = _of(probed.dropped, trial)
        late = dropped + _of(probed.late, trial)
        good = late + _of(probed.answered, trial)
        passed = (u >= late) & (u < good)
        takes = np.where(u < dropped, self._connect_s, np.where(u < late, self._response_s, 0.0))
        heard = self._next_s[due] + takes
        opinion = self._opinion[due]
        row = np.where(passed == opinion, 0, self._row[due] + 1)
        turned = row >= self._threshold
        self._opinion[due] = opinion ^ turned
        self._row[due] = np.where(turned, 0, row)
        self._turned_s[due] = np.where(turned, heard, self._turned_s[due])
        self._next_s[due] = heard + self._interval_s
        self._probes[due] += 1
        if turned.any():
            self._agree(np.unique(trial[turned]))

    def _luck(self, checker: np.ndarray, trial: np.ndarray, probed: Probed) -> Floats:
        """One uniform a probe, the same whatever else is probed; none where all is certain."""
        if probed.certain().all():
            return np.zeros(len(trial))
        numbers = self._probes[checker, trial]
        luck = np.empty(len(trial))
        for number in np.unique(numbers).tolist():
            if number not in self._drawn:
                self._drawn[number] = self._uniform(f"probes/{number}")
                self._drawn.pop(number - 8, None)
            these = numbers == number
            luck[these] = self._drawn[number][checker[these], trial[these]]
        return luck

    def _agree(self, trials: np.ndarray) -> None:
        opinions = self._opinion[:, trials]
        healthy = opinions.sum(axis=0)
        down = self._agreed[trials] & (self._count - healthy >= self._down)
        up = ~self._agreed[trials] & (healthy > self._up_above * self._count)
        least_up = int(self._up_above * self._count)
        for which, wanted, rank in ((down, False, self._down - 1), (up, True, least_up)):
            if not which.any():
                continue
            these = trials[which]
            turned = np.where(self._opinion[:, these] == wanted, self._turned_s[:, these], np.inf)
            self._agreed[these] = wanted
            self._say_at[these] = np.sort(turned, axis=0)[rank] + self._publication_s
            self._coming = True

    def _settle(self, probed: Probed) -> None:
        """Quiet where every checker would only repeat itself."""
        if not probed.certain().all():
            return
        up = np.broadcast_to(np.equal(probed.answered, 1.0), (self._trials,))
        if (self._opinion == up).all():
            self._quiet = True
            self._row[:] = 0
            self._step_s = self._interval_s + self._takes(probed)

    def publish(self, now_s: float) -> Flags | None:
        """Which trials have a new status by now; None where none has."""
        due = self._say_at <= now_s
        if not self._coming or not due.any():
            return None
        if self._instant is not None:
            self._say_at[self._instant] = np.inf
            due &= ~self._instant
        changed = due & (self.healthy != self._agreed)
        self._say(np.where(due, self._agreed, self.healthy), self._say_at)
        self._say_at[due] = np.inf
        self._coming = bool(np.isfinite(self._say_at).any())
        return changed if changed.any() else None

    def _say(self, healthy: Flags, at_s: Floats) -> None:
        self.since_s = np.where(healthy != self.healthy, at_s, self.since_s)
        self.healthy = np.array(healthy)


def _of(share: Each, trial: np.ndarray) -> Each:
    return share[trial] if isinstance(share, np.ndarray) and share.ndim else share
