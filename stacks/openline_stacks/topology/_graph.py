"""Resource states as a graph: what points to what, for which system, in which region.

Dependencies beat literals: only where a property depends on no resource of the wanted types is a
resource looked for that bears the literal's name. Nothing here depends on the states' order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from openline.contract import TAG_REGION, TAG_SERVES_REGION, TAG_SYSTEM
from openline_stacks.states import ResourceState, States, names_of, plain_name
from openline_stacks.topology._values import dig, items, text, texts

ACCELERATOR = "aws:globalaccelerator/accelerator:Accelerator"
ACCELERATOR_GROUP = "aws:globalaccelerator/endpointGroup:EndpointGroup"
ACCELERATOR_LISTENER = "aws:globalaccelerator/listener:Listener"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ATTACHMENT = "aws:autoscaling/attachment:Attachment"
BACKUP_PLAN = "aws:backup/plan:Plan"
BACKUP_SELECTION = "aws:backup/selection:Selection"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
BALANCERS = (BALANCER, "aws:alb/loadBalancer:LoadBalancer")
BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
CACHE_POLICY = "aws:cloudfront/cachePolicy:CachePolicy"
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
CERTIFICATES = (CERTIFICATE, VALIDATION)
CHECK = "aws:route53/healthCheck:HealthCheck"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
GROUP = "aws:autoscaling/group:Group"
ECS_POLICY = "aws:appautoscaling/policy:Policy"
ECS_SERVICE = "aws:ecs/service:Service"
ECS_TASKS = "aws:ecs/taskDefinition:TaskDefinition"
ECS_TARGET = "aws:appautoscaling/target:Target"
LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
LISTENER_RULES = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")
POLICY = "aws:autoscaling/policy:Policy"
RECORD = "aws:route53/record:Record"
SUBNET = "aws:ec2/subnet:Subnet"
TABLE = "aws:dynamodb/table:Table"
TABLE_REPLICA = "aws:dynamodb/tableReplica:TableReplica"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
TARGET_GROUPS = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
VAULT = "aws:backup/vault:Vault"

# Services whose resources are in no region (AWS whitepaper "Fault isolation boundaries").
_GLOBAL = ("aws:cloudfront/", "aws:globalaccelerator/", "aws:iam/", "aws:route53/")


class Graph:
    """Look-ups over `States`; every tuple it returns is ordered by URN."""

    def __init__(self, states: States) -> None:
        self.states = tuple(sorted(states.resources, key=lambda state: state.urn))
        self.by_urn: Mapping[str, ResourceState] = {state.urn: state for state in self.states}

    @cached_property
    def _by_type(self) -> Mapping[str, tuple[ResourceState, ...]]:
        found: dict[str, list[ResourceState]] = {}
        for state in self.states:
            found.setdefault(state.type, []).append(state)
        return {type_: tuple(states) for type_, states in found.items()}

    def of_type(self, *types: str) -> tuple[ResourceState, ...]:
        return tuple(state for type_ in types for state in self._by_type.get(type_, ()))

    def ancestors(self, state: ResourceState) -> Iterator[ResourceState]:
        """The state itself, its parent, and so on up."""
        seen: set[str] = set()
        at: ResourceState | None = state
        while at is not None and at.urn not in seen:
            yield at
            seen.add(at.urn)
            at = self.by_urn.get(at.parent) if at.parent else None

    def component(self, state: ResourceState, type_: str) -> ResourceState | None:
        """The nearest component of a type that the state is in."""
        return next((above for above in self.ancestors(state) if above.type == type_), None)

    def system(self, state: ResourceState) -> str | None:
        """Whose it is: by tag, else by the nearest component that names a system."""
        tagged = tag(state, TAG_SYSTEM)
        if tagged is not None:
            return tagged
        named = (text(above.inputs.get("system")) for above in self.ancestors(state))
        return next((name for name in named if name is not None), None)

    def region(self, state: ResourceState) -> str | None:
        """Where it is: by its own region, its tag, else by the nearest component in a region."""
        own = state.region or text(state.inputs.get("region")) or tag(state, TAG_REGION)
        if own is not None:
            return own
        named = (text(above.inputs.get("region")) for above in self.ancestors(state))
        return next((name for name in named if name is not None), None)

    def serves(self, state: ResourceState) -> str | None:
        """The region that a global resource is about."""
        return tag(state, TAG_SERVES_REGION) or tag(state, TAG_REGION)

    def links(self, state: ResourceState, property_: str, *types: str) -> tuple[ResourceState, ...]:
        """Every resource of these types that a property points to."""
        urns = sorted(set(state.property_dependencies.get(property_, ())))
        states = (self.by_urn[urn] for urn in urns if urn in self.by_urn)
        depended = tuple(found for found in states if found.type in types)
        return depended or self._named(state, property_, types)

    def _named(
        self, state: ResourceState, property_: str, types: tuple[str, ...]
    ) -> tuple[ResourceState, ...]:
        literals = {plain_name(literal) for literal in texts(state.inputs.get(property_))}
        if not literals:
            return ()
        return tuple(
            found
            for found in self.of_type(*types)
            if literals & names_of(found) and not _apart(state, found)
        )

    def link(self, state: ResourceState, property_: str, *types: str) -> ResourceState | str:
        """The one resource of these types that a property points to, or why there is none."""
        found = self.links(state, property_, *types)
        if len(found) > 1:
            literals = {plain_name(literal) for literal in texts(state.inputs.get(property_))}
            found = tuple(one for one in found if literals & names_of(one)) or found
        if len(found) == 1:
            return found[0]
        if found:
            return f"points to {len(found)} resources: {', '.join(one.urn for one in found)}"
        return self._why_nothing(state, property_)

    def _why_nothing(self, state: ResourceState, property_: str) -> str:
        urns = sorted(state.property_dependencies.get(property_, ()))
        missing = [urn for urn in urns if urn not in self.by_urn]
        if missing:
            return f"points to {missing[0]}, which is not among these resources"
        if urns:
            return f"points to a {self.by_urn[urns[0]].type}, which is not modelled here"
        if dig(state.inputs, property_) is None:
            return "is not set"
        literals = ", ".join(sorted(texts(state.inputs.get(property_))))
        return f"points to {literals or 'something unknown'}, which is none of these resources"

    def pointing_at(
        self, target: ResourceState, property_: str, *types: str
    ) -> tuple[ResourceState, ...]:
        """Every resource of these types whose property points to `target`."""
        return tuple(
            state
            for state in self.of_type(*types)
            if any(found.urn == target.urn for found in self.links(state, property_, target.type))
        )


def tag(state: ResourceState, key: str) -> str | None:
    """A tag's value, in either of the two forms in which resources carry tags."""
    for property_ in ("tags", "tagsAll"):
        tags = state.inputs.get(property_)
        value = dig(tags, key)
        for item in items(tags):
            value = dig(item, "value") if dig(item, "key") == key else value
        if isinstance(value, str):
            return value
    return None


def _apart(one: ResourceState, other: ResourceState) -> bool:
    """In two regions: names repeat there, and nothing regional points across by name. A resource of
    a global service has the region of its provider, which says nothing."""
    regions = {
        state.region or text(state.inputs.get("region"))
        for state in (one, other)
        if not state.type.startswith(_GLOBAL)
    }
    return len(regions - {None}) == 2
