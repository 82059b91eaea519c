"""A whole stack of customer-service systems, built from its declaration."""

from typing import Any, NotRequired, TypedDict

import pulumi

from openline import contract
from openline._aws.arguments import checked
from openline._declared import declared, require_serving, stack_inputs
from openline._global import build_global
from openline._regional import build_region
from openline._shared import build_shared
from openline.declaration import Declaration


class CustomerServiceStackArgs(TypedDict):
    declaration: str
    """The text of an `openline.yaml`, as YAML or JSON; or what `Declaration.canonical_json()`
    gives, every default filled in."""
    serving_region: NotRequired[str]
    """The region that serves, where code has to say so: after a failover, before the next `up`.
    Left out: the primary, or whoever was switched to; both regions of two active ones."""


class CustomerServiceStack(pulumi.ComponentResource):
    """Networks, keys, certificates, fleets, stores and failover records of every declared system,
    with their alarms, secrets and the roles of those who work with them.

    Takes a `Declaration`, or `{"declaration": text}` where it is hosted for another language.
    `serving_region` is no part of what is declared: an incident changes it, and no objective.
    Raises `ArgumentsError`.
    """

    endpoints: pulumi.Output[dict[str, str]]
    """System -> where customers find it."""
    switches: pulumi.Output[dict[str, dict[str, str]]]
    """System -> `fail_over` and `fail_back`, commands ready to be run. Of two active regions each
    can be left: `fail_over:us-east-1` and so on. Empty with one region. Where `serving_region` is
    said, unsay it and `up` before `fail_back`, or the switch is back a minute later."""
    health_check_ids: pulumi.Output[dict[str, dict[str, str]]]
    """System -> region -> the check that asks it."""
    fleets: pulumi.Output[dict[str, dict[str, str]]]
    """System -> region -> autoscaling group."""
    tables: pulumi.Output[dict[str, dict[str, str]]]
    """System -> store -> table."""
    key_arns: pulumi.Output[dict[str, str]]
    """Region -> ARN of the key there."""
    alarm_topics: pulumi.Output[dict[str, str]]
    """Region -> topic. Whom the declaration notifies is subscribed to every one of them."""
    interaction_logs: pulumi.Output[dict[str, str]]
    """Region -> bucket that the fleets add interactions to. Empty where none are kept."""
    vaults: pulumi.Output[dict[str, str]]
    """Region -> vault with the backups of every table. Empty without backups or stores."""
    restore_role_arn: pulumi.Output[str | None]
    """The role for `aws backup start-restore-job`, made beforehand."""
    alarms: pulumi.Output[dict[str, dict[str, str]]]
    """Region -> system -> the alarm that pages for it there."""
    dashboards: pulumi.Output[dict[str, str]]
    """Region -> dashboard."""
    role_arns: pulumi.Output[dict[str, str]]
    """Job -> role to take on."""
    secret_arns: pulumi.Output[dict[str, dict[str, str]]]
    """System -> secret -> its ARN in the primary region. Values are put in by people."""
    zone: pulumi.Output[str]
    """The public hosted zone's id."""

    def __init__(
        self,
        name: str,
        args: Declaration | CustomerServiceStackArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        serving_region: str | None = None,
    ) -> None:
        if not isinstance(args, Declaration):
            args = checked(type(self), name, CustomerServiceStackArgs, args)
            serving_region = args.get("serving_region", serving_region)
            args = declared(type(self), name, args["declaration"])
        require_serving(type(self), name, args, serving_region=serving_region)
        inputs = stack_inputs(args, serving_region)
        super().__init__(contract.TYPE_STACK, name, {**inputs}, opts)
        outputs = _build(self, name, args, serving_region)
        self.endpoints = outputs["endpoints"]
        self.switches = outputs["switches"]
        self.health_check_ids = outputs["healthCheckIds"]
        self.fleets = outputs["fleets"]
        self.tables = outputs["tables"]
        self.key_arns = outputs["keyArns"]
        self.alarm_topics = outputs["alarmTopics"]
        self.interaction_logs = outputs["interactionLogs"]
        self.vaults = outputs["vaults"]
        self.restore_role_arn = outputs["restoreRoleArn"]
        self.alarms = outputs["alarms"]
        self.dashboards = outputs["dashboards"]
        self.role_arns = outputs["roleArns"]
        self.secret_arns = outputs["secretArns"]
        self.zone = outputs["zone"]
        self.register_outputs(outputs)


def _build(
    parent: CustomerServiceStack, name: str, declaration: Declaration, serving_region: str | None
) -> dict[str, pulumi.Output[Any]]:
    """What regions share, each region on it, and what leads to them. The stack's outputs."""
    shared = build_shared(parent, name, declaration)
    regions = {
        region: build_region(parent, name, declaration, region, shared.handed, serving_region)
        for region in declaration.serving
    }
    handed = {region: one.handed for region, one in regions.items()}
    whole = build_global(parent, name, declaration, shared.handed, handed, serving_region)
    found: dict[str, Any] = {
        "fleets": {
            system: {region: one.fleets[system].group_name for region, one in regions.items()}
            for system in sorted(declaration.systems)
        },
        "alarms": {region: one.alarms.alarm_arns for region, one in regions.items()},
        "dashboards": {region: one.alarms.dashboard for region, one in regions.items()},
    }
    return {
        **{key: pulumi.Output.from_input(value) for key, value in found.items()},
        **shared.outputs(declaration),
        **whole.outputs(declaration, handed),
    }


# A host reads this annotation and refuses unions: other languages have the text alone.
CustomerServiceStack.__init__.__annotations__["args"] = CustomerServiceStackArgs
