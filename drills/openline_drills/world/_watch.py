"""Who asks one system's sites whether they are well: Route 53's checkers, balancers and an
accelerator, each with its own question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from openline_drills.world._around import Surroundings
from openline_drills.world._control import check_id
from openline_drills.world._parts import check_of, each_changed
from openline_drills.world._probes import has_targets, serves
from openline_drills.world.checkers import Condition, EndpointCheck
from openline_drills.world.flow import Flow
from openline_drills.world.queues import Site
from openline_stacks.cloud.control import RecordView
from openline_stacks.topology import Accelerator, Check, System

_About = TypeVar("_About")


class Watch:
    """The checks of a system, in the regions where it has sites."""

    def __init__(
        self, around: Surroundings, system: System, flow: Flow, sites: Sequence[Site]
    ) -> None:
        self._around = around
        self._system = system
        self._flow = flow
        self._sites = {site.region: site for site in sites}
        self._asking: dict[str, list[EndpointCheck]] = {site.region: [] for site in sites}
        self._targets: dict[str, bool] = {}

    def checks(self, publish: Callable[[Check, bool], None]) -> None:
        """Those that stand in the system's own checks; `publish` hears each status, the first
        one included."""
        for check in self._system.checks:
            if check.kind == "endpoint" and check.region in self._asking:
                publish(check, self._check(check, check.region, publish))

    def targets(self, records: Iterable[RecordView], changed: Callable[[], None]) -> None:
        """Those that evaluate a record's target; `changed` is called after each change."""
        parameters = self._around.parameters
        every = (
            parameters.value("dns.target_every_s"),
            int(parameters.value("dns.target_fails_count")),
        )

        def heard(region: str, healthy: bool) -> None:
            self._targets[region] = healthy
            changed()

        for region in [record.region for record in records if record.evaluate_target_health]:
            if region in self._asking:
                name = f"target-health/{self._system.name}/{region}"
                self._targets[region] = self._begin(
                    region, name, every, self._condition(region), _about(region, heard)
                )

    def endpoints(
        self,
        accelerator: Accelerator,
        regions: Iterable[str],
        heard: Callable[[Check, bool], None],
    ) -> None:
        """An accelerator asks of a balancer whether it has a healthy target."""
        every = (accelerator.interval_s, accelerator.threshold)
        for region in regions:
            check = Check(f"{accelerator.urn}/{region}", "endpoint", region=region)
            if not self._begin(
                region,
                f"endpoint/{region}",
                every,
                self._condition(region),
                _about(check, heard),
            ):
                heard(check, False)

    def start(self) -> None:
        """From here on every check sees what the flow changes."""
        for index, checks in enumerate(self._asking.values()):
            self._flow.on_probe[index] = each_changed(checks)

    def again(self) -> None:
        """What is asked for may have changed anywhere."""
        for region in self._asking:
            self.sized(region)

    def sized(self, region: str) -> None:
        """A region has more instances, or fewer."""
        for check in self._asking[region]:
            check.changed()

    def has_targets(self, region: str) -> bool:
        """Whether a record whose target is evaluated there counts as healthy."""
        return self._targets.get(region, True)

    def _check(self, check: Check, region: str, publish: Callable[[Check, bool], None]) -> bool:
        view = self._around.control.checks().get(check_id(check))
        interval_s = (view.interval_s if view is not None else None) or check.interval_s or 30.0
        threshold = (view.threshold if view is not None else None) or check.threshold or 3
        index, fleet = [*self._sites].index(region), self._system.fleet(region)
        # the path that the balancer asks, too, answers without the stores: it sees none fail
        deep = fleet is None or check.path is None or check.path != fleet.alive_path
        return self._begin(
            region,
            check_id(check),
            (interval_s, threshold),
            lambda: serves(self._flow, index, self._around, deep),
            _about(check, publish),
        )

    def _condition(self, region: str) -> Callable[[], Condition]:
        return lambda: has_targets(self._sites[region])

    def _begin(
        self,
        region: str,
        name: str,
        every: tuple[float, int],
        condition: Callable[[], Condition],
        publish: Callable[[bool], None],
    ) -> bool:
        check = check_of(self._around, self._system, region, name, every, condition, publish)
        self._asking[region].append(check)
        check.start()
        return check.healthy


def _about(what: _About, heard: Callable[[_About, bool], None]) -> Callable[[bool], None]:
    return lambda healthy: heard(what, healthy)
