"""Commands that an operator runs in an incident, ready to be pasted. Survivor's region alone, but
for an accelerator, whose only API is in us-west-2."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from openline import contract
from openline._aws.regions import ACCELERATOR_REGION


def flip(region: str, stack: str, system: str, *, over: bool) -> str:
    """Flips the switch that lives in a region: over to it, or back."""
    dimensions = contract.switch_dimensions(stack, system)
    return _aws(
        "cloudwatch",
        "put-metric-data",
        ("--region", region),
        ("--namespace", contract.SWITCH_NAMESPACE),
        ("--metric-name", contract.SWITCH_METRIC),
        ("--dimensions", ",".join(f"{name}={value}" for name, value in dimensions.items())),
        ("--value", "1" if over else "0"),
    )


def raise_minimum(region: str, group_name: str, size: int, most: int) -> str:
    """Lights a pilot light. The maximum goes with it: AWS refuses a minimum above it, and a group
    that stood at zero may still have the one that it was made with.

    Never part of switching back: customers whose resolvers still hold the old answer are being
    served there.
    """
    return _aws(
        "autoscaling",
        "update-auto-scaling-group",
        ("--region", region),
        ("--auto-scaling-group-name", group_name),
        ("--min-size", str(size)),
        ("--max-size", str(max(size, most))),
    )


def dial(group_arn: str, percentage: int) -> str:
    """The share of an accelerator's traffic near a region that goes there: of new connections."""
    return _aws(
        "globalaccelerator",
        "update-endpoint-group",
        ("--region", ACCELERATOR_REGION),
        ("--endpoint-group-arn", group_arn),
        ("--traffic-dial-percentage", str(percentage)),
    )


def _aws(service: str, action: str, *options: Sequence[str]) -> str:
    return shlex.join(["aws", service, action, *(word for option in options for word in option)])
