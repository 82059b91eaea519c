"""What a `--stack` may name, and what is said where it names nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openline.declaration import DeclarationError
from openline_stacks.cloud import LocalAws
from openline_stacks.engine import preview
from openline_stacks.sources import (
    SourceError,
    account_of,
    declared_beside,
    find_sources,
    made,
    planned,
    understood,
)
from openline_stacks.topology import TopologyError

BUCKET = """
import pulumi_aws as aws
aws.s3.Bucket("{name}", region="us-east-1")
"""
DECLARED = """
openline: 1
stack: shop
account: "123456789012"
domain: shop.example.net
zone_id: Z0123456789ABCDEFGHIJ
regions: {us-east-1: primary}
zones: {us-east-1: [a, b]}
network: {us-east-1: 10.20.0.0/16}
defaults: {objectives: {region: {rto: 15m, rpo: 15s}}}
systems:
  chat: {demand: {steady: 10/s, peak: 30/s}}
"""


@pytest.fixture
def bucket(tmp_path: Path) -> Callable[[str], Path]:
    def write(name: str) -> Path:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__main__.py").write_text(BUCKET.format(name=name))
        return tmp_path / name

    return write


def test_bundled_names_folders_and_files_in_one_text_or_several(
    tmp_path: Path, bucket: Callable[[str], Path]
) -> None:
    (tmp_path / "a.json").write_text("{}")
    folder = bucket("west")
    one = find_sources(f"retail, {folder},{tmp_path / 'a.json'}")
    several = find_sources(["retail", str(folder), str(tmp_path / "a.json")])
    assert [program.name for program in one.programs] == ["retail", "west"]
    assert (one.programs, one.files) == (several.programs, several.files)
    assert one.name == "retail, west, a.json"


def test_a_comma_in_a_folders_own_name_is_part_of_it(
    tmp_path: Path, bucket: Callable[[str], Path]
) -> None:
    assert find_sources(str(bucket("here,there"))).name == "here,there"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("retial", "did you mean retail"),
        ("nowhere/plan.json", "there is no such file; name one that `pulumi preview --json`"),
    ],
)
def test_what_is_not_there_is_said(text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        find_sources(text)


def test_several_programs_are_one_stack(bucket: Callable[[str], Path]) -> None:
    sources = find_sources([str(bucket("one")), str(bucket("two"))])
    assert [s.name for s in planned(sources).of_type("aws:s3/bucket:Bucket")] == ["one", "two"]
    with LocalAws() as aws:
        buckets = made(sources, aws).of_type("aws:s3/bucket:Bucket")
    assert [bucket.origin for bucket in buckets] == ["emulated", "emulated"]


def test_programs_of_one_folder_share_the_declaration_that_lies_there(
    tmp_path: Path, bucket: Callable[[str], Path]
) -> None:
    one, two = bucket("one"), bucket("two")
    (tmp_path / "openline.yaml").write_text(DECLARED.replace("123456789012", "210987654321"))
    assert account_of(find_sources([str(one), str(two)]), {}) == "210987654321"
    assert account_of(find_sources(str(one)), {}) == "123456789012"  # not known: any will do


def test_a_program_and_an_export_of_another_stack_are_one_too(
    tmp_path: Path, bucket: Callable[[str], Path], export: Callable[..., Any]
) -> None:
    with LocalAws() as aws:
        there = made(find_sources(str(bucket("there"))), aws)
    (tmp_path / "there.json").write_text(json.dumps(export(there)))
    sources = find_sources([str(bucket("here")), str(tmp_path / "there.json")])
    with LocalAws() as aws:
        buckets = made(sources, aws).of_type("aws:s3/bucket:Bucket")
        assert aws.client("s3").list_buckets()["Buckets"]
    assert [one.name for one in buckets] == ["here", "there"]


def test_a_preview_cannot_be_made_and_what_can_is_said(
    tmp_path: Path, bucket: Callable[[str], Path], digest: Callable[..., Any]
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(digest(preview(bucket("one")))))
    with LocalAws() as aws, pytest.raises(SourceError, match="a preview has no ids"):
        made(find_sources(str(plan)), aws)


def test_a_stack_without_our_components_is_understood_by_the_declaration_beside_it(
    tmp_path: Path, bucket: Callable[[str], Path], digest: Callable[..., Any]
) -> None:
    folder = bucket("plain")
    sources = find_sources(str(folder))
    with pytest.raises(TopologyError, match="no openline:index:CustomerServiceStack"):
        understood(sources)
    (folder / "openline.yaml").write_text(DECLARED)
    assert [system.name for system in understood(sources).systems] == ["chat"]
    plan = folder / "plan.json"
    plan.write_text(json.dumps(digest(planned(sources))))
    assert understood(find_sources(str(plan))) == understood(sources)
    changed = understood(sources, {"chat.demand.peak": "60/s"})
    assert changed.systems[0].demand.peak_per_s == 60
    (folder / "openline.yaml").write_text("openline: 2")
    with pytest.raises(DeclarationError):
        declared_beside(sources, planned(sources))


def test_nothing_is_changed_in_what_no_program_runs_for(
    tmp_path: Path, digest: Callable[..., Any]
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(digest(planned(find_sources("starter")))))
    with pytest.raises(SourceError, match=r"--set failover\.decide: plan\.json is what"):
        planned(find_sources(str(plan)), overrides={"failover.decide": "automatic"})
