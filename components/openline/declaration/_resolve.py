"""From what a person wrote to a mapping with nothing left to inherit.

Works on plain mappings and lists and never fails: what has a wrong shape is passed on as it is,
for the models to say so. `Resolved.notes` are the decisions taken on the way that may surprise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pydantic import BaseModel

from openline.declaration._errors import Path, path_text
from openline.declaration._quantities import exact, share

Tree = dict[str, Any]

INHERITED: Final = ("runs", "checks", "capacity", "good", "objectives")
APEX: Final = "@"
# Where a CNAME says nothing, it has the TTL that an alias to a load balancer has.
_CNAME_TTL: Final = "60s"
_SERVING: Final = ("primary", "standby", "active")
# What a strategy keeps ready where it says nothing; those that keep nothing are always told so.
_STANDBY: Final = {"backup-and-restore": "0%", "pilot-light": "0%"}
_FULL: Final = "100%"


@dataclass(frozen=True, slots=True)
class Note:
    """Something decided for the person who wrote the declaration."""

    code: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Resolved:
    data: Tree
    notes: tuple[Note, ...]


def plain(value: Any) -> Any:
    """Models and mappings as plain dicts by the file's words, holding only what was said."""
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        said = (name for name in fields if name in value.model_fields_set)
        return {fields[name].alias or name: plain(getattr(value, name)) for name in said}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def longhand(raw: Tree) -> Tree:
    """Short forms written out: `entry: cname`, `needs: [a]`, `residency: us`, empty sections."""
    data = dict(raw)
    if isinstance(data.get("residency"), str | list):
        data["residency"] = {"within": data["residency"]}
    if isinstance(data.get("residency"), dict):
        data["residency"] = _long_residency(data["residency"])
    if data.get("backups") in ("off", False):
        data["backups"] = None
    if isinstance(data.get("defaults"), dict):
        data["defaults"] = _long_entry(data["defaults"])
    if isinstance(data.get("systems"), dict):
        data["systems"] = {name: _long_system(own) for name, own in data["systems"].items()}
    return data


def resolve(raw: Tree) -> Resolved:
    """Defaults, strategy, short forms and shares written into every system."""
    data = longhand(raw)
    notes: list[Note] = []
    _keep_serving(data, notes)
    defaults = dict(_mapping(data.get("defaults")))
    defaults["capacity"] = _capacity_defaults(data, defaults.get("capacity"), notes)
    if isinstance(data.get("systems"), dict):
        stack = _Stack(defaults, _mapping(data.get("failover")))
        data["systems"] = {
            name: stack.system(name, own, notes) for name, own in data["systems"].items()
        }
    return Resolved(_in_order(data), tuple(sorted(notes, key=lambda note: path_text(note.path))))


@dataclass(frozen=True, slots=True)
class _Stack:
    defaults: Tree
    failover: Tree

    def system(self, name: str, own: Any, notes: list[Note]) -> Any:
        if not isinstance(own, dict):
            return own
        system = {"host": name, **own}
        for section in INHERITED:
            system[section] = merged(self.defaults.get(section), own.get(section))
        system["entry"] = self._entry(name, system, notes)
        if isinstance(own.get("failover"), dict):
            system["failover"] = merged(self.failover, own["failover"])
        system["operations"] = _operations(system)
        return system

    def _entry(self, name: str, system: Tree, notes: list[Note]) -> Any:
        own, inherited = system.get("entry"), _mapping(self.defaults.get("entry"))
        if system["host"] == APEX and own in (None, {}) and inherited.get("kind") == "cname":
            text = (
                f"the apex cannot be a CNAME: {name} falls back to alias, whose TTL is AWS's 60 s"
            )
            notes.append(Note("apex-alias", ("systems", name, "entry"), text))
            return {"kind": "alias"}
        kind = own.get("kind") if isinstance(own, dict) else None
        other_kind = kind is not None and kind != inherited.get("kind", "alias")
        entry = own if other_kind else merged(inherited, own)
        if isinstance(entry, dict) and entry.get("kind") == "cname" and entry.get("ttl") is None:
            return {**entry, "ttl": _CNAME_TTL}
        if isinstance(entry, dict) and entry.get("kind") == "edge" and entry.get("origin") is None:
            return {**entry, "origin": {}}
        return entry


def merged(base: Any, over: Any) -> Any:
    """`over` laid on `base`, deep. An empty section (`checks:` and nothing below) changes nothing;
    null on a plain value takes it away."""
    if not isinstance(base, dict):
        return over if over is not None else {}
    if over is None:
        return dict(base)
    if not isinstance(over, dict):
        return over
    laid = dict(base)
    for key, value in over.items():
        deep = isinstance(base.get(key), dict)
        laid[key] = merged(base[key], value) if deep else value
    return laid


def _in_order(value: Any) -> Any:
    """Mappings by name: whoever walks a declaration walks it in the same order always."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value, key=str)}
    return [_in_order(item) for item in value] if isinstance(value, list) else value


def _mapping(value: Any) -> Tree:
    return value if isinstance(value, dict) else {}


def _long_residency(section: Tree) -> Tree:
    places = section.get("within")
    return {**section, "within": [places]} if isinstance(places, str) else section


def _long_entry(section: Tree) -> Tree:
    entry = section.get("entry")
    return {**section, "entry": {"kind": entry}} if isinstance(entry, str) else section


def _long_system(own: Any) -> Any:
    if own is None:
        return {}
    if not isinstance(own, dict):
        return own
    system = _long_entry(own)
    for section in ("operations", "stores"):
        if isinstance(system.get(section), dict):
            items = system[section].items()
            system = {**system, section: {k: {} if v is None else v for k, v in items}}
        elif section in system and system[section] is None:
            system = {**system, section: {}}
    if isinstance(system.get("needs"), list):
        needs = [{"on": need} if isinstance(need, str) else need for need in system["needs"]]
        system = {**system, "needs": needs}
    elif "needs" in system and system["needs"] is None:
        system = {**system, "needs": []}
    return system


def _keep_serving(data: Tree, notes: list[Note]) -> None:
    """Drops zones and networks of regions that serve nobody: taking a region out is one edit."""
    regions = data.get("regions")
    if not isinstance(regions, dict):
        return
    for section in ("zones", "network"):
        if isinstance(data.get(section), dict):
            kept = {k: v for k, v in data[section].items() if regions.get(k) in _SERVING}
            for region in sorted(data[section].keys() - kept.keys(), key=str):
                text = f"{region} serves nobody by `regions`: this is not used"
                notes.append(Note("unused-region", (section, region), text))
            data[section] = kept


def _capacity_defaults(data: Tree, declared: Any, notes: list[Note]) -> Any:
    """The strategy sets `standby`. A pilot light is off whatever the defaults say, so that the one
    word `strategy: pilot-light` does what it says; a system's own `standby` still wins."""
    strategy = data.get("strategy", "warm-standby")
    standby = _STANDBY.get(strategy, _FULL) if isinstance(strategy, str) else _FULL
    if declared is not None and not isinstance(declared, dict):
        return {"standby": standby}
    capacity = dict(declared or {})
    said = capacity.get("standby")
    if said is None:
        return {**capacity, "standby": standby}
    if standby != _FULL and _amount(said) != 0:
        text = f"{strategy} keeps nothing running: this is not used (a system's own would be)"
        notes.append(Note("pilot-light-standby", ("defaults", "capacity", "standby"), text))
        return {**capacity, "standby": standby}
    return capacity


def _operations(system: Tree) -> Any:
    """Every operation with its share, good and objectives; a system without any has one, `use`."""
    declared = system.get("operations")
    if declared is not None and not isinstance(declared, dict):
        return declared
    operations = {
        name: {**own, **{key: merged(system[key], own.get(key)) for key in ("good", "objectives")}}
        if isinstance(own, dict)
        else own
        for name, own in (declared or {"use": {}}).items()
    }
    return _shared_out(operations)


def _shared_out(operations: Tree) -> Tree:
    """Operations without a share split equally what the others leave."""
    waiting = {n for n, own in operations.items() if isinstance(own, dict) and not _said(own)}
    taken = [
        _amount(own.get("share"))
        for n, own in operations.items()
        if n not in waiting and isinstance(own, dict)
    ]
    if not waiting or None in taken:
        return operations
    left = 1 - sum((part for part in taken if part is not None), Fraction(0))
    each = float(max(left, Fraction(0)) / len(waiting))
    return {n: {**own, "share": each} if n in waiting else own for n, own in operations.items()}


def _said(operation: Tree) -> bool:
    return operation.get("share") is not None


def _amount(value: Any) -> Fraction | None:
    """The exact share that a person wrote, or None where the models will refuse it."""
    try:
        return exact(share(value))
    except ValueError:
        return None
