"""Pulumi components that declare multi-region customer-service stacks, for platform engineers.

In: a `Declaration`. Out: AWS resources in every declared region, tagged and described by the
contract that readers rely on. Components are imported when first used, so that reading a
declaration costs no Pulumi.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openline._aws.arguments import ArgumentsError
    from openline.accelerator import AcceleratedEntry, AcceleratedEntryArgs
    from openline.access import RoleBasedAccess, RoleBasedAccessArgs
    from openline.alarms import ServiceAlarms, ServiceAlarmsArgs
    from openline.backups import Backups, BackupsArgs
    from openline.certificates import Certificates, CertificatesArgs
    from openline.declaration import Declaration, DeclarationError
    from openline.edge import EdgeCache, EdgeCacheArgs
    from openline.fleet import ServiceFleet, ServiceFleetArgs
    from openline.global_stack import GlobalStack, GlobalStackArgs
    from openline.interactions import InteractionLog, InteractionLogArgs
    from openline.keys import EncryptionKeys, EncryptionKeysArgs
    from openline.network import RegionalNetwork, RegionalNetworkArgs
    from openline.regional_stack import RegionalStack, RegionalStackArgs
    from openline.routing import FailoverRouting, FailoverRoutingArgs
    from openline.secrets import ReplicatedSecrets, ReplicatedSecretsArgs
    from openline.shared_stack import SharedStack, SharedStackArgs
    from openline.stack import CustomerServiceStack, CustomerServiceStackArgs
    from openline.store import CustomerStore, CustomerStoreArgs

__all__ = [
    "AcceleratedEntry",
    "AcceleratedEntryArgs",
    "ArgumentsError",
    "Backups",
    "BackupsArgs",
    "Certificates",
    "CertificatesArgs",
    "CustomerServiceStack",
    "CustomerServiceStackArgs",
    "CustomerStore",
    "CustomerStoreArgs",
    "Declaration",
    "DeclarationError",
    "EdgeCache",
    "EdgeCacheArgs",
    "EncryptionKeys",
    "EncryptionKeysArgs",
    "FailoverRouting",
    "FailoverRoutingArgs",
    "GlobalStack",
    "GlobalStackArgs",
    "InteractionLog",
    "InteractionLogArgs",
    "RegionalNetwork",
    "RegionalNetworkArgs",
    "RegionalStack",
    "RegionalStackArgs",
    "ReplicatedSecrets",
    "ReplicatedSecretsArgs",
    "RoleBasedAccess",
    "RoleBasedAccessArgs",
    "ServiceAlarms",
    "ServiceAlarmsArgs",
    "ServiceFleet",
    "ServiceFleetArgs",
    "SharedStack",
    "SharedStackArgs",
]

_HOMES = {
    "AcceleratedEntry": "openline.accelerator",
    "ArgumentsError": "openline._aws.arguments",
    "Backups": "openline.backups",
    "Certificates": "openline.certificates",
    "CustomerServiceStack": "openline.stack",
    "CustomerStore": "openline.store",
    "Declaration": "openline.declaration",
    "DeclarationError": "openline.declaration",
    "EdgeCache": "openline.edge",
    "EncryptionKeys": "openline.keys",
    "FailoverRouting": "openline.routing",
    "GlobalStack": "openline.global_stack",
    "InteractionLog": "openline.interactions",
    "RegionalNetwork": "openline.network",
    "RegionalStack": "openline.regional_stack",
    "ReplicatedSecrets": "openline.secrets",
    "RoleBasedAccess": "openline.access",
    "ServiceAlarms": "openline.alarms",
    "ServiceFleet": "openline.fleet",
    "SharedStack": "openline.shared_stack",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name) or _HOMES.get(name.removesuffix("Args"))
    if name not in __all__ or home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
