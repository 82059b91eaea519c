"""A stack in parts: what leads customers to the regions, in a Pulumi stack that comes last."""

from collections.abc import Iterator
from typing import Any, NotRequired, TypedDict

import pulumi

from openline import contract
from openline._aws.arguments import ArgumentsError, checked
from openline._declared import declared, require_serving, stack_inputs
from openline._global import build_global
from openline._handed import Giver, region_by, shared_by
from openline.declaration import Declaration


class GlobalStackArgs(TypedDict):
    declaration: str
    """The same as the `SharedStack`'s."""
    shared: pulumi.Input[Any]
    """`handover` of the `SharedStack`."""
    regions: dict[str, pulumi.Input[Any]]
    """Region -> `handover` of its `RegionalStack`, for each region that serves."""
    serving_region: NotRequired[str]
    """The region that serves, where code has to say so: after a failover, before the next `up`. The
    switches away from every other one are held over. Left out: the primary, or whoever was
    switched to; both regions of two active ones."""


class GlobalStack(pulumi.ComponentResource):
    """Failover records, checks, switches, edges and accelerators of every system, and the roles of
    those who work with them.

    In an incident an `up` of it changes the switches' alarms alone, in the region that serves;
    records and checks stay as they are, for their API is in us-east-1. Raises `ArgumentsError`.
    """

    endpoints: pulumi.Output[dict[str, str]]
    """System -> where customers find it."""
    switches: pulumi.Output[dict[str, dict[str, str]]]
    """System -> `fail_over` and `fail_back`, commands ready to be run. Of two active regions each
    can be left: `fail_over:us-east-1` and so on. Empty with one region. Where `serving_region` is
    said, unsay it and `up` before `fail_back`, or the switch is back a minute later."""
    health_check_ids: pulumi.Output[dict[str, dict[str, str]]]
    """System -> region -> the check that asks it."""
    role_arns: pulumi.Output[dict[str, str]]
    """Job -> role to take on."""
    zone: pulumi.Output[str]
    """The public hosted zone's id."""

    def __init__(
        self, name: str, args: GlobalStackArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, GlobalStackArgs, args)
        declaration = declared(type(self), name, args["declaration"])
        serving = args.get("serving_region")
        require_serving(type(self), name, declaration, serving_region=serving)
        problems = list(_problems(declaration, args))
        if problems:
            raise ArgumentsError(type(self).__name__, name, problems)
        super().__init__(contract.TYPE_GLOBAL, name, {**stack_inputs(declaration, serving)}, opts)
        whose = f"{type(self).__name__}({name})"
        shared = shared_by(Giver(args["shared"], whose, "shared", "SharedStack"), declaration)
        regions = {
            region: region_by(
                Giver(args["regions"][region], whose, f"regions.{region}", region),
                declaration,
                region,
            )
            for region in declaration.serving
        }
        built = build_global(self, name, declaration, shared, regions, serving)
        outputs = built.outputs(declaration, regions)
        self.endpoints = outputs["endpoints"]
        self.switches = outputs["switches"]
        self.health_check_ids = outputs["healthCheckIds"]
        self.role_arns = outputs["roleArns"]
        self.zone = outputs["zone"]
        self.register_outputs(outputs)


def _problems(declaration: Declaration, args: GlobalStackArgs) -> Iterator[str]:
    right = " and ".join(declaration.serving)
    for region in sorted(args["regions"].keys() - {*declaration.serving}):
        yield f"regions: {region} is no region that serves; give {right}"
    for region in declaration.serving:
        if region not in args["regions"]:
            yield f"regions: nothing of {region}, which serves; give the handovers of {right}"
