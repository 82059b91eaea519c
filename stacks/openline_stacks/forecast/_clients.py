"""Where one system's clients are, in every trial: by home, the answers they have been given."""

from __future__ import annotations

import numpy as np

from openline_stacks.forecast._names import Moved, Whereabouts
from openline_stacks.forecast._offers import Moves
from openline_stacks.forecast._routes import answers
from openline_stacks.forecast._scene import Scene, backoffs_s
from openline_stacks.forecast._vector import Each, Flags, Floats
from openline_stacks.topology import System


class Clients:
    """`answers`: by home, the sites' shares of a look-up for each code of healthy records."""

    def __init__(self, scene: Scene, system: System, regions: list[str]) -> None:
        self.homes = list(dict.fromkeys(p.region for p in system.populations))
        self.answers: dict[str, Floats] = {}
        if system.entry is not None:
            self.answers = {home: answers(system.entry, regions, home) for home in self.homes}
        self._scene = scene
        self._system = system
        self._regions = regions
        self._shares = scene.shares(system)
        self._names = {home: self._at_home(home) for home in self.homes}

    def _at_home(self, home: str) -> Whereabouts:
        scene = self._scene
        at_once = scene.without("dns")
        holds = [
            np.where(at_once, 0.0, scene.holds_s(self._system, place))
            for place, population in enumerate(self._system.populations)
            if population.region == home
        ]
        per_try_s = scene.topology.clients.per_try_s
        longest_retry_s = per_try_s + max(backoffs_s(scene), default=0.0)
        return Whereabouts(scene.width, self.usual(home), holds, longest_retry_s)

    def usual(self, home: str) -> Floats:
        """Where they are led when all is well."""
        entry = self._system.entry
        if entry is not None and entry.accelerator is not None:
            return self.answers[home][:, -1]
        usual = np.zeros(len(self._regions))
        usual[self._regions.index(home)] = 1.0
        return usual

    # -- where they are

    def weights(self) -> Floats:
        """By site and population: the share of its clients that are there."""
        taken = dict.fromkeys(self.homes, 0)
        rows: list[Floats] = []
        for population in self._system.populations:
            home = population.region
            rows.append(self._names[home].weights[taken[home]])
            taken[home] += 1
        return np.stack(rows, axis=1)

    def looked_up(self) -> list[Each]:
        """Where an edge's own look-ups lead, for whomever it asks."""
        weights = self.weights()
        shares: list[Each] = []
        for site in range(len(self._regions)):
            total: Each = 0.0
            for population, share in zip(self._shares, weights[site], strict=True):
                total = total + population * share
            shares.append(total)
        return shares

    def moved(self, now_s: float, ago_s: float) -> Moves:
        """By population: where those are now who were at a site so long ago."""
        taken = dict.fromkeys(self.homes, 0)
        found: list[Moved | None] = []
        for population in self._system.populations:
            home = population.region
            found.append(self._names[home].moved(now_s, taken[home], ago_s))
            taken[home] += 1
        return found

    # -- what moves them

    @property
    def still(self) -> bool:
        return all(names.still for names in self._names.values())

    def weigh(self, now_s: float) -> bool:
        """Bring the weights up to now. Whether any is another one than before."""
        moving = False
        for names in self._names.values():
            moving |= names.weigh(now_s)
        return moving

    def led(self, home: str) -> Floats:
        """The sites' shares of new look-ups, sooner or later."""
        return self._names[home].led

    def answer(self, home: str, which: Flags, at_s: Floats, place: Floats) -> None:
        self._names[home].answer(which, at_s, place)

    def leave_now(self, now_s: float, sites: list[int]) -> None:
        """These sites answer no more: connections to them that were to live on do not."""
        for names in self._names.values():
            names.leave_now(now_s, sites)
