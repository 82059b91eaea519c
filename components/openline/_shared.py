"""Builds what regions share: keys, certificates, topics, logs, tables, secrets, backups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from openline import _plan, _plan_kept, _plan_people, contract
from openline._aws.site import Site
from openline._aws.topics import alarm_topic, key_abroad
from openline._handed import Shared
from openline.backups import Backups
from openline.certificates import Certificates
from openline.declaration import Declaration
from openline.interactions import InteractionLog
from openline.keys import EncryptionKeys
from openline.secrets import ReplicatedSecrets
from openline.store import CustomerStore

_Arns = Mapping[str, pulumi.Output[str]]


@dataclass(frozen=True, slots=True)
class BuiltShared:
    """`stores`: system -> store -> its table. `secrets`: of the systems that have any."""

    handed: Shared
    stores: Mapping[str, Mapping[str, CustomerStore]]
    secrets: Mapping[str, ReplicatedSecrets]
    log: InteractionLog | None
    backups: Backups | None

    def outputs(self, declaration: Declaration) -> dict[str, pulumi.Output[Any]]:
        found: dict[str, Any] = {
            "tables": {system: {**stores} for system, stores in self.handed.tables.items()},
            "keyArns": {region: self.handed.key_arns[region] for region in _held(declaration)},
            "alarmTopics": {**self.handed.alarm_topics},
            "interactionLogs": self.log.buckets if self.log else {},
            "vaults": self.backups.vaults if self.backups else {},
            "restoreRoleArn": self.backups.restore_role_arn if self.backups else None,
            "secretArns": {system: one.secret_arns for system, one in self.secrets.items()},
        }
        return {key: pulumi.Output.from_input(value) for key, value in found.items()}


def _held(declaration: Declaration) -> list[str]:
    return list(_plan.holding(declaration))


def build_shared(parent: pulumi.Resource, name: str, declaration: Declaration) -> BuiltShared:
    child = pulumi.ResourceOptions(parent=parent)
    keys = EncryptionKeys(f"{name}-keys", _plan.keys(declaration), child)
    key_arns = {region: keys.arn(region) for region in _held(declaration)}
    topics = {}
    for region in _plan.alarm_regions(declaration):
        site = _site(parent, name, declaration, region)
        if region not in key_arns:
            key_arns[region] = key_abroad(site, declaration.account).arn
        topics[region] = alarm_topic(site, key_arns[region], declaration.notify).arn
    certificates = Certificates(f"{name}-certificates", _plan.certificates(declaration), child)
    kept = _plan_kept.interactions(declaration, key_arns)
    log = InteractionLog(f"{name}-log", kept, child) if kept else None
    stores = {
        system: _stores(child, name, declaration, system, key_arns)
        for system in sorted(declaration.systems)
    }
    handed = Shared(
        key_arns=key_arns,
        alarm_topics=topics,
        certificate_arns={
            region: certificates.arn(region) for region in _plan.certified(declaration)
        },
        interaction_logs=(
            {region: log.arn(region) for region in declaration.serving} if log else {}
        ),
        tables={
            system: {store: table.table_name for store, table in own.items()}
            for system, own in stores.items()
        },
    )
    secrets = _secrets(child, name, declaration, key_arns)
    return BuiltShared(
        handed, stores, secrets, log, _backups(child, name, declaration, handed, stores)
    )


def _site(parent: pulumi.Resource, name: str, declaration: Declaration, region: str) -> Site:
    """Of a topic; where no customers' data is, it is there for the primary."""
    serves = region if region in _plan.holding(declaration) else declaration.primary
    return Site(
        parent=parent,
        name=f"{name}-{region}",
        stack=declaration.stack,
        component=contract.COMPONENT_STACK,
        region=region,
        role=declaration.regions[serves],
        serves=serves,
    )


def _stores(
    child: pulumi.ResourceOptions,
    name: str,
    declaration: Declaration,
    system: str,
    key_arns: _Arns,
) -> dict[str, CustomerStore]:
    held = {region: key_arns[region] for region in _held(declaration)}
    return {
        store: CustomerStore(
            # a dot, for system a with store b-c is not system a-b with store c
            f"{name}-{system}.{store}",
            _plan.store(declaration, system, store, held),
            child,
        )
        for store in sorted(declaration.systems[system].stores)
    }


def _secrets(
    child: pulumi.ResourceOptions, name: str, declaration: Declaration, key_arns: _Arns
) -> dict[str, ReplicatedSecrets]:
    serving = {region: key_arns[region] for region in declaration.serving}
    return {
        system: ReplicatedSecrets(
            f"{name}-{system}-secrets", _plan_people.secrets(declaration, system, serving), child
        )
        for system in sorted(declaration.systems)
        if declaration.systems[system].secrets or declaration.systems[system].parameters
    }


def _backups(
    child: pulumi.ResourceOptions,
    name: str,
    declaration: Declaration,
    handed: Shared,
    stores: Mapping[str, Mapping[str, CustomerStore]],
) -> Backups | None:
    tables = {
        f"{system}.{store}": table.table_arn
        for system, own in stores.items()
        for store, table in own.items()
    }
    args = _plan_kept.backups(declaration, tables, handed.key_arns, handed.alarm_topics)
    return Backups(f"{name}-backups", args, child) if args else None
