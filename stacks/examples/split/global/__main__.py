"""What leads customers to the regions of the reference stack: brought up last."""

from pathlib import Path

import pulumi

from openline import GlobalStack, GlobalStackArgs
from openline.declaration import load

declaration = load(Path(__file__).parents[3] / "retail" / "openline.yaml")
organization, deployed = pulumi.get_organization(), pulumi.get_stack()


def handover(project: str) -> pulumi.Output[object]:
    of = pulumi.StackReference(f"{organization}/openline-example-split-{project}/{deployed}")
    return of.require_output("handover")


args: GlobalStackArgs = {
    "declaration": declaration.canonical_json(),
    "shared": handover("shared"),
    "regions": {region: handover(region) for region in declaration.serving},
}
# After a failover: `pulumi config set serving_region us-west-2`
if serving_region := pulumi.Config().get("serving_region"):
    args["serving_region"] = serving_region
stack = GlobalStack(declaration.stack, args)

pulumi.export("endpoints", stack.endpoints)
pulumi.export("switches", stack.switches)
pulumi.export("healthCheckIds", stack.health_check_ids)
pulumi.export("roleArns", stack.role_arns)
pulumi.export("zone", stack.zone)
