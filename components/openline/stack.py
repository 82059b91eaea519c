"""A whole stack of customer-service systems, built from its declaration."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi

from openline import _plan, _plan_kept, _plan_people, contract
from openline._aws.arguments import ArgumentsError, checked
from openline._aws.regions import EDGE_REGION
from openline._aws.site import Site
from openline._aws.topics import alarm_topic, key_abroad
from openline._built import BuiltStack, BuiltSystem
from openline._built import outputs as all_outputs
from openline.accelerator import AcceleratedEntry
from openline.access import RoleBasedAccess
from openline.alarms import ServiceAlarms
from openline.backups import Backups
from openline.certificates import Certificates
from openline.declaration import Declaration, DeclarationError, from_canonical, notes, parse
from openline.edge import EdgeCache
from openline.fleet import ServiceFleet
from openline.interactions import InteractionLog
from openline.keys import EncryptionKeys
from openline.network import RegionalNetwork
from openline.routing import BalancerArgs, FailoverRouting
from openline.secrets import ReplicatedSecrets
from openline.store import CustomerStore


class CustomerServiceStackArgs(TypedDict):
    declaration: str
    """The text of an `openline.yaml`, as YAML or JSON; or what `Declaration.canonical_json()`
    gives, every default filled in."""
    serving_region: NotRequired[str]
    """The region that serves, where code has to say so: after a failover, before the next `up`.
    Left out: the primary, or whoever was switched to; both regions of two active ones."""


class CustomerServiceStack(pulumi.ComponentResource):
    """Networks, keys, certificates, fleets, stores and failover records of every declared system,
    with their alarms, secrets and the roles of those who work with them.

    Takes a `Declaration`, or `{"declaration": text}` where it is hosted for another language.
    `serving_region` is no part of what is declared: an incident changes it, and no objective.
    Raises `ArgumentsError`.
    """

    endpoints: pulumi.Output[dict[str, str]]
    """System -> where customers find it."""
    switches: pulumi.Output[dict[str, dict[str, str]]]
    """System -> `fail_over` and `fail_back`, commands ready to be run. Of two active regions each
    can be left: `fail_over:us-east-1` and so on. Empty with one region."""
    health_check_ids: pulumi.Output[dict[str, dict[str, str]]]
    """System -> region -> the check that asks it."""
    fleets: pulumi.Output[dict[str, dict[str, str]]]
    """System -> region -> autoscaling group."""
    tables: pulumi.Output[dict[str, dict[str, str]]]
    """System -> store -> table."""
    key_arns: pulumi.Output[dict[str, str]]
    """Region -> ARN of the key there."""
    alarm_topics: pulumi.Output[dict[str, str]]
    """Region -> topic. Whom the declaration notifies is subscribed to every one of them."""
    interaction_logs: pulumi.Output[dict[str, str]]
    """Region -> bucket that the fleets add interactions to. Empty where none are kept."""
    vaults: pulumi.Output[dict[str, str]]
    """Region -> vault with the backups of every table. Empty without backups or stores."""
    restore_role_arn: pulumi.Output[str | None]
    """The role for `aws backup start-restore-job`, made beforehand."""
    alarms: pulumi.Output[dict[str, dict[str, str]]]
    """Region -> system -> the alarm that pages for it there."""
    dashboards: pulumi.Output[dict[str, str]]
    """Region -> dashboard."""
    role_arns: pulumi.Output[dict[str, str]]
    """Job -> role to take on."""
    secret_arns: pulumi.Output[dict[str, dict[str, str]]]
    """System -> secret -> its ARN in the primary region. Values are put in by people."""
    zone: pulumi.Output[str]
    """The public hosted zone's id."""

    def __init__(
        self,
        name: str,
        args: Declaration | CustomerServiceStackArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        serving_region: str | None = None,
    ) -> None:
        if not isinstance(args, Declaration):
            args = checked(type(self), name, CustomerServiceStackArgs, args)
            serving_region = args.get("serving_region", serving_region)
        declaration = _declaration(name, args)
        _require_serving(name, declaration, serving_region)
        super().__init__(contract.TYPE_STACK, name, {**_inputs(declaration, serving_region)}, opts)
        built = _Builder(self, name, declaration, serving_region)
        outputs = all_outputs(declaration, built.built())
        self.endpoints = outputs["endpoints"]
        self.switches = outputs["switches"]
        self.health_check_ids = outputs["healthCheckIds"]
        self.fleets = outputs["fleets"]
        self.tables = outputs["tables"]
        self.alarms = outputs["alarms"]
        self.dashboards = outputs["dashboards"]
        self.role_arns = outputs["roleArns"]
        self.secret_arns = outputs["secretArns"]
        self.key_arns = built.keys.key_arns
        self.alarm_topics = pulumi.Output.all(**built.topics)
        self.interaction_logs = outputs["interactionLogs"]
        self.vaults = outputs["vaults"]
        self.restore_role_arn = outputs["restoreRoleArn"]
        self.zone = pulumi.Output.from_input(declaration.zone_id)
        self.register_outputs(
            outputs
            | {"keyArns": self.key_arns, "alarmTopics": self.alarm_topics, "zone": self.zone}
        )


def _declaration(name: str, args: Declaration | CustomerServiceStackArgs) -> Declaration:
    if isinstance(args, Declaration):
        return args
    try:
        return _read(args["declaration"])
    except ValueError as error:
        lines = str(error).splitlines()
        raise ArgumentsError(CustomerServiceStack.__name__, name, lines) from None


def _read(text: str) -> Declaration:
    """Raises `ValueError`, of the two forms by the one that is wrong in fewer places."""
    try:
        return parse(text, file="declaration")
    except DeclarationError as error:
        as_written = str(error).splitlines()
    if not text.startswith("{"):
        raise ValueError("\n".join(as_written))
    try:
        return from_canonical(text)
    except ValueError as error:
        filled_in = [f"declaration: {line}" for line in str(error).splitlines()]
    shorter = as_written if len(as_written) <= len(filled_in) else filled_in
    raise ValueError("\n".join(shorter))


def _require_serving(name: str, declaration: Declaration, region: str | None) -> None:
    if region is not None and region not in declaration.serving:
        right = " or ".join(declaration.serving)
        problem = f"serving_region: {region!r} is no region that serves; write {right}"
        raise ArgumentsError(CustomerServiceStack.__name__, name, [problem])


def _inputs(declaration: Declaration, serving_region: str | None) -> contract.StackInputs:
    inputs: contract.StackInputs = {
        "schemaVersion": contract.SCHEMA_VERSION,
        "declaration": declaration.canonical_json(),
        "declarationDigest": declaration.digest(),
    }
    if said := notes(declaration):
        inputs["notes"] = [*said]
    if serving_region is not None:
        inputs["servingRegion"] = serving_region
    return inputs


class _Builder:
    """Builds what belongs to the whole stack, then each system on it, in the order of names."""

    def __init__(
        self,
        parent: CustomerServiceStack,
        name: str,
        declaration: Declaration,
        serving_region: str | None,
    ) -> None:
        self._name = name
        self._serving = serving_region
        self._declared = declaration
        self._parent = parent
        self.keys = EncryptionKeys(f"{name}-keys", _plan.keys(declaration), self._child)
        self._key_arns: dict[str, pulumi.Output[str]] = {}
        self.topics = {region: self._topic(region) for region in _plan.alarm_regions(declaration)}
        self._certificates = Certificates(
            f"{name}-certificates", _plan.certificates(declaration), self._child
        )
        self._log = self._interactions()
        self._ground = {region: self._prepare(region) for region in declaration.serving}
        self._systems = {system: self._system(system) for system in sorted(declaration.systems)}
        self._backups = self._copied()
        self._alarms = {region: self._watch(region) for region in declaration.serving}
        buckets = {region: ground.log_bucket for region, ground in self._ground.items()}
        duties = _plan_people.access(declaration, self._systems, buckets, self._log)
        self._access = RoleBasedAccess(f"{name}-access", duties, self._child)

    def built(self) -> BuiltStack:
        return BuiltStack(self._systems, self._alarms, self._access, self._backups, self._log)

    @property
    def _child(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self._parent)

    def _topic(self, region: str) -> pulumi.Output[str]:
        own = region in _plan.holding(self._declared)
        serves = region if own else self._declared.primary
        site = Site(
            parent=self._parent,
            name=f"{self._name}-{region}",
            stack=self._declared.stack,
            component=contract.COMPONENT_STACK,
            region=region,
            role=self._declared.regions[serves],
            serves=serves,
        )
        key = self.keys.arn(region) if own else key_abroad(site, self._declared.account).arn
        self._key_arns[region] = key
        return alarm_topic(site, key, self._declared.notify).arn

    def _prepare(self, region: str) -> _plan.Ground:
        key_arn = self.keys.arn(region)
        network = RegionalNetwork(
            f"{self._name}-{region}", _plan.network(self._declared, region, key_arn), self._child
        )
        return _plan.Ground(
            vpc_id=network.vpc_id,
            public_subnet_ids=network.public_subnet_ids,
            private_subnet_ids=network.private_subnet_ids,
            log_bucket=network.log_bucket,
            certificate_arn=self._certificates.arn(region),
            key_arn=key_arn,
            interaction_log=self._log.arn(region) if self._log else None,
            nat_addresses={
                zone: network.nat_address(zone) for zone in self._declared.zones[region]
            },
        )

    def _system(self, system: str) -> BuiltSystem:
        stores = {
            store: self._store(system, store)
            for store in sorted(self._declared.systems[system].stores)
        }
        tables = [store.table_name for store in stores.values()]
        fleets = {
            region: ServiceFleet(
                f"{self._name}-{system}-{region}",
                _plan.fleet(self._declared, system, region, ground, tables, self._serving),
                self._child,
            )
            for region, ground in self._ground.items()
        }
        balancers = {
            region: BalancerArgs(dns_name=fleet.dns_name, zone_id=fleet.zone_id)
            for region, fleet in fleets.items()
        }
        routing = FailoverRouting(
            f"{self._name}-{system}",
            _plan.routing(self._declared, system, balancers, self.topics, self._serving),
            self._child,
        )
        front = self._front(system, routing, fleets)
        return BuiltSystem(routing, front, fleets, stores, self._secrets(system))

    def _front(
        self, system: str, routing: FailoverRouting, fleets: Mapping[str, ServiceFleet]
    ) -> EdgeCache | AcceleratedEntry | None:
        """What owns the public name where the failover records do not."""
        name, kind = f"{self._name}-{system}", _plan.entry_kind(self._declared, system)
        if kind == "edge":
            certificate = self._certificates.arn(EDGE_REGION)
            edge = _plan.edge(self._declared, system, routing, certificate, self._key_arns)
            return EdgeCache(f"{name}-edge", edge, self._child)
        if kind == "accelerator":
            arns = {region: fleet.balancer_arn for region, fleet in fleets.items()}
            key = self.keys.arn(self._declared.serving[-1])
            accelerator = _plan.accelerator(self._declared, system, arns, key)
            return AcceleratedEntry(f"{name}-accelerator", accelerator, self._child)
        return None

    def _secrets(self, system: str) -> ReplicatedSecrets | None:
        own = self._declared.systems[system]
        if not own.secrets and not own.parameters:
            return None
        key_arns = {region: self.keys.arn(region) for region in self._declared.serving}
        return ReplicatedSecrets(
            f"{self._name}-{system}-secrets",
            _plan_people.secrets(self._declared, system, key_arns),
            self._child,
        )

    def _watch(self, region: str) -> ServiceAlarms:
        return ServiceAlarms(
            f"{self._name}-alarms-{region}",
            _plan_people.alarms(
                self._declared,
                region,
                self._systems,
                topic_arn=self.topics[region],
                key_arn=self.keys.arn(region),
            ),
            self._child,
        )

    def _store(self, system: str, store: str) -> CustomerStore:
        key_arns = {region: self.keys.arn(region) for region in _plan.holding(self._declared)}
        return CustomerStore(
            # a dot, for system a with store b-c is not system a-b with store c
            f"{self._name}-{system}.{store}",
            _plan.store(self._declared, system, store, key_arns),
            self._child,
        )

    def _copied(self) -> Backups | None:
        tables = {
            f"{system}.{store}": table.table_arn
            for system, one in self._systems.items()
            for store, table in one.stores.items()
        }
        args = _plan_kept.backups(self._declared, tables, self._key_arns, self.topics)
        return Backups(f"{self._name}-backups", args, self._child) if args else None

    def _interactions(self) -> InteractionLog | None:
        args = _plan_kept.interactions(self._declared, self._key_arns)
        return InteractionLog(f"{self._name}-log", args, self._child) if args else None


# A host reads this annotation and refuses unions: other languages have the text alone.
CustomerServiceStack.__init__.__annotations__["args"] = CustomerServiceStackArgs
