"""The model's figures, as one run takes them."""

from __future__ import annotations

from collections.abc import Generator
from math import exp, log
from random import Random
from typing import TypeAlias

import simpy

from openline_stacks.recovery import Constant, Lognormal, Parameters, Uniform
from openline_stacks.topology import Clients

# What goes on by itself: it waits for one event after the other.
Steps: TypeAlias = Generator[simpy.Event, None, None]


class Figures:
    """`figures[name]` of what is one number; `draw` of what is not."""

    def __init__(self, parameters: Parameters, clients: Clients) -> None:
        self._parameters = parameters
        self._known: dict[str, float] = {}
        self.per_try_s = clients.per_try_s
        waits = [clients.backoff_first_s * 2.0**n for n in range(clients.tries - 1)]
        self.backoffs_s = [min(wait, clients.backoff_most_s) for wait in waits]
        self.keep_alive_s = clients.keep_alive_s

    def __getitem__(self, name: str) -> float:
        if name not in self._known:
            self._known[name] = self._parameters.value(name)
        return self._known[name]

    def draw(self, name: str, random: Random) -> float:
        distribution = self._parameters.get(name).distribution
        match distribution:
            case Constant(value):
                return value
            case Uniform(low, high):
                return random.uniform(low, high)
            case Lognormal(median, sigma):
                return exp(random.gauss(log(median), sigma))
