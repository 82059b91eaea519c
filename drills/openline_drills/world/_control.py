"""A control plane in memory: what a topology says was deployed, and the operator's few levers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from openline_stacks.cloud.control import AlarmView, CheckView, FleetView, RecordView
from openline_stacks.topology import Check, Switch, System, Target, Topology


class PlainControl:
    """The `ControlView` of runs of the world alone. It takes no time and never fails."""

    def __init__(self, topology: Topology) -> None:
        self._systems = {system.name: system for system in topology.systems}
        checks = [check for system in topology.systems for check in system.checks]
        self._ids = {check.urn: check_id(check) for check in checks}
        switches = [switch for system in topology.systems for switch in system.switches]
        self._alarms = {(alarm.region, alarm.name): alarm for alarm in map(_alarm, switches)}
        regions = {switch.alarm: switch.region for switch in switches}
        names = {switch.alarm: alarm_name(switch) for switch in switches}
        self._checks = {check_id(check): self._check(check, names, regions) for check in checks}
        self._records = {
            system.name: tuple(self._record(system, target) for target in system.entry.targets)
            for system in topology.systems
            if system.entry is not None
        }
        self._fleets = {
            (system.name, fleet.region): FleetView(fleet.min, fleet.max, fleet.min)
            for system in topology.systems
            for fleet in system.fleets
        }
        self.version = 1

    def records(self, system: str) -> tuple[RecordView, ...]:
        return self._records.get(system, ())

    def checks(self) -> Mapping[str, CheckView]:
        return self._checks

    def alarms(self) -> Mapping[tuple[str, str], AlarmView]:
        return self._alarms

    def fleet(self, system: str, region: str) -> FleetView | None:
        return self._fleets.get((system, region))

    def dials(self, system: str) -> Mapping[str, float]:
        entry = self._systems[system].entry
        return entry.accelerator.dials if entry and entry.accelerator else {}

    def switch(self, system: str, leaves: str) -> None:
        """Put the datapoint that takes a region's record out of DNS. Nothing without a switch."""
        self._put(self._systems[system].switch(leaves), 1.0)

    def switch_back(self, system: str, leaves: str) -> None:
        self._put(self._systems[system].switch(leaves), 0.0)

    def raise_min(self, system: str, region: str, instances: int) -> None:
        """Raise a group's minimum; never lowers it. The maximum gives way."""
        fleet = self._fleets[system, region]
        least = max(fleet.min, instances)
        self._fleets[system, region] = FleetView(
            least, max(fleet.max, least), max(fleet.desired, least)
        )
        self.version += 1

    def _put(self, switch: Switch | None, value: float) -> None:
        if switch is None:
            return
        key = (switch.region, alarm_name(switch))
        self._alarms[key] = replace(self._alarms[key], latest_value=value)
        self.version += 1

    def _record(self, system: System, target: Target) -> RecordView:
        assert system.entry is not None
        # the last look-up is the one that fails over: behind an edge it is the edge's own
        found = [hop for hop in system.entry.path if hop.kind == "dns"]
        declared = [hop.ttl_s for hop in found[-1:] if hop.ttl_set_by == "declared"]
        return RecordView(
            region=target.region,
            role=target.role,
            set_identifier=target.set_identifier,
            check_id=None if target.check is None else self._ids.get(target.check, target.check),
            evaluate_target_health=target.evaluate_target_health,
            ttl_s=next(iter(declared), None),
        )

    def _check(
        self, check: Check, names: Mapping[str, str], regions: Mapping[str, str]
    ) -> CheckView:
        return CheckView(
            id=check_id(check),
            kind=check.kind,
            interval_s=check.interval_s,
            threshold=check.threshold,
            inverted=False,
            disabled=False,
            children=tuple(self._ids.get(child, child) for child in check.children),
            child_threshold=check.child_threshold,
            alarm_name=names.get(check.alarm or ""),
            alarm_region=regions.get(check.alarm or ""),
            insufficient_data=check.insufficient_data,
        )


def check_id(check: Check) -> str:
    """A check's id; its URN where it has none yet (a preview)."""
    return check.id or check.urn


def alarm_name(switch: Switch) -> str:
    return switch.alarm_name or f"{switch.system}-switch"


def _alarm(switch: Switch) -> AlarmView:
    return AlarmView(
        name=alarm_name(switch),
        region=switch.region,
        threshold=1.0,
        comparison="GreaterThanOrEqualToThreshold",
        period_s=60,
        evaluation_periods=1,
        treat_missing_data="breaching" if switch.held else "ignore",
        latest_value=None,
        latest_at_us=None,
    )
