"""A whole stack of customer-service systems, built from its declaration."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from typing import Any, TypedDict

import pulumi

from openline import _plan, _plan_kept, contract
from openline._aws.arguments import ArgumentsError, checked
from openline._aws.commands import dial, flip, raise_minimum
from openline._aws.regions import EDGE_REGION
from openline._aws.site import Site
from openline._aws.topics import alarm_topic, key_abroad
from openline.accelerator import AcceleratedEntry
from openline.backups import Backups
from openline.certificates import Certificates
from openline.declaration import Declaration, fleet_size, from_canonical
from openline.edge import EdgeCache
from openline.fleet import ServiceFleet
from openline.interactions import InteractionLog
from openline.keys import EncryptionKeys
from openline.network import RegionalNetwork
from openline.routing import BalancerArgs, FailoverRouting
from openline.store import CustomerStore


class CustomerServiceStackArgs(TypedDict):
    declaration: str
    """The declaration as JSON text, every default filled in (`Declaration.canonical_json()`)."""


@dataclass(frozen=True, slots=True)
class _System:
    """What one system is made of, for the stack's outputs."""

    routing: FailoverRouting
    front: EdgeCache | AcceleratedEntry | None
    fleets: Mapping[str, ServiceFleet]
    stores: Mapping[str, CustomerStore]


class CustomerServiceStack(pulumi.ComponentResource):
    """Networks, keys, certificates, fleets, stores and failover records of every declared system.

    Takes a `Declaration`, or `{"declaration": JSON text}` where it is hosted for another language.
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
    alarm_topics: pulumi.Output[dict[str, str]]
    """Region -> topic. Subscribe people to every one of them."""
    interaction_logs: pulumi.Output[dict[str, str]]
    """Region -> bucket that the fleets add interactions to. Empty where none are kept."""
    vaults: pulumi.Output[dict[str, str]]
    """Region -> vault with the backups of every table. Empty without backups or stores."""
    restore_role_arn: pulumi.Output[str | None]
    """The role for `aws backup start-restore-job`, made beforehand."""
    zone: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        args: Declaration | CustomerServiceStackArgs,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        declaration = _declaration(name, args)
        super().__init__(contract.TYPE_STACK, name, {**_inputs(declaration)}, opts)
        built = _Builder(self, name, declaration)
        outputs = _outputs(declaration, built.systems) | _kept(built)
        self.endpoints = outputs["endpoints"]
        self.switches = outputs["switches"]
        self.health_check_ids = outputs["healthCheckIds"]
        self.fleets = outputs["fleets"]
        self.tables = outputs["tables"]
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
    text = checked(CustomerServiceStack, name, CustomerServiceStackArgs, args)["declaration"]
    try:
        return from_canonical(text)
    except ValueError as error:
        raise ArgumentsError(
            CustomerServiceStack.__name__, name, [f"declaration: {error}"]
        ) from None


def _inputs(declaration: Declaration) -> contract.StackInputs:
    return {
        "schemaVersion": contract.SCHEMA_VERSION,
        "declaration": declaration.canonical_json(),
        "declarationDigest": declaration.digest(),
    }


class _Builder:
    """Builds what belongs to the whole stack, then each system on it, in the order of names."""

    def __init__(self, parent: CustomerServiceStack, name: str, declaration: Declaration) -> None:
        self._name = name
        self._declared = declaration
        self._parent = parent
        self.keys = EncryptionKeys(f"{name}-keys", _plan.keys(declaration), self._child)
        self._key_arns: dict[str, pulumi.Output[str]] = {}
        self.topics = {region: self._topic(region) for region in _plan.alarm_regions(declaration)}
        self._certificates = Certificates(
            f"{name}-certificates", _plan.certificates(declaration), self._child
        )
        self.log = self._interactions()
        self._ground = {region: self._prepare(region) for region in declaration.serving}
        self.systems = {system: self._system(system) for system in sorted(declaration.systems)}
        self.backups = self._backups()

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
        return alarm_topic(site, key).arn

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
            interaction_log=self.log.arn(region) if self.log else None,
            nat_addresses={
                zone: network.nat_address(zone) for zone in self._declared.zones[region]
            },
        )

    def _system(self, system: str) -> _System:
        stores = {
            store: self._store(system, store)
            for store in sorted(self._declared.systems[system].stores)
        }
        tables = [store.table_name for store in stores.values()]
        fleets = {
            region: ServiceFleet(
                f"{self._name}-{system}-{region}",
                _plan.fleet(self._declared, system, region, ground, tables),
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
            _plan.routing(self._declared, system, balancers, self.topics),
            self._child,
        )
        return _System(routing, self._front(system, routing, fleets), fleets, stores)

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

    def _store(self, system: str, store: str) -> CustomerStore:
        key_arns = {region: self.keys.arn(region) for region in _plan.holding(self._declared)}
        return CustomerStore(
            # a dot, for system a with store b-c is not system a-b with store c
            f"{self._name}-{system}.{store}",
            _plan.store(self._declared, system, store, key_arns),
            self._child,
        )

    def _backups(self) -> Backups | None:
        tables = {
            f"{system}.{store}": table.table_arn
            for system, one in self.systems.items()
            for store, table in one.stores.items()
        }
        args = _plan_kept.backups(self._declared, tables, self._key_arns, self.topics)
        return Backups(f"{self._name}-backups", args, self._child) if args else None

    def _interactions(self) -> InteractionLog | None:
        args = _plan_kept.interactions(self._declared, self._key_arns)
        return InteractionLog(f"{self._name}-log", args, self._child) if args else None


def _kept(built: _Builder) -> dict[str, pulumi.Output[Any]]:
    """Where backups and interactions are, and what brings the backups back."""
    backups = built.backups
    return {
        "vaults": pulumi.Output.from_input(backups.vaults if backups else {}),
        "interactionLogs": pulumi.Output.from_input(built.log.buckets if built.log else {}),
        "restoreRoleArn": pulumi.Output.from_input(backups.restore_role_arn if backups else None),
    }


def _outputs(
    declaration: Declaration, systems: Mapping[str, _System]
) -> dict[str, pulumi.Output[Any]]:
    """By system; what an operator needs in an incident."""
    by_name: dict[str, dict[str, Any]] = {
        "endpoints": {name: (one.front or one.routing).endpoint for name, one in systems.items()},
        "healthCheckIds": {name: one.routing.health_check_ids for name, one in systems.items()},
        "fleets": {
            name: {region: fleet.group_name for region, fleet in one.fleets.items()}
            for name, one in systems.items()
        },
        "tables": {
            name: {store: table.table_name for store, table in one.stores.items()}
            for name, one in systems.items()
        },
        "switches": {
            name: _switches(declaration, name, one)
            for name, one in systems.items()
            if len(declaration.serving) > 1
        },
    }
    return {key: pulumi.Output.from_input(value) for key, value in by_name.items()}


def _switches(declaration: Declaration, system: str, built: _System) -> dict[str, Any]:
    """Ready commands, each run in the region that is left to serve."""
    if isinstance(built.front, AcceleratedEntry):
        return _dials(declaration, built.front)
    if declaration.standby is not None:
        return _switch(declaration, system, built, declaration.standby)
    return {
        f"{way}:{left}": flip(other, declaration.stack, system, over=way == "fail_over")
        for left, other in permutations(declaration.serving, 2)
        for way in ("fail_over", "fail_back")
    }


def _switch(declaration: Declaration, system: str, built: _System, standby: str) -> dict[str, Any]:
    """Where the standby is empty, its group is raised first."""
    over = pulumi.Output.from_input(flip(standby, declaration.stack, system, over=True))
    if _plan.empty(declaration, system, standby):
        size = fleet_size(declaration, system, standby)
        lit = built.fleets[standby].group_name.apply(
            lambda group: raise_minimum(standby, group, size.full, size.max)
        )
        over = pulumi.Output.concat(lit, " && ", over)
    return {
        "fail_over": over,
        "fail_back": flip(standby, declaration.stack, system, over=False),
    }


def _dials(declaration: Declaration, front: AcceleratedEntry) -> dict[str, Any]:
    """An accelerator fails over by itself; its dials are for what its health checks do not see."""
    standby = declaration.standby
    if standby is not None:
        return {
            "fail_over": _dialled(front, (standby, 100), (declaration.primary, 0)),
            "fail_back": _dialled(front, (declaration.primary, 100), (standby, 0)),
        }
    return {
        f"{way}:{left}": _dialled(front, (left, percentage))
        for left in declaration.serving
        for way, percentage in (("fail_over", 0), ("fail_back", 100))
    }


def _dialled(front: AcceleratedEntry, *steps: tuple[str, int]) -> pulumi.Output[str]:
    """On before off: for a moment both serve, and never neither."""
    arns = pulumi.Output.all(*(front.group_arn(region) for region, _ in steps))
    return arns.apply(
        lambda known: " && ".join(
            dial(arn, percentage) for arn, (_, percentage) in zip(known, steps, strict=True)
        )
    )


# A host reads this annotation and refuses unions: other languages have the JSON text alone.
CustomerServiceStack.__init__.__annotations__["args"] = CustomerServiceStackArgs
