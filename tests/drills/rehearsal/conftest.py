"""A stack of two systems: orders, which people fail over, and the apex, which does so by itself.

It is rehearsed as a whole, or stands for one seed at a time on the stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openline_drills.chaos import actions, set_stage
from openline_drills.rehearsal import Outcome, Settings, rehearse
from openline_drills.rehearsal._interrupts import Interrupts
from openline_drills.rehearsal._session import Session
from openline_drills.rehearsal._settings import resolve
from openline_drills.rehearsal._stand import Stand, stand_up

if TYPE_CHECKING:
    from tests.drills.conftest import WriteShop

SYSTEMS = """
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
def shop(write_shop: WriteShop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_shop(tmp_path_factory.mktemp("shop"), SYSTEMS)


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


@pytest.fixture(scope="module")
def stand(shop: Path) -> Iterator[Stand]:
    held = stand_up(resolve({"stack": str(shop)}))
    yield held
    held.close()


@pytest.fixture
def stage(stand: Stand) -> Iterator[Session]:
    session = stand.session(1, Interrupts())
    with closing(session):  # whatever fails: nobody else's time may be virtual
        session.start()
        set_stage(session)
        yield session
        set_stage(None)
        session.lift()
        actions_undone(session)


def actions_undone(session: Session) -> None:
    """The next test finds every switch where it was."""
    set_stage(session)
    actions.fail_back()
    set_stage(None)
