"""The standby region of the reference stack by itself: brought up while us-east-1 is dark, too."""

from pathlib import Path

import pulumi

from openline import RegionalStack, RegionalStackArgs
from openline.declaration import load

declaration = load(Path(__file__).parents[3] / "retail" / "openline.yaml")
organization, deployed = pulumi.get_organization(), pulumi.get_stack()
shared = pulumi.StackReference(f"{organization}/openline-example-split-shared/{deployed}")
args: RegionalStackArgs = {
    "declaration": declaration.canonical_json(),
    "region": "us-west-2",
    "shared": shared.require_output("handover"),
}
# After a failover: `pulumi config set serving_region us-west-2`
if serving_region := pulumi.Config().get("serving_region"):
    args["serving_region"] = serving_region
stack = RegionalStack(declaration.stack, args)

pulumi.export("handover", stack.handover)
pulumi.export("fleets", stack.fleets)
pulumi.export("alarms", stack.alarms)
pulumi.export("dashboard", stack.dashboard)
