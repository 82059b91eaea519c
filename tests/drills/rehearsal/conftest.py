"""A stack of two systems: orders, which people fail over, and the apex, which does so by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from openline_drills.rehearsal import Outcome, Settings, rehearse

PROGRAM = """
from pathlib import Path

from openline import CustomerServiceStack
from openline.declaration import load

declaration = load(Path(__file__).with_name("openline.yaml"))
CustomerServiceStack(declaration.stack, declaration)
"""

DECLARATION = """
openline: 1
stack: shop
account: "123456789012"
domain: shop.example.net
zone_id: Z0123456789ABCDEFGHIJ
regions: {us-east-1: primary, us-west-2: standby}
zones: {us-east-1: [a, b], us-west-2: [a, b]}
network: {us-east-1: 10.20.0.0/16, us-west-2: 10.30.0.0/16}
strategy: warm-standby
defaults: {objectives: {region: {rto: 15m, rpo: 15s}}}
systems:
  orders:
    demand: {steady: 300/s, peak: 1000/s}
    operations: {place: {share: 20%, writes: orders}, track: {share: 80%}}
    stores: {orders: {}}
    # room for everybody's retries at once: else they, not the steps of a failover, decide
    capacity: {buffer: 150%}
  portal:
    host: "@"
    demand: {steady: 100/s, peak: 300/s}
    failover: {decide: automatic}
"""


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "__main__.py").write_text(PROGRAM)
    (folder / "openline.yaml").write_text(DECLARATION)
    return folder


Rehearse = Callable[..., Outcome]


@pytest.fixture(scope="session")
def rehearsed(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Rehearse:
    """One seed of the region outage on the stack, with settings changed."""

    def run(**changed: object) -> Outcome:
        runs = tmp_path_factory.mktemp("runs")
        usual: dict[str, object] = {"stack": str(shop), "seeds": 1, "workers": 2, "runs": runs}
        return rehearse("region-outage", Settings(**(usual | changed)))  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session")
def as_declared(rehearsed: Rehearse) -> Outcome:
    return rehearsed()
