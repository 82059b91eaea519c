"""What the stack takes of a new account's quotas."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from openline_stacks.costs._asked import Asked, CannotCountError
from openline_stacks.costs._compute import instances, on_fargate, task
from openline_stacks.costs._load import NONE, Size
from openline_stacks.costs._model import NotCounted, QuotaUse
from openline_stacks.costs._vcpus import vcpus
from openline_stacks.quotas import FARGATE, Quota, held, vcpu_quota
from openline_stacks.states import ResourceState, States
from openline_stacks.topology._graph import ECS_SERVICE, GROUP

_RUNNING: Final = ("aws:ec2/instance:Instance", GROUP, ECS_SERVICE)


def quota_uses(asked: Asked) -> tuple[tuple[QuotaUse, ...], tuple[NotCounted, ...]]:
    """The nearest to its default first; and what has vCPUs that nobody here knows."""
    taken: dict[tuple[Quota, str], Size] = {}
    for one in held(States(asked.graph.states), asked.region):
        # of what each has a quota of its own, the one that takes most of it counts
        most = max(one.amount, taken.get((one.quota, one.region), NONE).most)
        taken[one.quota, one.region] = Size(most, most, most)
    missing: list[NotCounted] = []
    for state in asked.graph.of_type(*_RUNNING):
        try:
            for quota, size in _vcpus(state, asked):
                at = quota, asked.region(state)
                taken[at] = taken.get(at, NONE).plus(size)
        except CannotCountError as error:
            missing.append(NotCounted(state.urn, str(error)))
    two = asked.load.lost is not None
    uses = [
        QuotaUse(
            quota.name,
            region,
            quota.default,
            size.steady,
            size.failover if two else None,
            size.most,
        )
        for (quota, region), size in taken.items()
    ]
    uses.sort(key=lambda use: (-use.most / max(use.default, 0.5), use.quota, use.region))
    return tuple(uses), tuple(missing)


def _vcpus(state: ResourceState, asked: Asked) -> Iterator[tuple[Quota, Size]]:
    if state.type == ECS_SERVICE:
        if on_fargate(state):
            cpu, _ = task(state, asked)
            yield FARGATE, asked.size(state).times(cpu)
        return
    type_, size = instances(state, asked)
    quota, each = vcpu_quota(type_), vcpus(type_)
    if quota is None or each is None:
        raise CannotCountError(f"{type_}: how many vCPUs of which quota it takes is not known")
    if not all(0.0 <= amount < math.inf for amount in size):
        raise CannotCountError(f"{size.steady:g} to {size.most:g} is no number of instances")
    yield quota, size.times(each)
