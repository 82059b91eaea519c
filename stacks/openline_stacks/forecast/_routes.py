"""Which region a look-up leads to, by the health of everything that could answer it.

Route 53 developer guide, "How Route 53 chooses records when health checking is configured": by
policy, then by health; all unhealthy counts as all healthy. Global Accelerator developer guide,
"How failover works for unhealthy endpoints": each group takes its dial's share, the rest goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from openline_stacks.forecast._vector import Floats
from openline_stacks.topology import Entry, Target


def answers(entry: Entry, regions: Sequence[str], home: str) -> Floats:
    """By site and by which are healthy (bits, in the order of `asked`): the share of this home's
    look-ups that it gets; all zero where nobody knows better than before."""
    names = asked(entry, regions)
    table = np.zeros((len(regions), 2 ** len(names)))
    for code in range(2 ** len(names)):
        healthy = {name for bit, name in enumerate(names) if code >> bit & 1}
        for region, share in _shares(entry, names, healthy, home).items():
            if region in regions:
                table[regions.index(region), code] = share
    return table


def asked(entry: Entry, regions: Sequence[str]) -> list[str]:
    """Whose health counts: each record's region, or each endpoint's of an accelerator."""
    if entry.accelerator is not None:
        return [region for region in entry.accelerator.dials if region in regions]
    return [target.region for target in entry.targets]


def _shares(entry: Entry, names: list[str], healthy: set[str], home: str) -> Mapping[str, float]:
    if entry.accelerator is not None:
        dials = {name: entry.accelerator.dials[name] for name in names}
        return _dialled(dials, healthy, home)
    region = _chosen(entry.targets, healthy, home)
    return {} if region is None else {region: 1.0}


def _chosen(targets: Sequence[Target], healthy: set[str], home: str) -> str | None:
    weighted = [t.region for t in targets if t.role == "WEIGHTED"]
    if weighted:
        up = [region for region in weighted if region in healthy] or weighted
        return home if home in up else up[0]
    primary = next((t.region for t in targets if t.role == "PRIMARY"), None)
    secondary = next((t.region for t in targets if t.role == "SECONDARY"), None)
    if primary is None:
        return targets[0].region if targets else None
    if secondary is not None and primary not in healthy and secondary in healthy:
        return secondary
    return primary


def _dialled(dials: Mapping[str, float], healthy: set[str], home: str) -> dict[str, float]:
    order = list(dict.fromkeys(name for name in (home, *dials) if name in dials))
    up = [name for name in order if name in healthy] or order
    left, shares = 1.0, {}
    for name in up:
        shares[name] = left * dials[name]
        left -= shares[name]
    if left > 0.0 and up:
        taking = next((name for name in up if shares[name]), up[0])
        shares[taking] += left
    return shares
