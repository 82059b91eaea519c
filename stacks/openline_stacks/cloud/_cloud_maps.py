"""Cloud Map as AWS has it: moto calls a namespace's zone by another name, in no network, leaves it
behind, and takes one private namespace a network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def mended() -> Iterator[tuple[Any, str, Any]]:
    """Owner, name, and what to put in its place."""
    from moto.servicediscovery.models import ServiceDiscoveryBackend as Backend

    for name, mend in (
        ("create_private_dns_namespace", _private),
        ("create_public_dns_namespace", _public),
        ("delete_namespace", _with_its_zone),
    ):
        yield Backend, name, mend(getattr(Backend, name))


def _zones(backend: Any) -> dict[str, Any]:
    from moto.route53.models import route53_backends
    from moto.utilities.utils import get_partition

    held: dict[str, Any] = route53_backends[backend.account_id][
        get_partition(backend.region_name)
    ].zones
    return held


def _made(backend: Any, operation: str) -> tuple[Any, Any]:
    """The namespace and its zone, each under its bare id and its own name."""
    made = backend.namespaces[backend.operations[operation].targets["NAMESPACE"]]
    properties = made.dns_properties
    properties["HostedZoneId"] = properties["HostedZoneId"].rpartition("/")[2]
    zone = _zones(backend)[properties["HostedZoneId"]]
    zone.name = f"{made.name}."
    return made, zone


def _private(original: Any) -> Any:
    def create(backend: Any, *, name: str, vpc: str, **named: Any) -> Any:
        from moto.servicediscovery.exceptions import ConflictingDomainExists

        for one in backend.namespaces.values():
            if (one.name, one.vpc) == (name, vpc):
                raise ConflictingDomainExists(vpc)
        operation = original(backend, name=name, vpc=f"{vpc}/{name}", **named)
        made, zone = _made(backend, operation)
        made.vpc = vpc
        zone.add_vpc(vpc, backend.region_name)
        return operation

    return create


def _public(original: Any) -> Any:
    def create(backend: Any, **named: Any) -> Any:
        operation = original(backend, **named)
        _made(backend, operation)
        return operation

    return create


def _with_its_zone(original: Any) -> Any:
    def delete(backend: Any, namespace_id: str) -> Any:
        from moto.core.exceptions import JsonRESTError

        if any(one.namespace_id == namespace_id for one in backend.services.values()):
            raise JsonRESTError("ResourceInUse", f"{namespace_id} has services.")
        gone = backend.namespaces.get(namespace_id)
        operation = original(backend, namespace_id)
        _zones(backend).pop(gone.dns_properties.get("HostedZoneId"), None)
        return operation

    return delete
