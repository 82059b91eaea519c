"""Sixteen health checkers of one endpoint, in every trial: their opinions and what is published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openline_stacks.forecast._scene import Scene
from openline_stacks.forecast._vector import Each, Flags, Floats, Places


@dataclass(frozen=True, slots=True)
class Probed:
    """What probes meet, as shares: `answered` in time with success, `dropped` on the way, `late`
    (connected, no status in time); the rest is refused or answered with an error."""

    answered: Each
    dropped: Each = 0.0
    late: Each = 0.0

    def certain(self, trials: int) -> Flags:
        """In which trials every probe meets the same."""
        whole = np.equal(self.answered, 1.0) | np.equal(self.dropped, 1.0)
        whole = whole | np.equal(self.late, 1.0)
        none = np.equal(self.answered, 0.0) & np.equal(self.dropped, 0.0)
        return np.broadcast_to(whole | (none & np.equal(self.late, 0.0)), (trials,))

    def differs(self, other: Probed, trials: int) -> Flags:
        """In which trials it is another than that."""
        found = np.not_equal(self.answered, other.answered)
        found = found | np.not_equal(self.dropped, other.dropped)
        return np.broadcast_to(found | np.not_equal(self.late, other.late), (trials,))


class Checkers:
    """Each probes in turn, `interval_s` after its last response, and changes its mind after
    `threshold` results in a row; what most of them think is published a little later."""

    def __init__(
        self,
        scene: Scene,
        system: str,
        name: str,
        interval_s: Each,
        threshold: Each,
    ) -> None:
        parameters, trials = scene.parameters, scene.width
        self._interval_s = interval_s
        self._threshold = threshold
        self._connect_s = parameters.value("checker.connect_timeout_s")
        self._response_s = parameters.value("checker.response_timeout_s")
        self._publication_s = scene.figure("checker.publication_s")
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
        # trials in which a probe may change something; in the others every checker repeats itself
        self._busy = np.zeros(0, dtype=np.int64)
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
        self._step_s = self._whole(self._interval_s + self._takes(probed)).copy()
        self._next_s = self._uniform("phases") * self._step_s
        self._asked = probed

    def _whole(self, share: Each) -> Floats:
        return np.broadcast_to(np.asarray(share, dtype=np.float64), (self._trials,))

    def _uniform(self, purpose: str) -> Floats:
        return self._scene.luck(self._system, f"{self._name}/{purpose}", self._count).T

    def _takes(self, probed: Probed) -> Each:
        """How long a probe takes whose outcome is certain."""
        dropped = np.equal(probed.dropped, 1.0) * self._connect_s
        return dropped + np.equal(probed.late, 1.0) * self._response_s

    @property
    def quiet(self) -> bool:
        """Whether nothing will come of probing as long as what is met stays the same."""
        return not self._busy.size and not self._coming

    @property
    def next_s(self) -> float:
        """When something is published that is known already."""
        return float(self._say_at.min())

    def advance(self, from_s: float, until_s: float, probed: Probed) -> None:
        """Probe up to an instant, meeting this from the earlier one on."""
        if probed is not self._asked:
            self._meet(from_s, probed)
        if not self._busy.size:
            return
        due = self._due(until_s)
        if due.size:
            turned = self._probe(due, probed)
            if turned.size:
                self._agree(turned)
                self._settle(turned)

    def _meet(self, from_s: float, probed: Probed) -> None:
        """Probes meet something else from now on."""
        if self._instant is not None:
            up = np.where(self._instant, np.greater(probed.answered, self._up_above), self.healthy)
            self._say(up, np.full(self._trials, from_s))
        woken = probed.differs(self._asked, self._trials).copy()
        self._asked = probed
        if self._instant is not None:
            woken &= ~self._instant  # nobody waits for what they find
        woken[self._busy] = False
        new = np.flatnonzero(woken)
        if new.size:
            self._wake(new, from_s)
        self._settle(self._busy)

    def _wake(self, trials: Places, from_s: float) -> None:
        """What has been going on there without anybody looking."""
        next_s, step_s = self._next_s[:, trials], self._step_s[trials]
        behind = np.maximum(0.0, np.ceil((from_s - next_s) / step_s))
        self._next_s[:, trials] = next_s + behind * step_s
        self._probes[:, trials] += behind.astype(np.int64)
        self._busy = np.sort(np.concatenate([self._busy, trials]))

    def _due(self, until_s: float) -> Places:
        """Places in what is kept by checker and trial."""
        if self._busy.size == self._trials:
            return np.flatnonzero(self._next_s <= until_s)
        checker, place = np.nonzero(self._next_s[:, self._busy] <= until_s)
        found: Places = checker * self._trials + self._busy[place]
        return found

    def _probe(self, due: Places, probed: Probed) -> Places:
        """The trials in which a checker has changed its mind."""
        trial = due % self._trials
        u = self._luck(due, trial, probed)
        dropped = _of(probed.dropped, trial)
        late = dropped + _of(probed.late, trial)
        good = late + _of(probed.answered, trial)
        passed = (u >= late) & (u < good)
        takes = np.where(u < dropped, self._connect_s, np.where(u < late, self._response_s, 0.0))
        heard = self._next_s.take(due) + takes
        opinion = self._opinion.take(due)
        row = np.where(passed == opinion, 0, self._row.take(due) + 1)
        turned = row >= _of(self._threshold, trial)
        self._row.put(due, np.where(turned, 0, row))
        self._next_s.put(due, heard + _of(self._interval_s, trial))
        self._probes.put(due, self._probes.take(due) + 1)
        changed = due[turned]
        self._opinion.put(changed, ~opinion[turned])
        self._turned_s.put(changed, heard[turned])
        return np.unique(trial[turned])

    def _luck(self, due: Places, trial: Places, probed: Probed) -> Floats:
        """One uniform a probe, the same whatever else is probed; none where all is certain."""
        luck = np.zeros(len(due))
        unsure = ~probed.certain(self._trials)[trial]
        if not unsure.any():
            return luck
        asked = due[unsure]
        numbers = self._probes.take(asked)
        drawn = np.empty(len(asked))
        for number in np.unique(numbers).tolist():
            these = numbers == number
            drawn[these] = self._numbered(number).take(asked[these])
        luck[unsure] = drawn
        return luck

    def _numbered(self, number: int) -> Floats:
        """By checker and trial: of their probes of that number."""
        if number not in self._drawn:
            self._drawn[number] = np.ascontiguousarray(self._uniform(f"probes/{number}"))
            self._drawn.pop(number - 8, None)
        return self._drawn[number]

    def _agree(self, trials: Places) -> None:
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
            self._say_at[these] = np.sort(turned, axis=0)[rank] + _of(self._publication_s, these)
            self._coming = True

    def _settle(self, trials: Places) -> None:
        """Leave those alone where every checker would only repeat itself."""
        if not trials.size:
            return
        probed = self._asked
        certain = probed.certain(self._trials)[trials]
        up = self._whole(probed.answered)[trials] == 1.0
        repeats = certain & (self._opinion[:, trials] == up).all(axis=0)
        still = trials[repeats]
        if still.size:
            self._row[:, still] = 0
            self._step_s[still] = self._whole(self._interval_s + self._takes(probed))[still]
            self._busy = np.setdiff1d(self._busy, still, assume_unique=True)

    def publish(self, now_s: float) -> Flags | None:
        """Which trials have a new status by now; None where none has."""
        due = self._say_at <= now_s
        if not self._coming or not due.any():
            return None
        changed = due & (self.healthy != self._agreed)
        self._say(np.where(due, self._agreed, self.healthy), self._say_at)
        self._say_at[due] = np.inf
        self._coming = bool(np.isfinite(self._say_at).any())
        return changed if changed.any() else None

    def _say(self, healthy: Flags, at_s: Floats) -> None:
        self.since_s = np.where(healthy != self.healthy, at_s, self.since_s)
        self.healthy = np.array(healthy)


def _of(share: Each, trial: Places) -> Each:
    return share[trial] if isinstance(share, np.ndarray) and share.ndim else share
