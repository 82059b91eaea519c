"""A stack in parts: one region that serves, in a Pulumi stack of its own."""

from typing import Any, NotRequired, TypedDict

import pulumi

from openline import contract
from openline._aws.arguments import checked
from openline._declared import declared, require_serving, stack_inputs
from openline._handed import Giver, shared_by
from openline._regional import build_region


class RegionalStackArgs(TypedDict):
    declaration: str
    """The same as the `SharedStack`'s."""
    region: str
    """One of the regions that serve."""
    shared: pulumi.Input[Any]
    """`handover` of the `SharedStack`."""
    serving_region: NotRequired[str]
    """The region that serves, where code has to say so: after a failover, before the next `up` of
    the standby. A standby's fleets are then as large as everybody needs. Left out: the primary."""


class RegionalStack(pulumi.ComponentResource):
    """The network, the fleet of every system and the alarms of one region: all that an `up` has to
    do with while another region is dark.

    It needs the `SharedStack` and no other region, so regions are brought up in any order, or at
    once. Roles are IAM's, which answers changes in us-east-1 alone. Raises `ArgumentsError`.
    """

    handover: pulumi.Output[dict[str, Any]]
    """What the `GlobalStack` of the same declaration takes in `regions`."""
    fleets: pulumi.Output[dict[str, str]]
    """System -> autoscaling group."""
    alarms: pulumi.Output[dict[str, str]]
    """System -> the alarm that pages for it."""
    dashboard: pulumi.Output[str]
    """The region's dashboard."""

    def __init__(
        self, name: str, args: RegionalStackArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, RegionalStackArgs, args)
        declaration = declared(type(self), name, args["declaration"])
        region, serving = args["region"], args.get("serving_region")
        require_serving(type(self), name, declaration, region=region, serving_region=serving)
        inputs: contract.RegionalStackInputs = {
            **stack_inputs(declaration, serving),
            "region": region,
        }
        super().__init__(contract.TYPE_REGIONAL, name, {**inputs}, opts)
        giver = Giver(args["shared"], f"{type(self).__name__}({name})", "shared", "SharedStack")
        shared = shared_by(giver, declaration)
        built = build_region(self, name, declaration, region, shared, serving)
        self.handover = built.handed.handover(region)
        outputs = built.outputs()
        self.fleets = outputs["fleets"]
        self.alarms = outputs["alarms"]
        self.dashboard = outputs["dashboard"]
        self.register_outputs({"handover": self.handover, **outputs})
