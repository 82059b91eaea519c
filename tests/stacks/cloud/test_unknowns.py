"""What is not known yet may stand in place of any input of any type, wherever it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.stacks.cloud.conftest import Maker
from tests.stacks.cloud.test_imports import ALONE
from tests.stacks.cloud.test_lives import Life

from openline_stacks.cloud import LocalAws
from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.engine import CheckFailure
from openline_stacks.states import UNKNOWN


@pytest.fixture(scope="module")
def aws() -> Iterator[LocalAws]:
    with LocalAws() as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(aws: LocalAws) -> Maker:
    return Maker(aws)


def _below(value: Any) -> Iterator[Any]:
    """The value, with an unknown in place of itself and of each thing inside of it."""
    yield UNKNOWN
    if isinstance(value, dict):
        for key, one in value.items():
            yield from ({**value, key: other} for other in _below(one))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from ([*value[:index], other, *value[index + 1 :]] for other in _below(one))


@pytest.mark.parametrize("type_", sorted(HANDLERS))
def test_an_unknown_may_stand_anywhere(type_: str, aws: LocalAws, shared: Maker) -> None:
    one = Life(aws, Maker(aws) if type_ in ALONE else shared, type_)
    one.inputs = one.checked()
    for input_, value in one.said.items():
        for unknown in _below(value):
            if input_ == "region":
                continue
            checked = aws.resources.check(type_, one.urn, {}, {**one.said, input_: unknown})
            assert not _of_the_unknown(checked.failures, input_), unknown
            planned = aws.resources.create(type_, one.urn, checked.inputs, preview=True)
            assert planned.id is UNKNOWN
            news = {**one.inputs, input_: unknown}
            assert input_ in one.diff(news).diffs, "an unknown counts as a change"


def _of_the_unknown(failures: tuple[CheckFailure, ...], input_: str) -> list[CheckFailure]:
    return [one for one in failures if one.property.startswith(input_)]
