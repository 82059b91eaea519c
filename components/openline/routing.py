"""How customers find one system: its public name, a name in every region, checks and the switch."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws import checks
from openline._aws.arguments import checked
from openline._aws.records import Answer, place_of, record
from openline._aws.roles import active_in, one_primary, primary_first, standby_of, switches
from openline._aws.site import Site
from openline._aws.switch import switch
from openline._routed import policy_of, switch_inputs

# Route 53 developer guide: a check's interval is 10 or 30 s and cannot be changed afterwards.
_INTERVALS_S = (10, 30)


class BalancerArgs(TypedDict):
    dns_name: pulumi.Input[str]
    """The balancer's own name."""
    zone_id: pulumi.Input[str]
    """The balancer's own hosted zone."""


class CheckArgs(TypedDict):
    path: str
    """Answers well only while the system serves."""
    interval_s: int
    """Seconds between two questions of a checker: 10 or 30."""
    threshold: int
    """How many answers alike change a checker's mind."""


class FailoverRoutingArgs(TypedDict):
    stack: str
    system: str
    group: str
    """Systems of one group fail over together."""
    domain: str
    """The domain that the zone answers for."""
    zone_id: str
    name: NotRequired[str]
    """The name that fails over, fully qualified: the public name (the domain itself is the apex),
    or, behind an edge, its origin's. Left out where an accelerator decides: then there are regional
    names and checks that page, no failover records and no switch."""
    targets: dict[str, str]
    """Region -> role: a primary, and a standby or none; or two active ones."""
    balancers: dict[str, BalancerArgs]
    """Region -> where its balancer answers."""
    check: CheckArgs
    """How each region is asked."""
    decide: str
    """`manual`: the switch alone. `automatic`: the region's own check or the switch."""
    unchecked: NotRequired[list[str]]
    """Regions without instances: their record has no check, for an unhealthy SECONDARY would mean
    that the primary is answered whatever its health."""
    ttl_s: NotRequired[int]
    """The records are CNAMEs with this TTL; without it they are aliases with AWS's."""
    serving_region: NotRequired[str]
    """The target that serves, where code has to say so: after a failover, before the next `up`. The
    switches away from every other one are held over. Left out or the primary: the switch decides,
    and a flip holds."""
    alarm_topics: dict[str, pulumi.Input[str]]
    """Region -> topic ARN, for those that hold a switch, the standby or both active ones, and for
    us-east-1, where checks have their metrics."""


class FailoverRouting(pulumi.ComponentResource):
    """The public records of a system, its regional names, its checks and its switch.

    A primary and a standby are a failover set; two active regions a weighted one, half the answers
    each, and each with a switch of its own in the other region.
    Manual: the record of a region that can be left follows its switch alone, and the endpoint
    checks only page. Automatic: it follows both, and clients come back by themselves unless the
    switch was flipped. Raises `ArgumentsError`.
    """

    endpoint: pulumi.Output[str]
    """The name that fails over, or, without one, the primary's."""
    name: pulumi.Output[str]
    """The same without `https://`, known once its record exists."""
    regional_names: pulumi.Output[dict[str, str]]
    """Region -> the name that always answers with that region's balancer."""
    health_check_ids: pulumi.Output[dict[str, str]]
    """Region -> id of the check that asks it. Regions without a check are left out."""

    def __init__(
        self, name: str, args: FailoverRoutingArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, FailoverRoutingArgs, args, _problems)
        super().__init__(contract.TYPE_ROUTING, name, {**_told(args)}, opts)
        sites = {region: _site(self, name, args, region) for region in args["targets"]}
        regional = _regional_records(sites, args)
        endpoints = _endpoint_checks(sites, args, regional)
        first = next(iter(regional.values()))
        if "name" in args:
            deciding = _deciding_checks(sites, args, endpoints)
            first = _public_records(sites, args, args["name"], regional, deciding)
        self.endpoint = pulumi.Output.concat("https://", first.fqdn)
        self.name = first.fqdn
        self._names = {region: one.fqdn for region, one in regional.items()}
        self.regional_names = pulumi.Output.all(**self._names)
        self.health_check_ids = pulumi.Output.all(
            **{region: check.id for region, check in endpoints.items()}
        )
        self.register_outputs(
            {
                "endpoint": self.endpoint,
                "name": self.name,
                "regionalNames": self.regional_names,
                "healthCheckIds": self.health_check_ids,
            }
        )

    def regional_name(self, region: str) -> pulumi.Output[str]:
        """The name of one region, without depending on the others."""
        return self._names[region]


def _problems(args: FailoverRoutingArgs) -> Iterator[str]:
    targets = args["targets"]
    yield from one_primary(targets, "targets")
    pair = standby_of(targets) is not None or active_in(targets)
    if len(targets) > 2 or (len(targets) == 2 and not pair):
        yield (
            f"targets: {', '.join(sorted(targets))}; a primary and at most one standby, or two "
            "active regions, are needed"
        )
    for region in sorted(targets.keys() - args["balancers"].keys()):
        yield f"balancers: none in {region}, which is a target"
    if args["decide"] not in ("manual", "automatic"):
        yield f"decide: {args['decide']!r}; write manual or automatic"
    if args["check"]["interval_s"] not in _INTERVALS_S:
        yield f"check.interval_s: {args['check']['interval_s']}; Route 53 takes 10 or 30"
    if not 1 <= args["check"]["threshold"] <= 10:
        yield f"check.threshold: {args['check']['threshold']}; Route 53 takes 1 to 10"
    if "ttl_s" in args and args.get("name") == args["domain"]:
        yield f"ttl_s: {args['domain']} is an apex, which can only be an alias; leave the TTL out"
    if "name" not in args and args["decide"] != "automatic" and len(targets) > 1:
        yield "decide: without a name that fails over nobody can decide; write automatic"
    switched = switches(targets).values() if "name" in args else ()
    serving = args.get("serving_region")
    if serving is not None and serving not in targets:
        yield f"serving_region: {serving!r} is no target; write {' or '.join(sorted(targets))}"
    if serving is not None and "name" not in args:
        yield "serving_region: without a name there is no switch to hold; leave it out"
    needed = {checks.METRICS_REGION, *switched}
    for region in sorted(needed - args["alarm_topics"].keys()):
        yield f"alarm_topics: none in {region}, where alarms of this component live"


def _told(args: FailoverRoutingArgs) -> contract.RoutingInputs:
    """Its own inputs in the state, for readers."""
    targets, check = args["targets"], args["check"]
    told: contract.RoutingInputs = {
        "schemaVersion": contract.SCHEMA_VERSION,
        "system": args["system"],
        "group": args["group"],
        "policy": policy_of(targets, named="name" in args),
        "targets": targets,
        "check": {
            "path": check["path"],
            "intervalS": check["interval_s"],
            "threshold": check["threshold"],
        },
    }
    if "name" in args:
        told["name"] = args["name"]
    if "ttl_s" in args:
        told["ttlS"] = args["ttl_s"]
    if "serving_region" in args:
        told["servingRegion"] = args["serving_region"]
    each = {
        left: switch_inputs(args["stack"], args["system"], args["decide"], other)
        for left, other in (switches(targets) if "name" in args else {}).items()
    }
    if len(each) > 1:
        told["switches"] = each
    for only in each.values() if len(each) == 1 else ():
        told["switch"] = only
    return told


def _held(args: FailoverRoutingArgs, left: str) -> bool:
    """Whether the code says that another region serves than the one that a switch leaves."""
    return args.get("serving_region", left) != left


def _site(parent: FailoverRouting, name: str, args: FailoverRoutingArgs, region: str) -> Site:
    return Site(
        parent=parent,
        name=f"{name}-{region}",
        stack=args["stack"],
        component=contract.COMPONENT_ROUTING,
        region=region,
        role=args["targets"][region],
        system=args["system"],
    )


def _regional_records(
    sites: dict[str, Site], args: FailoverRoutingArgs
) -> dict[str, aws.route53.Record]:
    """Primary first. Always aliases: what asks them, asks one region."""
    return {
        region: record(
            sites[region],
            "regional",
            contract.regional_name(args["system"], region, args["domain"]),
            args["zone_id"],
            Answer(**args["balancers"][region]),
        )
        for region in primary_first(args["targets"])
    }


def _endpoint_checks(
    sites: dict[str, Site], args: FailoverRoutingArgs, regional: dict[str, aws.route53.Record]
) -> dict[str, aws.route53.HealthCheck]:
    """One a region with instances, each with an alarm that pages."""
    found: dict[str, aws.route53.HealthCheck] = {}
    for region, one in regional.items():
        if region in args.get("unchecked", []):
            continue
        found[region] = checks.endpoint_check(sites[region], one.fqdn, **args["check"])
        metrics = replace(sites[region], region=checks.METRICS_REGION, serves=region)
        checks.page(metrics, found[region], args["alarm_topics"][checks.METRICS_REGION])
    return found


def _deciding_checks(
    sites: dict[str, Site],
    args: FailoverRoutingArgs,
    endpoints: dict[str, aws.route53.HealthCheck],
) -> dict[str, aws.route53.HealthCheck]:
    """Region -> the check that its public record follows; none where nothing can fail over."""
    switched = switches(args["targets"])
    if not switched:
        return {}
    deciding = dict(endpoints)  # a standby's record follows its endpoint
    for left, other in switched.items():
        flipped = switch(
            replace(sites[left], region=other, serves=left),
            args["system"],
            args["alarm_topics"][other],
            held=_held(args, left),
        )
        automatic = args["decide"] == "automatic" and left in endpoints
        both = [endpoints[left], flipped] if automatic else []
        deciding[left] = checks.both(sites[left], both) if both else flipped
    return deciding


def _public_records(
    sites: dict[str, Site],
    args: FailoverRoutingArgs,
    name: str,
    regional: dict[str, aws.route53.Record],
    deciding: dict[str, aws.route53.HealthCheck],
) -> aws.route53.Record:
    """The first region's record, of two in a set or alone."""
    made = [
        record(
            sites[region],
            "public",
            name,
            args["zone_id"],
            _answer(args, region, one),
            place_of(region, args["targets"][region], _id(deciding.get(region)))
            if len(regional) > 1
            else None,
        )
        for region, one in regional.items()
    ]
    return made[0]


def _answer(args: FailoverRoutingArgs, region: str, regional: aws.route53.Record) -> Answer:
    if "ttl_s" in args:
        return Answer(dns_name=regional.fqdn, ttl_s=args["ttl_s"])
    return Answer(**args["balancers"][region])


def _id(check: aws.route53.HealthCheck | None) -> pulumi.Input[str] | None:
    return check.id if check is not None else None
