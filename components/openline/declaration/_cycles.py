"""Circles in a graph of names, each found once and always the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def cycles(edges: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """A shortest circle through the first name of every knot (strongly connected names), which
    it starts with. Edges to unknown names are passed over."""
    found: list[tuple[str, ...]] = []
    knotted: set[str] = set()
    for name in sorted(edges):
        way = _way_back(name, edges) if name not in knotted else None
        if way is not None:
            found.append(way)
            knotted |= _reached(name, edges) & _reached(name, _reversed(edges))
    return tuple(found)


def _way_back(start: str, edges: Mapping[str, Sequence[str]]) -> tuple[str, ...] | None:
    """The shortest way from `start` to itself, breadth first, without its return."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:
        for name in sorted(edges.get(way[-1], ())):
            if name == start:
                return way
            if name in edges and name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return None


def _reached(start: str, edges: Mapping[str, Sequence[str]]) -> set[str]:
    seen = {start}
    waiting = [start]
    while waiting:
        new = set(edges.get(waiting.pop(), ())) - seen
        seen |= new
        waiting.extend(sorted(new))
    return seen


def _reversed(edges: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    turned: dict[str, list[str]] = {name: [] for name in edges}
    for name, others in edges.items():
        for other in others:
            turned.setdefault(other, []).append(name)
    return turned
