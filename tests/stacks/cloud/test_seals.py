"""Sealed: the same ids anywhere, time that stands until it is moved, everything given back."""

from __future__ import annotations

import datetime as dt
import gc
import os
import random
import subprocess
import sys
import time
import uuid

import boto3
import pytest
from moto.moto_api._internal import mock_random

from openline_stacks.cloud import (
    EPOCH,
    LocalAws,
    SealedWall,
    Seals,
    sealed_chance,
    virtual_waits,
)


class Clock:
    def __init__(self) -> None:
        self.us = 0

    def now(self) -> int:
        return self.us

    def sleep(self, seconds: float) -> None:
        self.us += round(seconds * 1_000_000)


PROGRAM = """
import boto3, json, random, uuid
from openline_stacks.cloud import LocalAws, SealedWall, sealed_chance
made = []
with LocalAws() as aws, sealed_chance("s"), SealedWall():
    for region in ("us-east-1", "us-west-2"):
        for type_, name, inputs in (
            ("aws:ec2/vpc:Vpc", "vpc", {"cidrBlock": "10.0.0.0/16", "tags": {"b": "1", "a": "2"}}),
            ("aws:kms/key:Key", "key", {"multiRegion": True}),
            ("aws:acm/certificate:Certificate", "cert", {"domainName": "shop.example.net",
             "subjectAlternativeNames": ["*.shop.example.net", "a.shop.example.net"]}),
            ("aws:s3/bucket:Bucket", f"logs-{region}", {}),
            ("aws:sns/topic:Topic", "topic", {}),
        ):
            inputs = {**inputs, "region": region}
            checked, failures = aws.check(type_, name, inputs)
            made.append(aws.create(type_, f"urn::{region}::{name}", name, checked).outputs)
    made.append(str(uuid.uuid4()))
    made.append(random.random())
print(json.dumps(made))
"""


def test_ids_are_the_same_in_another_process_with_another_hash_seed() -> None:
    texts = {_run("0"), _run("42")}

    assert len(texts) == 1
    assert "vpc-" in texts.pop()


def _run(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_another_seed_gives_other_ids() -> None:
    ids = []
    for seed in (1, 2):
        with sealed_chance(seed):
            ids.append(uuid.uuid4())
    assert ids[0] != ids[1]


def test_chance_goes_on_as_if_nothing_had_been() -> None:
    random.seed(7)
    mock_random.seed(7)
    expected = (random.random(), mock_random.random())
    random.seed(7)
    mock_random.seed(7)

    with pytest.raises(ValueError, match="drawn"), sealed_chance(1):
        raise ValueError(f"drawn {random.random()}, {mock_random.random()}")

    assert (random.random(), mock_random.random()) == expected
    assert uuid.os is os  # type: ignore[attr-defined]


def test_a_seal_that_was_forgotten_ends_no_other_ones_chance() -> None:
    """Whatever kept it is collected at any time, in the middle of another's seal as well."""
    with sealed_chance("seed"):
        expected = random.random(), mock_random.random()
    with sealed_chance("around"):
        forgotten = sealed_chance("forgotten")
        forgotten.__enter__()
        with sealed_chance("seed"):
            del forgotten
            gc.collect()
            assert (random.random(), mock_random.random()) == expected
    assert uuid.os is os  # type: ignore[attr-defined]


def test_the_wall_stands_at_the_epoch_until_it_is_moved() -> None:
    with SealedWall() as wall:
        assert dt.datetime.now(dt.UTC) == EPOCH
        wall.move_to(90_500_000)
        assert dt.datetime.now(dt.UTC) - EPOCH == dt.timedelta(seconds=90.5)
        assert time.time() == EPOCH.timestamp() + 90.5
    assert dt.datetime.now(dt.UTC) > EPOCH + dt.timedelta(days=1)


def test_waits_pass_on_the_virtual_clock() -> None:
    clock, real = Clock(), (time.sleep, time.monotonic, time.monotonic_ns)

    with virtual_waits(clock.now, clock.sleep):
        began = time.monotonic()
        time.sleep(3600)
        assert time.monotonic() - began == 3600
        assert time.monotonic_ns() == 3600 * 10**9

    assert (time.sleep, time.monotonic, time.monotonic_ns) == real


def test_a_loop_until_a_deadline_ends() -> None:
    clock = Clock()

    with Seals(1, clock.now, clock.sleep):
        deadline = time.time() + 30
        while time.time() < deadline:
            time.sleep(1)

    assert clock.us == 30_000_000


def test_timestamps_of_the_cloud_follow_the_virtual_clock(aws: LocalAws) -> None:
    clock = Clock()

    with Seals(1, clock.now, clock.sleep) as seals:
        clock.us = 60_000_000
        seals.move_to(clock.us)
        boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")
        made = boto3.client("iam").get_role(RoleName="r")["Role"]["CreateDate"]

    assert made - EPOCH == dt.timedelta(seconds=60)


def test_all_seals_are_given_back_after_an_exception() -> None:
    clock, real = Clock(), (time.sleep, time.monotonic)
    state = random.getstate()

    with pytest.raises(ValueError, match="given up"), Seals(1, clock.now, clock.sleep):
        raise ValueError("given up")

    assert (time.sleep, time.monotonic) == real
    assert random.getstate() == state
    assert time.time() > EPOCH.timestamp() + 86_400
