"""The words for a fault say where, what, and how much of it."""

import pytest

from openline_stacks.recovery import Fault, Selector, in_words, region_dark, surge


def fault(selector: Selector, mode: str = "drop", **more: object) -> Fault:
    return Fault(selector, mode, 0.0, 60.0, 60.0, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (region_dark("us-east-1", 0.0, 60.0), "us-east-1 drops everything"),
        (fault(Selector("us-east-1", "a")), "zone us-east-1a drops everything"),
        (fault(Selector("us-east-1", "us-east-1a")), "zone us-east-1a drops everything"),
        (
            fault(Selector("us-east-1", system="orders"), "error", share=0.2),
            "orders in us-east-1 answers 20 % of everything with errors",
        ),
        (
            fault(Selector("us-east-1"), services=("dynamodb",), operations=("PutItem",)),
            "us-east-1 drops dynamodb (PutItem)",
        ),
        (fault(Selector("us-east-1"), "disable", services=("kms",)), "us-east-1 has kms disabled"),
        (fault(Selector(), plane="control"), "every region drops everything on the control plane"),
        (
            fault(Selector("us-east-1"), "slow", delay_s=2.5, share=0.5),
            "us-east-1 answers 50 % of everything 2.5 s late",
        ),
        (
            fault(Selector("us-east-1"), peer="us-west-2"),
            "us-east-1 drops everything to and from us-west-2",
        ),
        (
            fault(Selector("us-east-1"), "throttle", services=("dynamodb",), limit_per_s=50.0),
            "us-east-1 throttles dynamodb beyond 50/s",
        ),
        (surge(2.0, 0.0, 60.0), "every system has 2 times its demand"),
        (
            surge(1.5, 0.0, 60.0, "orders"),
            "orders has 1.5 times its demand",
        ),
        (
            fault(Selector(tag=("openline:system", "orders")), "refuse"),
            "openline:system=orders refuses everything",
        ),
    ],
)
def test_a_fault_is_said_in_words(said: Fault, words: str) -> None:
    assert in_words(said) == words
