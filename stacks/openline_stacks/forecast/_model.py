"""What a forecast says. Times are seconds; None where it is longer than the fault lasts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from openline_stacks.recovery import Fault
from openline_stacks.topology import NotUnderstood, Source

RecoveredBy = Literal["unaffected", "edge", "failover", "lift", "none"]
Verdict = Literal["would meet", "inconclusive", "would miss"]
Step = Literal["detection", "decision", "switch", "dns", "capacity", "restore"]


_FROM_WORST: Final[tuple[Verdict, ...]] = ("would miss", "inconclusive", "would meet")


@dataclass(frozen=True, slots=True)
class Disruption:
    """What is lost. `kind`: whose targets it is held against. `operators`: whether people switch
    over who decide by hand, and fail back `failback_after_s` after the lift."""

    name: str
    kind: Literal["region", "zone"]
    faults: tuple[Fault, ...]
    operators: bool = True
    failback_after_s: float = 600.0


@dataclass(frozen=True, slots=True)
class Quantiles:
    """By nearest rank over the trials; None where the rank lands on one that never came to it."""

    p50: float | None
    p95: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class Probability:
    """The share of the trials, and Clopper and Pearson's interval for it, right in 95 of 100."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class KnockOut:
    """The RTO's p95 with one step made instant, all else and all luck the same; they do not add up.
    `source`: the resource and property that the step's time comes from, where a resource says it;
    None: people's time, or a figure of the model."""

    step: Step
    p95_s: float | None
    gain_s: float | None  # None: without the step it recovers, with it it does not
    source: Source | None


@dataclass(frozen=True, slots=True)
class OperationForecast:
    """One operation of one system under one disruption. `rto_s` None: not before the lift, then
    longer than `censored_s`. `meets` None where nothing is promised. `recovered_by` empty: nobody
    understood who answers, and there are no figures."""

    system: str
    name: str
    critical: bool
    target_s: float | None
    rto_s: Quantiles
    censored_s: float
    meets: Probability | None
    lost_requests: Quantiles
    recovered_by: Mapping[RecoveredBy, float]
    knock_outs: tuple[KnockOut, ...]
    verdict: Verdict | None  # None: nothing is promised
    doubts: tuple[str, ...]  # what it rests on that is not understood


@dataclass(frozen=True, slots=True)
class StoreForecast:
    """One store: the age of the oldest write that the survivor had not when it took over, at the
    declared write rate. None: no survivor took a write. Under a disruption that takes no replica
    nothing can be missing, and it is 0."""

    system: str
    name: str
    target_s: float | None
    rpo_s: Quantiles
    meets: Probability | None
    source: Source | None
    verdict: Verdict | None
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Milestones:
    """When a system's clients were led elsewhere, step by step; None where it did not come to it
    in so many of the trials."""

    system: str
    detected_s: Quantiles
    decided_s: Quantiles
    switched_s: Quantiles


@dataclass(frozen=True, slots=True)
class DisruptionForecast:
    """Operations and stores are sorted by system and name."""

    disruption: Disruption
    operations: tuple[OperationForecast, ...]
    stores: tuple[StoreForecast, ...]
    milestones: tuple[Milestones, ...]

    def operation(self, system: str, name: str) -> OperationForecast:
        """Raises `KeyError` for an operation that the stack does not have."""
        for operation in self.operations:
            if (operation.system, operation.name) == (system, name):
                return operation
        raise KeyError((system, name))

    def store(self, system: str, name: str) -> StoreForecast:
        """Raises `KeyError` for a store that the stack does not have."""
        for store in self.stores:
            if (store.system, store.name) == (system, name):
                return store
        raise KeyError((system, name))


@dataclass(frozen=True, slots=True)
class Forecast:
    """`not_understood` as the topology says: what rests on such a thing is not to be relied on."""

    stack: str
    declaration_digest: str
    seed: int
    trials: int
    disruptions: tuple[DisruptionForecast, ...]
    not_understood: tuple[NotUnderstood, ...]

    @property
    def verdict(self) -> Verdict | None:
        """The worst of all; None where nothing is promised."""
        found = {
            operation.verdict
            for each in self.disruptions
            for operation in each.operations
            if operation.critical
        }
        found |= {store.verdict for each in self.disruptions for store in each.stores}
        return next((verdict for verdict in _FROM_WORST if verdict in found), None)

    def under(self, name: str) -> DisruptionForecast:
        """Raises `KeyError` for a disruption that was not asked for."""
        return {each.disruption.name: each for each in self.disruptions}[name]
