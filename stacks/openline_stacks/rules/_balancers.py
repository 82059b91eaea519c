"""Load balancers, their listeners, target groups and logs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack, region_of
from openline_stacks.states import UNKNOWN, ResourceState
from openline_stacks.topology._graph import BALANCERS, LISTENERS, SUBNET, TARGET_GROUPS
from openline_stacks.topology._values import dig, items, number, text

BUCKETS: Final = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"
ENCRYPTION: Final = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
)
_LOGS: Final = ("accessLogs", "connectionLogs", "healthCheckLogs")
_SECURE: Final = ("HTTPS", "TLS")


def _application(state: ResourceState) -> bool:
    return state.inputs.get("loadBalancerType", "application") == "application"


def log_buckets(stack: Stack, balancer: ResourceState) -> Iterator[tuple[str, ResourceState]]:
    """The buckets that a balancer writes logs to, also where it names them by their policy."""
    for property_ in _LOGS:
        logs = balancer.inputs.get(property_)
        if logs is None or dig(logs, "enabled") is False:
            continue
        for found in stack.links(balancer, property_, *BUCKETS, POLICY):
            owners = (found,) if found.type in BUCKETS else stack.links(found, "bucket", *BUCKETS)
            for bucket in owners:
                yield property_, bucket


@rule(
    "OL140",
    "An application load balancer in fewer than two zones",
    why="An application load balancer wants subnets in at least two zones, one in each.",
    source="Elastic Load Balancing API reference, CreateLoadBalancer: Subnets",
    mend="Give it a subnet in each of two or more zones.",
)
def zones(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(*BALANCERS):
        subnets = state.inputs.get("subnets") or state.inputs.get("subnetMappings")
        if not _application(state) or subnets is UNKNOWN:
            continue
        if len(items(subnets)) < 2:
            yield Broken(state, "subnets", f"{len(items(subnets))} subnets")
        linked = stack.links(state, "subnets", SUBNET)
        zones_ = [text(subnet.inputs.get("availabilityZone")) for subnet in linked]
        known = sorted(zone for zone in zones_ if zone is not None)
        if len(linked) == len(items(subnets)) == len(known) > len(set(known)):
            yield Broken(state, "subnets", f"two subnets in one zone: {', '.join(known)}")


@rule(
    "OL141",
    "A TLS listener without a certificate",
    why="HTTPS and TLS listeners have exactly one default certificate; others have none.",
    source="Elastic Load Balancing API reference, CreateListener: Certificates",
    mend="Set certificateArn, of a certificate in the balancer's region.",
)
def certificates(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(*LISTENERS):
        protocol, given = state.inputs.get("protocol"), state.inputs.get("certificateArn")
        if protocol in _SECURE and given is None:
            yield Broken(state, "certificateArn", f"{protocol} without a certificate")
        elif given is not None and protocol not in (*_SECURE, UNKNOWN, None):
            yield Broken(state, "certificateArn", f"a certificate on {protocol}")


@rule(
    "OL142",
    "A certificate from another region than its balancer",
    why="A balancer takes certificates of its own region only.",
    source="Elastic Load Balancing guide, 'SSL certificates for your Application Load Balancer'",
    mend="Ask for a certificate in each region that has a balancer.",
)
def certificate_here(stack: Stack) -> Iterator[Broken]:
    kinds = ("aws:acm/certificate:Certificate",
             "aws:acm/certificateValidation:CertificateValidation")  # fmt: skip
    for state in stack.of_type(*LISTENERS):
        here = region_of(state)
        for certificate in stack.links(state, "certificateArn", *kinds):
            where = region_of(certificate)
            if here and where and here != where and len(_of(stack, state, kinds)) == 1:
                what = f"{certificate.name} is in {where}, the listener in {here}"
                yield Broken(state, "certificateArn", what)


def _of(stack: Stack, state: ResourceState, kinds: tuple[str, ...]) -> tuple[ResourceState, ...]:
    return stack.links(state, "certificateArn", *kinds)


@rule(
    "OL143",
    "Balancer logs into a bucket encrypted by KMS",
    why="Logs of load balancers are delivered to buckets with SSE-S3 only; with KMS the balancer "
    "is refused.",
    source="Elastic Load Balancing guide, 'Enable access logs for your Application Load Balancer'",
    mend="Give the log bucket SSE-S3 (AES256).",
)
def logs_plain(stack: Stack) -> Iterator[Broken]:
    told: set[str] = set()
    for balancer in stack.of_type(*BALANCERS):
        for property_, bucket in log_buckets(stack, balancer):
            for config in stack.pointing_at(bucket, "bucket", ENCRYPTION):
                algorithms = [
                    dig(one, "applyServerSideEncryptionByDefault", "sseAlgorithm")
                    for one in items(config.inputs.get("rules"))
                ]
                by_kms = [one for one in algorithms if isinstance(one, str) and "kms" in one]
                if by_kms and config.urn not in told:
                    told.add(config.urn)
                    what = f"{by_kms[0]}, and {balancer.name} writes its {property_} here"
                    yield Broken(config, "rules", what)


@rule(
    "OL144",
    "A balancer that is made before it may write its logs",
    why="The balancer tries to write when logs are switched on and is refused where the bucket's "
    "policy does not stand yet.",
    source="Elastic Load Balancing guide, 'Enable access logs': bucket permissions",
    mend="Let the balancer depend on the bucket policy, by taking the bucket's name from it.",
)
def policy_first(stack: Stack) -> Iterator[Broken]:
    for balancer in stack.of_type(*BALANCERS):
        before = stack.before(balancer)
        for property_, bucket in log_buckets(stack, balancer):
            policies = stack.pointing_at(bucket, "bucket", POLICY)
            if not policies:
                yield Broken(balancer, property_, f"{bucket.name} has no policy")
            elif not any(policy.urn in before for policy in policies):
                yield Broken(balancer, property_, f"does not wait for {policies[0].name}")


@rule(
    "OL145",
    "Balancer logs into another region",
    why="The bucket is in the balancer's region.",
    source="Elastic Load Balancing guide, 'Enable access logs': bucket requirements",
    mend="Make a log bucket in each region that has a balancer.",
)
def logs_here(stack: Stack) -> Iterator[Broken]:
    for balancer in stack.of_type(*BALANCERS):
        for property_, bucket in log_buckets(stack, balancer):
            here, where = region_of(balancer), region_of(bucket)
            if here and where and here != where:
                yield Broken(balancer, property_, f"{bucket.name} is in {where}, not {here}")


@rule(
    "OL146",
    "Two listeners on one port",
    why="A balancer has one listener a port: DuplicateListener.",
    source="Elastic Load Balancing API reference, CreateListener: DuplicateListener",
    mend="Give one of the two another port.",
)
def ports(stack: Stack) -> Iterator[Broken]:
    seen: list[ResourceState] = []
    for state in stack.of_type(*LISTENERS):
        port = number(state.inputs.get("port"))
        for other in seen:
            same = port is not None and port == number(other.inputs.get("port"))
            if same and stack.same("loadBalancerArn", state, other):
                yield Broken(state, "port", f"{port:g} is that of {other.name}")
        seen.append(state)


_EVERY_S: Final = 30  # the provider's, where a check does not say how often
# (property, smallest, largest) of a target group's health check.
_CHECK: Final = (
    ("interval", 5, 300),
    ("timeout", 2, 120),
    ("healthyThreshold", 2, 10),
    ("unhealthyThreshold", 2, 10),
)


@rule(
    "OL147",
    "A target group's check with figures that a balancer does not have",
    why="A check comes every 5 to 300 seconds, gives up after 2 to 120, sooner than the next "
    "one, and decides after 2 to 10; draining takes up to 3600 seconds, a slow start 30 to 900.",
    source="Elastic Load Balancing API reference, CreateTargetGroup and TargetGroupAttribute",
    mend="Stay within the limits, and keep timeout below interval.",
)
def target_checks(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(*TARGET_GROUPS):
        check = state.inputs.get("healthCheck")
        for key, least, most in _CHECK:
            value = number(dig(check, key))
            if value is not None and not least <= value <= most:
                yield Broken(state, f"healthCheck.{key}", f"{value:g}, not {least} to {most}")
        said, limit = dig(check, "interval"), number(dig(check, "timeout"))
        every = number(_EVERY_S if said is None else said)
        if every is not None and limit is not None and limit >= every:
            yield Broken(state, "healthCheck.timeout", f"{limit:g} s of {every:g} s")
        path = text(dig(check, "path"))
        if path is not None and not (path.startswith("/") and len(path) <= 1024):
            yield Broken(state, "healthCheck.path", f"{path!r} is no path")
        drain, slow = (number(state.inputs.get(k)) for k in ("deregistrationDelay", "slowStart"))
        if drain is not None and not 0 <= drain <= 3600:
            yield Broken(state, "deregistrationDelay", f"{drain:g} seconds")
        if slow is not None and slow != 0 and not 30 <= slow <= 900:
            yield Broken(state, "slowStart", f"{slow:g} seconds")


RULES: Final = (
    zones,
    certificates,
    certificate_here,
    logs_plain,
    policy_first,
    logs_here,
    ports,
    target_checks,
)
