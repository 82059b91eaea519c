"""One system in one region: a balancer, and instances that scale with the requests."""

import re
from collections.abc import Iterator
from typing import Final, NotRequired, TypedDict

import pulumi

from openline import contract
from openline._aws import instances, logs
from openline._aws.arguments import checked
from openline._aws.attached import MOST_TABLES
from openline._aws.balancer import Balancer, balancer
from openline._aws.firewall import Firewall, firewall
from openline._aws.identity import instance_profile
from openline._aws.site import Site

_EVERY_YEAR: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)


class SeasonArgs(TypedDict):
    """Days of every year, as month and day such as 11-24, from 00:00 UTC."""

    raised: str
    lowered: str
    min_size: int


class ServiceFleetArgs(TypedDict):
    stack: str
    account: str
    system: str
    region: str
    role: str
    vpc_id: pulumi.Input[str]
    """Of the region's network."""
    public_subnet_ids: pulumi.Input[list[str]]
    """Where the balancer stands, one a zone."""
    private_subnet_ids: pulumi.Input[list[str]]
    """Where the instances run, one a zone."""
    log_bucket: pulumi.Input[str]
    """Name of a bucket that balancers may write to, with SSE-S3."""
    certificate_arn: pulumi.Input[str]
    """What the balancer answers with, in this region."""
    key_arn: pulumi.Input[str]
    """The region's key, for disks and logs."""
    table_names: NotRequired[list[pulumi.Input[str]]]
    """Tables of this region that the instances read and write."""
    interaction_log: NotRequired[pulumi.Input[str]]
    """ARN of this region's log of interactions, which the instances add to under their system."""
    image: str
    """An AMI, or `resolve:ssm:/path`."""
    instance: str
    """An EC2 instance type."""
    port: int
    """Where the instances answer HTTPS."""
    user_data: NotRequired[str]
    """A script that an instance runs at its first start."""
    health_path: str
    """Alive, not serving: a deep path lets a store outage kill the fleet."""
    min_size: int
    """How many instances there are at least; 0 for a pilot light."""
    max_size: int
    """How many there may be."""
    full_size: int
    """Instances for peak x after_failover x (1 + buffer)."""
    serving_region: NotRequired[str]
    """The region that serves, where code has to say so. A standby in it has `full_size` instances
    at least, a pilot light too."""
    warm_up_s: float
    """Seconds from an instance's launch until it serves."""
    requests_per_instance_per_s: float
    """What one instance answers a second."""
    buffer: float
    """Share added to what the fleet is sized for."""
    seasons: NotRequired[dict[str, SeasonArgs]]
    """Name -> when there are at least so many instances."""
    at_once_per_s: NotRequired[float]
    """Requests that may come from one second to the next, as after a failover: the balancer is kept
    large enough for them."""
    scale_at: float
    """Share of `requests_per_instance_per_s` above which the fleet grows."""
    edge_neighbours: NotRequired[dict[str, pulumi.Input[str]]]
    """Behind an edge: zone -> the address with which systems of this region leave it. Then the
    balancer answers CloudFront, health checks and these alone; without it, everybody."""
    protection: NotRequired[bool]


class ServiceFleet(pulumi.ComponentResource):
    """An internet-facing balancer with TLS on both sides, and an autoscaling group over the private
    subnets with encrypted volumes. Raises `ArgumentsError`."""

    dns_name: pulumi.Output[str]
    """The balancer's own name."""
    zone_id: pulumi.Output[str]
    """The balancer's own hosted zone, for alias records."""
    group_name: pulumi.Output[str]
    """Name of the autoscaling group."""
    balancer_arn: pulumi.Output[str]
    """ARN of the balancer."""
    balancer_suffix: pulumi.Output[str]
    """The last part of the balancer's ARN: its name in metrics."""
    targets_suffix: pulumi.Output[str]
    """The last part of the target group's ARN: its name in metrics."""

    def __init__(
        self, name: str, args: ServiceFleetArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, ServiceFleetArgs, args, _problems)
        args = _sized(args)
        super().__init__(contract.TYPE_FLEET, name, {**_inputs(args)}, opts)
        site = _site(self, name, args)
        walls = firewall(site, args["vpc_id"], args["port"], args.get("edge_neighbours"))
        front = _front(site, args, walls)
        self.group_name = _group(site, args, walls, front)
        self.dns_name = front.balancer.dns_name
        self.zone_id = front.balancer.zone_id
        self.balancer_arn = front.balancer.arn
        self.balancer_suffix = front.balancer.arn_suffix
        self.targets_suffix = front.targets.arn_suffix
        self.register_outputs(
            {
                "dnsName": self.dns_name,
                "zoneId": self.zone_id,
                "groupName": self.group_name,
                "balancerArn": self.balancer_arn,
                "balancerSuffix": self.balancer_suffix,
                "targetsSuffix": self.targets_suffix,
            }
        )


def _problems(args: ServiceFleetArgs) -> Iterator[str]:
    if not 0 <= args["min_size"] <= args["max_size"] or args["max_size"] == 0:
        yield (
            f"min_size: {args['min_size']} to {args['max_size']} instances; "
            "0 <= min_size <= max_size and 1 or more at most are needed"
        )
    if not 1 <= args["port"] <= 65535:
        yield f"port: {args['port']} is not a port; 1 to 65535 is needed"
    if not args["health_path"].startswith("/"):
        yield f"health_path: {args['health_path']!r} is not a path; write one such as /healthz"
    tables = len(args.get("table_names", []))
    if tables > MOST_TABLES:
        yield f"table_names: {tables}; the role of the instances takes {MOST_TABLES}"
    yield from _season_problems(args)
    for field, value in (
        ("requests_per_instance_per_s", args["requests_per_instance_per_s"]),
        ("scale_at", args["scale_at"]),
    ):
        if value <= 0:
            yield f"{field}: {value} leaves nothing to scale by; more than 0 is needed"


def _season_problems(args: ServiceFleetArgs) -> Iterator[str]:
    for name, season in sorted(args.get("seasons", {}).items()):
        if not args["min_size"] <= season["min_size"] <= args["max_size"]:
            yield (
                f"seasons.{name}.min_size: {season['min_size']} instances; "
                f"from min_size {args['min_size']} to max_size {args['max_size']} are possible"
            )
        for field, day in (("raised", season["raised"]), ("lowered", season["lowered"])):
            if not _EVERY_YEAR.fullmatch(day):
                yield f"seasons.{name}.{field}: {day!r}; write a month and a day such as 11-24"


def _sized(args: ServiceFleetArgs) -> ServiceFleetArgs:
    """A standby that serves carries everybody: in a season as much again as there would be then."""
    if args["role"] != "standby" or args.get("serving_region") != args["region"]:
        return args
    sized = args.copy()
    sized["min_size"] = max(args["min_size"], args["full_size"])
    sized["max_size"] = max(args["max_size"], sized["min_size"])
    if "seasons" in args:
        sized["seasons"] = {
            name: {**season, "min_size": max(season["min_size"], sized["min_size"])}
            for name, season in args["seasons"].items()
        }
    return sized


def _site(parent: ServiceFleet, name: str, args: ServiceFleetArgs) -> Site:
    return Site(
        parent=parent,
        name=name,
        stack=args["stack"],
        component=contract.COMPONENT_FLEET,
        region=args["region"],
        role=args["role"],
        system=args["system"],
        protection=args.get("protection", True),
        readable=args["system"],
    )


def _front(site: Site, args: ServiceFleetArgs, walls: Firewall) -> Balancer:
    return balancer(
        site,
        vpc_id=args["vpc_id"],
        subnet_ids=args["public_subnet_ids"],
        security_groups=walls.balancer,
        log_bucket=args["log_bucket"],
        certificate_arn=args["certificate_arn"],
        port=args["port"],
        health_path=args["health_path"],
        redirect="edge_neighbours" not in args,  # an edge does it before anybody gets here
        at_once_per_s=args.get("at_once_per_s", 0.0),
    )


def _group(
    site: Site, args: ServiceFleetArgs, walls: Firewall, front: Balancer
) -> pulumi.Output[str]:
    profile = instance_profile(
        site,
        args["account"],
        table_names=args.get("table_names", []),
        key_arn=args["key_arn"],
        log_group_arn=logs.log_group(site, "logs", args["key_arn"]).arn,
        interaction_log=args.get("interaction_log"),
    )
    template = instances.launch_template(
        site,
        image=args["image"],
        instance=args["instance"],
        user_data=args.get("user_data"),
        profile_arn=profile.arn,
        security_group=walls.instances,
        key_arn=args["key_arn"],
    )
    fleet = instances.group(
        site,
        subnet_ids=args["private_subnet_ids"],
        template=template,
        balancer=front,
        min_size=args["min_size"],
        max_size=args["max_size"],
        warm_up_s=args["warm_up_s"],
    )
    instances.scale_by_requests(
        site,
        fleet,
        front,
        per_instance_per_s=args["requests_per_instance_per_s"],
        scale_at=args["scale_at"],
        warm_up_s=args["warm_up_s"],
    )
    for name, season in sorted(args.get("seasons", {}).items()):
        instances.scale_for_a_season(
            site,
            fleet,
            name,
            raised=(season["raised"], season["min_size"]),
            lowered=(season["lowered"], args["min_size"]),
        )
    return fleet.name


def _inputs(args: ServiceFleetArgs) -> contract.FleetInputs:
    return {
        "schemaVersion": contract.SCHEMA_VERSION,
        "system": args["system"],
        "region": args["region"],
        "role": args["role"],
        "minSize": args["min_size"],
        "maxSize": args["max_size"],
        "fullSize": args["full_size"],
        "warmUpS": args["warm_up_s"],
        "requestsPerInstancePerS": args["requests_per_instance_per_s"],
        "buffer": args["buffer"],
        "scaleAt": args["scale_at"],
        "healthPath": args["health_path"],
        "port": args["port"],
    }
