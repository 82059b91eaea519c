"""The accelerated entry of one system: fixed addresses of Global Accelerator before its regions."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.arguments import checked
from openline._aws.deliveries import delivery_bucket
from openline._aws.names import ACCELERATOR
from openline._aws.records import Answer, record
from openline._aws.regions import ACCELERATOR_REGION
from openline._aws.roles import one_primary, primary_first
from openline._aws.site import Site

# Where flow logs are put in their bucket; Global Accelerator wants a prefix.
_LOG_PREFIX: Final = "flows"


class AcceleratedEntryArgs(TypedDict):
    stack: str
    account: str
    system: str
    zone_id: str
    name: str
    """The public name, fully qualified. Nothing else may have a record for it."""
    targets: dict[str, str]
    """Region -> role: a primary, and a standby or none; or two active ones."""
    balancer_arns: dict[str, pulumi.Input[str]]
    """Region -> ARN of its application load balancer, which customers' addresses must reach."""
    log_key_arn: pulumi.Input[str]
    """Of the key in the last region: the standby, or the primary where there is none."""
    protection: NotRequired[bool]


class AcceleratedEntry(pulumi.ComponentResource):
    """A Global Accelerator with the primary's balancer at full dial and the standby's at none; two
    active regions serve who is near.

    Global Accelerator fails over to a healthy region whatever its dial says, within about half a
    minute and by itself, and goes back by itself: nobody decides. Raises `ArgumentsError`.
    """

    endpoint: pulumi.Output[str]
    """Where customers find the system, with `https://`."""
    accelerator_arn: pulumi.Output[str]
    """ARN of the accelerator; its control plane is in us-west-2."""
    group_arns: pulumi.Output[dict[str, str]]
    """Region -> ARN of its endpoint group, whose dial an operator may turn."""
    log_bucket: pulumi.Output[str]
    """Name of the bucket with its flow logs."""

    def __init__(
        self, name: str, args: AcceleratedEntryArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, AcceleratedEntryArgs, args, _problems)
        super().__init__(contract.TYPE_ACCELERATOR, name, {**_inputs(args)}, opts)
        sites = {region: _site(self, name, args, region) for region in _regions(args)}
        first, last = next(iter(sites.values())), list(sites.values())[-1]
        world = replace(first, name=name, region=ACCELERATOR_REGION, serves=first.region)
        _, policy = delivery_bucket(last, args["account"], args["log_key_arn"])
        made = _accelerator(world, policy)
        listener = _listener(world, made)
        self._groups = {
            region: _group(site, listener, args["balancer_arns"][region]).arn
            for region, site in sites.items()
        }
        answer = Answer(dns_name=made.dns_name, zone_id=made.hosted_zone_id)
        public = record(world, "public", args["name"], args["zone_id"], answer)
        self.endpoint = pulumi.Output.concat("https://", public.fqdn)
        self.accelerator_arn = made.arn
        self.group_arns = pulumi.Output.all(**self._groups)
        self.log_bucket = policy.bucket
        self.register_outputs(
            {
                "endpoint": self.endpoint,
                "acceleratorArn": self.accelerator_arn,
                "groupArns": self.group_arns,
                "logBucket": self.log_bucket,
            }
        )

    def group_arn(self, region: str) -> pulumi.Output[str]:
        """The endpoint group of one region."""
        return self._groups[region]


def _regions(args: AcceleratedEntryArgs) -> list[str]:
    return primary_first(args["targets"])


def _site(parent: AcceleratedEntry, name: str, args: AcceleratedEntryArgs, region: str) -> Site:
    return Site(
        parent=parent,
        name=f"{name}-{region}",
        stack=args["stack"],
        component=contract.COMPONENT_ACCELERATOR,
        region=region,
        role=args["targets"][region],
        system=args["system"],
        protection=args.get("protection", True),
        readable=args["system"],
    )


def _problems(args: AcceleratedEntryArgs) -> Iterator[str]:
    targets = args["targets"]
    yield from one_primary(targets, "targets")
    if len(targets) > 2 or {"replica", "witness"} & {*targets.values()}:
        yield (
            f"targets: {', '.join(sorted(targets))}; a primary and at most one standby, or two "
            "active regions, are needed"
        )
    for region in sorted(targets.keys() - args["balancer_arns"].keys()):
        yield f"balancer_arns: none in {region}, which is a target"


def _accelerator(site: Site, logs: aws.s3.BucketPolicy) -> aws.globalaccelerator.Accelerator:
    return aws.globalaccelerator.Accelerator(
        site.named("entry", ACCELERATOR),
        enabled=True,
        ip_address_type="IPV4",  # the balancers have no other addresses
        attributes=aws.globalaccelerator.AcceleratorAttributesArgs(
            flow_logs_enabled=True,
            flow_logs_s3_bucket=logs.bucket,
            flow_logs_s3_prefix=_LOG_PREFIX,
        ),
        tags=site.tags("entry"),
        # not of data, but its addresses are gone for ever with it
        opts=site.options(stateful=True),
    )


def _listener(
    site: Site, accelerator: aws.globalaccelerator.Accelerator
) -> aws.globalaccelerator.Listener:
    return aws.globalaccelerator.Listener(
        site.named("tls"),
        accelerator_arn=accelerator.arn,
        protocol="TCP",
        client_affinity="NONE",
        port_ranges=[aws.globalaccelerator.ListenerPortRangeArgs(from_port=443, to_port=443)],
        opts=site.options(),
    )


def _group(
    site: Site,
    listener: aws.globalaccelerator.Listener,
    balancer_arn: pulumi.Input[str],
) -> aws.globalaccelerator.EndpointGroup:
    """No health check of its own: of a balancer Global Accelerator asks what the balancer knows of
    its targets (developer guide, "Changing health check options"). The standby's dial is 0, and it
    still takes over: failover ignores the dial ("How failover works for unhealthy endpoints").
    Once it exists the dial belongs to operators: no `up` turns it back."""
    return aws.globalaccelerator.EndpointGroup(
        site.named("group"),
        listener_arn=listener.id,
        endpoint_group_region=site.region,
        traffic_dial_percentage=0.0 if site.role == "standby" else 100.0,
        endpoint_configurations=[
            aws.globalaccelerator.EndpointGroupEndpointConfigurationArgs(
                endpoint_id=balancer_arn, weight=128, client_ip_preservation_enabled=True
            )
        ],
        opts=site.options(ignore_changes=["trafficDialPercentage"]),
    )


def _inputs(args: AcceleratedEntryArgs) -> contract.AcceleratorInputs:
    return {
        "schemaVersion": contract.SCHEMA_VERSION,
        "system": args["system"],
        "publicName": args["name"],
        "targets": args["targets"],
    }
