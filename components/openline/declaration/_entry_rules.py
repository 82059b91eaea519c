"""Rules about how clients find a system, and what an edge may keep for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from openline.contract import LIMITED_PATHS
from openline.declaration._edge_regions import cloudfront_lists
from openline.declaration._errors import Mistake
from openline.declaration._groups import failover_of
from openline.declaration._resolve import APEX

if TYPE_CHECKING:
    from openline.declaration._models import System
    from openline.declaration._stack import Stack

# CloudFront quotas: 75 cache behaviours a distribution. Two are the default and the pages for when
# nothing answers.
_MOST_PATHS: Final = 73


def entry_mistakes(declaration: Stack, name: str) -> Iterator[Mistake]:
    """Broken rules about the entry of one system and the paths of its operations."""
    system = declaration.systems[name]
    yield from _entry(name, system)
    if system.entry.kind == "accelerator":
        yield from _moves_by_itself(declaration, name)
    if system.entry.kind == "edge":
        yield from _asked_from(declaration, name)
    yield from _kept(name, system)
    yield from _paths(name, system)


def _entry(name: str, system: System) -> Iterator[Mistake]:
    path, entry = ("systems", name, "entry"), system.entry
    if entry.kind == "alias" and entry.ttl_s is not None:
        wrong = "an alias has no TTL of its own: AWS's is 60 s"
        yield Mistake((*path, "ttl"), wrong, "leave it out, or write {kind: cname, ttl: ...}")
    if entry.kind == "accelerator" and entry.ttl_s is not None:
        wrong = "an accelerator's addresses never change, whatever a TTL says"
        yield Mistake((*path, "ttl"), wrong, "leave it out")
    if entry.kind == "cname" and system.host == APEX:
        wrong = "the apex of a domain cannot be a CNAME, nor have a TTL of its own"
        yield Mistake((*path, "kind"), wrong, "write alias, or give the system another host")
    if entry.kind != "edge" and entry.origin is not None:
        wrong = f"only an edge asks origins, and this is {entry.kind}"
        yield Mistake((*path, "origin"), wrong, "leave it out, or write kind: edge")


def _asked_from(declaration: Stack, name: str) -> Iterator[Mistake]:
    """Balancers behind an edge let CloudFront's addresses in, by a list that each region has."""
    for region in declaration.serving:
        if region not in cloudfront_lists():
            wrong = f"CloudFront's list of addresses in {region} is not known to this version"
            right = f"take one of {', '.join(cloudfront_lists())}, or another entry"
            yield Mistake(("systems", name, "entry", "kind"), wrong, right, "regions")


def _moves_by_itself(declaration: Stack, name: str) -> Iterator[Mistake]:
    """Global Accelerator follows the health of balancers; nobody can hold it back."""
    if failover_of(declaration, name).decide == "manual" and len(declaration.serving) > 1:
        wrong = f"an accelerator moves {name} by itself, and its failover is manual"
        right = "give it failover: {decide: automatic}, or another entry"
        yield Mistake(("systems", name, "entry", "kind"), wrong, right, "failover")


def _kept(name: str, system: System) -> Iterator[Mistake]:
    for operation, own in sorted(system.operations.items()):
        path = ("systems", name, "operations", operation)
        said = [key for key, value in (("fresh", own.fresh_s), ("stale", own.stale_s)) if value]
        if not said and not own.paths:
            continue
        if system.entry.kind != "edge":
            key = said[0] if said else "paths"
            wrong = f"only an edge keeps answers, and {name} has entry {system.entry.kind}"
            yield Mistake((*path, key), wrong, "leave it out, or write entry: edge")
        elif own.writes is not None:
            key = said[0] if said else "paths"
            wrong = f"{operation} writes, and CloudFront sends no writes to a group of origins"
            yield Mistake((*path, key), wrong, "leave it out: writes go by the failover name")
        elif said and not own.paths:
            wrong = f"an edge keeps answers by their paths, and {operation} has none"
            yield Mistake((*path, "paths"), wrong, "add paths: [/...]")


def _paths(name: str, system: System) -> Iterator[Mistake]:
    owner: dict[str, str] = {}
    for operation, own in sorted(system.operations.items()):
        path = ("systems", name, "operations", operation, "paths")
        for pattern in own.paths:
            if pattern.startswith(LIMITED_PATHS.removesuffix("*")):
                wrong = f"{pattern} is where the edge keeps its pages for when nothing answers"
                yield Mistake(path, wrong, "take another path")
            if pattern in owner:
                wrong = f"{pattern} is a path of {owner[pattern]}, too"
                yield Mistake(path, wrong, "give each operation paths of its own")
            owner.setdefault(pattern, operation)
    if len(owner) > _MOST_PATHS:
        wrong = f"{len(owner)} paths; CloudFront takes {_MOST_PATHS} beside its own two"
        yield Mistake(("systems", name, "operations"), wrong, "write patterns that cover more")
