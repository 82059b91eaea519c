"""The primary region of the reference stack by itself."""

from pathlib import Path

import pulumi

from openline import RegionalStack
from openline.declaration import load

declaration = load(Path(__file__).parents[3] / "retail" / "openline.yaml")
organization, deployed = pulumi.get_organization(), pulumi.get_stack()
shared = pulumi.StackReference(f"{organization}/openline-example-split-shared/{deployed}")
stack = RegionalStack(
    declaration.stack,
    {
        "declaration": declaration.canonical_json(),
        "region": "us-east-1",
        "shared": shared.require_output("handover"),
    },
)

pulumi.export("handover", stack.handover)
pulumi.export("fleets", stack.fleets)
pulumi.export("alarms", stack.alarms)
pulumi.export("dashboard", stack.dashboard)
