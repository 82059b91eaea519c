"""The origins of a distribution: which region each of them is, and the groups they are in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from openline.contract import origin_id
from openline_stacks.states import UNKNOWN, ResourceState, Value, plain_name
from openline_stacks.topology._graph import BALANCERS, RECORD, Graph
from openline_stacks.topology._notes import SystemNotes
from openline_stacks.topology._values import dig, items, number, text

# CloudFront developer guide, "Origin settings": defaults.
_ATTEMPTS, _CONNECT_S, _ANSWER_S = 3, 10.0, 30.0
_BUCKET: Final = re.compile(r"[^.]+\.s3\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com")
_OURS: Final = re.compile(r"(service|limited):([a-z]{2}(?:-[a-z]+)+-\d)")


@dataclass(frozen=True, slots=True)
class Origin:
    """`host` None: not known before deployment. `region` None: it fails over, or is not clear."""

    id: str
    host: str | None
    region: str | None
    bucket: bool
    attempts: int
    connect_s: float
    answer_s: float


@dataclass(frozen=True, slots=True)
class Origins:
    """`groups`: id of a group -> its members' ids, in their order."""

    single: Mapping[str, Origin]
    groups: Mapping[str, tuple[str, ...]]

    @property
    def limited(self) -> tuple[str, ...]:
        """The regions of a group of buckets, or of the one bucket, in its order."""
        grouped = [self.single[m] for ids in self.groups.values() for m in ids if m in self.single]
        buckets = [one for one in grouped or self.single.values() if one.bucket]
        return tuple(one.region for one in buckets if one.region)


def read_origins(graph: Graph, notes: SystemNotes, distribution: ResourceState) -> Origins:
    origins = distribution.inputs.get("origins")
    if origins is UNKNOWN:
        notes.doubt(distribution, "origins", "not known before deployment")
    found = (_origin(graph, distribution, one) for one in items(origins))
    single = {origin.id: origin for origin in found}
    groups = {
        text(dig(one, "originId")) or "": tuple(
            text(dig(member, "originId")) or "" for member in items(dig(one, "members"))
        )
        for one in items(distribution.inputs.get("originGroups"))
    }
    return Origins(single, groups)


def _origin(graph: Graph, distribution: ResourceState, one: Value) -> Origin:
    id_, host = text(dig(one, "originId")) or "", text(dig(one, "domainName"))
    return Origin(
        id=id_,
        host=host,
        region=_region(graph, id_, host),
        bucket=_is_bucket(id_, host, one),
        attempts=int(number(dig(one, "connectionAttempts")) or _ATTEMPTS),
        connect_s=number(dig(one, "connectionTimeout")) or _CONNECT_S,
        answer_s=number(dig(one, "customOriginConfig", "originReadTimeout")) or _ANSWER_S,
    )


def _is_bucket(id_: str, host: str | None, one: Value) -> bool:
    if host is not None:
        return _BUCKET.fullmatch(host) is not None
    ours = _OURS.fullmatch(id_)
    return ours is not None and id_ == origin_id(ours[2], limited=True)


def _region(graph: Graph, id_: str, host: str | None) -> str | None:
    """By the name that it asks; before that is known, by an id that our components promise."""
    ours = _OURS.fullmatch(id_)
    if host is None:
        return ours[2] if ours else None
    bucket = _BUCKET.fullmatch(host)
    if bucket is not None:
        return bucket[1]
    return _asked(graph, plain_name(host)) or (ours[2] if ours else None)


def _asked(graph: Graph, host: str) -> str | None:
    """The one region of the balancer with this name, or behind the records of it."""
    regions = {
        graph.region(balancer)
        for balancer in graph.of_type(*BALANCERS)
        if plain_name(text(balancer.outputs.get("dnsName")) or "") == host
    }
    for record in graph.of_type(RECORD):
        named = {record.inputs.get("name"), record.outputs.get("fqdn")}
        if host in {plain_name(name) for name in named if isinstance(name, str)}:
            regions |= {graph.region(b) for b in graph.links(record, "aliases", *BALANCERS)}
    return regions.pop() if len(regions) == 1 else None
