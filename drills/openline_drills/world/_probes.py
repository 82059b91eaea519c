"""What probes of an endpoint and of a balancer's targets meet, as shares."""

from __future__ import annotations

from openline_drills.world._around import Surroundings
from openline_drills.world._effects import later_than, one_after_the_other
from openline_drills.world.checkers import Condition
from openline_drills.world.flow import Flow
from openline_drills.world.queues import Site
from openline_drills.world.stores import writable


def serves(flow: Flow, index: int, around: Surroundings, deep: bool = True) -> Condition:
    """The path that Route 53 asks: the region, an instance, and where it is `deep` its store."""
    site, name = flow.sites[index], flow.system.name
    answered, delays = (site.passes if site.alive else 0.0), site.delays
    if deep and flow.system.stores:
        for store in flow.system.stores:
            restored = flow.stores[store.name].restored
            answered *= writable(store, site.region, name, around.disruption, restored)
        answered *= flow.stores_take(site)
        effect = around.disruption.store(site.region, name)
        delays = one_after_the_other(delays, effect.delays)
    dropped = 1.0 - site.reach
    in_time_s = around.parameters.value("checker.response_timeout_s") - site.wait_s
    if in_time_s < 0.0:
        return Condition(0.0, dropped, site.reach)
    late = later_than(delays, in_time_s) if delays else 0.0
    answered *= site.accepted * (1.0 - site.errors)
    hung = site.silent - dropped
    return Condition(answered * (1.0 - late), dropped, hung + site.passes * late)


def has_targets(site: Site) -> Condition:
    """The path that the balancer asks: an instance that is registered and answers. Where all fail
    it sends to all of them, and its record is unhealthy all the same."""
    answers = site.alive and site.passes > 0.0 and site.errors < 1.0
    return Condition(site.reach if answers else 0.0, 1.0 - site.reach)
