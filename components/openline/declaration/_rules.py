"""What cannot be built although every value by itself is fine: the rules between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from openline.declaration._cycles import cycles
from openline.declaration._entry_rules import entry_mistakes
from openline.declaration._errors import Mistake, nearest
from openline.declaration._groups import fqdn, origin_fqdn
from openline.declaration._quantities import share_text
from openline.declaration._region_rules import region_mistakes
from openline.declaration._seasons import keeping_mistakes

if TYPE_CHECKING:
    from openline.declaration._models import Need, System
    from openline.declaration._stack import Stack

# The part of an image's name that says which processors it is for.
_ARM, _X86 = "arm64", "x86_64"
_BUILT_FOR: Final = re.compile(rf"resolve:ssm:/aws/service/.*({_ARM}|{_X86})", re.ASCII)
# EC2 guide, naming conventions: a `g` after the generation is a processor of AWS's own, and so is
# a1, the first of them.
_ARM_FAMILY: Final = re.compile(r"(a1|[a-z]+\d+g[a-z]*)\..*", re.ASCII)
# IAM quotas: a role takes 10 managed policies of 6,144 characters, beside one of its own. An
# operator's hold 15 fleets each, those of who backs up 9 tables.
_MOST_SYSTEMS, _MOST_STORES = 150, 99
# One third thrice is not one in floating point; a share is never meant this exactly.
_SHARE_SLACK: Final = 1e-9


def mistakes(declaration: Stack, known: frozenset[str]) -> tuple[Mistake, ...]:
    """Every broken rule. `known` are the names of systems that stand in the file, also of those
    that are too wrong to be in the declaration."""
    return tuple(_mistakes(declaration, known | declaration.systems.keys()))


def _mistakes(declaration: Stack, known: frozenset[str]) -> Iterator[Mistake]:
    yield from region_mistakes(declaration)
    yield from _hosts(declaration)
    if not declaration.systems:
        yield Mistake(("systems",), "there are no systems", "declare one, with its demand")
    for name, system in sorted(declaration.systems.items()):
        yield from _named(declaration, name)
        yield from _needs(name, system, known)
        yield from entry_mistakes(declaration, name)
        yield from _sizes(name, system)
        yield from _processors(name, system)
        yield from _shares(name, system)
        yield from _writes(name, system)
    yield from _counts(declaration)
    yield from _circles(declaration)
    yield from keeping_mistakes(declaration)


def _counts(declaration: Stack) -> Iterator[Mistake]:
    """One role sees every system, and one every store: their policies take no more."""
    split = "declare the others in a stack of their own"
    if len(declaration.systems) > _MOST_SYSTEMS:
        wrong = f"{len(declaration.systems)} systems; IAM lets one role reach {_MOST_SYSTEMS}"
        yield Mistake(("systems",), wrong, split)
    stores = sum(len(system.stores) for system in declaration.systems.values())
    if stores > _MOST_STORES:
        wrong = f"{stores} stores; IAM lets one role back up {_MOST_STORES}"
        yield Mistake(("systems",), wrong, split)


def _named(declaration: Stack, name: str) -> Iterator[Mistake]:
    if name == declaration.stack:
        wrong = "a system named like its stack: their failover groups could not be told apart"
        yield Mistake(("systems", name), wrong, "rename one of them", rests_on="stack")


def _hosts(declaration: Stack) -> Iterator[Mistake]:
    taken: dict[str, str] = {}
    regional = {
        fqdn(declaration, name, region): f"{name} answers in {region}"
        for name in declaration.systems
        for region in declaration.serving
    } | {
        origin_fqdn(declaration, name): f"{name}'s edge asks it"
        for name, system in declaration.systems.items()
        if system.entry.kind == "edge"
    }
    # Who has its own name as host has said nothing, so the other one is told.
    for name, system in sorted(
        declaration.systems.items(), key=lambda s: (s[1].host != s[0], s[0])
    ):
        path = ("systems", name, "host")
        if system.host in taken:
            wrong = f'"{system.host}" is the host of {taken[system.host]}'
            yield Mistake(path, wrong, "give each system a host of its own")
        taken.setdefault(system.host, name)
        if owner := regional.get(fqdn(declaration, name)):
            wrong = f'"{system.host}" is where {owner}'
            yield Mistake(path, wrong, "give it another host", rests_on="regions")


def _needs(name: str, system: System, known: frozenset[str]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for need in system.needs:
        path = ("systems", name, "needs", need.on)
        if need.on in seen:
            yield Mistake(path, f"{need.on} is needed twice", "say it once")
        seen.add(need.on)
        if need.kind == "external" and need.on in known:
            wrong = f"{need.on} is a system of this stack, not external"
            yield Mistake((*path, "kind"), wrong, "write hard or soft")
        elif need.kind != "external" and need.on not in known:
            right = nearest(need.on, known - {name})
            if not right.startswith("did you mean"):
                right += "; one outside the stack has kind: external"
            yield Mistake(path, f'no system "{need.on}"', right)
        yield from _needing(name, system, need)


def _needing(name: str, system: System, need: Need) -> Iterator[Mistake]:
    for operation in need.operations or ():
        if operation not in system.operations:
            path = ("systems", name, "needs", need.on, "operations")
            wrong = f'{name} has no operation "{operation}"'
            yield Mistake(path, wrong, nearest(operation, system.operations))


def _circles(declaration: Stack) -> Iterator[Mistake]:
    needs = {
        name: sorted({n.on for n in system.needs if n.kind != "external"})
        for name, system in declaration.systems.items()
    }
    for circle in cycles(needs):
        way = " needs ".join((*circle, circle[0]))
        path = ("systems", circle[0], "needs", (*circle, circle[0])[1])
        yield Mistake(path, f"a circle: {way}", "take one of these needs out")


def _sizes(name: str, system: System) -> Iterator[Mistake]:
    capacity, demand = system.capacity, system.demand
    if capacity.max == 0:
        wrong = "a fleet of at most 0 instances serves nobody"
        yield Mistake(("systems", name, "capacity", "max"), wrong, "write 1 or more")
    elif None not in (capacity.min, capacity.max) and (capacity.min or 0) > (capacity.max or 0):
        wrong = f"min {capacity.min} is over max {capacity.max}"
        yield Mistake(("systems", name, "capacity", "min"), wrong, f"write at most {capacity.max}")
    if demand.steady_per_s > demand.peak_per_s:
        wrong = f"steady {demand.steady_per_s:g}/s is over peak {demand.peak_per_s:g}/s"
        right = "peak is the most that is ever offered, so write at least the steady rate"
        yield Mistake(("systems", name, "demand", "peak"), wrong, right)


def _processors(name: str, system: System) -> Iterator[Mistake]:
    """EC2 launches no image on processors that it is not for; only AWS's names say which."""
    built_for = _BUILT_FOR.match(system.runs.image)
    instance = system.capacity.instance
    has = _ARM if _ARM_FAMILY.fullmatch(instance) else _X86
    if built_for is not None and built_for[1] != has:
        wrong = f"{instance} has {has} processors, and the image is for {built_for[1]}"
        right = f"take an instance for {built_for[1]}, or say runs: {{image: ...}} for {has}"
        yield Mistake(("systems", name, "capacity", "instance"), wrong, right)


def _shares(name: str, system: System) -> Iterator[Mistake]:
    path = ("systems", name, "operations")
    # Summed in the order of their names: floats added in another order differ in the last bit.
    shares = [system.operations[operation].share for operation in sorted(system.operations)]
    total = sum(shares)
    if total > 1 + _SHARE_SLACK:
        wrong = f"the shares add up to {share_text(round(total, 6))}"
        yield Mistake(path, wrong, "make them 100% together")
    elif total < 1 - _SHARE_SLACK:
        wrong = f"the shares add up to {share_text(round(total, 6))}"
        right = "make them 100% together, or leave one share out: it takes the rest"
        yield Mistake(path, wrong, right)
    else:
        for operation in sorted(o for o, own in system.operations.items() if own.share <= 0):
            wrong = "nothing is left for it"
            yield Mistake((*path, operation, "share"), wrong, "give it a share above 0%")


def _writes(name: str, system: System) -> Iterator[Mistake]:
    for operation, own in sorted(system.operations.items()):
        for key, store in (("reads", own.reads), ("writes", own.writes)):
            if store is not None and store not in system.stores:
                path = ("systems", name, "operations", operation, key)
                right = nearest(store, system.stores)
                if not system.stores:
                    right = f"declare it: stores: {{{store}: {{}}}}"
                yield Mistake(path, f'{name} has no store "{store}"', right)
