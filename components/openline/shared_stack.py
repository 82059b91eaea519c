"""A stack in parts: what its regions share, in a Pulumi stack of its own that comes first."""

from typing import Any, TypedDict

import pulumi

from openline import contract
from openline._aws.arguments import checked
from openline._declared import declared, stack_inputs
from openline._shared import build_shared


class SharedStackArgs(TypedDict):
    declaration: str
    """The text of an `openline.yaml`, as YAML or JSON; or what `Declaration.canonical_json()`
    gives, every default filled in. All parts of a stack are built from the same."""


class SharedStack(pulumi.ComponentResource):
    """Keys, certificates, alarm topics, the log of interactions, tables, secrets and backups: what
    a `CustomerServiceStack` has that is of no one region.

    Nothing of it moves in a failover, so nobody needs an `up` of it then. One without changes asks
    AWS for nothing and works while a region is dark; one that changes a table has to wait for the
    table's region. Raises `ArgumentsError`.
    """

    handover: pulumi.Output[dict[str, Any]]
    """What the `RegionalStack`s and the `GlobalStack` of the same declaration take as `shared`."""
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
    secret_arns: pulumi.Output[dict[str, dict[str, str]]]
    """System -> secret -> its ARN in the primary region. Values are put in by people."""

    def __init__(
        self, name: str, args: SharedStackArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, SharedStackArgs, args)
        declaration = declared(type(self), name, args["declaration"])
        super().__init__(contract.TYPE_SHARED, name, {**stack_inputs(declaration, None)}, opts)
        shared = build_shared(self, name, declaration)
        outputs = shared.outputs(declaration)
        self.handover = shared.handed.handover()
        self.tables = outputs["tables"]
        self.key_arns = outputs["keyArns"]
        self.alarm_topics = outputs["alarmTopics"]
        self.interaction_logs = outputs["interactionLogs"]
        self.vaults = outputs["vaults"]
        self.restore_role_arn = outputs["restoreRoleArn"]
        self.secret_arns = outputs["secretArns"]
        self.register_outputs({"handover": self.handover, **outputs})
