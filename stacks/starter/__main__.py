"""One support desk in two regions, declared in openline.yaml."""

from pathlib import Path

import pulumi

from openline import CustomerServiceStack, Declaration, DeclarationError
from openline.declaration import load

DECLARATION = Path(__file__).resolve().with_name("openline.yaml")


def declared() -> Declaration:
    """The declaration, or every mistake in it, a line each and no traceback."""
    try:
        return load(DECLARATION)
    except DeclarationError as error:
        raise pulumi.RunError(str(error)) from None


declaration = declared()
# After a failover, and before the next update: docs/how-to/up-in-an-incident.md
serving_region = pulumi.Config().get("serving_region") or None
stack = CustomerServiceStack(declaration.stack, declaration, serving_region=serving_region)

pulumi.export("endpoints", stack.endpoints)
pulumi.export("switches", stack.switches)
pulumi.export("healthCheckIds", stack.health_check_ids)
pulumi.export("fleets", stack.fleets)
pulumi.export("tables", stack.tables)
pulumi.export("keyArns", stack.key_arns)
pulumi.export("alarmTopics", stack.alarm_topics)
pulumi.export("vaults", stack.vaults)
pulumi.export("restoreRoleArn", stack.restore_role_arn)
pulumi.export("zone", stack.zone)
