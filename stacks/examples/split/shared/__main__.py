"""What the regions of the reference stack share: brought up first, and in no incident."""

from pathlib import Path

import pulumi

from openline import SharedStack
from openline.declaration import load

declaration = load(Path(__file__).parents[3] / "retail" / "openline.yaml")
stack = SharedStack(declaration.stack, {"declaration": declaration.canonical_json()})

pulumi.export("handover", stack.handover)
pulumi.export("tables", stack.tables)
pulumi.export("keyArns", stack.key_arns)
pulumi.export("alarmTopics", stack.alarm_topics)
pulumi.export("interactionLogs", stack.interaction_logs)
pulumi.export("vaults", stack.vaults)
pulumi.export("restoreRoleArn", stack.restore_role_arn)
pulumi.export("secretArns", stack.secret_arns)
